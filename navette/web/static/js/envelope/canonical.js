// JSON in its one canonical spelling: strings, lists and objects, nothing else. Twin: navette/envelope/canonical.py
import { same, utf8 } from "../core/encoding.js";
import { refuse } from "../core/errors.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes */
/** @typedef {{[key: string]: any}} Fields what a statement or a manifest says: strings, lists and objects of strings */

export const MAX_JSON = 65536;
const MAX_DEPTH = 800;
const HALF_PAIR = /[\ud800-\udfff]/u;
// Controls, and the marks that reverse the order of what is shown: a name must look like what it is.
const HIDDEN = /[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** The one spelling of such a value; refuses `json` (half of a surrogate pair, a number). @type {(value: Fields) => Bytes} */
export const canonical = (value) => utf8(spell(value));

/**
 * The object `raw` spells. Refused: too-large (over 64 KiB), utf-8, json (a number, a key twice, another spelling),
 * json-depth.
 * @type {(raw: Bytes) => Fields}
 */
export function readObject(raw) {
  if (raw.length > MAX_JSON) refuse("too-large", { limit: MAX_JSON });
  const text = decoded(raw);
  if (tooDeep(text)) refuse("json-depth");
  const value = parsed(text);
  if (!isObject(value) || !same(canonical(value), raw)) refuse("json");
  return value;
}

/** A string of 1 to `longest` characters that hides nothing. @type {(value: unknown, longest: number) => value is string} */
export function isText(value, longest) {
  if (typeof value !== "string" || HIDDEN.test(value)) return false;
  return value.length > 0 && value.length <= 2 * longest && [...value].length <= longest;
}

/** @type {(value: unknown) => value is Fields} */
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether an object has exactly these keys. @type {(value: Fields, names: string[]) => boolean} */
export const hasExactly = (value, names) =>
  Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name));

/** @type {(value: unknown) => string} */
function spell(value) {
  if (typeof value === "string" && !HALF_PAIR.test(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(spell).join()}]`;
  if (!isObject(value)) refuse("json");
  const keys = Object.keys(value).sort(byCodePoint);
  return `{${keys.map((key) => `${spell(key)}:${spell(value[key])}`).join()}}`;
}

/** JavaScript's own order is that of UTF-16, where U+1F600 comes before U+FF5E. @type {(one: string, other: string) => number} */
function byCodePoint(one, other) {
  const [left, right] = [[...one], [...other]];
  const at = left.findIndex((char, place) => char !== right[place]);
  if (at < 0) return left.length - right.length;
  return at < right.length ? Number(left[at].codePointAt(0)) - Number(right[at].codePointAt(0)) : 1;
}

/** @type {(raw: Bytes) => string} */
function decoded(raw) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    refuse("utf-8");
  }
}

/** @type {(text: string) => unknown} */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    refuse("json");
  }
}

/** Levels are counted before anything is read: what is in strings does not count. @type {(text: string) => boolean} */
function tooDeep(text) {
  let depth = 0;
  for (const [sign] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (sign === "[" || sign === "{") depth += 1;
    else if (sign === "]" || sign === "}") depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}
