// The questions that are answered side by side, those of a form or those of one row: shown, read, filled, blamed.

import { askedQuestions } from "../answers.js";
import { element, uid } from "./dom.js";
import { Blame, Field, helpOf, textOf, wordsOf } from "./form_fields.js";
import { Lines, Rows } from "./form_rows.js";

/** @typedef {import("../form.js").Item} Item */
/** @typedef {import("./field_kinds.js").Talk} Talk */
/** @typedef {import("./form_fields.js").Target} Target */
/** @typedef {import("./form_rows.js").Around} Around */
/** @typedef {Record<string, any>} Given */
/** @typedef {Field|Lines|Rows} Entry */

const ROUNDS = 8; // conditions that look at conditions; a form that never settles stays as it is

/** Groups and displays nest; their questions are one level. */
export class Level {
  /** @param {Item[]} items @param {Talk} talk @param {Item|null} group whose row this is */
  constructor(items, talk, group = null) {
    this.items = items;
    this.talk = talk;
    this.group = group;
    /** @type {Map<string, Entry>} */
    this.entries = new Map();
    /** @type {Map<string, HTMLElement>} */
    this.nodes = new Map();
    /** @type {Map<string, Blame>} */
    this.errors = new Map();
    this.node = element("div", group ? { class: "answer-entry", role: "group" } : { class: "form" }, ...items.map((item) => this.place(item, group ? 1 : 0)));
  }

  /** What was typed, asked or not. @returns {Given} */
  read() {
    /** @type {Given} */
    const found = {};
    for (const [linkId, entry] of this.entries) {
      const value = entry.read();
      if (value !== null) found[linkId] = value;
    }
    return found;
  }

  isBlank() {
    return !Object.keys(this.read()).length;
  }

  /** What is not given is emptied. @param {Given} given */
  write(given) {
    for (const [linkId, entry] of this.entries) entry.write(given[linkId] ?? null);
  }

  /** Shows what is asked and hides the rest, which keeps what was typed; the answers of what is asked. @type {(around: Around) => Given} */
  settle(around) {
    let said = this.read();
    let asked = this.asked(around, said);
    for (let round = 0; round < ROUNDS; round += 1) {
      const kept = Object.fromEntries(Object.entries(said).filter(([linkId]) => asked.has(linkId)));
      if (Object.keys(kept).length === Object.keys(said).length) break;
      said = kept;
      asked = this.asked(around, said);
    }
    for (const [linkId, node] of this.nodes) node.hidden = !asked.has(linkId);
    const inside = { items: [...around.items, ...this.items], given: { ...around.given, ...said } };
    for (const [linkId, entry] of this.entries) {
      if (!(entry instanceof Rows)) continue;
      const rows = entry.settle(inside);
      if (asked.has(linkId) && rows) said[linkId] = rows;
      else delete said[linkId];
    }
    return said;
  }

  /** @type {(around: Around, said: Given) => Set<string>} */
  asked({ items, given }, said) {
    const form = /** @type {any} */ ({ items: this.group ? items : this.items });
    return this.group ? askedQuestions(form, given, this.group, said) : askedQuestions(form, said);
  }

  /** The first place to type in. */
  focus() {
    const [first] = [...this.entries].filter(([linkId]) => !this.nodes.get(linkId)?.closest("[hidden]"));
    first?.[1].focus();
  }

  /** What stands at a path of linkIds, with the numbers of rows. @type {(path: [string, number|null][]) => Target|null} */
  find([first, ...rest]) {
    if (!first) return null;
    const [linkId, at] = first;
    const entry = this.entries.get(linkId);
    if (entry instanceof Rows && at !== null) return entry.filled(at)?.find(rest) ?? entry;
    if (entry) return entry;
    return rest.length ? this.find(rest) : this.heading(linkId);
  }

  /** A group, to be blamed as a whole. @type {(linkId: string) => Target|null} */
  heading(linkId) {
    const [node, error] = [this.nodes.get(linkId), this.errors.get(linkId)];
    if (!node || !error) return null;
    const inside = [...this.entries.values()].find((entry) => node.contains(entry.node) && !entry.node.closest("[hidden]"));
    return { node, focus: () => inside?.focus(), blame: (text) => error.say(text) };
  }

  /** Takes every error away. */
  absolve() {
    for (const error of this.errors.values()) error.say("");
    for (const entry of this.entries.values()) {
      if (entry instanceof Rows) entry.absolve();
      else entry.blame("");
    }
  }

  /** @type {(item: Item, depth: number) => HTMLElement} */
  place(item, depth) {
    const node = this.made(item, depth);
    this.nodes.set(item.linkId, node);
    return node;
  }

  /** @type {(item: Item, depth: number) => HTMLElement} */
  made(item, depth) {
    if (item.type === "display") return element("p", { class: "hint" }, textOf(item, this.talk));
    if (item.type === "group" && !item.rows) return this.grouped(item, depth);
    const several = item.repeats && item.type !== "choice";
    const entry = item.rows ? new Rows(item, this.talk) : several ? new Lines(item, this.talk) : new Field(item, this.talk);
    this.entries.set(item.linkId, entry);
    return entry.node;
  }

  /** A section at the top, closed while nothing in it must be answered; a framed group inside. @type {(item: Item, depth: number) => HTMLElement} */
  grouped(item, depth) {
    const error = new Blame();
    this.errors.set(item.linkId, error);
    const inside = [helpOf(item, this.talk), error.node, ...item.items.map((one) => this.place(one, depth + 1))];
    if (depth) return element("fieldset", { class: "group" }, element("legend", null, ...wordsOf(item, this.talk)), ...inside);
    const heading = element("h2", { id: uid("section") }, textOf(item, this.talk));
    if (mustAnswer(item)) return element("section", { class: "section", "aria-labelledby": heading.id }, heading, ...inside);
    return element("details", { class: "section" }, element("summary", null, heading), element("div", { class: "inside" }, ...inside));
  }
}

/** @type {(item: Item) => boolean} */
const mustAnswer = (item) => item.required || (item.type === "group" && item.items.some((one) => mustAnswer(one) && !one.conditions.length) ) || item.items.some((one) => one.linkId.endsWith(".none"));
