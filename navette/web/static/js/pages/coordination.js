// Coordination: what nobody has closed, by partner and age. Delays and references, never a patient.
import { chosen, keyOf, lateness, partners } from "./board.js";
import { boardFile } from "./board_file.js";
import { BoardLine, nameOf } from "./board_line.js";
import { proofOf, proven } from "./board_proof.js";
import { clone, element, part } from "./dom.js";
import { moment, now } from "./dates.js";
import { csv, save } from "./files.js";
import { titleOf, titlesOf } from "./forms.js";
import { foreign, notice, showFailure } from "./notice.js";
import { Nudges, summed } from "./nudges.js";
import { codeOf, sentences, t } from "./words.js";
import { Work } from "./work.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./board.js").Item} Item @typedef {import("./interface.js").Coordination} Coordination */

const MINUTE = 60_000; // ms: clocks move on, and the board is read again
const SOON = 300; // ms: several events make one look
const CHOICES = /** @type {const} */ (["partner", "form", "clock", "order"]);

/** The board, or one fiche of it. @type {(app: App, where: import("./routes.js").Where) => Promise<import("./routes.js").Shown>} */
export async function open(app, where) {
  if (where.parts.length) return (await import("./handoff.js")).open(app, where);
  const page = new Board(app);
  await page.read();
  return { title: t("Coordination"), root: page.root, close: () => page.close() };
}

class Board {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.root = element("div", { class: "board" }, clone("screen-coordination"));
    this.template = /** @type {HTMLTemplateElement} */ (part(this.root, "line"));
    this.nudges = new Nudges(app.account?.name ?? "");
    /** @type {Item[]} */
    this.items = [];
    /** @type {Map<string, BoardLine>} */
    this.lines = new Map();
    /** Those shown, in their order. @type {BoardLine[]} */
    this.shown = [];
    /** @type {import("./interface.js").FormTitle[]} */
    this.titles = [];
    this.work = new Work(part(this.root, "outcome"));
    /** The code of the failure that is shown. */
    this.failed = "";
    /** What the table of partners shows. */
    this.tabled = "";
    this.left = new AbortController();
    this.stop = app.onEvent(() => this.soon());
    this.timer = setInterval(() => this.minute(), MINUTE);
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.later = undefined;
    this.listen();
  }

  listen() {
    const { signal } = this.left;
    for (const name of CHOICES) part(this.root, name).addEventListener("input", () => this.show());
    part(this.root, "csv").addEventListener("click", () => this.save());
    part(this.root, "print").addEventListener("click", () => print());
    part(this.root, "again").addEventListener("click", () => void this.again());
    part(this.root, "everything").addEventListener("click", () => this.everything());
    part(this.root, "all").addEventListener("input", () => this.checkAll());
    part(this.root, "nudge-checked").addEventListener("click", () => this.nudge(this.checked));
    document.addEventListener("visibilitychange", () => document.hidden || this.soon(), { signal });
    addEventListener("online", () => this.soon(), { signal });
  }

  close() {
    this.stop();
    this.left.abort();
    clearInterval(this.timer);
    clearTimeout(this.later);
    this.items = this.shown = [];
    this.lines.clear();
    this.root.replaceChildren();
  }

  soon() {
    clearTimeout(this.later);
    this.later = setTimeout(() => void this.read(), SOON);
  }

  minute() {
    for (const line of this.shown) line.tick(now());
    if (!document.hidden) this.soon();
  }

  /** @returns {Promise<Coordination>} */
  async desk() {
    const { account, client } = this.app;
    if (!account) throw new Error("locked");
    return client.coordinator(account);
  }

  /** The board, from the server; when it is absent, what was there stays, with its hour. */
  async read() {
    try {
      this.titles = await titlesOf(this.app);
      const items = await (await this.desk()).unresolved();
      if (this.left.signal.aborted) return;
      this.items = items;
      this.failed = "";
      part(this.root, "failure").replaceChildren();
      part(this.root, "at").textContent = t("As it stood on {when}.", { when: moment(now()) });
      this.offer();
      this.show();
    } catch (error) {
      if (!this.left.signal.aborted) this.fail(error);
    }
  }

  /** Said once, not every minute. @param {unknown} error */
  fail(error) {
    const code = codeOf(error) || "?";
    if (code !== this.failed) showFailure(part(this.root, "failure"), error);
    this.failed = code;
  }

  async again() {
    this.failed = "";
    await this.read();
    if (!this.failed) this.app.say(this.counted());
  }

  /** The partners and forms there are, to choose from; what was chosen stays. */
  offer() {
    const named = (/** @type {[string, string][]} */ pairs) => pairs.sort(([, one], [, other]) => one.localeCompare(other));
    options(this.choice("partner"), named([...new Map(this.items.map((item) => [item.mailbox, nameOf(item.mailboxName)]))]));
    options(this.choice("form"), named([...new Map(this.items.map((item) => [item.form, this.form(item.form)]))]));
  }

  /** @param {string} name */
  choice(name) {
    return /** @type {HTMLSelectElement} */ (part(this.root, name));
  }

  get wanted() {
    const [partner, form, clock, order] = CHOICES.map((name) => this.choice(name).value);
    return { partner, form, clock, order };
  }

  show() {
    const at = now();
    const items = chosen(this.items, this.wanted, at);
    part(this.root, "none").hidden = this.items.length > 0;
    part(this.root, "board").hidden = !this.items.length;
    part(this.root, "nothing").hidden = items.length > 0 || !this.items.length;
    this.table(partners(this.items, at));
    this.update(items, at);
    part(this.root, "found").textContent = this.counted();
    const { clock, partner, form } = this.wanted;
    part(this.root, "everything").hidden = !(clock || partner || form);
    this.count();
  }

  /** The table of partners, made again when something changed; who was on a name stays on it. @param {import("./board.js").Partner[]} found */
  table(found) {
    const tabled = JSON.stringify(found);
    if (tabled === this.tabled) return;
    this.tabled = tabled;
    const place = /** @type {HTMLTableSectionElement} */ (part(this.root, "partners"));
    const held = [...place.rows].findIndex((row) => row.contains(document.activeElement));
    const mailbox = held < 0 ? "" : place.rows[held].dataset.mailbox;
    place.replaceChildren(...found.map((one) => this.partnerRow(one)));
    const back = [...place.rows].find((row) => mailbox && row.dataset.mailbox === mailbox);
    back?.querySelector("button")?.focus();
  }

  /** Lines that were there stay the same elements, so that nobody loses their place. @param {Item[]} items @param {number} at */
  update(items, at) {
    const asked = { nudge: (/** @type {BoardLine} */ line) => this.nudge([line]), verify: (/** @type {BoardLine} */ line) => void this.work.run(() => this.verify(line)), check: () => this.count(), form: (/** @type {Item} */ { form }) => this.form(form) };
    const [shown, before] = [new Set(items.map(keyOf)), this.lines];
    const keys = this.items.map(keyOf).filter((key) => before.has(key) || shown.has(key));
    this.lines = new Map(keys.map((key) => [key, before.get(key) ?? new BoardLine(this.template, asked)]));
    this.shown = items.map((item) => /** @type {BoardLine} */ (this.lines.get(keyOf(item))));
    for (const [place, item] of items.entries()) this.shown[place].show(item, at);
    const list = part(this.root, "lines");
    const [held, wanted] = [document.activeElement, this.shown.map(({ root }) => root)];
    if (wanted.length !== list.children.length || wanted.some((root, place) => list.children[place] !== root)) list.replaceChildren(...wanted);
    if (held instanceof HTMLElement && held !== document.activeElement && held.isConnected) held.focus();
  }

  counted() {
    const [at, count] = [now(), this.items.length];
    if (!count) return t("Nothing is late, and nothing waits.");
    const late = this.items.filter((item) => lateness(item, at) === "late").length;
    const all = t("Unresolved fiches: {count}", { count });
    return `${all}. ${late ? t("Late: {count}.", { count: late }) : t("Nothing is late.")}`;
  }

  /** @param {string} form */
  form(form) {
    return titleOf(this.titles, form) || t("no form");
  }

  /** Everything is shown again. */
  everything() {
    for (const name of /** @type {const} */ (["partner", "form", "clock"])) this.choice(name).value = "";
    this.show();
    part(this.root, "partner").focus();
    this.app.say(this.counted());
  }

  /** @param {import("./board.js").Partner} partner */
  partnerRow({ mailbox, name, counts, total, late }) {
    const show = () => {
      this.choice("partner").value = mailbox;
      this.show();
      part(this.root, "list-heading").focus();
      this.app.say(t("Fiches shown: {count}", { count: this.shown.length }));
    };
    const button = element("button", { type: "button", class: "quiet", onclick: show }, foreign(nameOf(name)));
    return element("tr", { "data-mailbox": mailbox }, element("th", { scope: "row" }, button), ...[...counts, total].map((count) => figure(count)), figure(late, "is-late"));
  }

  get checked() {
    return this.shown.filter(({ box }) => box.checked);
  }

  checkAll() {
    const { checked } = /** @type {HTMLInputElement} */ (part(this.root, "all"));
    for (const line of this.shown) line.box.checked = checked && line.isFree(now());
    this.count();
  }

  /** What the button over the list will do. */
  count() {
    const { length } = this.checked;
    const free = this.shown.filter((line) => line.isFree(now())).length;
    const all = /** @type {HTMLInputElement} */ (part(this.root, "all"));
    all.checked = free > 0 && length === free;
    all.indeterminate = length > 0 && length < free;
    part(this.root, "several").hidden = free === 0;
    const button = part(this.root, "nudge-checked");
    button.setAttribute("aria-disabled", String(length === 0));
    button.textContent = t("Nudge those ticked ({count})", { count: length });
  }

  /** @param {BoardLine[]} lines */
  nudge(lines) {
    const ready = lines.filter((line) => line.isFree(now()));
    if (ready.length) void this.work.run(() => this.send(ready));
    else this.app.say(lines[0] ? part(lines[0].root, "rests").textContent || t("There is nobody to nudge.") : t("Tick the fiches first."));
  }

  /** @param {BoardLine[]} ready */
  async send(ready) {
    const outcome = await this.nudges.send(await this.desk(), ready);
    for (const line of ready) line.show(line.fact, now());
    this.app.say(ready.length > 1 ? summed(outcome) : (part(ready[0].root, "told").textContent ?? ""));
    if (ready.length > 1) part(this.root, "outcome").replaceChildren(notice(outcome.failed ? "late" : "fine", { what: summed(outcome) }));
    this.count();
    if (outcome.answered) this.soon();
  }

  /** What is found is said in the line. @param {BoardLine} line */
  async verify(line) {
    line.tell(element("p", { class: "soft", textContent: t("Being verified…") }));
    try {
      const found = await (await this.desk()).verify(line.fact);
      line.tell(...proofOf(line.fact, found));
      this.app.say(`${line.fact.reference}. ${proven(found)}`);
      if (found.status.get(line.fact.mailbox) !== line.fact.status) this.soon();
    } catch (error) {
      line.tell(notice("late", sentences(error)));
      this.app.say(sentences(error).what);
    }
  }

  /** What is shown, as a file. */
  save() {
    const items = this.shown.map(({ fact }) => fact);
    save("navette-coordination.csv", csv(boardFile(items, ({ form }) => this.form(form), now())));
    this.app.say(t("The file is ready: {count} lines.", { count: items.length }));
  }
}

/** After the first, which is for anything. @type {(select: HTMLSelectElement, pairs: [string, string][]) => void} */
function options(select, pairs) {
  const [first, ...others] = select.options;
  if (JSON.stringify(pairs) === JSON.stringify(others.map(({ value, text }) => [value, text]))) return; // it may be open
  const before = select.value;
  select.replaceChildren(first, ...pairs.map(([value, textContent]) => element("option", { value, textContent })));
  select.value = pairs.some(([value]) => value === before) ? before : "";
}

/** @type {(count: number, tone?: string) => HTMLElement} */
const figure = (count, tone = "") => element("td", { class: `figure ${count ? tone : ""}`, textContent: count ? String(count) : "–" });
