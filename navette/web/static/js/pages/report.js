// Bilan: delays and volumes of a period, by partner, form and month; drawn, in tables, as files and on paper. Never a patient.
import { clone, element, part } from "./dom.js";
import { moment } from "./dates.js";
import { csv, save } from "./files.js";
import { titleOf, titlesOf } from "./forms.js";
import { showFailure } from "./notice.js";
import { PeriodBox } from "./period_box.js";
import { dateOf } from "./periods.js";
import { delaysFile, volumesFile } from "./report_files.js";
import { sections } from "./report_view.js";
import { Work } from "./work.js";
import { t } from "./words.js";

/** @typedef {import("./frame.js").App} App @typedef {import("../client/indicators.js").Indicators} Indicators */
/** @typedef {import("./report_view.js").Figures} Figures */

const FILE = "report.json"; // of the vault: what the paper is headed with
const [WIDEST, NARROWEST, ON_PAPER, EDGES] = [640, 220, 330, 50]; // CSS pixels of a drawing, and around it
const BESIDE = 0.3; // of the room, when a table stands beside (desk.css)

/** @type {(app: App) => Promise<import("./routes.js").Shown>} */
export async function open(app) {
  const page = new Report(app);
  await page.start();
  return { title: t("Delays and volumes"), root: page.root, close: () => page.close() };
}

class Report {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.root = element("div", { class: "report" }, clone("screen-report"));
    /** @type {Figures|null} */
    this.found = null;
    /** What may leave, of the same answers as the yearly report. @type {Figures|null} */
    this.paper = null;
    this.work = new Work(part(this.root, "failure"));
    /** @type {import("./interface.js").FormTitle[]} */
    this.titles = [];
    this.days = new PeriodBox(this.root, () => this.read());
    this.turn = 0;
    this.width = 0;
    this.left = new AbortController();
    this.size = new ResizeObserver(() => this.resized());
    this.listen();
  }

  listen() {
    const { signal } = this.left;
    part(this.root, "heading").addEventListener("change", () => void this.keepHeading());
    part(this.root, "volumes").addEventListener("click", () => this.work.run(() => this.save("volumes", volumesFile)));
    part(this.root, "delays").addEventListener("click", () => this.work.run(() => this.save("delais", delaysFile)));
    part(this.root, "print").addEventListener("click", () => print());
    addEventListener("beforeprint", () => this.show(this.hides, ON_PAPER), { signal });
    addEventListener("afterprint", () => this.show(), { signal });
    this.size.observe(this.root);
  }

  close() {
    void this.keepHeading();
    this.left.abort();
    this.size.disconnect();
    this.found = this.paper = null;
    this.root.replaceChildren();
  }

  async start() {
    const kept = await this.app.account?.vault.read(FILE).catch(() => null);
    if (kept) this.field("heading").value = new TextDecoder().decode(kept);
    void this.days.choose();
  }

  /** @param {string} name */
  field(name) {
    return /** @type {HTMLInputElement} */ (part(this.root, name));
  }

  /** Small numbers stay here. */
  get hides() {
    return this.field("hide").checked;
  }

  async keepHeading() {
    await this.app.account?.vault.write(FILE, new TextEncoder().encode(this.field("heading").value.trim())).catch(() => undefined);
  }

  get period() {
    return this.days.period;
  }

  /** The figures of the period; another one asked for meanwhile wins. */
  async read() {
    const [period, turn] = [this.period, (this.turn += 1)];
    if (!this.days.check() || !this.app.account) return;
    part(this.root, "figures").setAttribute("aria-busy", "true");
    try {
      const [titles, found, paper] = await Promise.all([titlesOf(this.app), this.figures(period, "month,form", false), this.figures(period, "month", true)]);
      if (turn !== this.turn) return;
      Object.assign(this, { titles, found, paper });
      part(this.root, "failure").replaceChildren();
      this.show();
      this.app.say(this.counted());
    } catch (error) {
      if (turn === this.turn) showFailure(part(this.root, "failure"), error);
    }
    part(this.root, "figures").removeAttribute("aria-busy");
  }

  /** By recipient, with the delays; and what was sent by month and by sender. @param {import("./periods.js").Period} period @param {string} by @param {boolean} mask @returns {Promise<Figures>} */
  async figures(period, by, mask) {
    const volumes = [by, "sender"].map((one) => this.ask(period, { by: one, mask, delays: false }));
    const [all, { rows }, { rows: senders }] = await Promise.all([this.ask(period, { by: "recipient", mask }), ...volumes]);
    return { ...all, rows, senders, recipients: all.rows };
  }

  /** @param {import("./periods.js").Period} period @param {import("../client/indicators.js").Asked} asked @returns {Promise<Indicators>} */
  async ask({ from, to }, asked) {
    const { account, client } = this.app;
    return (await client.coordinator(/** @type {any} */ (account))).indicators(from, to, asked);
  }

  counted() {
    const count = (this.found?.rows ?? []).reduce((sum, { sent }) => sum + sent, 0);
    return t("{period}. Fiches sent: {count}", { period: this.spelled(), count });
  }

  spelled() {
    const { from, to } = this.found ?? this.period;
    return t("From {from} to {to}", { from: dateOf(from), to: dateOf(to) });
  }

  /** A drawing is as wide as its place. */
  resized() {
    if (Math.abs(this.root.clientWidth - this.width) > 8 && this.found) this.show();
  }

  /** @param {string} form */
  form(form) {
    return titleOf(this.titles, form) || t("no form");
  }

  /** hide: small numbers, and what gives them away. width: of the drawings. @param {boolean} [hide] @param {number} [width] */
  show(hide = false, width = 0) {
    const found = hide ? this.paper : this.found;
    if (!found) return;
    this.width = this.root.clientWidth;
    const all = (this.width - EDGES) * (matchMedia("(width >= 80rem)").matches ? BESIDE : 1);
    const room = width || Math.round(Math.max(NARROWEST, Math.min(WIDEST, all - 8)));
    const heading = this.field("heading").value.trim();
    part(this.root, "paper-heading").textContent = heading;
    part(this.root, "paper-heading").hidden = !heading;
    part(this.root, "spelled").textContent = this.spelled();
    part(this.root, "at").textContent = t("Figures of {when}.", { when: moment(found.at) });
    part(this.root, "hidden-numbers").hidden = !hide;
    part(this.root, "none").hidden = found.rows.length > 0;
    part(this.root, "figures").replaceChildren(...(found.rows.length ? sections(found, { width: room, form: (name) => this.form(name) }) : []));
  }

  /** Counted again, for both files in the same way: what one of them hides, the other does not give away. @param {string} name @param {(found: Indicators, given: {form: (name: string) => string}) => string[][]} rowsOf */
  async save(name, rowsOf) {
    if (!this.found) return;
    const found = await this.ask(this.found, { mask: this.hides });
    const rows = rowsOf(found, { form: (form) => this.form(form) });
    save(`navette-${name}-${found.from}-${found.to}.csv`, csv(rows));
    this.app.say(t("The file is ready: {count} lines.", { count: rows.length - 1 }));
  }
}
