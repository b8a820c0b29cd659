// A form in the page: rendered from its Questionnaire, filled by a person, read as answers (docs/forms.md).

import { check } from "../answers.js";
import { sentence } from "../issue.js";
import { element } from "./dom.js";
import { Level } from "./form_level.js";

/** @typedef {import("../form.js").Form} Form */
/** @typedef {import("../form.js").Item} Item */
/** @typedef {import("../issue.js").Issue} Issue */
/** @typedef {import("./form_fields.js").Target} Target */
/** @typedef {{language: string, favourites?: (linkId: string) => string[], onchange?: () => void}} Options favourites: texts of this person's own */
/** @typedef {{text: string, target: Target|null, severity: string}} Told an issue in a sentence, and what it is about */

const STEP = /\.item\.where\(linkId='([^']+)'\)(?:\[([0-9]+)\])?/g;
/** What is said as soon as a person leaves a field; that something is missing is said when all is read again. */
const LATER = ["answers-missing", "answers-too-few"];

/** Shown in `node`; nothing typed is ever lost by a condition or an error. */
export class FormView {
  /** @param {Form} form @param {Options} options */
  constructor(form, { language, favourites = () => [], onchange = () => {} }) {
    this.form = form;
    this.onchange = onchange;
    const talk = { language, favourites: (/** @type {Item} */ item) => texts(item, language, favourites), changed: () => this.changed() };
    this.level = new Level(form.items, talk);
    this.node = this.level.node;
    /** @type {Record<string, any>} */
    this.answers = {};
    /** @type {Set<Target>} */
    this.blamed = new Set();
    this.watch(this.node);
    this.settle();
  }

  /** Parts of the form may stand elsewhere in the page. @param {HTMLElement} node */
  watch(node) {
    node.addEventListener("input", () => this.changed());
  }

  /** The answers to what is asked. @returns {Record<string, any>} */
  collect() {
    this.settle();
    return this.answers;
  }

  /** All that was typed, for a draft. @returns {Record<string, any>} */
  everything() {
    return this.level.read();
  }

  /** Answers instead of those that are there; sections that hold some are opened. @param {Record<string, any>} answers */
  fill(answers) {
    this.level.write(answers);
    this.absolve();
    this.settle();
    for (const section of this.node.querySelectorAll("details.section")) if (this.isAnswered(section)) section.setAttribute("open", "");
  }

  /** The part of the page of a group or a question. @type {(linkId: string) => HTMLElement|undefined} */
  part(linkId) {
    return this.level.nodes.get(linkId);
  }

  /** Puts the focus on a question. @param {string} linkId */
  focus(linkId) {
    this.level.entries.get(linkId)?.focus();
  }

  /** Puts the focus on the next question that must be answered and is not; false when there is none. @returns {boolean} */
  next() {
    const missing = check(this.form, this.collect()).issues.filter(({ code }) => LATER.includes(code));
    const targets = missing.map(({ location }) => this.find(location)).filter((one) => one !== null);
    const here = document.activeElement;
    const after = (/** @type {Target} */ { node }) => !here || !node.contains(here) && Boolean(here.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
    const found = targets.find(after) ?? targets.find(({ node }) => !node.contains(here)) ?? targets[0];
    found?.focus();
    return Boolean(found);
  }

  /** Says what is wrong where it is wrong; answers each sentence with its place. @type {(issues: Issue[], words: Record<string, string>) => Told[]} */
  blame(issues, words) {
    this.absolve();
    return issues.map((issue) => {
      const [text, target] = [sentence(issue, words), this.find(issue.location)];
      if (target && issue.severity === "error") this.accuse(target, text);
      return { text, target, severity: issue.severity };
    });
  }

  /** Says at once what is wrong in what was just left, and takes away what is corrected. @type {(node: Element, words: Record<string, string>, more?: Issue[]) => void} */
  review(node, words, more = []) {
    const before = this.blamed;
    const issues = [...check(this.form, this.collect()).issues, ...more];
    this.absolve();
    for (const issue of issues) {
      const target = this.find(issue.location);
      if (!target) continue;
      const here = target.node.contains(node) && !LATER.includes(issue.code);
      if (here || before.has(target) || more.includes(issue)) this.accuse(target, sentence(issue, words));
    }
  }

  /** @type {(location: string) => Target|null} */
  find(location) {
    const path = [...location.matchAll(STEP)].map(([, linkId, at]) => /** @type {[string, number|null]} */ ([linkId, at === undefined ? null : Number(at)]));
    return this.level.find(path);
  }

  /** @type {(target: Target, text: string) => void} */
  accuse(target, text) {
    target.blame(text);
    this.blamed.add(target);
  }

  absolve() {
    this.level.absolve();
    this.blamed = new Set();
  }

  changed() {
    this.settle();
    this.onchange();
  }

  settle() {
    this.answers = this.level.settle({ items: [], given: {} });
  }

  /** @type {(section: Element) => boolean} */
  isAnswered(section) {
    return [...this.level.entries].some(([linkId, entry]) => section.contains(entry.node) && this.answers[linkId] !== undefined);
  }
}

/** The person's own, then those of the form. @type {(item: Item, language: string, own: (linkId: string) => string[]) => string[]} */
const texts = (item, language, own) => [
  ...new Set([...own(item.linkId), ...item.favourites.map(({ fr, en }) => (language === "en" && en) || fr)]),
];

/** The links to what must be corrected, in a region that takes the focus. @type {(told: Told[], title: string) => HTMLElement} */
export function summary(told, title) {
  const links = told.map(({ text, target }) => {
    const go = (/** @type {Event} */ event) => {
      event.preventDefault(); // the address of the page says which screen it is
      target?.focus();
    };
    return element("li", null, target ? element("a", { href: "#", onclick: go }, text) : text);
  });
  return element("div", { class: "faults", tabindex: "-1", role: "group", "aria-label": title }, element("h2", null, title), element("ul", null, ...links));
}
