// The server's answers, read with suspicion: each field of the form docs/spec/api.md says, or `server-answer`.
// Twin: navette/client/answer.py
import { b64, seconds, unb64, utf8 } from "../core/encoding.js";
import { NavetteError } from "../core/errors.js";
import { isObject } from "../envelope/canonical.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes */

const HALF_PAIR = /[\ud800-\udfff]/u;

/** The failure of an answer whose field is missing or not of the form described. @type {(field: string) => NavetteError} */
export const malformed = (field) => new NavetteError("server-answer", { field });

/** One JSON object of an answer; each accessor throws `server-answer` (data: field). */
export class Fields {
  /** @param {unknown} value @param {string} [name] what to call the object when it is none */
  constructor(value, name = "body") {
    if (!isObject(value)) throw malformed(name);
    /** @type {Record<string, unknown>} */
    this._value = value;
  }

  /** The field is there and not null. @type {(name: string) => boolean} */
  has(name) {
    return (this._value[name] ?? null) !== null;
  }

  /** A string that UTF-8 can spell. @type {(name: string) => string} */
  text(name) {
    return /** @type {string} */ (this._if(name, (value) => typeof value === "string" && !HALF_PAIR.test(value)));
  }

  /** A string, as its UTF-8 bytes. @type {(name: string) => Bytes} */
  encoded(name) {
    return utf8(this.text(name));
  }

  /** A whole number, not negative. @type {(name: string) => number} */
  number(name) {
    return /** @type {number} */ (this._if(name, (value) => Number.isSafeInteger(value) && Number(value) >= 0));
  }

  /** @type {(name: string) => boolean} */
  flag(name) {
    return /** @type {boolean} */ (this._if(name, (value) => typeof value === "boolean"));
  }

  /** Seconds since 1970. @type {(name: string) => number} */
  time(name) {
    return attempt(name, () => seconds(this._value[name]));
  }

  /** Base64url of exactly that many bytes. @type {(name: string, length: number) => Bytes} */
  raw(name, length) {
    return attempt(name, () => unb64(this._value[name], length));
  }

  /** The same, as it is spelled. @type {(name: string, length: number) => string} */
  id(name, length) {
    return b64(this.raw(name, length));
  }

  /** The same, or null for null. @type {(name: string, length: number) => string|null} */
  maybeId(name, length) {
    return this.has(name) ? this.id(name, length) : null;
  }

  /** One of these values. @template {string} T @param {string} name @param {readonly T[]} values @returns {T} */
  oneOf(name, values) {
    return /** @type {T} */ (this._if(name, (value) => values.includes(/** @type {T} */ (value))));
  }

  /** An object inside. @type {(name: string) => Fields} */
  fields(name) {
    return new Fields(this._value[name], name);
  }

  /** An object of strings. @type {(name: string) => Record<string, string>} */
  strings(name) {
    const right = (/** @type {unknown} */ value) =>
      isObject(value) && Object.values(value).every((one) => typeof one === "string");
    return { .../** @type {Record<string, string>} */ (this._if(name, right)) };
  }

  /** A list of objects. @type {(name: string) => Fields[]} */
  many(name) {
    return this._list(name).map((one) => new Fields(one, name));
  }

  /** A list of strings. @type {(name: string) => string[]} */
  texts(name) {
    const list = this._list(name);
    if (!list.every((one) => typeof one === "string")) throw malformed(name);
    return /** @type {string[]} */ (list);
  }

  /** A list of 32-byte values. @type {(name: string) => Bytes[]} */
  hashes(name) {
    const list = this._list(name);
    return attempt(name, () => list.map((one) => unb64(one, 32)));
  }

  /** A list of ids of that many bytes. @type {(name: string, length?: number) => string[]} */
  ids(name, length = 16) {
    const list = this._list(name);
    return attempt(name, () => list.map((one) => b64(unb64(one, length))));
  }

  /** @param {string} name @returns {unknown[]} */
  _list(name) {
    return /** @type {unknown[]} */ (this._if(name, Array.isArray));
  }

  /** @param {string} name @param {(value: unknown) => boolean} isRight */
  _if(name, isRight) {
    const value = this._value[name];
    if (!isRight(value)) throw malformed(name);
    return value;
  }
}

/** @template T @param {string} name @param {() => T} read @returns {T} */
function attempt(name, read) {
  try {
    return read();
  } catch (error) {
    throw error instanceof NavetteError ? malformed(name) : error;
  }
}
