// One partner as coordinators see it: who it is, whether it is read, what waits there, its delays and volumes. Never a patient.
import { isSilent, lateness } from "./board.js";
import { nameOf, stateOf } from "./board_line.js";
import { collected } from "./collected.js";
import { clone, element, part } from "./dom.js";
import { against, moment, now } from "./dates.js";
import { delaysBy, total } from "./figures.js";
import { titleOf, titlesOf } from "./forms.js";
import { KIND } from "./kinds.js";
import { capital } from "./labels.js";
import { foreign } from "./notice.js";
import { dateOf, lastYear, today } from "./periods.js";
import { closedUntil, doubt } from "./presence.js";
import { facts } from "./presence_view.js";
import { HAPPENED } from "./report_words.js";
import { count, length, nothing } from "./year_cells.js";
import { t } from "./words.js";
import { Work } from "./work.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./interface.js").Entry} Entry @typedef {import("../client/standing.js").Standing} Standing @typedef {import("./board.js").Item} Item @typedef {import("../client/indicators.js").Indicators} Indicators @typedef {import("../client/indicators.js").Row} Row */

const STEPS = /** @type {const} */ (["received", "accepted", "completed"]);

/** @type {(app: App, where: import("./routes.js").Where) => Promise<import("./routes.js").Shown>} */
export async function open(app, { parts }) {
  const page = new Partner(app, parts[0]);
  await page.read();
  return { title: page.name || t("Partner"), root: page.root, close: () => page.close() };
}

class Partner {
  /** @param {App} app @param {string} mailbox */
  constructor(app, mailbox) {
    this.app = app;
    this.mailbox = mailbox;
    this.name = "";
    this.root = element("div", { class: "board" }, clone("screen-partner"));
    this.work = new Work(part(this.root, "failure"));
    part(this.root, "name").textContent = t("Partner");
    part(this.root, "again").addEventListener("click", () => void this.read());
    part(this.root, "print").addEventListener("click", () => print());
    /** Volumes and delays; small ones are hidden on paper. @type {(hide: boolean) => void} */
    this.count = () => {};
    this.left = new AbortController();
    addEventListener("beforeprint", () => this.count(true), this.left);
    addEventListener("afterprint", () => this.count(false), this.left);
  }

  close() {
    this.left.abort();
    this.root.replaceChildren();
  }

  read() {
    return this.work.run(async () => {
      const { account, client } = this.app;
      if (!account) throw new Error("locked");
      const desk = await client.coordinator(account);
      const { from, to } = lastYear(today(new Date()));
      const figures = (/** @type {boolean} */ mask) => Promise.all([desk.indicators(from, to, { by: "form,recipient", mask }), desk.indicators(from, to, { by: "form,sender", mask, delays: false })]);
      const [titles, entries, items, screen, paper] = await Promise.all([titlesOf(this.app), client.entries(account), desk.unresolved(), figures(false), figures(true)]);
      const entry = entries.find(({ mailbox }) => mailbox === this.mailbox);
      const standing = (await desk.standings()).get(this.mailbox);
      if (!entry || !standing) throw Object.assign(new Error("unknown"), { code: "unknown-mailbox" });
      this.name = nameOf(entry.name || entry.address);
      this.who(entry, standing);
      this.says(entry, entries, titles);
      this.waits(items.filter(({ mailbox, senderMailbox }) => [mailbox, senderMailbox].includes(this.mailbox)));
      this.count = (hide) => {
        const told = hide ? paper : screen;
        this.delays(told[0]);
        this.volumes(told, (name) => titleOf(titles, name) || t("no form"));
        part(this.root, "hidden-numbers").hidden = !hide;
      };
      this.count(false);
      part(this.root, "at").textContent = t("As it stood on {when}.", { when: moment(now()) });
      part(this.root, "whole").hidden = false;
    });
  }

  /** @param {Record<string, string>} texts */
  write(texts) {
    for (const [name, text] of Object.entries(texts)) part(this.root, name).textContent = text;
  }

  /** @param {Entry} entry @param {Standing} standing */
  who(entry, standing) {
    const { tone, text } = collected(entry, now());
    const guardians = standing.seats.filter(({ role }) => role === "guardian").map(({ name }) => name || t("somebody nobody vouches for"));
    const soon = standing.until && entry.vouched;
    this.write({ name: this.name, kind: KIND[entry.kind] ?? entry.kind, facility: entry.facility, address: entry.address, guardians: guardians.join(", "), members: String(standing.seats.length), collected: capital(text) });
    this.write({ vouched: soon ? t("Vouched for until {day}", { day: dateOf(standing.until) }) : t("Nobody vouches for it: check by telephone") });
    part(this.root, "collected").className = `badge ${tone}`;
    part(this.root, "vouched").className = `badge ${entry.vouched ? "fine" : "late"}`;
  }

  /** Whether somebody is there, and what else it says of itself. @param {Entry} entry @param {Entry[]} entries @param {import("./interface.js").FormTitle[]} titles */
  says(entry, entries, titles) {
    const at = now();
    const named = (/** @type {string} */ box) => nameOf(entries.find(({ mailbox }) => mailbox === box)?.name ?? "");
    for (const [name, text] of [["closed", closedUntil(entry, at)], ["doubt", doubt(entry, at)]]) {
      part(this.root, name).textContent = capital(text);
      part(this.root, name).hidden = !text;
    }
    const said = entry.service ? facts(entry.service, { at, titles, nameOf: named }) : element("p", { class: "soft", textContent: t("It says nothing of itself: no hours, nobody who stands in.") });
    part(this.root, "facts").replaceChildren(said);
    part(this.root, "service").setAttribute("href", `/service?boite=${this.mailbox}`);
  }

  /** Both directions, the nearest deadline first. @param {Item[]} items */
  waits(items) {
    const at = now();
    const [there, from] = [items.filter(({ mailbox }) => mailbox === this.mailbox), items.filter(({ mailbox }) => mailbox !== this.mailbox)];
    const late = there.filter((item) => lateness(item, at) === "late").length;
    part(this.root, "counted").textContent = t("Open there: {count}, of which late: {late}. Sent from there, and open elsewhere: {sent}.", { count: there.length, late, sent: from.length });
    part(this.root, "waits").hidden = !items.length;
    part(this.root, "lines").replaceChildren(...[...there, ...from].map((item) => this.line(item, at)));
  }

  /** @param {Item} item @param {number} at */
  line(item, at) {
    const here = item.mailbox === this.mailbox;
    const [other, name] = here ? [item.senderMailbox, item.senderName] : [item.mailbox, item.mailboxName];
    const link = element("a", { class: "reference", href: `/coordination/${item.reference}?m=${item.message}`, textContent: item.reference });
    const whom = element("a", { href: `/partenaires/${other}` }, foreign(nameOf(name)));
    const clock = isSilent(item) ? element("span", { class: `badge ${lateness(item, at)}`, textContent: capital(against(item.dueBy, at)) }) : "";
    return element("tr", null, element("th", { scope: "row" }, link), element("td", null, here ? t("from") : t("for"), " ", whom), element("td", { textContent: stateOf(item) }), element("td", null, clock));
  }

  /** @param {Indicators} figures */
  delays({ delays }) {
    const line = delaysBy(delays, "recipient").find(({ key }) => key === this.mailbox);
    const rows = STEPS.map((step) => {
      const found = line?.[step] ?? null;
      return row(capital(HAPPENED[step]), found ? [count(found.count), length(found.median), length(found.p90)] : [nothing, nothing, nothing]);
    });
    part(this.root, "delays").replaceChildren(...rows);
  }

  /** @param {[there: Indicators, thence: Indicators]} figures what was sent there, and from there @param {(name: string) => string} titled */
  volumes([there, thence], titled) {
    const received = there.rows.filter(({ recipient }) => recipient === this.mailbox);
    const sent = thence.rows.filter(({ sender }) => sender === this.mailbox);
    const forms = [...new Set([...received, ...sent].map(({ form }) => form))].map((form) => ({ form, title: titled(form) })).sort((one, other) => one.title.localeCompare(other.title));
    const line = (/** @type {string} */ title, /** @type {(row: Row) => boolean} */ isOurs) => {
      const [here, away] = [received, sent].map((rows) => total(rows.filter(isOurs)));
      return row(title, [here.sent, here.accepted, here.unanswered, away.sent].map(count));
    };
    const lines = forms.map(({ form, title }) => line(title, (one) => one.form === form));
    part(this.root, "volumes").replaceChildren(...lines, line(t("All"), () => true));
  }
}

/** @type {(title: string, cells: import("./year_cells.js").Cell[]) => HTMLElement} */
const row = (title, cells) => element("tr", null, element("th", { scope: "row" }, foreign(title)), ...cells.map(({ text }) => element("td", { class: "figure", textContent: text })));
