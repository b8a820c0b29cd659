// What is wrong with a primitive, by its type. Twin: navette/fhir/check_formats.py

import { Decimal } from "./strict.js";
import * as xhtml from "./xhtml.js";

/** A code, "" when nothing is wrong. @typedef {(value: any) => string} Fault */

/** @type {Record<string, number>} */
const LEAST = { integer: -(2 ** 31), unsignedInt: 0, positiveInt: 1 };
const MOST = 2 ** 31 - 1;
const LANGUAGE = "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*";
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** What tells the fault of a primitive; pattern: of the table. @type {(name: string, pattern: string|null) => Fault} */
export function faultFinder(name, pattern) {
  if (name === "boolean") return (value) => (typeof value === "boolean" ? "" : "type");
  if (name === "decimal") return (value) => number(value, -Number.MAX_VALUE, Number.MAX_VALUE);
  if (name in LEAST) return (value) => number(value, LEAST[name], MOST) || (value instanceof Decimal ? "type" : "");
  return string(name, pattern);
}

/** Whether a date or an instant, well spelled, names a day that its month does not have. @type {(written: string) => boolean} */
export function noSuchDay(written) {
  const [year, month, day] = written.slice(0, 10).split("-").map(Number);
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day > DAYS[month - 1] + (leap ? 1 : 0);
}

/** @type {(value: any, least: number, most: number) => string} */
function number(value, least, most) {
  if (typeof value !== "number" && !(value instanceof Decimal)) return "type";
  const double = Number(value instanceof Decimal ? value.text : value);
  return double >= least && double <= most ? "" : "out-of-range";
}

/** @type {(name: string, pattern: string|null) => Fault} */
function string(name, pattern) {
  const matches = new RegExp(`^(?:${name === "language" ? LANGUAGE : pattern ?? "[^]*"})$`);
  const further = FURTHER[name];
  return (value) => {
    if (typeof value !== "string") return "type";
    if (/^[ \t\n\r\u00a0]*$/.test(value)) return "empty";
    if (!matches.test(value)) return name === "base64Binary" ? "base64" : "format";
    return further ? further(value) : "";
  };
}

/** @type {Fault} */
const day = (value) => (noSuchDay(value) ? "no-such-day" : "");

/** @type {Record<string, Fault>} */
const FURTHER = {
  xhtml: (value) => xhtml.fault(value) && `narrative-${xhtml.fault(value)}`,
  base64Binary(value) {
    const plain = value.replace(/[ \t\n\r]+/g, "");
    return plain.length % 4 || /=[^=]|===$/.test(plain) ? "base64" : "";
  },
  date: day,
  dateTime: day,
  instant: day,
};
