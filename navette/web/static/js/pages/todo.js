// À faire: three lanes, live, searched here and nowhere else. Names come after the list: naming.js.
import { arrange, clone, element, part } from "./dom.js";
import { now } from "./hours.js";
import { titlesOf } from "./forms.js";
import { LANES, byHour, clockOf, holds, plain, rowsOf } from "./lanes.js";
import { Line } from "./line.js";
import { notice, showFailure } from "./notice.js";
import { rest, worded } from "./rest.js";
import { codeOf, lang, t } from "./words.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./lanes.js").Row} Row @typedef {import("./interface.js").Mailbox} Mailbox */

const MINUTE = 60_000;
const MOST = 500; // lines that a browser scrolls without effort
const SOON = 150; // ms: several events of one handoff make one look at the lists
const plural = new Intl.PluralRules(lang);

/** @type {(app: App) => Promise<import("./routes.js").Shown>} */
export async function open(app) {
  const list = new List(app);
  await list.read();
  return { title: t("To do"), root: list.root, close: () => list.close(), named: () => list.named() };
}

class List {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.root = element("div", { class: "todo" }, clone("screen-todo"));
    this.search = /** @type {HTMLInputElement} */ (part(this.root, "search"));
    this.box = /** @type {HTMLSelectElement} */ (part(this.root, "box"));
    this.clock = /** @type {HTMLSelectElement} */ (part(this.root, "clock"));
    this.template = /** @type {HTMLTemplateElement} */ (part(this.root, "line"));
    /** @type {Map<string, Line>} */
    this.lines = new Map();
    /** @type {import("./interface.js").FormTitle[]} */
    this.titles = [];
    /** Lines of each lane in the page: those beyond are found, counted, and shown when they are asked for. */
    this.most = { todo: MOST, waiting: MOST, closing: MOST };
    this.keys = new AbortController();
    this.stop = app.onEvent(() => this.soon());
    this.timer = setInterval(() => this.tick(), MINUTE);
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.later = undefined;
    /** @type {import("./waiting.js").WaitingBox|null} */
    this.outbox = null;
    this.listen();
  }

  listen() {
    for (const { address, name } of this.app.account?.mailboxes ?? []) {
      this.box.append(element("option", { value: address, textContent: name || address }));
    }
    part(this.root, "boxes").hidden = this.box.options.length < 3;
    for (const field of [this.search, this.box, this.clock]) field.addEventListener("input", () => this.filter());
    for (const lane of LANES) part(this.root, `${lane}-more`).addEventListener("click", () => this.more(lane));
    document.addEventListener("keydown", (event) => this.key(event), { signal: this.keys.signal });
  }

  close() {
    this.stop();
    this.keys.abort();
    clearInterval(this.timer);
    clearTimeout(this.later);
    this.lines.clear();
    this.root.replaceChildren();
  }

  soon() {
    clearTimeout(this.later);
    this.later = setTimeout(() => void this.read(), SOON);
  }

  /** The lists, from the server; when it is absent, what was there stays. */
  async read() {
    try {
      this.titles = await titlesOf(this.app);
      if (!this.app.mailboxes.length && this.app.account?.doubt) throw this.app.account.doubt; // no mailbox is believed in
      const rows = (await Promise.all(this.app.mailboxes.map(readBox))).flat();
      if (this.keys.signal.aborted) return;
      part(this.root, "failure").replaceChildren();
      part(this.root, "lanes").hidden = false;
      this.update(rows.sort(byHour));
    } catch (error) {
      await worded(error);
      if (this.keys.signal.aborted) return;
      if (codeOf(error) === "server-unreachable") this.unknown();
      else {
        part(this.root, "lanes").hidden = !this.lines.size;
        showFailure(part(this.root, "failure"), error);
      }
    }
    this.app.refreshBanner();
    void this.showWaiting().catch(() => undefined); // said by the banner
  }

  /** The server is absent, as the banner says: what was there stays, and nothing is said of what nobody knows. */
  unknown() {
    if (this.lines.size) return;
    part(this.root, "lanes").hidden = true;
    part(this.root, "failure").replaceChildren(notice("soon", { what: t("What waits for you is not known without the connection.") }));
  }

  /** What has not left yet. */
  async showWaiting() {
    await rest();
    const { WaitingBox } = await import("./waiting.js");
    this.outbox ??= new WaitingBox(this.app, part(this.root, "outbox"));
    if (!this.keys.signal.aborted) await this.outbox.refresh();
  }

  /** Lines that were there stay the same elements, so that nobody loses their place. @param {Row[]} rows */
  update(rows) {
    const before = this.lines;
    const [at, fresh] = [now(), rows.filter((row) => before.size && !before.has(row.key))];
    this.lines = new Map(rows.map((row) => [row.key, before.get(row.key) ?? new Line(this.template)]));
    for (const row of rows) {
      this.lines.get(row.key)?.show(row, this, at);
      this.app.boxes.set(row.reference, row.mailbox);
    }
    const focused = document.activeElement;
    this.filter();
    if (focused instanceof HTMLElement && focused !== document.activeElement && focused.isConnected) focused.focus();
    if (fresh.length) this.app.say(arrived(fresh));
  }

  /** The next lines of a lane; what was asked for is where one goes on. @param {import("./lanes.js").Lane} lane */
  more(lane) {
    const list = part(this.root, lane);
    const before = list.children.length;
    this.most[lane] += MOST;
    this.filter();
    list.children[before]?.querySelector("a")?.focus();
  }

  /** Names of fiches that were opened here before. */
  named() {
    for (const line of this.lines.values()) line.show(line.row, this, now());
    this.filter();
  }

  /** Once a minute, clocks move on. */
  tick() {
    const at = now();
    for (const line of this.lines.values()) line.showClock(at);
  }

  filter() {
    const [at, wanted] = [now(), plain(this.search.value)];
    let found = 0;
    for (const lane of LANES) {
      const lines = [...this.lines.values()].filter((line) => line.row.lane === lane && this.wanted(line, at, wanted));
      const rest = Math.max(0, lines.length - this.most[lane]);
      arrange(part(this.root, lane), lines.slice(0, this.most[lane]).map(({ item }) => item));
      part(this.root, `${lane}-count`).textContent = String(lines.length);
      part(this.root, `${lane}-none`).hidden = lines.length > 0;
      part(this.root, `${lane}-more`).hidden = !rest;
      part(this.root, `${lane}-more`).textContent = t("Show {count} more", { count: Math.min(MOST, rest) });
      found += lines.length;
    }
    this.app.naming?.watch(this.lines);
    const filtered = found < this.lines.size;
    part(this.root, "found").textContent = filtered ? counted(found) : "";
    void this.showOpened(wanted);
  }

  /** What was opened here, and is in no lane any more. @param {string} wanted */
  async showOpened(wanted) {
    const listed = new Set([...this.lines.values()].map(({ row }) => row.reference));
    const found = wanted ? (await import("./seen.js")).elsewhere(this.app, wanted, listed) : [];
    if (this.keys.signal.aborted || wanted !== plain(this.search.value)) return;
    part(this.root, "opened").hidden = !found.length;
    part(this.root, "opened-lines").replaceChildren(...found);
  }

  /** @param {Line} line @param {number} at @param {string} wanted */
  wanted({ row, text }, at, wanted) {
    if (this.box.value && row.mailbox.address !== this.box.value) return false;
    if (this.clock.value === "late" && clockOf(row, at) !== "late") return false;
    if (this.clock.value === "urgent" && row.urgency === 0) return false;
    return holds(text, wanted);
  }

  /** j and k, from line to line; Enter is the link's own. @param {KeyboardEvent} event */
  key(event) {
    const target = event.target instanceof Element ? event.target : null;
    const typing = target?.closest("input, select, textarea, dialog");
    if (event.altKey || event.ctrlKey || event.metaKey || typing || !["j", "k"].includes(event.key)) return;
    const links = [...this.root.querySelectorAll("li:not([hidden]) > a")];
    const place = links.indexOf(/** @type {Element} */ (target)) + (event.key === "j" ? 1 : -1);
    const next = /** @type {HTMLElement|undefined} */ (links[place < -1 ? links.length - 1 : Math.max(0, place)]);
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }
}

/** @type {(mailbox: Mailbox) => Promise<Row[]>} */
async function readBox(mailbox) {
  const [inbox, sent] = await Promise.all([mailbox.inbox({ open: true }), mailbox.sent()]);
  return rowsOf(mailbox, inbox, sent, now());
}

/** @type {(fresh: Row[]) => string} */
function arrived(fresh) {
  if (fresh.length === 1) return t("A fiche has arrived or moved: {reference}", { reference: fresh[0].reference });
  return t("Fiches that have arrived or moved: {count}", { count: fresh.length });
}

/** @type {(count: number) => string} */
const counted = (count) => (plural.select(count) === "one" ? t("{count} fiche found", { count }) : t("{count} fiches found", { count }));
