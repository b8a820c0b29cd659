// The human clock: by when a person must have answered. Instants are seconds since 1970. Twin: navette/core/deadline.py

/** @typedef {import("./parties.js").Urgency} Urgency @typedef {"urgency"|"same-day"|"open-hours"} Rule how a form's own clock runs */

import { after } from "./hours.js";
import { instantOf, wall } from "./paris.js";

const HOUR = 3600;
const DAY = 24 * HOUR;
const LAST_HOUR = 17; // of what still counts for the same day
const END_OF_DAY = 18 * HOUR;

/** By the urgency's place. */
export const BY_URGENCY = [48 * HOUR, 4 * HOUR, 4 * HOUR, HOUR];
const BY_OPEN_HOURS = [22 * HOUR, 4 * HOUR, 4 * HOUR]; // what is very urgent does not wait
const OPEN = "08:00-19:00";
const OFFICE = { hours: { mon: OPEN, tue: OPEN, wed: OPEN, thu: OPEN, fri: OPEN }, closed: [] };

/**
 * By when the handoff must be answered. due: what the sender named, 0 when nothing; a date already past gives no less
 * than the urgency's own delay, so that nothing is born late. holidays: days that open hours do not count.
 * @type {(rule: Rule, urgency: Urgency, deposited: number, due?: number, holidays?: string[]) => number}
 */
export function dueBy(rule, urgency, deposited, due = 0, holidays = []) {
  if (due > deposited) return due;
  if (rule === "same-day" && urgency === 0) return endOfDay(deposited);
  if (rule === "open-hours" && BY_OPEN_HOURS[urgency]) return after(OFFICE, deposited, BY_OPEN_HOURS[urgency], holidays);
  return deposited + BY_URGENCY[urgency];
}

/** 18:00 Europe/Paris of the instant's own day. @type {(instant: number) => number} */
export function evening(instant) {
  const local = wall(instant);
  return instantOf(local - (local % DAY) + END_OF_DAY);
}

/** 18:00 Europe/Paris of the instant's own day; of the next day for what is deposited after 17:00. @type {(instant: number) => number} */
export function endOfDay(instant) {
  const local = wall(instant);
  const evening = local - (local % DAY) + END_OF_DAY + (local % DAY < LAST_HOUR * HOUR ? 0 : DAY);
  return evening - (wall(evening) - evening); // no clock is changed at that hour
}
