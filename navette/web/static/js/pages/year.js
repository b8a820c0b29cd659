// Rapport annuel: a year of exchanges for the health insurance, on paper and as a file. Small numbers are never in it, nor a patient.
import { clone, element, part, uid } from "./dom.js";
import { dated, moment, now } from "./dates.js";
import { csv, save } from "./files.js";
import { titleOf, titlesOf } from "./forms.js";
import { foreign } from "./notice.js";
import { dateOf, today } from "./periods.js";
import { sections } from "./year_sections.js";
import { t } from "./words.js";
import { Work } from "./work.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./year_sections.js").Section} Section @typedef {import("./year_sections.js").Year} Year */

const FILE = "report.json"; // of the vault: what the paper is headed with, as for the figures of a period
const YEARS = 6; // to choose among
const BY = /** @type {const} */ (["recipient", "month", "sender"]);

/** @type {(app: App, where: import("./routes.js").Where) => Promise<import("./routes.js").Shown>} */
export async function open(app, { query }) {
  const page = new YearPage(app, query.get("annee") ?? "");
  await page.start();
  return { title: t("Yearly report {year}", { year: page.year }), root: page.root, close: () => page.close() };
}

class YearPage {
  /** @param {App} app @param {string} asked */
  constructor(app, asked) {
    this.app = app;
    this.root = element("div", { class: "report year" }, clone("screen-year"));
    this.choice = /** @type {HTMLSelectElement} */ (part(this.root, "year"));
    this.heading = /** @type {HTMLInputElement} */ (part(this.root, "heading"));
    this.work = new Work(part(this.root, "failure"));
    const last = Number(today(new Date()).slice(0, 4));
    const years = [...Array(YEARS).keys()].map((back) => String(last - back));
    this.choice.append(...years.map((value) => element("option", { value, textContent: value })));
    this.choice.value = years.includes(asked) ? asked : years[0];
    /** @type {Section[]} */
    this.sections = [];
    this.listen();
  }

  get year() {
    return this.choice.value;
  }

  listen() {
    this.choice.addEventListener("change", () => void this.app.go(`/rapport?annee=${this.year}`, { replace: true }));
    this.heading.addEventListener("change", () => void this.keepHeading());
    part(this.root, "csv").addEventListener("click", () => this.save());
    part(this.root, "print").addEventListener("click", () => print());
  }

  close() {
    void this.keepHeading();
    this.sections = [];
    this.root.replaceChildren();
  }

  async start() {
    const kept = await this.app.account?.vault.read(FILE).catch(() => null);
    if (kept) this.heading.value = new TextDecoder().decode(kept);
    this.head();
    await this.work.run(() => this.read());
  }

  async keepHeading() {
    this.head();
    await this.app.account?.vault.write(FILE, new TextEncoder().encode(this.heading.value.trim())).catch(() => undefined);
  }

  head() {
    const heading = this.heading.value.trim();
    part(this.root, "paper-heading").textContent = heading;
    part(this.root, "paper-heading").hidden = !heading;
    part(this.root, "title-year").textContent = this.year;
  }

  async read() {
    const { account, client } = this.app;
    if (!account) return;
    const [from, to] = [`${this.year}-01-01`, `${this.year}-12-31`];
    const desk = await client.coordinator(account);
    const [titles, ...answers] = await Promise.all([titlesOf(this.app), ...BY.map((by) => desk.indicators(from, to, { by, mask: true }))]);
    const year = /** @type {Year} */ (Object.fromEntries(BY.map((by, place) => [by, answers[place]])));
    this.sections = sections(year, (name) => titleOf(titles, name) || t("no form"));
    const { at, rows } = year.recipient;
    const over = to < today(new Date());
    const facts = { from: dateOf(from), to: dateOf(over ? to : today(new Date())), name: account.name, when: dated(now()), at: moment(at) };
    part(this.root, "period").textContent = t("From {from} to {to}.", facts);
    part(this.root, "made").textContent = t("Made by {name} on {when}; figures of {at}.", facts);
    part(this.root, "unfinished").hidden = over;
    part(this.root, "none").hidden = rows.length > 0;
    part(this.root, "whole").hidden = !rows.length;
    part(this.root, "figures").replaceChildren(...(rows.length ? this.sections.map(shown) : []));
  }

  /** All sections one under the other: what a spreadsheet sorts, and what each number is. */
  save() {
    if (part(this.root, "whole").hidden) return this.app.say(t("No fiche was sent in this period."));
    const rows = fileOf(this.sections);
    save(`navette-rapport-${this.year}.csv`, csv(rows));
    this.app.say(t("The file is ready: {count} lines.", { count: rows.length - 1 }));
  }
}

/** One line a number: section, line, column, number, unit, what it is. @type {(all: Section[]) => string[][]} */
function fileOf(all) {
  const lines = all.flatMap(({ kind, title, heads, note, rows }) =>
    rows.flatMap(({ name, cells }) => {
      const values = kind === "key" ? cells.slice(0, -1) : cells;
      const what = kind === "key" ? cells[cells.length - 1].plain : note;
      return values.flatMap(({ plain, unit }, place) => (plain ? [[title, name, heads[place + 1], plain, unit, what]] : []));
    }),
  );
  return [[t("Section"), t("Line"), t("Column"), t("Value"), t("Unit"), t("What it is")], ...lines];
}

/** @type {(section: Section) => HTMLElement} */
function shown({ kind, title, note, heads, rows, none }) {
  const id = uid("year");
  const head = element("tr", null, ...heads.map((text, place) => element("th", { scope: "col", class: place && !isText(kind, place, heads) ? "figure" : "", textContent: text })));
  const body = rows.map(({ name, cells }) => element("tr", null, element("th", { scope: "row" }, foreign(name)), ...cells.map(({ text }, place) => element("td", { class: isText(kind, place + 1, heads) ? "" : "figure", textContent: text }))));
  const made = element("table", null, element("thead", null, head), element("tbody", null, ...body));
  const scroll = element("div", { class: "scroll desk-table", tabindex: "0", role: "region", "aria-labelledby": id }, made);
  return element("section", { class: `card year-${kind}` }, element("h2", { id, textContent: title }), note && rows.length > 0 && element("p", { class: "soft", textContent: note }), rows.length ? scroll : element("p", { class: "soft", textContent: none }));
}

/** The last column of the first section says what the others are. @type {(kind: string, place: number, heads: string[]) => boolean} */
const isText = (kind, place, heads) => kind === "key" && place === heads.length - 1;
