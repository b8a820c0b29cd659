// A number of a report as paper shows it and as a spreadsheet takes it; one that is hidden says so in both.
import { delay } from "./dates.js";
import { lang, t } from "./words.js";

/** unit: of `plain`. @typedef {{text: string, plain: string, unit: string}} Cell @typedef {number|null} Shown */

const HOUR = 3600;
const WHOLE = new Intl.NumberFormat(lang);
const PERCENT = new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 1 });
const TENTHS = new Intl.NumberFormat(lang, { minimumFractionDigits: 1, maximumFractionDigits: 1, useGrouping: false });
const HUNDREDTHS = new Intl.NumberFormat(lang, { minimumFractionDigits: 2, maximumFractionDigits: 2, useGrouping: false });

/** What stands for a number that few people, or another number, could be known by. */
export const HIDDEN = t("n.d.");
/** @type {Cell} */
const hidden = { text: HIDDEN, plain: HIDDEN, unit: "" };
/** It happened to nothing, or there was nothing to measure. @type {Cell} */
export const nothing = { text: "–", plain: "", unit: "" };

/** @type {(text: string) => Cell} */
export const words = (text) => ({ text, plain: text, unit: "" });

/** @type {(number: Shown) => Cell} */
export const count = (number) => (number === null ? hidden : { text: WHOLE.format(number), plain: String(number), unit: "" });

/** How many of how many: known when both are. @type {(part: Shown, whole: Shown) => Cell} */
export function rate(part, whole) {
  if (part === null || whole === null) return hidden;
  return whole ? { text: PERCENT.format(part / whole), plain: TENTHS.format((100 * part) / whole), unit: "%" } : nothing;
}

/** @type {(seconds: Shown|undefined) => Cell} */
export function length(seconds) {
  if (seconds === undefined) return nothing;
  return seconds === null ? hidden : { text: delay(seconds), plain: HUNDREDTHS.format(seconds / HOUR), unit: "h" };
}

/** Of several, unless one of them is hidden. @type {(numbers: Shown[]) => Shown} */
export const sum = (numbers) => (numbers.includes(null) ? null : numbers.reduce((all, one) => Number(all) + Number(one), 0));
