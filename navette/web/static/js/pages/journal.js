// Journal: who looked at what, for whom it concerns; what coordinators did, for them; as a file, and as FHIR. Never a patient.
import { dated } from "./dates.js";
import { clone, element, part } from "./dom.js";
import { csv, save } from "./files.js";
import { firstCells, tableOf, whatCell, whatOf, whoOf } from "./journal_words.js";
import { foreign } from "./notice.js";
import { PeriodBox } from "./period_box.js";
import { dateOf } from "./periods.js";
import { t } from "./words.js";
import { Work } from "./work.js";

/** @typedef {import("./frame.js").App} App @typedef {import("../client/journal.js").Line} Line @typedef {import("../client/journal.js").Whose} Whose */

const COORDINATORS = "coordinators";
const ME = "me";

/** @type {(app: App) => Promise<import("./routes.js").Shown>} */
export async function open(app) {
  const page = new Journal(app);
  await page.days.choose();
  return { title: t("Journal"), root: page.root, close: () => page.close() };
}

class Journal {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.root = element("div", null, clone("screen-journal"));
    this.work = new Work(part(this.root, "failure"));
    this.days = new PeriodBox(this.root, () => this.read());
    /** @type {Line[]} */
    this.lines = [];
    /** @type {string|null} */
    this.next = null;
    this.turn = 0;
    this.offer();
    this.listen();
  }

  /** Whose lines may be read: the coordinators' come first for who is one. */
  offer() {
    const { account } = this.app;
    const boxes = (account?.mailboxes ?? []).map(({ id, name, address }) => [id, name || address]);
    const own = [[ME, t("What I did, and what was done about me")], ...boxes];
    const all = account?.coordinator ? [[COORDINATORS, t("What coordinators did")], ...own] : own;
    part(this.root, "whose").append(...all.map(([value, textContent]) => element("option", { value, textContent })));
    for (const name of ["tabs", "events", "tasks"]) part(this.root, name).hidden = !account?.coordinator;
  }

  listen() {
    part(this.root, "whose").addEventListener("change", () => void this.read());
    part(this.root, "more").addEventListener("click", () => void this.work.run(() => this.add()));
    part(this.root, "save").addEventListener("click", () => this.save());
    part(this.root, "events").addEventListener("click", () => void this.work.run(() => this.exported("AuditEvent", t("journal"))));
    part(this.root, "tasks").addEventListener("click", () => void this.work.run(() => this.exported("Task", t("fiches"))));
    part(this.root, "print").addEventListener("click", () => print());
  }

  close() {
    this.turn += 1;
    this.lines = [];
    this.root.replaceChildren();
  }

  get chosen() {
    return /** @type {HTMLSelectElement} */ (part(this.root, "whose"));
  }

  get period() {
    return this.days.period;
  }

  /** @returns {Whose} */
  get whose() {
    const chosen = this.chosen.value;
    return chosen === ME || chosen === COORDINATORS ? { about: chosen } : { mailbox: chosen };
  }

  /** The first page of what is asked for; what is asked for meanwhile wins. */
  async read() {
    if (!this.days.check()) return;
    const turn = (this.turn += 1);
    this.work.busy = false; // what was being read is read no more
    await this.work.run(async () => {
      const page = await this.desk().then((desk) => desk.read(this.whose, this.period));
      if (turn === this.turn) this.show(page);
    });
  }

  async desk() {
    const { account, client } = this.app;
    if (!account) throw new Error("locked");
    return client.journal(account);
  }

  /** The page after what is shown. */
  async add() {
    if (this.next === null) return;
    const turn = this.turn;
    const page = await this.desk().then((desk) => desk.read(this.whose, this.period, this.next));
    if (turn === this.turn) this.show({ ...page, lines: [...this.lines, ...page.lines] });
  }

  /** @param {{lines: Line[], next: string|null}} page */
  show({ lines, next }) {
    Object.assign(this, { lines, next });
    const heads = [t("When"), t("Who"), t("What"), t("About"), t("Mailbox")];
    const table = tableOf(t("Journal"), heads, lines.map((line) => this.row(line)));
    part(this.root, "lines").replaceChildren(...(lines.length ? [table] : []));
    part(this.root, "none").hidden = lines.length > 0;
    part(this.root, "more").hidden = next === null;
    part(this.root, "spelled").textContent = this.spelled();
    this.app.say(this.counted());
  }

  counted() {
    return this.next === null ? t("{count} lines.", { count: this.lines.length }) : t("{count} lines, and more.", { count: this.lines.length });
  }

  spelled() {
    const { from, to } = this.period;
    const said = t("From {from} to {to}", { from: dateOf(from), to: dateOf(to) });
    const whose = this.chosen.selectedOptions[0]?.textContent ?? "";
    return `${whose} · ${said} · ${this.counted()}`;
  }

  /** @param {Line} line */
  row(line) {
    const about = line.reference && element("a", { class: "reference", href: this.linkOf(line), textContent: line.reference });
    return element("tr", null, ...firstCells(line), whatCell(line), element("td", null, about), element("td", null, foreign(line.mailboxName)));
  }

  /** As a coordinator sees it, or as it is read. @param {Line} line */
  linkOf({ reference, coordinator }) {
    return `/${coordinator && this.app.account?.coordinator ? "coordination" : "fiche"}/${reference}`;
  }

  save() {
    const heads = [t("When"), t("Who"), t("What"), t("About"), t("Mailbox")];
    const rows = this.lines.map((line) => [dated(line.time), whoOf(line), whatOf(line), line.reference, line.mailboxName]);
    save(`navette-journal-${this.period.from}-${this.period.to}.csv`, csv([heads, ...rows]));
    this.app.say(t("The file is ready: {count} lines.", { count: rows.length }));
  }

  /** For others' software. @param {"Task"|"AuditEvent"} kind @param {string} name */
  async exported(kind, name) {
    const { from, to } = this.period;
    const found = await this.desk().then((desk) => desk.exported(kind, { from, to }));
    const lines = found.map((line) => `${line}\n`);
    save(`navette-fhir-${name}-${from}-${to}.ndjson`, new Blob(lines, { type: "application/fhir+ndjson" }));
    this.app.say(t("The file is ready: {count} lines.", { count: found.length }));
  }
}
