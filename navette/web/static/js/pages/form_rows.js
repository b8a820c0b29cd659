// What is answered several times: rows of a group, or lines of one question. They are added, taken away, pasted.

import { announce, element, reveal, uid } from "./dom.js";
import { Blame, Field, helpOf, textOf, wordsOf } from "./form_fields.js";
import { Level } from "./form_level.js";
import { t } from "./words.js";

/** @typedef {import("../form.js").Item} Item */
/** @typedef {import("./field_kinds.js").Talk} Talk */
/** @typedef {{items: Item[], given: Record<string, any>}} Around what is answered around a row */
/** @typedef {{node: HTMLElement, read: () => any, write: (value: any) => void, focus: () => void, isBlank: () => boolean}} Line */

/** Whether nothing is answered. @type {(value: any) => boolean} */
const isBlank = (value) => value === null || (typeof value === "object" && !Array.isArray(value) && !Object.keys(value).length);

/** The frame both kinds of rows have. @template {Line} Kind */
class Several {
  /** @param {Item} item @param {Talk} talk */
  constructor(item, talk) {
    this.item = item;
    this.talk = talk;
    this.error = new Blame();
    /** @type {Kind[]} */
    this.lines = [];
    this.list = element("div", { class: "answer-lines" });
    const legend = element("legend", null, ...wordsOf(item, talk));
    this.more = element("button", { type: "button", class: "more", onclick: () => this.add(true) }, t("Add: {what}", { what: textOf(item, talk) }));
    this.node = element("fieldset", { class: "several", onkeydown: (/** @type {KeyboardEvent} */ event) => this.press(event), onpaste: (/** @type {ClipboardEvent} */ event) => this.paste(event) }, legend, helpOf(item, talk), this.error.node, this.list, this.more);
  }

  /** @returns {Kind} */
  make() {
    throw new Error("made by each kind");
  }

  /** @param {boolean} focused */
  add(focused) {
    const line = this.make();
    this.lines.push(line);
    this.list.append(line.node);
    this.number();
    if (focused) {
      this.talk.changed();
      line.focus();
      announce(t("{what}: line {row} added", { what: textOf(this.item, this.talk), row: this.lines.length }));
    }
    return line;
  }

  /** The focus goes to the line that takes its place. @param {Kind} line */
  remove(line) {
    const at = this.lines.indexOf(line);
    this.lines.splice(at, 1);
    line.node.remove();
    this.number();
    this.talk.changed();
    announce(t("{what}: line {row} removed", { what: textOf(this.item, this.talk), row: at + 1 }));
    const next = this.lines[at] ?? this.lines[at - 1];
    if (next) next.focus();
    else this.more.focus();
  }

  number() {}

  /** Every line, blank ones in between too, so that each keeps its number. @returns {any} */
  read() {
    const values = this.lines.map((line) => line.read());
    while (values.length && isBlank(values[values.length - 1])) values.pop();
    return values.length ? values : null;
  }

  /** @param {any} value */
  write(value = null) {
    const values = value === null ? [] : [value].flat();
    this.lines = [];
    this.list.replaceChildren();
    for (const one of values) this.add(false).write(one);
    if (!values.length && this.item.required) this.add(false);
  }

  focus() {
    reveal(this.node);
    (this.lines[0] ?? this.more).focus();
  }

  /** @param {string} text */
  blame(text) {
    this.error.say(text);
  }

  /** Enter in a line of text goes to the next line, a new one after the last. @param {KeyboardEvent} event */
  press(event) {
    const from = event.target;
    if (event.key !== "Enter" || event.ctrlKey || !(from instanceof HTMLInputElement) || from.type !== "text") return;
    event.preventDefault();
    event.stopPropagation();
    const at = this.lines.findIndex(({ node }) => node.contains(from));
    if (this.lines[at]?.isBlank()) return;
    const next = this.lines[at + 1];
    if (next) next.focus();
    else this.add(true);
  }

  /** Several lines pasted into the first text of a line are as many lines. @param {ClipboardEvent} event */
  paste(event) {
    const texts = (event.clipboardData?.getData("text/plain") ?? "").split(/\r?\n/).map((text) => text.replace(/^[\s•*-]+/, "").trim()).filter(Boolean);
    const at = this.lines.findIndex(({ node }) => node.querySelector("input[type=text]") === event.target);
    if (texts.length < 2 || at < 0 || !(event.target instanceof HTMLInputElement) || event.target.value) return;
    event.preventDefault();
    const key = this.item.items[0]?.linkId;
    const kept = this.lines.map((line) => line.read());
    kept.splice(at, 1, ...texts.map((text) => (key ? { [key]: text } : text)));
    this.write(kept);
    this.talk.changed();
    this.lines[at + texts.length - 1].focus();
    announce(t("{count} lines pasted", { count: texts.length }));
  }
}

/** A question that repeats: one control a line. @extends {Several<Line>} */
export class Lines extends Several {
  /** @param {Item} item @param {Talk} talk */
  constructor(item, talk) {
    super(item, talk);
    this.write();
  }

  /** @returns {Line} */
  make() {
    const name = textOf(this.item, this.talk);
    const field = new Field({ ...this.item, repeats: false }, this.talk, name);
    const drop = element("button", { type: "button", class: "quiet" }, t("Remove"));
    const node = element("div", { class: "answer-line" }, field.node, drop);
    const line = { node, field, drop, read: () => field.read(), write: (/** @type {any} */ value) => field.write(value), focus: () => field.focus(), isBlank: () => field.read() === null };
    drop.addEventListener("click", () => this.remove(line));
    return line;
  }

  number() {
    const name = textOf(this.item, this.talk);
    for (const [at, { node }] of this.lines.entries()) {
      const called = this.lines.length > 1 ? t("{what}, line {row}", { what: name, row: at + 1 }) : name;
      node.querySelector("[aria-label]:not([role=listbox])")?.setAttribute("aria-label", called);
      node.querySelector(":scope > button")?.setAttribute("aria-label", t("Remove: {what}", { what: called }));
    }
  }

  /** Answers that are not blank. @returns {any} */
  read() {
    const values = this.lines.map((line) => line.read()).filter((value) => value !== null);
    return values.length ? values : null;
  }

  isBlank() {
    return this.read() === null;
  }

  /** @param {string} text */
  blame(text) {
    super.blame(text);
    for (const { node } of this.lines) {
      const control = node.querySelector("input, textarea, select");
      if (text) control?.setAttribute("aria-invalid", "true");
      else control?.removeAttribute("aria-invalid");
      if (text) control?.setAttribute("aria-describedby", this.error.node.id);
      else control?.removeAttribute("aria-describedby");
    }
  }
}

/** A group that repeats: its questions, row by row. @extends {Several<Level & Line>} */
export class Rows extends Several {
  /** @param {Item} item @param {Talk} talk */
  constructor(item, talk) {
    super(item, talk);
    this.write();
  }

  /** @returns {Level & Line} */
  make() {
    const level = new Level(this.item.items, this.talk, this.item);
    const drop = element("button", { type: "button", class: "quiet" }, t("Remove"));
    const title = element("span", { id: uid("row"), class: "answer-entry-title" });
    level.node.prepend(element("div", { class: "answer-entry-head" }, title, drop));
    level.node.setAttribute("aria-labelledby", title.id);
    const line = /** @type {Level & Line} */ (level);
    drop.addEventListener("click", () => this.remove(line));
    return line;
  }

  number() {
    const name = textOf(this.item, this.talk);
    for (const [at, { node }] of this.lines.entries()) {
      const called = t("{what}, line {row}", { what: name, row: at + 1 });
      /** @type {HTMLElement} */ (node.querySelector(".answer-entry-title")).textContent = called;
      node.querySelector(".answer-entry-head button")?.setAttribute("aria-label", t("Remove: {what}", { what: called }));
    }
  }

  /** Shows what is asked in each row; the answers of what is asked. @param {Around} around @returns {any} */
  settle(around) {
    const rows = this.lines.map((line) => line.settle(around));
    while (rows.length && isBlank(rows[rows.length - 1])) rows.pop();
    return rows.length ? rows : null;
  }

  /** The row that answers.js counts at that place: blank ones do not count. @type {(at: number) => Level|undefined} */
  filled(at) {
    return this.lines.filter((line) => !line.isBlank())[at];
  }

  /** Takes every error away, in the rows too. */
  absolve() {
    this.error.say("");
    for (const line of this.lines) line.absolve();
  }
}
