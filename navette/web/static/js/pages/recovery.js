// The recovery sheet, and the four of its symbols that are typed back: it was printed, and it can be read. The five words
// are typed back whole.
import { same, uncrockford } from "../core/encoding.js";
import { readPassphrase } from "../envelope/unlock.js";
import { dated, now } from "./dates.js";
import { element, part, uid } from "./dom.js";
import { site } from "./site.js";
import { t } from "./words.js";

const ASKED = 4;
const SPACES = /[\s-]+/;

/** The code in its groups, for whom, and when. @type {(root: ParentNode, code: string, name: string) => void} */
export function fillSheet(root, code, name) {
  const group = (/** @type {string} */ textContent, /** @type {number} */ place) =>
    element("li", null, element("span", { class: "soft", textContent: String(place + 1) }), " ", element("code", { textContent }));
  part(root, "code").replaceChildren(...code.split(SPACES).map(group));
  part(root, "sheet-name").textContent = name;
  part(root, "sheet-date").textContent = dated(now());
  part(root, "sheet-site").textContent = site;
}

/** Asks for symbols of as many groups, from the paper and not from the screen; gives their places, from 0. @type {(root: ParentNode, code: string) => number[]} */
export function askSymbols(root, code) {
  const groups = code.split(SPACES);
  const places = chosen(groups.length).map((group) => group * 4 + random(groups[group].length));
  const wrong = (part(root, "wrong").id ||= uid("recovery"));
  part(root, "asked").replaceChildren(...places.map((place) => symbolField(place, wrong)));
  return places;
}

/** Whether what was typed is what the sheet says; marks what is not, and goes there. @type {(root: ParentNode, code: string, places: number[]) => boolean} */
export function sameSymbols(root, code, places) {
  const symbols = uncrockford(code);
  const fields = [...part(root, "asked").querySelectorAll("input")];
  const wrong = fields.filter((field, place) => uncrockford(field.value) !== symbols[places[place]]);
  for (const field of fields) field.setAttribute("aria-invalid", String(wrong.includes(field)));
  part(root, "wrong").hidden = !wrong.length;
  wrong[0]?.focus();
  return !wrong.length;
}

/** The five words, to be copied. @type {(root: ParentNode, words: string) => void} */
export function fillPhrase(root, words) {
  const item = (/** @type {string} */ textContent) => element("li", null, element("code", { textContent }));
  part(root, "phrase-words").replaceChildren(...words.split("-").map(item));
  /** @type {HTMLFormElement} */ (part(root, "phrase-check")).reset();
}

/** Whether they were typed back; says so when they were not. @type {(root: ParentNode, words: string) => boolean} */
export function samePhrase(root, words) {
  const field = /** @type {HTMLInputElement} */ (part(root, "phrase-typed"));
  const right = same(readPassphrase(field.value), readPassphrase(words));
  field.setAttribute("aria-invalid", String(!right));
  part(root, "phrase-wrong").hidden = right;
  if (!right) field.focus();
  return right;
}

/** @type {(place: number, wrong: string) => HTMLElement} */
function symbolField(place, wrong) {
  const name = t("Group {group}, symbol {symbol}", { group: Math.floor(place / 4) + 1, symbol: (place % 4) + 1 });
  const props = { maxlength: "1", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", "aria-describedby": wrong };
  return element("label", { class: "symbol" }, element("span", { textContent: name }), element("input", props));
}

/** That many different places below `count`, in order. @type {(count: number) => number[]} */
function chosen(count) {
  const places = new Set();
  while (places.size < Math.min(ASKED, count)) places.add(random(count));
  return [...places].sort((one, other) => one - other);
}

/** @type {(below: number) => number} */
const random = (below) => crypto.getRandomValues(new Uint32Array(1))[0] % below;
