// Dates and numbers as people in France type and read them, and as FHIR spells them. What cannot be read stays as typed.

import { ahead } from "../core/paris.js";
import { isDate } from "../dates.js";
import { instant } from "../document.js";

const DAY = /^([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})$/;
const DAY_FIGURES = /^([0-9]{2})([0-9]{2})([0-9]{4})$/;
const MONTH = /^([0-9]{1,2})[/. -]([0-9]{4})$/;
const MOMENT = /^(.*?)[ T,]+(?:à +)?([0-9]{1,2})(?: ?[h:] ?([0-9]{2})?)$/i;
const CLOCK = /^([0-9]{1,2}) ?[h:] ?([0-9]{2})?$/i;
const SPACES = /[ \u00a0\u202f]/g;

/** @type {(figures: string) => string} */
const two = (figures) => figures.padStart(2, "0");

/** 25/11/2026, 25112026, 11/2026, 2026 → 2026-11-25, 2026-11, 2026. @type {(typed: string) => string} */
export function readDate(typed) {
  const said = typed.trim();
  const day = DAY.exec(said) ?? DAY_FIGURES.exec(said);
  if (day) return `${day[3]}-${two(day[2])}-${two(day[1])}`;
  const month = MONTH.exec(said);
  return month ? `${month[2]}-${two(month[1])}` : said;
}

/** The same, or a day with a time of Paris: 25/11/2026 14h30 → 2026-11-25T14:30:00+01:00. @type {(typed: string) => string} */
export function readMoment(typed) {
  const found = MOMENT.exec(typed.trim());
  const day = found ? readDate(found[1]) : "";
  const [hour, minute] = [Number(found?.[2]), Number(found?.[3] ?? 0)];
  if (day.length !== 10 || !isDate(day) || hour > 23 || minute > 59) return readDate(typed);
  return instant(fromParis(Date.parse(`${day}T${two(String(hour))}:${two(String(minute))}:00Z`) / 1000));
}

/** 8h30, 8:30 → 08:30. @type {(typed: string) => string} */
export function readTime(typed) {
  const found = CLOCK.exec(typed.trim());
  return found ? `${two(found[1])}:${found[2] ?? "00"}` : typed.trim();
}

/** 1 200,5 → 1200,5. @type {(typed: string) => string} */
export const readNumber = (typed) => typed.replace(SPACES, "").replace("−", "-");

/** 2026-11-25 → 25/11/2026; a moment as the clocks of Paris show it. @type {(said: string) => string} */
export function showMoment(said) {
  if (said.length <= 10) return isDate(said) ? said.split("-").reverse().join("/") : said;
  const seconds = Date.parse(said) / 1000;
  if (Number.isNaN(seconds)) return said;
  const local = instant(seconds);
  return `${showMoment(local.slice(0, 10))} ${local.slice(11, 16)}`;
}

/** A number as it is read in French. @type {(said: string) => string} */
export const showNumber = (said) => said.replace(".", ",");

/** What the clocks of Paris call that, in seconds since 1970. @type {(local: number) => number} */
function fromParis(local) {
  const guess = local - ahead(local);
  return local - ahead(guess);
}
