// What a mailbox says of itself, to be changed: hours of each day, absences, who stands in, forms, a note.
import { DAYS, dayOf } from "../core/hours.js";
import { isDate } from "../dates.js";
import { Combobox } from "./combobox.js";
import { clone, element, part, uid } from "./dom.js";
import { capital } from "./labels.js";
import { weekday } from "./presence.js";
import { readHours, showHours } from "./presence_typed.js";
import { released } from "./pressed.js";
import { readDate, showMoment } from "./typed.js";
import { lang, t } from "./words.js";

/** @typedef {import("../client/presence.js").Content} Content @typedef {import("./interface.js").Entry} Entry */
/** @typedef {import("./interface.js").FormTitle} FormTitle @typedef {{first: string, last: string, note: string}} Closure */
/** own: the mailbox that speaks; at: seconds since 1970; nameOf: a mailbox, as people know it. @typedef {{own: string, entries: Entry[], titles: FormTitle[], at: number, nameOf: (mailbox: string) => string}} Given */

const MOST = 20; // absences
const DAY = "2026-12-25"; // as one is written
const HIDDEN = /[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** @type {(root: ParentNode, name: string) => HTMLInputElement} */
const input = (root, name) => /** @type {HTMLInputElement} */ (part(root, name));

/** What was typed, without what is not seen. @param {HTMLInputElement} field */
const written = ({ value }) => value.replace(HIDDEN, " ").trim();

export class PresenceForm {
  /** @param {Given} given @param {Content} content */
  constructor(given, content) {
    this.given = given;
    this.root = element("div", null, clone("screen-presence"));
    this.node = part(this.root, "presence-form");
    this.substitute = content.substitute;
    this.hours = DAYS.map((name, day) => this.day(day, content.hours[name]));
    part(this.root, "days").append(...this.hours.map(({ node }) => node));
    this.absences = part(this.root, "absences");
    for (const one of content.closed.filter(({ last }) => last >= dayOf(given.at))) this.absence(one);
    this.stand = this.standing();
    this.forms = this.takes(content.forms);
    this.note = input(this.root, "note");
    this.note.value = content.note;
    part(this.root, "same").addEventListener("click", () => this.same());
    part(this.root, "more").addEventListener("click", () => this.more());
  }

  focus() {
    this.hours[0].field.focus();
  }

  /** What is wrong with a field, under it. @param {HTMLInputElement} field */
  blame(field, text = "") {
    field.setAttribute("aria-invalid", String(Boolean(text)));
    const place = /** @type {HTMLElement} */ (this.root.querySelector(`#${field.getAttribute("aria-describedby")}`));
    place.textContent = text;
    place.hidden = !text;
    return !text;
  }

  /** One day of the week. @param {number} day @param {string|undefined} stated */
  day(day, stated) {
    const [id, error] = [uid("hours"), uid("hours-error")];
    const field = element("input", { id, "aria-describedby": error, autocomplete: "off", spellcheck: "false", value: showHours(stated) });
    field.addEventListener("change", () => released(() => void this.hoursOf(field)));
    const node = element("div", { class: "field" }, element("label", { for: id }, capital(weekday(day))), field, element("p", { class: "wrong", id: error, hidden: true }));
    return { node, field };
  }

  /** As it is stated; null when it says no hours, which is said. @param {HTMLInputElement} field */
  hoursOf(field) {
    const stated = readHours(field.value);
    if (stated !== null) field.value = showHours(stated);
    this.blame(field, stated === null ? t("Write for instance 8:00-12:00, 14:00-18:00.") : "");
    return stated;
  }

  /** The hours of Monday, until Friday. */
  same() {
    for (const { field } of this.hours.slice(1, 5)) field.value = this.hours[0].field.value;
    for (const { field } of this.hours.slice(0, 5)) this.hoursOf(field);
  }

  more() {
    this.absence({ first: "", last: "", note: "" });
    input(/** @type {HTMLElement} */ (this.absences.lastElementChild), "first").focus();
  }

  /** A row of the absences. @param {Closure} closure */
  absence(closure) {
    const row = document.importNode(/** @type {HTMLTemplateElement} */ (part(this.root, "absence")).content, true).firstElementChild;
    const item = /** @type {HTMLElement} */ (row);
    for (const name of /** @type {const} */ (["first", "last", "note-of"])) {
      const field = input(item, name);
      field.value = name === "note-of" ? closure.note : showMoment(closure[name]);
      field.id = uid("absence");
      field.previousElementSibling?.setAttribute("for", field.id);
    }
    const error = part(item, "wrong");
    error.id = uid("absence-error");
    for (const name of ["first", "last"]) {
      const field = input(item, name);
      field.setAttribute("aria-describedby", error.id);
      field.addEventListener("change", () => (field.value = showMoment(readDate(field.value))));
    }
    part(item, "drop").addEventListener("click", () => {
      item.remove();
      this.counted();
      part(this.root, "more").focus();
    });
    this.absences.append(item);
    this.counted();
  }

  counted() {
    /** @type {HTMLButtonElement} */ (part(this.root, "more")).disabled = this.absences.children.length >= MOST;
  }

  /** Who stands in: chosen among the mailboxes of the directory. */
  standing() {
    const { own, entries, nameOf } = this.given;
    const field = input(this.root, "substitute");
    field.value = this.substitute && nameOf(this.substitute);
    const others = entries.filter(({ mailbox, vouched, kind }) => mailbox !== own && vouched && kind !== "APP");
    const choices = () => others.map((one) => ({ text: nameOf(one.mailbox), aside: one.address, value: one.mailbox }));
    const choose = (/** @type {import("./combobox.js").Choice} */ { value }) => {
      this.substitute = value;
      field.value = nameOf(value);
      this.blame(field);
    };
    const place = /** @type {HTMLElement} */ (field.parentElement);
    const box = new Combobox(field, t("Directory"), { choices, choose });
    place.append(box.node);
    return field;
  }

  /** A name that was changed and not chosen again names nobody. */
  standIn() {
    const { value } = this.stand;
    if (!value.trim()) this.substitute = "";
    const right = !this.substitute ? !value.trim() : value === this.given.nameOf(this.substitute);
    return this.blame(this.stand, right ? "" : t("Choose it in the list, or empty this field."));
  }

  /** The forms to tick: those one sends, and those that were ticked. @param {string[]} ticked */
  takes(ticked) {
    const shown = this.given.titles.filter(({ kind, hash }) => kind === "fiche" || ticked.includes(hash));
    const boxes = shown.map(({ hash, shortFr, shortEn }) => {
      const box = element("input", { type: "checkbox", value: hash, checked: ticked.includes(hash) });
      return { box, node: element("label", { class: "choice" }, box, element("span", null, lang === "fr" ? shortFr : shortEn)) };
    });
    part(this.root, "forms").append(...boxes.map(({ node }) => node));
    return boxes.map(({ box }) => box);
  }

  /** What it says now; null when something is wrong, which is said and has the focus. @returns {Content|null} */
  read() {
    const stated = this.hours.map(({ field }) => this.hoursOf(field));
    const [closed, stands] = [this.closed(), this.standIn()];
    /** @type {HTMLElement|null} */ (this.root.querySelector('[aria-invalid="true"]'))?.focus();
    if (stated.includes(null) || !closed || !stands) return null;
    const hours = Object.fromEntries(DAYS.flatMap((name, day) => (stated[day] ? [[name, stated[day]]] : [])));
    const forms = this.forms.filter(({ checked }) => checked).map(({ value }) => value);
    return { hours, closed, substitute: this.substitute, forms: forms.length === this.forms.length ? [] : forms, note: written(this.note) };
  }

  /** The absences in their order; null when days are missing or said twice. @returns {Closure[]|null} */
  closed() {
    const rows = /** @type {HTMLElement[]} */ ([...this.absences.children]).map((item) => {
      const [first, last] = [readDate(input(item, "first").value), readDate(input(item, "last").value)];
      return { item, first, last: last || first, note: written(input(item, "note-of")) };
    });
    const said = rows.filter(({ first, last, note }) => first || last || note).toSorted((one, other) => (one.first < other.first ? -1 : 1));
    const right = said.map((one, at) => this.blameAbsence(one, at ? said[at - 1].last : ""));
    return right.includes(false) ? null : said.map(({ first, last, note }) => ({ first, last, note }));
  }

  /** @param {Closure & {item: HTMLElement}} closure @param {string} before the last day of the absence before */
  blameAbsence({ item, first, last }, before) {
    const isDay = (/** @type {string} */ day) => day.length === DAY.length && isDate(day);
    const missing = first ? "" : t("Write the first day.");
    const wrong = isDay(first) && isDay(last) ? "" : t("This is no date: write {day}.", { day: showMoment(DAY) });
    const order = last < first ? t("The last day comes before the first one.") : "";
    const twice = first <= before ? t("These days are already in another absence.") : "";
    const field = isDay(first) ? "last" : "first";
    this.blame(input(item, field === "last" ? "first" : "last"));
    return this.blame(input(item, field), missing || wrong || order || twice);
  }
}
