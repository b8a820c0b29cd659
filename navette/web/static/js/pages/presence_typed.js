// Hours as people type them: 8h-12h 14h30-18h; as a mailbox states them: 08:00-12:00,14:30-18:00.
import { spans } from "../core/hours.js";

const STRETCH = /([0-9]{1,2})(?:\s?[h:]\s?([0-9]{2})?)?\s?(?:-|–|—|à|to)\s?([0-9]{1,2})(?:\s?[h:]\s?([0-9]{2})?)?/giu;
const BETWEEN = /^(?:[\s,;/+]|et|and)*$/u;

/** What was typed for a day as it is stated, "" for nothing; null when it says no hours. @type {(typed: string) => string|null} */
export function readHours(typed) {
  const said = typed.trim().toLowerCase();
  const found = [...said.matchAll(STRETCH)].map(([, from, after, to, past]) => `${clock(from, after)}-${clock(to, past)}`).join(",");
  if (!BETWEEN.test(said.replace(STRETCH, ""))) return null;
  return !said || spans(found) ? found : null;
}

/** The same, to be read and changed. @type {(stated: string|undefined) => string} */
export const showHours = (stated) => (stated ?? "").replaceAll(",", ", ");

/** @type {(hour: string, minute?: string) => string} */
const clock = (hour, minute = "") => `${hour.padStart(2, "0")}:${minute.padEnd(2, "0")}`;
