// The values FHIRPath computes with: equality, order, exact decimals. Twin: navette/fhir/fhirpath_values.py

import { Decimal } from "./strict.js";
import { isObject } from "./tree.js";

/** @typedef {import("./strict.js").Json} Json */
/** @typedef {number|Decimal} Numeric */
/** @typedef {[bigint, number]} Scaled figures as an integer, how many follow the point */

const MAX_FIGURES = 60;
const QUOTIENT_PLACES = 8;
const UNIT = ["system", "code", "unit", "currency"];
const MOMENT =
  /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:T([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?$/;

/** @type {(value: any) => value is Numeric} */
const isNumber = (value) => typeof value === "number" || value instanceof Decimal;

/** An integer: what is spelled without a point. @type {(value: any) => boolean} */
export const isWhole = (value) => isNumber(value) && !spelled(value).includes(".");

export { isNumber };

/** The text of a scalar; nothing for an object. @type {(value: any) => string} */
export const spelled = (value) =>
  value instanceof Decimal ? value.text : value === null || typeof value === "object" ? "" : String(value);

/** @type {(value: Numeric) => number} */
export const double = (value) => Number(spelled(value));

/** Equal in depth; 1 and 1.00 are, 1 and true are not. @type {(one: any, other: any) => boolean} */
export const same = (one, other) => one === other || inDepth(same, one, other, (a, b) => double(a) === double(b));

/** The operator ~. @type {(one: any, other: any) => boolean} */
export const alike = (one, other) =>
  typeof one === "string" && typeof other === "string"
    ? folded(one) === folded(other)
    : one === other || inDepth(alike, one, other, numbersAlike);

/** @type {(rule: (a: any, b: any) => boolean, one: any, other: any, numbers: (a: Numeric, b: Numeric) => boolean) => boolean} */
function inDepth(rule, one, other, numbers) {
  if (isNumber(one)) return isNumber(other) && numbers(one, other);
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((inner, at) => rule(inner, other[at]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && rule(one[key], other[key]))
  );
}

/** @type {(one: Numeric, other: Numeric) => boolean} */
function numbersAlike(one, other) {
  const a = scaled(one);
  const b = scaled(other);
  if (!a || !b) return same(one, other);
  const places = Math.min(a[1], b[1]);
  return rounded(a, places) === rounded(b, places);
}

/** Whether < <= > >= holds; null when that cannot be known. @type {(operator: string, one: any, other: any) => boolean|null} */
export function ordered(operator, one, other) {
  let order = null;
  if (isObject(one) && isObject(other) && UNIT.every((key) => same(one[key] ?? null, other[key] ?? null))) {
    [one, other] = [one.value, other.value];
  }
  if (isNumber(one) && isNumber(other)) order = sign(double(one), double(other));
  else if (typeof one === "string" && typeof other === "string") order = orderOfTexts(one, other);
  if (order === null) return null;
  return operator[0] === "<" ? order < 0 || (operator === "<=" && !order) : order > 0 || (operator === ">=" && !order);
}

/** The result of + - * / mod div; null when there is none. @type {(operator: string, one: any, other: any) => Json} */
export function computed(operator, one, other) {
  if (operator === "+" && typeof one === "string" && typeof other === "string") return one + other;
  const left = isNumber(one) && scaled(one);
  const right = isNumber(other) && scaled(other);
  if (!left || !right) return null;
  if (operator === "*") return number(left[0] * right[0], left[1] + right[1]);
  const places = Math.max(left[1], right[1]);
  const [a, b] = [left, right].map(([figures, own]) => figures * power(places - own));
  if (operator === "+") return number(a + b, places);
  if (operator === "-") return number(a - b, places);
  if (!b) return null;
  if (operator === "div") return number(a / b, 0);
  if (operator === "mod") return number(a % b, places);
  return shortest(halfUp(2n * a * power(QUOTIENT_PLACES) / b), QUOTIENT_PLACES);
}

/** @type {(value: any) => Json} */
export function toInteger(value) {
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "string") return /^[+-]?[0-9]{1,15}$/.test(value) ? Number(value) + 0 : null;
  return isWhole(value) ? value : null;
}

/** @type {(value: any) => Json} */
export function toDecimal(value) {
  if (typeof value !== "string") return isNumber(value) ? value : toInteger(value);
  const found = value.length <= MAX_FIGURES && /^([+-]?)([0-9]+)(?:\.([0-9]+))?$/.exec(value);
  if (!found) return null;
  const [, minus, whole, places = ""] = found;
  return number(BigInt(whole + places) * (minus === "-" ? -1n : 1n), places.length);
}

/** @type {(value: Numeric) => Scaled|null} */
function scaled(value) {
  const text = spelled(value);
  const [whole, places = ""] = text.split(".");
  return text.length <= MAX_FIGURES ? [BigInt(whole + places), places.length] : null;
}

/** @type {(figures: bigint, places: number) => Numeric} */
function number(figures, places) {
  const minus = figures < 0n ? "-" : "";
  const digits = String(figures < 0n ? -figures : figures).padStart(places + 1, "0");
  if (places) return new Decimal(`${minus}${digits.slice(0, -places)}.${digits.slice(-places)}`);
  return Number.isSafeInteger(Number(figures)) ? Number(figures) : new Decimal(minus + digits);
}

/** @type {(figures: bigint, places: number) => Numeric} */
const shortest = (figures, places) =>
  places && figures % 10n === 0n ? shortest(figures / 10n, places - 1) : number(figures, places);

/** @type {(places: number) => bigint} */
const power = (places) => 10n ** BigInt(places);

/** Half of it, away from zero. @type {(doubled: bigint) => bigint} */
const halfUp = (doubled) => (doubled + (doubled < 0n ? -1n : 1n)) / 2n;

/** @type {(value: Scaled, places: number) => bigint} */
const rounded = ([figures, own], places) => halfUp((2n * figures) / power(own - places));

/** @type {(text: string) => string} */
const folded = (text) => text.replace(/[ \t\r\n]+/g, " ").toLowerCase();

/** @type {(one: any, other: any) => number} */
const sign = (one, other) => Number(one > other) - Number(one < other);

/** By code points, not by halves of pairs. @type {(one: string, other: string) => number} */
function byCharacter(one, other) {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return sign(one.codePointAt(at) ?? -1, other.codePointAt(at) ?? -1);
}

/** Dates by their calendar, instants by their clock, other texts by their characters. @type {(one: string, other: string) => number|null} */
function orderOfTexts(one, other) {
  const left = MOMENT.exec(one);
  const right = MOMENT.exec(other);
  if (!left || !right) return byCharacter(one, other);
  if (!left[4] || !right[4]) {
    const shared = Math.min(one.length, other.length);
    return sign(one.slice(0, shared), other.slice(0, shared)) || (one.length === other.length ? 0 : null);
  }
  if (!left[8] !== !right[8]) return null;
  const [[a, aRest], [b, bRest]] = [instant(left), instant(right)];
  return sign(a, b) || sign(aRest, bRest);
}

/** Seconds on a calendar without end, and the fraction of one. @type {(moment: string[]) => [number, number]} */
function instant(moment) {
  let [year, month, day, hour, minute, second] = moment.slice(1, 7).map(Number);
  if (month < 3) [year, month] = [year - 1, month + 12];
  const leaps = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
  const days = 365 * year + leaps + Math.floor((306 * (month + 1)) / 10) + day;
  const zone = moment[8] && moment[8] !== "Z" ? moment[8] : "+00:00";
  const ahead = (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4))) * (zone[0] === "-" ? -1 : 1);
  return [((days * 24 + hour) * 60 + minute - ahead) * 60 + second, Number(`0${moment[7] ?? ""}`)];
}
