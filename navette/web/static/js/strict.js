// JSON read strictly and written in one way. Twin: navette/fhir/strict.py

/** @typedef {{[key: string]: Json}} Obj @typedef {string|number|boolean|null|Decimal|Obj|JsonList} Json */
/** @typedef {Array<any>} JsonList */

export const MAX_BYTES = 4 << 20;
export const MAX_DEPTH = 100;
const MAX_DIGITS = 4300; // of an integer
const MAX_FIGURES = 1000; // of a decimal, as it is written
const STRING = /"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const WORD = /true|false|null|NaN|-?Infinity/y;
const ESCAPED = /[\x00-\x1f\\]/;
const SPECIAL = /[\x00-\x1f"\\\ud800-\udfff]/;
const HALF_PAIR = /[\ud800-\udfff]/u;

/** A number with all its digits: what has a point or an exponent, and integers beyond 2^53. */
export class Decimal {
  /** @param {string} text spelled as JSON does; kept in figures, without exponent */
  constructor(text) {
    this.text = /[eE]/.test(text) ? figures(text) : text;
  }
}

/** A failure with the code and the data it has in navette/core/errors.py. */
export class Refusal extends Error {
  /** @param {string} code @param {Record<string, string|number>} [data] */
  constructor(code, data = {}) {
    super(code);
    this.code = code;
    this.data = data;
  }
}

/**
 * The value that bytes, or a text, spell. Refusal: too-large, utf-8, json-depth, json (data `problem`).
 * @type {(raw: Uint8Array|string, limit?: number) => Json}
 */
export function read(raw, limit = MAX_BYTES) {
  const bytes = typeof raw === "string" ? new TextEncoder().encode(raw) : raw;
  if (bytes.length > limit) throw new Refusal("too-large", { limit });
  const text = decoded(raw);
  if (tooDeep(text)) throw new Refusal("json-depth", { limit: MAX_DEPTH });
  const value = new Reader(text).document();
  if (text.includes("\\u") && halved(value)) throw new Refusal("utf-8");
  return value;
}

/** The same for what must be an object. @type {(raw: Uint8Array|string, limit?: number) => Obj} */
export function readObject(raw, limit = MAX_BYTES) {
  const value = read(raw, limit);
  if (isStructure(value) && !Array.isArray(value)) return value;
  throw new Refusal("json", { problem: "not-an-object" });
}

/** Text without spaces, keys in the order of the object, decimals with all their digits. @type {(value: Json) => string} */
export function write(value) {
  if (typeof value === "string") return quoted(value);
  if (value instanceof Decimal) return value.text;
  if (Array.isArray(value)) return `[${value.map(write).join(",")}]`;
  if (value === undefined || (typeof value === "number" && value % 1)) throw new TypeError("not strict JSON");
  if (typeof value !== "object" || value === null) return String(value);
  let text = "";
  for (const key in value) text += `${text && ","}${quoted(key)}:${write(value[key])}`;
  return `{${text}}`;
}

/** @type {(text: string) => string} */
function quoted(text) {
  if (!SPECIAL.test(text)) return `"${text}"`;
  if (HALF_PAIR.test(text)) throw new TypeError("half a pair is not strict JSON");
  return JSON.stringify(text);
}

/** @type {(value: Json) => value is JsonList|Obj} */
const isStructure = (value) => typeof value === "object" && value !== null && !(value instanceof Decimal);

/** @type {(raw: Uint8Array|string) => string} */
function decoded(raw) {
  try {
    const text = typeof raw === "string" ? raw : new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
    if (text !== raw || !HALF_PAIR.test(text)) return text;
  } catch {} // what the decoder refuses
  throw new Refusal("utf-8");
}

/** Levels are counted before anything is read: what is in strings does not count. @type {(text: string) => boolean} */
function tooDeep(text) {
  const parts = text.replaceAll("\\\\", "").replaceAll('\\"', "").split('"');
  let depth = 0;
  for (let at = 0; at < parts.length; at += 2) {
    for (const sign of parts[at]) {
      if (sign === "[" || sign === "{") depth += 1;
      else if (sign === "]" || sign === "}") depth -= 1;
      if (depth > MAX_DEPTH) return true;
    }
  }
  return false;
}

/** Half a pair in any string. @type {(value: Json) => boolean} */
function halved(value) {
  if (typeof value === "string") return HALF_PAIR.test(value);
  return isStructure(value) && Object.entries(value).some(([key, inner]) => HALF_PAIR.test(key) || halved(inner));
}

/** 1.50e1 → 15.0, as Python's format(…, "f"). @type {(text: string) => string} */
function figures(text) {
  const [, sign, whole, fraction = "", exponent] = /** @type {string[]} */ (/^(-?)(\d+)(?:\.(\d+))?[eE](.+)$/.exec(text));
  const digits = (whole + fraction).replace(/^0+(?=\d)/, "");
  const places = fraction.length - Number(exponent);
  if (places <= 0) return sign + (digits === "0" ? digits : digits + "0".repeat(-places));
  const padded = digits.padStart(places + 1, "0");
  return `${sign}${padded.slice(0, -places)}.${padded.slice(-places)}`;
}

/** Inherits nothing (`__proto__` is a key like another), and is quicker to fill than Object.create(null). */
const Bare = /** @type {any} */ (function () {});
Bare.prototype = Object.create(null);

class Reader {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  document() {
    const value = this.value();
    this.skip();
    if (this.at < this.text.length) this.fail();
    return value;
  }

  skip() {
    let code;
    while ((code = this.text.charCodeAt(this.at)) === 32 || code === 10 || code === 13 || code === 9) this.at += 1;
  }

  /** @param {RegExp} pattern */
  take(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found ? found[0] : "";
  }

  /** The next character that is not blank, gone past when it is the one asked for. @param {string} sign */
  is(sign) {
    this.skip();
    const here = this.text[this.at] === sign;
    if (here) this.at += 1;
    return here;
  }

  /** @returns {never} */
  fail(problem = "syntax") {
    throw new Refusal("json", { problem });
  }

  /** @returns {Json} */
  value() {
    if (this.is("{")) return this.object();
    if (this.is("[")) return this.array();
    if (this.text[this.at] === '"') return this.string();
    const word = this.take(WORD);
    if (word) return word in WORDS ? WORDS[word] : this.fail("number");
    const number = this.take(NUMBER);
    return number ? this.number(number) : this.fail();
  }

  object() {
    /** @type {Obj} */
    const found = new Bare();
    let twice = false;
    if (this.is("}")) return found;
    do {
      this.skip();
      const key = this.string();
      twice = twice || key in found;
      if (!this.is(":")) this.fail();
      found[key] = this.value();
    } while (this.is(","));
    if (!this.is("}")) this.fail();
    return twice ? this.fail("key-twice") : found;
  }

  array() {
    /** @type {Json[]} */
    const found = [];
    if (this.is("]")) return found;
    do found.push(this.value());
    while (this.is(","));
    return this.is("]") ? found : this.fail();
  }

  string() {
    const end = this.text.indexOf('"', this.at + 1);
    const plain = this.text.slice(this.at + 1, end);
    if (this.text[this.at] === '"' && end > 0 && !ESCAPED.test(plain)) {
      this.at = end + 1;
      return plain;
    }
    return JSON.parse(this.take(STRING) || this.fail());
  }

  /** @param {string} text */
  number(text) {
    const exponent = /[eE][-+]?(\d+)/.exec(text);
    if (!exponent && !text.includes(".")) {
      if (text.replace("-", "").length > MAX_DIGITS) this.fail("number");
      return Number.isSafeInteger(Number(text)) ? Number(text) + 0 : new Decimal(text);
    }
    if (text.length > MAX_FIGURES || (exponent && exponent[1].length > 3)) this.fail("number");
    const value = new Decimal(text);
    return value.text.length > MAX_FIGURES ? this.fail("number") : value;
  }
}

/** @type {Record<string, Json>} */
const WORDS = { true: true, false: false, null: null };
