// Which form, how urgent, by when: what stands beside the questions of a fiche.

import { due } from "../bundle.js";
import { dueBy } from "../core/deadline.js";
import { ahead } from "../core/paris.js";
import { isDateTime } from "../dates.js";
import { element, part } from "./dom.js";
import { moment } from "./dates.js";
import { titleOf as placeOf } from "./recipients.js";
import { readMoment } from "./typed.js";
import { language, t } from "./words.js";

/** @typedef {import("../form.js").Form} Form */
/** @typedef {import("../core/parties.js").Urgency} Urgency */
/** @typedef {import("./office.js").Title} Title */
/** @typedef {{form: Form, answers: Record<string, any>}} View */

/** The fields of the screen for them. */
export class Head {
  /** @param {HTMLElement} root @param {import("./office.js").Office} office */
  constructor(root, { titles, answered, now, senders, holidays }) {
    this.root = root;
    this.holidays = holidays;
    this.now = now;
    this.senders = senders;
    this.from = /** @type {HTMLSelectElement} */ (part(root, "from"));
    this.from.append(...senders.map(({ id, custodian }) => element("option", { value: id }, placeOf(custodian))));
    part(root, "from-field").hidden = senders.length < 2;
    this.form = /** @type {HTMLSelectElement} */ (part(root, "form"));
    this.due = /** @type {HTMLInputElement} */ (part(root, "due"));
    this.error = part(root, "due-error");
    const proposed = titles.filter(({ kind }) => kind === "fiche" || answered);
    const options = proposed.map((one) => element("option", { value: one.name }, titleOf(one)));
    this.form.append(...options.toSorted((one, other) => one.text.localeCompare(other.text)));
    this.due.addEventListener("change", () => this.fault());
  }

  /** The mailbox it leaves from. @returns {import("./office.js").From} */
  get sender() {
    return this.senders.find(({ id }) => id === this.from.value) ?? this.senders[0];
  }

  /** @returns {Urgency} */
  get urgency() {
    const chosen = this.root.querySelector('input[name="urgency"]:checked');
    return /** @type {Urgency} */ (Number(chosen?.getAttribute("value") ?? 0));
  }

  set urgency(urgency) {
    const radio = this.root.querySelector(`input[name="urgency"][value="${Number(urgency)}"]`);
    if (radio instanceof HTMLInputElement) radio.checked = true;
  }

  /** What the clock of the form alone says. @param {View} view */
  hint(view) {
    part(this.root, "due-hint").textContent = t("If nothing is said: {moment}.", { moment: moment(this.dueBy(view, due(view.form, view.answers))) });
  }

  /** By when it must be answered, in the end. @type {(view: View, wanted?: number) => number} */
  dueBy(view, wanted = this.wanted(view)) {
    return dueBy(/** @type {import("../core/deadline.js").Rule} */ (view.form.rule), this.urgency, this.now(), wanted, this.holidays);
  }

  /** What the sender wants, in seconds since 1970: what was typed, else what the answers say, else 0; NaN for no date. @param {View} view */
  wanted(view) {
    const read = readMoment(this.due.value);
    if (!read) return due(view.form, view.answers);
    if (!isDateTime(read) || read.length < 10) return NaN;
    const seconds = Date.parse(read) / 1000;
    return read.length === 10 ? seconds - ahead(seconds) : seconds;
  }

  /** Says what is wrong with the moment that was typed; nothing when it is fine. @returns {string} */
  fault() {
    const wanted = this.due.value.trim() ? this.wanted(/** @type {any} */ (null)) : Infinity;
    const date = t("This is no date: write 25/11/2026, or 25/11/2026 14:30.");
    const text = Number.isNaN(wanted) ? date : wanted <= this.now() ? t("This moment is past.") : "";
    this.error.textContent = text;
    this.error.hidden = !text;
    this.due.setAttribute("aria-invalid", String(Boolean(text)));
    return text;
  }
}

/** In the language of the page. @type {(form: {titleFr: string, titleEn: string}) => string} */
export const titleOf = (form) => (language() === "en" ? form.titleEn : form.titleFr);
