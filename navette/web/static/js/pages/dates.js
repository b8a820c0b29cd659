// Times for people: Europe/Paris whatever the machine's zone. Twin in wording: navette/cli/dates.py
import { lang } from "./words.js";

export { against, delay, follow, now } from "./hours.js";

const PLACE = { timeZone: "Europe/Paris", hourCycle: /** @type {const} */ ("h23") };
const MINUTE = { day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit" };
const LOCALE = lang === "fr" ? "fr-FR" : "en-GB";
const SHORT = new Intl.DateTimeFormat(LOCALE, /** @type {Intl.DateTimeFormatOptions} */ ({ ...PLACE, ...MINUTE }));
const LONG = new Intl.DateTimeFormat(LOCALE, /** @type {Intl.DateTimeFormatOptions} */ ({ ...PLACE, ...MINUTE, year: "numeric" }));
const HALF_A_YEAR = 182 * 86_400; // seconds

/** 24/11 18:00, with the year when that day of another year is as near. @type {(instant: number) => string} */
export function moment(instant) {
  const near = Math.abs(instant - Date.now() / 1000) < HALF_A_YEAR;
  return (near ? SHORT : LONG).format(new Date(instant * 1000)).replace(",", "");
}

/** With the year always: for what is printed. @type {(instant: number) => string} */
export const dated = (instant) => LONG.format(new Date(instant * 1000)).replace(",", "");
