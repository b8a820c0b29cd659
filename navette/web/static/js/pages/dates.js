// Times for people: Europe/Paris whatever the machine's zone. Twin in wording: navette/cli/dates.py
import { lang } from "./words.js";

export { against, delay, follow, now } from "./hours.js";

const PLACE = { timeZone: "Europe/Paris", hourCycle: /** @type {const} */ ("h23") };
const MINUTE = { day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit" };
const LOCALE = lang === "fr" ? "fr-FR" : "en-GB";
const SHORT = new Intl.DateTimeFormat(LOCALE, /** @type {Intl.DateTimeFormatOptions} */ ({ ...PLACE, ...MINUTE }));
const LONG = new Intl.DateTimeFormat(LOCALE, /** @type {Intl.DateTimeFormatOptions} */ ({ ...PLACE, ...MINUTE, year: "numeric" }));
const YEAR = new Intl.DateTimeFormat("en", { timeZone: "Europe/Paris", year: "numeric" });

/** 24/11 18:00, with the year when it is another one. @type {(instant: number) => string} */
export function moment(instant) {
  const date = new Date(instant * 1000);
  return (YEAR.format(date) === YEAR.format(new Date()) ? SHORT : LONG).format(date).replace(",", "");
}

/** With the year always: for what is printed. @type {(instant: number) => string} */
export const dated = (instant) => LONG.format(new Date(instant * 1000)).replace(",", "");
