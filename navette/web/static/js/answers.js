// What a person answered, read against the form: every fault, in its order. Twin: navette/fhir/answers.py
import { Wrong, isBlank, readValues } from "./answer_values.js";
import { isAsked } from "./conditions.js";
import { isObject } from "./tree.js";

/** @typedef {import("./form.js").Item} Item */
/** @typedef {import("./form.js").Form} Form */
/** @typedef {import("./conditions.js").Scope} Scope */
/** @typedef {import("./issue.js").Issue} Issue */
/** @typedef {{item: string, reason: string, row: number, location: string, facts: Record<string, string|number>, severity: "error"|"warning"}} Fault */
/** @typedef {Record<string, any>} Given */
/** @typedef {{path: string, row: number, of: string}} Place */

const LINK_ID = /^[a-z0-9.-]{1,64}$/;
const LABEL = 60; // characters of an answer that names its row
const TEXTS = ["string", "text", "open-choice"];

/** Answers by linkId, each a list of one value at least; number: which row it was, from 1. */
export class Row {
  /** @param {Map<string, any[]>} values */
  constructor(values, number = 0) {
    this.values = values;
    this.number = number;
  }
  /** @type {(linkId: string) => string} */
  text(linkId) {
    return this.texts(linkId)[0] ?? "";
  }
  /** @type {(linkId: string) => string[]} */
  texts(linkId) {
    return this.#each(linkId).filter((value) => typeof value === "string");
  }
  /** @type {(linkId: string) => boolean|null} */
  flag(linkId) {
    return this.#each(linkId).find((value) => typeof value === "boolean") ?? null;
  }
  /** @type {(linkId: string) => import("./form.js").Coding|null} */
  coding(linkId) {
    return this.#each(linkId).find((value) => value.code !== undefined) ?? null;
  }
  /** @type {(linkId: string) => Row[]} */
  rows(linkId) {
    return this.#each(linkId).filter((value) => value instanceof Row);
  }
  /** @type {(linkId: string) => any[]} */
  #each(linkId) {
    return this.values.get(linkId) ?? [];
  }
}

/** The answers that can be read, and every fault. @type {(form: Form, given: Given) => {row: Row, faults: Fault[], issues: Issue[]}} */
export function check(form, given) {
  const { row, faults } = new Level(form.items, given, new Map(), { path: "QuestionnaireResponse", row: 0, of: "" }).read();
  return { row, faults, issues: faults.map(issueOf) };
}

/** @type {(fault: Fault) => Issue} */
export const issueOf = ({ item, reason, location, facts, severity }) =>
  ({ severity, code: `answers-${reason}`, location, diagnostics: `${item}: ${reason}`, facts });

/** The linkIds of what is asked after these answers: of the form, or of one row of `group`. @type {(form: Form, given: Given, group?: Item, row?: Given) => Set<string>} */
export function askedQuestions(form, given, group, row = {}) {
  const place = { path: "", row: 0, of: "" };
  const around = new Level(form.items, given, new Map(), place);
  return (group ? new Level(group.items, row, around.scope, place) : around).read().asked;
}

/** The questions that are answered side by side: those of the form, or those of one row. */
class Level {
  /** @param {Item[]} items @param {Given} given @param {Scope} around @param {Place} place */
  constructor(items, given, around, place) {
    this.items = items;
    /** @type {Map<string, any>} */
    this.found = new Map();
    for (const item of questions(items)) {
      const value = Object.hasOwn(given, item.linkId) ? given[item.linkId] : null;
      this.found.set(item.linkId, item.rows ? filled(value) : readValues(item, value));
    }
    this.scope = new Map(around);
    for (const [key, one] of this.found) this.scope.set(key, one instanceof Wrong ? null : one);
    this.place = place.row ? { ...place, of: rowLabel(items, this.found) } : place;
    this.kept = new Map();
    /** @type {Set<string>} */
    this.asked = new Set();
    const unknown = Object.keys(given).filter((key) => !this.found.has(key));
    const names = unknown.map((key) => (LINK_ID.test(key) ? key : "?")).sort();
    /** @type {Fault[]} */
    this.faults = names.map((item) => this.fault(item, "unknown", place.path, {}));
  }

  /** @type {() => {row: Row, faults: Fault[], asked: Set<string>}} */
  read() {
    this.visit(this.items, this.place.path, true);
    return { row: new Row(this.kept, this.place.row), faults: this.faults, asked: this.asked };
  }

  /** @type {(items: Item[], path: string, around: boolean|null) => void} */
  visit(items, path, around) {
    for (const item of items) {
      const here = `${path}.item.where(linkId='${item.linkId}')`;
      const asked = both(around, isAsked(item, this.scope));
      if (asked !== false) this.asked.add(item.linkId);
      if (item.type === "group" && !item.repeats) this.readGroup(item, here, asked);
      else if (item.type !== "display") this.readQuestion(item, here, asked);
    }
  }

  /** @type {(item: Item, path: string, asked: boolean|null) => void} */
  readGroup(item, path, asked) {
    const none = () => questions(item.items).every((one) => this.found.get(one.linkId).length === 0);
    if (item.required && asked && none()) this.blame(item, new Wrong("missing"), path);
    else this.visit(item.items, path, asked);
  }

  /** @type {(item: Item, path: string, asked: boolean|null) => void} */
  readQuestion(item, path, asked) {
    const found = this.found.get(item.linkId);
    const fault = wrong(item, asked, found);
    if (fault) this.blame(item, fault, path);
    if (found instanceof Wrong || !found.length || asked === false) return;
    this.kept.set(item.linkId, item.rows ? this.readRows(item, found, path) : found);
  }

  /** @type {(item: Item, rows: [number, Given][], path: string) => Row[]} */
  readRows(item, rows, path) {
    return rows.map(([row, given], at) => {
      const reading = new Level(item.items, given, this.scope, { path: `${path}[${at}]`, row, of: "" }).read();
      this.faults.push(...reading.faults);
      return reading.row;
    });
  }

  /** @type {(item: Item, wrong: Wrong, path: string) => void} */
  blame(item, { reason, limit }, path) {
    const said = { item: item.inside.fr, item_en: item.inside.en };
    this.faults.push(this.fault(item.linkId, reason, path, limit === undefined ? said : { ...said, limit }));
  }

  /** @type {(item: string, reason: string, location: string, more: Record<string, string|number>) => Fault} */
  fault(item, reason, location, more) {
    const { row, of } = this.place;
    const facts = { link: item, ...(row ? { row } : {}), ...(of ? { of } : {}), ...more };
    return { item, reason, row, location, facts, severity: "error" };
  }
}

/** The answer that a person calls a row by: that to its first text, up to the end of the line. @type {(items: Item[], values: Map<string, any>) => string} */
export function rowLabel(items, values) {
  const found = values.get(questions(items).find((item) => TEXTS.includes(item.type))?.linkId ?? "");
  const said = (Array.isArray(found) && found[0]) || "";
  const line = [...(said.display ?? said).split("\n")[0]];
  return line.length <= LABEL ? line.join("") : `${line.slice(0, LABEL).join("")}…`;
}

/** @type {(item: Item, asked: boolean|null, found: any[]|Wrong) => Wrong|null} */
function wrong(item, asked, found) {
  if (!(found instanceof Wrong) && !found.length) return item.required && asked ? new Wrong("missing") : null;
  if (asked === false) return new Wrong("not-applicable");
  if (found instanceof Wrong) return found;
  if (found.length < item.minOccurs) return new Wrong("too-few", item.minOccurs);
  return item.maxOccurs && found.length > item.maxOccurs ? new Wrong("too-many", item.maxOccurs) : null;
}

/** @type {(one: boolean|null, other: boolean|null) => boolean|null} */
const both = (one, other) => (one === false || other === false ? false : one && other);

/** What can be answered side by side: questions, and groups that repeat. @type {(items: Item[]) => Item[]} */
const questions = (items) =>
  items.flatMap((item) => (item.type === "group" && !item.repeats ? questions(item.items) : item.type === "display" ? [] : [item]));

/** The rows that are not blank, after their number. @type {(given: any) => [number, Given][]|Wrong} */
function filled(given) {
  if (isBlank(given)) return [];
  if (!Array.isArray(given) || !given.every(isObject)) return new Wrong("list");
  return given.map((one, at) => /** @type {[number, Given]} */ ([at + 1, one])).filter(([, one]) => !isBlank(one));
}
