// When a question is asked: enableWhen. Twin: navette/fhir/conditions.py
import { order } from "./dates.js";
import { Decimal } from "./strict.js";

/** @typedef {import("./form.js").Item} Item */
/** Answers by linkId; null where one was given that cannot be read. @typedef {Map<string, readonly any[]|null>} Scope */

/** @type {Record<string, number[]>} */
const ORDERS = { ">": [1], "<": [-1], ">=": [0, 1], "<=": [-1, 0] };

/** Whether its conditions hold; null when that cannot be known. @type {(item: Item, scope: Scope) => boolean|null} */
export function isAsked(item, scope) {
  const held = item.conditions.map((condition) => met(condition, scope));
  if (!held.length || held.includes(item.any)) return item.any || !held.length;
  return held.includes(null) ? null : !item.any;
}

/** -1, 0 or 1; null for two answers that have no order. @type {(one: any, other: any) => number|null} */
export function compare(one, other) {
  if (isNumber(one) && isNumber(other)) return Math.sign(Number(one.text ?? one) - Number(other.text ?? other));
  return typeof one === "string" && typeof other === "string" ? order(one, other) : null;
}

/** @type {(value: any) => boolean} */
const isNumber = (value) => typeof value === "number" || value instanceof Decimal;

/** @type {(condition: import("./form.js").Condition, scope: Scope) => boolean|null} */
function met({ question, operator, answer }, scope) {
  const values = scope.has(question) ? scope.get(question) : [];
  if (!values) return null;
  if (operator === "exists") return values.length > 0 === answer;
  const orders = ORDERS[operator];
  if (orders) return values.some((value) => orders.includes(compare(value, answer) ?? 2));
  return values.some((value) => same(value, answer)) === (operator === "=");
}

/** @type {(one: any, other: any) => boolean} */
const same = (one, other) =>
  isNumber(one) ? compare(one, other) === 0 : one === other || (Boolean(one.code) && one.system === other.system && one.code === other.code);
