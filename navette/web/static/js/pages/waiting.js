// What has not left yet, above the list: what waits, what was refused and why, what was never sent; and what to do.

import { confirm } from "./confirm.js";
import { moment } from "./dates.js";
import { element } from "./dom.js";
import { showFailure } from "./notice.js";
import { lang, sentences, t } from "./words.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./interface.js").Mailbox} Mailbox */
/** @typedef {import("../client/items.js").Waiting} Waiting @typedef {Waiting & {from: Mailbox}} Line */

const plural = new Intl.PluralRules(lang);
const DRAFT = /^draft-[^.]+$/; // files of a draft are beside it

/** One box, made again when something changed. */
export class WaitingBox {
  /** @param {App} app @param {HTMLElement} place */
  constructor(app, place) {
    this.app = app;
    this.place = place;
    this.shown = "";
    this.busy = false;
    this.failure = element("div");
  }

  /** As it is now; what another tab did is seen too. */
  async refresh() {
    if (this.app.mailboxes.some((one) => one.waiting().length)) await Promise.all(this.app.mailboxes.map((one) => one.look()));
    const lines = this.app.mailboxes.flatMap((from) => from.waiting().map((one) => ({ ...one, from })));
    const drafts = await this.drafts();
    const shown = JSON.stringify([lines.map(({ from, ...line }) => line), drafts, this.online]);
    if (shown === this.shown || this.busy) return;
    this.shown = shown;
    this.place.replaceChildren(...this.boxes(lines, drafts));
  }

  get online() {
    return this.app.mailboxes.every((one) => one.online);
  }

  /** @returns {Promise<string[]>} */
  async drafts() {
    const names = (await this.app.account?.vault?.names("drafts")) ?? [];
    return names.filter((name) => DRAFT.test(name));
  }

  /** @type {(lines: Line[], drafts: string[]) => HTMLElement[]} */
  boxes(lines, drafts) {
    const [waiting, parked] = [lines.filter((one) => !one.parked), lines.filter((one) => one.parked)];
    const own = drafts.filter((name) => !lines.some(({ draft }) => draft === name)).length;
    const many = counted(own, t("1 draft did not leave"), t("{count} drafts did not leave", { count: own }));
    const link = own ? element("p", null, element("a", { href: "/nouvelle" }, many)) : null;
    return [...(waiting.length ? [this.waits(waiting)] : []), ...parked.map((one) => this.refused(one, drafts.includes(one.draft))), ...(link ? [link] : []), this.failure];
  }

  /** @param {Line[]} lines */
  waits(lines) {
    const what = counted(lines.length, t("1 fiche waits to leave."), t("{count} fiches wait to leave.", { count: lines.length }));
    const how = this.online
      ? counted(lines.length, t("It leaves by itself."), t("They leave in this order."))
      : counted(lines.length, t("It leaves by itself when the connection is back."), t("They leave in this order, each once, when the connection is back."));
    const rows = lines.map((one) => element("li", null, element("span", { class: "reference" }, one.reference), " ", this.facts(one), why(one)));
    const now = this.button(t("Try now"), () => Promise.all(this.app.mailboxes.map((one) => one.flush())));
    return element("section", { class: "notice soon", "aria-label": t("Fiches that wait to leave") }, element("strong", null, what), element("p", null, how), element("ol", null, ...rows), now);
  }

  /** @param {Line} one @param {boolean} isDraft it can be changed still */
  refused(one, isDraft) {
    const { what, meaning, next } = sentences({ code: one.problem, data: { reference: one.reference } });
    const lines = [what, meaning, next].map((text) => element("p", null, text));
    const again = this.button(t("Try again"), () => one.from.retry(one.job));
    const change = isDraft && element("a", { class: "button", href: `/nouvelle?brouillon=${one.draft}` }, t("Change it and send it again"));
    const drop = this.button(t("Let it go"), () => this.letGo(one));
    const title = element("strong", null, t("Fiche {reference} did not leave.", { reference: one.reference }));
    return element("section", { class: "notice late", "aria-label": t("Fiche {reference} did not leave.", { reference: one.reference }) }, title, " ", this.facts(one), ...lines, element("div", { class: "row" }, again, change, drop));
  }

  /** To whom, and since when. @param {Line} one */
  facts({ to, created, from }) {
    const names = to.map((mailbox) => from.nameOf?.(mailbox) || t("an unknown mailbox")).join(" · ");
    const since = t("sealed {moment}", { moment: moment(created) });
    return element("span", { class: "soft" }, names && element("bdi", null, names), names && ", ", since);
  }

  /** @param {Line} one */
  async letGo({ from, job, reference }) {
    const title = t("Let fiche {reference} go?", { reference });
    const text = t("Its sealed copy is removed from here. Its recipient never had it.");
    if (await confirm({ title, text, yes: t("Let it go") })) await from.discard(job);
  }

  /** @type {(text: string, act: () => Promise<unknown>) => HTMLElement} */
  button(text, act) {
    return element("button", { type: "button", onclick: () => void this.run(act) }, text);
  }

  /** One thing at a time; what fails says why, and the fiche is where it was. @param {() => Promise<unknown>} act */
  async run(act) {
    if (this.busy) return;
    this.busy = true;
    this.failure.replaceChildren();
    /** @type {unknown} */
    let problem = null;
    await act().catch((error) => (problem = error));
    this.busy = false;
    await this.refresh();
    this.app.refreshBanner();
    if (problem) showFailure(this.failure, problem);
  }
}

/** The banner says when it is the connection. @type {(line: Line) => string} */
const why = ({ problem }) => (problem && problem !== "server-unreachable" ? ` – ${sentences({ code: problem }).what}` : "");

/** @type {(count: number, one: string, many: string) => string} */
const counted = (count, one, many) => (plural.select(count) === "one" ? one : many);
