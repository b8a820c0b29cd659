// Closed fiches: those whose content is about to be removed, to be exported before; then the others, the latest first.
import { ClosedLine } from "./closed_line.js";
import { closedRows, latestFirst, soonestFirst } from "./closed_rows.js";
import { arrange, clone, element, part } from "./dom.js";
import { exportFiches } from "./exporting.js";
import { titlesOf } from "./forms.js";
import { now } from "./hours.js";
import { holds, plain } from "./lanes.js";
import { today } from "./periods.js";
import { t } from "./words.js";
import { Work, once } from "./work.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./closed_rows.js").ClosedRow} ClosedRow @typedef {import("./interface.js").Mailbox} Mailbox */

const FAR = 5000; // fiches of a mailbox that are looked through: those of ninety days
const MOST = 100; // lines, and as many more when they are asked for
const LISTS = /** @type {const} */ (["leaving", "latest"]);

/** @type {(app: App) => Promise<import("./routes.js").Shown>} */
export async function open(app) {
  const page = new Closed(app);
  await page.work.run(() => page.read());
  return { title: t("Closed fiches"), root: page.root, close: () => page.close(), named: () => page.show() };
}

class Closed {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.root = element("div", { class: "closed" }, clone("screen-closed"));
    this.template = /** @type {HTMLTemplateElement} */ (part(this.root, "line"));
    this.search = /** @type {HTMLInputElement} */ (part(this.root, "search"));
    this.work = new Work(part(this.root, "failure"));
    /** @type {import("./interface.js").FormTitle[]} */
    this.titles = [];
    /** @type {Map<string, ClosedLine>} */
    this.lines = new Map();
    this.most = { leaving: MOST, latest: MOST };
    this.search.addEventListener("input", () => this.filter());
    part(this.root, "all").addEventListener("click", once(() => this.work.run(() => this.exportAll())));
    for (const list of LISTS) part(this.root, `${list}-more`).addEventListener("click", () => this.more(list));
  }

  close() {
    this.lines.clear();
    this.root.replaceChildren();
  }

  async read() {
    this.titles = await titlesOf(this.app);
    const rows = (await Promise.all(this.app.mailboxes.map(readBox))).flat().sort(latestFirst);
    this.lines = new Map(rows.map((row) => [row.key, new ClosedLine(this.template, this.app, row)]));
    for (const { reference, mailbox } of rows) this.app.boxes.set(reference, mailbox);
    part(this.root, "whole").hidden = false;
    this.show();
  }

  /** With the names that are known by now. */
  show() {
    for (const line of this.lines.values()) line.show(line.row, this, now());
    this.filter();
  }

  filter() {
    const wanted = plain(this.search.value);
    const found = [...this.lines.values()].filter(({ text }) => holds(text, wanted));
    const leaving = found.filter(({ closed }) => closed.removal).sort((one, other) => soonestFirst(one.closed, other.closed));
    part(this.root, "leaving-section").hidden = !leaving.length;
    this.fill("leaving", leaving);
    this.fill("latest", found.filter(({ closed }) => !closed.removal));
    part(this.root, "latest-none").hidden = found.length > leaving.length;
    part(this.root, "found").textContent = wanted ? t("Found: {count}", { count: found.length }) : "";
    this.app.naming?.watch(this.lines);
  }

  /** @param {"leaving"|"latest"} list @param {ClosedLine[]} lines */
  fill(list, lines) {
    const rest = Math.max(0, lines.length - this.most[list]);
    arrange(part(this.root, list), lines.slice(0, this.most[list]).map(({ item }) => item));
    part(this.root, `${list}-count`).textContent = String(lines.length);
    part(this.root, `${list}-more`).hidden = !rest;
    part(this.root, `${list}-more`).textContent = t("Show {count} more", { count: Math.min(MOST, rest) });
  }

  /** What was asked for is where one goes on. @param {"leaving"|"latest"} list */
  more(list) {
    const before = part(this.root, list).children.length;
    this.most[list] += MOST;
    this.filter();
    part(this.root, list).children[before]?.querySelector("a")?.focus();
  }

  /** One archive a mailbox, of all that is about to go, found or not. */
  async exportAll() {
    const rows = [...this.lines.values()].map(({ closed }) => closed).filter(({ removal }) => removal).sort(soonestFirst);
    const boxes = [...new Set(rows.map(({ mailbox }) => mailbox))];
    const places = boxes.map(() => element("div"));
    part(this.root, "exported").replaceChildren(...places);
    for (const [at, mailbox] of boxes.entries()) {
      const refs = rows.filter((row) => row.mailbox === mailbox).map(({ reference }) => reference);
      const name = [t("fiches"), today(new Date()), ...(boxes.length > 1 ? [mailbox.address.split("@")[0]] : [])].join("-");
      await exportFiches(this.app, mailbox, refs, name, places[at]);
    }
  }
}

/** @type {(mailbox: Mailbox) => Promise<ClosedRow[]>} */
async function readBox(mailbox) {
  const [inbox, sent] = await Promise.all([mailbox.inbox({ open: false, limit: FAR }), mailbox.sent(FAR)]);
  return closedRows(mailbox, inbox, sent);
}
