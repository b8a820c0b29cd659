// One answer, read against its question: a value, or what is wrong with it. Twin: navette/fhir/answer_values.py
import { compare } from "./conditions.js";
import { isDate, isDateTime, isTime } from "./dates.js";
import { Decimal } from "./strict.js";
import { isObject } from "./tree.js";

/** @typedef {import("./form.js").Item} Item */

const MAX_TEXT = 1 << 20; // characters
const BLANK = /^[ \t\n\r\u00a0]*$/;
const DECIMAL = /^-?(?:0|[1-9][0-9]{0,14})(?:[.,][0-9]{1,9})?$/;
const INTEGER = /^-?(?:0|[1-9][0-9]{0,9})$/;
const MINUTES = /^[0-9]{2}:[0-9]{2}$/;
const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]/u;

/** Why an answer cannot be read, and the limit it goes beyond. */
export class Wrong {
  /** @param {string} reason @param {string|number} [limit] */
  constructor(reason, limit) {
    this.reason = reason;
    this.limit = limit;
  }
}

/** Not there, or nothing but spaces and line ends. @type {(given: any) => boolean} */
export function isBlank(given) {
  if (isObject(given)) return Object.values(given).every(isBlank);
  if (Array.isArray(given)) return given.every(isBlank);
  return given === null || given === undefined || (typeof given === "string" && BLANK.test(given));
}

/** Every answer of a question, or what is wrong with the first that cannot be read. @type {(item: Item, given: any) => any[]|Wrong} */
export function readValues(item, given) {
  if (isBlank(given)) return [];
  if (Array.isArray(given) && !item.repeats) return new Wrong("single");
  const found = [];
  for (const one of Array.isArray(given) ? given : [given]) {
    if (isBlank(one)) continue;
    const value = read(item, one);
    if (value instanceof Wrong) return value;
    found.push(value);
  }
  return found;
}

/** @type {(item: Item, given: any) => any} */
function read(item, given) {
  const { type } = item;
  if (type === "boolean" && typeof given === "boolean") return given;
  const figures = given instanceof Decimal ? given.text : Number.isSafeInteger(given) ? String(given) : given;
  if (typeof figures !== "string") return new Wrong("type");
  if (type === "decimal") return within(item, decimal(item, figures));
  if (type === "integer") return within(item, integer(figures));
  if (typeof given !== "string") return new Wrong("type");
  if (type === "choice" || type === "open-choice") return option(item, given);
  if (type === "date" || type === "dateTime")
    return (type === "date" ? isDate(given) : isDateTime(given)) ? within(item, given) : new Wrong("date");
  if (type === "time") return within(item, time(given));
  return type === "string" || type === "text" ? text(item, given) : new Wrong("type");
}

/** A comma is a point; every digit typed is kept. @type {(item: Item, figures: string) => Decimal|Wrong} */
function decimal({ places }, figures) {
  if (figures === "-0" || !DECIMAL.test(figures)) return new Wrong("number");
  const value = figures.replace(",", ".");
  if (places !== null && (value.split(".")[1] ?? "").length > places) return new Wrong("places", places);
  return new Decimal(value);
}

/** Within 32 bits. @type {(figures: string) => number|Wrong} */
function integer(figures) {
  const value = Number(figures);
  return figures !== "-0" && INTEGER.test(figures) && value === (value | 0) ? value : new Wrong("integer");
}

/** @type {(given: string) => string|Wrong} */
function time(given) {
  const said = MINUTES.test(given) ? `${given}:00` : given;
  return isTime(said) ? said : new Wrong("time");
}

/** @type {(item: Item, value: any) => any} */
function within(item, value) {
  if (value instanceof Wrong) return value;
  if (item.low !== null && compare(value, item.low) === -1) return new Wrong("low", limit(item, item.low));
  if (item.high !== null && compare(value, item.high) === 1) return new Wrong("high", limit(item, item.high));
  return value;
}

/** @type {(item: Item, limit: any) => string} */
const limit = ({ unit }, limit) => `${limit.text ?? limit}${unit ? ` ${unit.display || unit.code}` : ""}`;

/** By `code`, or by `system|code`; the first of the form wins. @type {(item: Item, given: string) => any} */
function option(item, given) {
  const found = item.options.find(({ system, code }) => given === code || given === `${system}|${code}`);
  return found ?? (item.type === "open-choice" ? text(item, given) : new Wrong("option"));
}

/** @type {(item: Item, given: string) => string|Wrong} */
function text(item, given) {
  const said = given.replace(/\r\n?/g, "\n").normalize("NFC");
  if (FORBIDDEN.test(said)) return new Wrong("character");
  if (item.type !== "text" && said.includes("\n")) return new Wrong("one-line");
  const most = item.maxLength || MAX_TEXT;
  return said.length > most && [...said].length > most ? new Wrong("too-long", most) : said;
}
