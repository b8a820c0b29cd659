// The human clock: by when a person must have answered. Instants are seconds since 1970. Twin: navette/core/deadline.py

/** @typedef {import("./parties.js").Urgency} Urgency @typedef {"urgency"|"same-day"} Rule how a form's own clock runs */

const HOUR = 3600;
const DAY = 24 * HOUR;
const LAST_HOUR = 17; // of what still counts for the same day
const END_OF_DAY = 18 * HOUR;

/** By the urgency's place. */
export const BY_URGENCY = [48 * HOUR, 4 * HOUR, 4 * HOUR, HOUR];

const PARIS = new Intl.DateTimeFormat("en", {
  timeZone: "Europe/Paris",
  hourCycle: "h23",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
});

/**
 * By when the handoff must be answered. due: what the sender named, 0 when nothing; a date already past gives no less
 * than the urgency's own delay, so that nothing is born late.
 * @type {(rule: Rule, urgency: Urgency, deposited: number, due?: number) => number}
 */
export function dueBy(rule, urgency, deposited, due = 0) {
  if (due > deposited) return due;
  if (rule === "same-day" && urgency === 0) return endOfDay(deposited);
  return deposited + BY_URGENCY[urgency];
}

/** 18:00 Europe/Paris of the instant's own day; of the next day for what is deposited after 17:00. @type {(instant: number) => number} */
export function endOfDay(instant) {
  const local = clock(instant);
  const evening = local - (local % DAY) + END_OF_DAY + (local % DAY < LAST_HOUR * HOUR ? 0 : DAY);
  return evening - (clock(evening) - evening); // no clock is changed at that hour
}

/** What a clock in Paris shows, as seconds since its own 1970. @type {(instant: number) => number} */
function clock(instant) {
  const part = Object.fromEntries(PARIS.formatToParts(instant * 1000).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) / 1000;
}
