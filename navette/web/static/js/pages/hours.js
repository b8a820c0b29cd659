// The hour, and how far another one is: what lists need of dates.js. Twin in wording: navette/cli/dates.py
import { t } from "./words.js";

let ahead = 0;

/** Seconds since 1970: by this machine's clock, or by the server's where this machine's is wrong. @type {() => number} */
export const now = () => Math.floor(Date.now() / 1000) + ahead;

/** How far the server is ahead, when this machine's clock is not to be believed; else 0. @type {(seconds: number) => void} */
export const follow = (seconds) => void (ahead = seconds);

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
