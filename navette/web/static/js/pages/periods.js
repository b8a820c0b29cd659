// Periods of a report: whole days of Europe/Paris, both included.
import { lang } from "./words.js";

/** 2026-11-01, twice. @typedef {{from: string, to: string}} Period */

const LONGEST = 366; // days
const DAY = 86_400_000; // ms
const SPELLED = /^\d{4}-\d\d-\d\d$/;
const TODAY = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Paris", year: "numeric", month: "2-digit", day: "2-digit" });
const LOCALE = lang === "fr" ? "fr-FR" : "en-GB";
const DATE = new Intl.DateTimeFormat(LOCALE, { timeZone: "UTC", day: "2-digit", month: "2-digit", year: "numeric" });
const MONTH = new Intl.DateTimeFormat(LOCALE, { timeZone: "UTC", month: "long", year: "numeric" });

/** The day it is. @type {(now: Date) => string} */
export const today = (now) => TODAY.format(now);

/** A period by its name: month, last-month, year, last-year. @type {(name: string, day: string) => Period} */
export function periodOf(name, day) {
  const [year, month] = day.split("-").map(Number);
  if (name === "last-month") return { from: spelled(year, month - 2, 1), to: spelled(year, month - 1, 0) };
  if (name === "year") return { from: spelled(year, 0, 1), to: day };
  if (name === "last-year") return { from: spelled(year - 1, 0, 1), to: spelled(year - 1, 11, 31) };
  return { from: spelled(year, month - 1, 1), to: day };
}

/** The twelve months that end with a day. @type {(day: string) => Period} */
export function lastYear(day) {
  const [year, month, date] = day.split("-").map(Number);
  return { from: spelled(year - 1, month - 1, date + 1), to: day };
}

/** Whether two days make a period: in this order, a year at most. @type {(period: Period) => boolean} */
export function isPeriod({ from, to }) {
  const days = (Date.parse(to) - Date.parse(from)) / DAY;
  return SPELLED.test(from) && SPELLED.test(to) && days >= 0 && days < LONGEST;
}

/** 22/11/2026. @type {(day: string) => string} */
export const dateOf = (day) => DATE.format(new Date(day));

/** November 2026, of 2026-11. @type {(month: string) => string} */
export const monthOf = (month) => MONTH.format(new Date(`${month}-01`));

/** months from 0, past their ends as well. @type {(year: number, month: number, day: number) => string} */
const spelled = (year, month, day) => new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);
