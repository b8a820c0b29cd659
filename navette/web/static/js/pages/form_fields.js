// One question of a form in the page: its words, its controls, what is wrong with its answer.

import { element, reveal, uid } from "./dom.js";
import { kindOf } from "./field_kinds.js";
import { t } from "./words.js";

/** @typedef {import("../form.js").Item} Item */
/** @typedef {import("./field_kinds.js").Talk} Talk */
/** What an error points at. @typedef {{node: HTMLElement, focus: () => void, blame: (text: string) => void}} Target */

/** The words of a question: its text, its unit, whether it must be answered. @type {(item: Item, talk: Talk) => (HTMLElement|string)[]} */
export function wordsOf(item, talk) {
  const text = textOf(item, talk);
  const unit = item.unit ? ` (${item.unit.display || item.unit.code})` : "";
  const must = item.required ? [" ", element("span", { class: "required" }, t("required"))] : [];
  return [element("span", null, text + unit), ...must];
}

/** @type {(item: Item, talk: {language: string}) => string} */
export const textOf = (item, talk) => (talk.language === "en" && item.textEn) || item.text;

/** What helps to answer, under an id; null when the form says nothing. @type {(item: Item, talk: Talk) => HTMLElement|null} */
export function helpOf(item, talk) {
  const help = (talk.language === "en" && item.help.en) || item.help.fr;
  return help ? element("p", { class: "hint", id: uid("help") }, help) : null;
}

/** What is wrong, beside what it is about. */
export class Blame {
  constructor() {
    this.node = element("p", { class: "wrong", id: uid("error"), hidden: true });
  }

  /** Adds a sentence, or takes them all away. @param {string} text */
  say(text) {
    const said = [text && this.node.textContent, text].filter(Boolean).join(" ");
    this.node.textContent = said;
    this.node.hidden = !said;
  }
}

/** A question; what was given is given back as long as nobody changes it. */
export class Field {
  /** @param {Item} item @param {Talk} talk @param {string} [name] what it is called, when its frame calls it otherwise */
  constructor(item, talk, name) {
    this.item = item;
    this.kind = kindOf(item, talk);
    this.error = new Blame();
    this.help = helpOf(item, talk);
    /** @type {{value: any, read: any}|null} */
    this.given = null;
    this.node = name === undefined ? this.framed(talk) : this.bare(name);
    this.described = this.kind.many ? this.node : this.kind.control;
    this.describe();
  }

  /** null for nothing. @returns {any} */
  read() {
    const read = this.kind.read();
    return this.given && same(this.given.read, read) ? this.given.value : read;
  }

  /** @param {any} value */
  write(value = null) {
    this.kind.write(value);
    this.given = value === null ? null : { value, read: this.kind.read() };
  }

  focus() {
    reveal(this.node);
    const { control, body } = this.kind;
    const chosen = body.querySelector("input:checked");
    (chosen instanceof HTMLElement ? chosen : control).focus();
  }

  /** @param {string} text what is wrong with it; nothing takes it away */
  blame(text) {
    this.error.say(text);
    if (this.error.node.hidden) this.described.removeAttribute("aria-invalid");
    else this.described.setAttribute("aria-invalid", "true");
    this.describe();
  }

  describe() {
    const ids = [this.help?.id, this.error.node.hidden ? null : this.error.node.id].filter(Boolean);
    if (ids.length) this.described.setAttribute("aria-describedby", ids.join(" "));
    else this.described.removeAttribute("aria-describedby");
  }

  /** @type {(talk: Talk) => HTMLElement} */
  framed(talk) {
    const { control, body, many } = this.kind;
    const words = wordsOf(this.item, talk);
    if (many) return this.grouped(words);
    if (body instanceof HTMLLabelElement) return element("div", { class: "field" }, body, this.help, this.error.node);
    control.id = uid("field");
    if (this.item.required) control.setAttribute("aria-required", "true");
    return element("div", { class: "field" }, element("label", { for: control.id }, ...words), this.help, this.error.node, body);
  }

  /** Several controls under one legend. @type {(words: (HTMLElement|string)[]) => HTMLElement} */
  grouped(words) {
    const legend = element("legend", { id: uid("legend") }, ...words);
    const one = this.kind.control instanceof HTMLInputElement && this.kind.control.type === "radio";
    const role = one ? { role: "radiogroup", "aria-labelledby": legend.id, "aria-required": this.item.required && "true" } : {};
    return element("fieldset", { class: "field", ...role }, legend, this.help, this.error.node, this.kind.body);
  }

  /** Without words of its own to see. @type {(name: string) => HTMLElement} */
  bare(name) {
    this.kind.control.setAttribute("aria-label", name);
    return element("div", { class: "bare" }, this.error.node, this.kind.body);
  }
}

/** @type {(one: any, other: any) => boolean} */
const same = (one, other) => one === other || JSON.stringify(one) === JSON.stringify(other);
