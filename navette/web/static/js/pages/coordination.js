// Coordination: what nobody has closed, by partner and age. Delays and references, never a patient.
import { csv, forms, lateness, partners } from "./board.js";
import { clone, element, part } from "./dom.js";
import { against, delay, moment, now } from "./dates.js";
import { titleOf, titlesOf } from "./forms.js";
import { STATUS, URGENCY, capital, label } from "./labels.js";
import { foreign, showFailure } from "./notice.js";
import { t } from "./words.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./board.js").Item} Item */

const UNNAMED = t("a mailbox nobody vouches for");
const WHILE = 60_000; // ms: a file is saved by then

/** @type {(app: App) => Promise<import("./routes.js").Shown>} */
export async function open(app) {
  const page = new Board(app);
  await page.read();
  return { title: t("Coordination"), root: page.root, close: () => page.close() };
}

class Board {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.root = element("div", null, clone("screen-coordination"));
    this.choice = /** @type {HTMLSelectElement} */ (part(this.root, "choice"));
    /** @type {Item[]} */
    this.items = [];
    /** @type {import("./interface.js").FormTitle[]} */
    this.titles = [];
    this.choice.addEventListener("input", () => this.show());
    part(this.root, "csv").addEventListener("click", () => this.save());
    part(this.root, "print").addEventListener("click", () => print());
    part(this.root, "again").addEventListener("click", () => void this.again());
  }

  close() {
    this.items = [];
    this.root.replaceChildren();
  }

  async read() {
    const { account, client } = this.app;
    if (!account) return;
    try {
      this.titles = await titlesOf(this.app);
      this.items = await (await client.coordinator(account)).unresolved();
      part(this.root, "failure").replaceChildren();
    } catch (error) {
      showFailure(part(this.root, "failure"), error);
    }
    part(this.root, "at").textContent = t("As it stood on {when}.", { when: moment(now()) });
    this.show();
  }

  async again() {
    await this.read();
    this.app.say(t("Unresolved fiches: {count}", { count: this.items.length }));
  }

  show() {
    const at = now();
    const items = this.items.filter((item) => this.wanted(item, at));
    part(this.root, "none").hidden = items.length > 0;
    part(this.root, "board").hidden = !items.length;
    part(this.root, "partners").replaceChildren(...partners(items, at).map(partnerRow));
    part(this.root, "forms").replaceChildren(...forms(items).map(([form, count]) => this.formRow(form, count)));
    part(this.root, "lines").replaceChildren(...items.map((item) => this.itemRow(item, at)));
    part(this.root, "found").textContent = t("Unresolved fiches: {count}", { count: items.length });
  }

  /** @param {Item} item @param {number} at */
  wanted(item, at) {
    const state = lateness(item, at);
    if (this.choice.value === "late") return state === "late";
    return this.choice.value !== "soon" || state !== "";
  }

  /** @param {string} form @param {number} count */
  formRow(form, count) {
    return element("tr", null, header(this.form(form)), figure(count));
  }

  /** @param {string} form */
  form(form) {
    return titleOf(this.titles, form) || t("no form");
  }

  /** @param {Item} item @param {number} at */
  itemRow(item, at) {
    const state = lateness(item, at);
    const clock = element("span", { class: `badge ${state}`, textContent: capital(against(item.dueBy, at)) });
    const [reference, ...texts] = this.cells(item);
    const [first, ...rest] = texts.map((text) => element("td", null, foreign(text)));
    return element("tr", null, element("th", { scope: "row", class: "reference", textContent: reference }), element("td", null, clock), first, ...rest);
  }

  /** What a line says, in the order of the table. @param {Item} item */
  cells(item) {
    const owner = item.owner ? item.ownerName || t("somebody nobody vouches for") : t("nobody yet");
    return [
      item.reference,
      item.mailboxName || UNNAMED,
      item.senderName || UNNAMED,
      this.form(item.form),
      capital(URGENCY[item.urgency] ?? ""),
      capital(label(STATUS, item.status)),
      owner,
      moment(item.received),
    ];
  }

  /** What is shown, as a file. */
  save() {
    const at = now();
    const items = this.items.filter((item) => this.wanted(item, at));
    const [reference, ...rest] = [...part(this.root, "heads").querySelectorAll("th")].map((head) => head.textContent ?? "");
    const rows = items.map((item) => {
      const [first, ...cells] = this.cells(item);
      const late = at - item.dueBy;
      return [first, late > 0 ? t("{delay} late", { delay: delay(late) }) : moment(item.dueBy), ...cells];
    });
    const link = URL.createObjectURL(csv([[reference, ...rest], ...rows]));
    element("a", { href: link, download: "navette-coordination.csv" }).click();
    setTimeout(() => URL.revokeObjectURL(link), WHILE);
    this.app.say(t("The file is ready: {count} lines.", { count: rows.length }));
  }
}

/** @type {(partner: import("./board.js").Partner) => HTMLElement} */
function partnerRow({ name, counts, total, late }) {
  return element("tr", null, header(name || UNNAMED), ...[...counts, total].map((count) => figure(count)), figure(late, "is-late"));
}

/** @type {(text: string) => HTMLElement} */
const header = (text) => element("th", { scope: "row" }, foreign(text));

/** @type {(count: number, tone?: string) => HTMLElement} */
const figure = (count, tone = "") => element("td", { class: `figure ${count ? tone : ""}`, textContent: count ? String(count) : "–" });
