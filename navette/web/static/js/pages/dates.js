// Times for people: Europe/Paris whatever the machine's zone. Twin in wording: navette/cli/dates.py
import { lang, t } from "./words.js";

const PLACE = { timeZone: "Europe/Paris", hourCycle: /** @type {const} */ ("h23") };
const MINUTE = { day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit" };
const LOCALE = lang === "fr" ? "fr-FR" : "en-GB";
const SHORT = new Intl.DateTimeFormat(LOCALE, /** @type {Intl.DateTimeFormatOptions} */ ({ ...PLACE, ...MINUTE }));
const LONG = new Intl.DateTimeFormat(LOCALE, /** @type {Intl.DateTimeFormatOptions} */ ({ ...PLACE, ...MINUTE, year: "numeric" }));
const YEAR = new Intl.DateTimeFormat("en", { timeZone: "Europe/Paris", year: "numeric" });

let ahead = 0;

/** Seconds since 1970: by this machine's clock, or by the server's where this machine's is wrong. @type {() => number} */
export const now = () => Math.floor(Date.now() / 1000) + ahead;

/** How far the server is ahead, when this machine's clock is not to be believed; else 0. @type {(seconds: number) => void} */
export const follow = (seconds) => void (ahead = seconds);

/** 24/11 18:00, with the year when it is another one. @type {(instant: number) => string} */
export function moment(instant) {
  const date = new Date(instant * 1000);
  return (YEAR.format(date) === YEAR.format(new Date()) ? SHORT : LONG).format(date).replace(",", "");
}

/** With the year always: for what is printed. @type {(instant: number) => string} */
export const dated = (instant) => LONG.format(new Date(instant * 1000)).replace(",", "");

/** A length in its two largest units: 45 s, 12 min, 3 h 05, 2 d 04 h. @type {(length: number) => string} */
export function delay(length) {
  if (length < 60) return `${length} s`;
  if (length < 3600) return `${Math.floor(length / 60)} min`;
  const hours = Math.floor(length / 3600);
  if (length < 86400) return `${hours} h ${pad(Math.floor((length % 3600) / 60))}`;
  return t("{days} d {hours} h", { days: Math.floor(length / 86400), hours: pad(hours % 24) });
}

/** Where an hour stands: in 3 h 05, or 2 h 10 late. @type {(dueBy: number, at: number) => string} */
export const against = (dueBy, at) =>
  at > dueBy ? t("{delay} late", { delay: delay(at - dueBy) }) : t("in {delay}", { delay: delay(dueBy - at) });

/** @type {(figure: number) => string} */
const pad = (figure) => String(figure).padStart(2, "0");
