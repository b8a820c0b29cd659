// When somebody is there, as a mailbox says of itself: hours of each day, days it is closed. Twin: navette/core/hours.py
//
// Instants are seconds since 1970; days (2026-11-22) and hours are those of Europe/Paris, whatever the machine's zone.

/** What is said of it: hours by day of the week, {} when nothing is; days it is closed, both included. @typedef {{hours: Record<string, string>, closed: {first: string, last: string, note: string}[]}} Said */
/** Minutes since midnight: when it opens, when it closes. @typedef {[number, number]} Span */

import { instantOf, wall } from "./paris.js";

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const [MINUTE, DAY] = [60, 86_400];
const LONGEST = 3660; // days looked at
const MOST_SPANS = 8; // a day
/** @type {Span} */
const ROUND_THE_CLOCK = [0, 24 * 60];
const SPAN = /^([01][0-9]|2[0-3]):([0-5][0-9])-(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)$/;

/** The open hours of a day from 08:00-12:00,14:00-18:00: eight at most, ascending, never touching; null for anything else. @type {(text: unknown) => Span[]|null} */
export function spans(text) {
  /** @type {Span[]} */
  const found = [];
  for (const one of typeof text === "string" ? text.split(",") : [""]) {
    const [, from, after = 0, to = 24, past = 0] = SPAN.exec(one)?.map((figure) => figure && Number(figure)) ?? [];
    const span = /** @type {Span} */ ([Number(from) * 60 + Number(after), Number(to) * 60 + Number(past)]);
    if (!(span[0] < span[1] && span[0] > (found.at(-1)?.[1] ?? -1))) return null;
    found.push(span);
  }
  return found.length > MOST_SPANS ? null : found;
}

/** The day of an instant. @type {(instant: number) => string} */
export const dayOf = (instant) => dayAt(wall(instant));

/** Why it is closed all that day, null when it is not. @template {Said} T @param {T} said @param {string} day @returns {T["closed"][number]|null} */
export const closure = ({ closed }, day) => closed.find(({ first, last }) => first <= day && day <= last) ?? null;

/** Whether somebody is there at that second; the closing one no longer counts. holidays: days off besides, but for who is there round the clock. @type {(said: Said, instant: number, holidays?: string[]) => boolean} */
export const isOpen = (said, instant, holidays) => opens(said, instant, holidays) === instant;

/** When somebody is there next: the instant itself when it is open; null when that is not within ten years. @type {(said: Said, instant: number, holidays?: string[]) => number|null} */
export function opens(said, instant, holidays = []) {
  for (const [from] of stretches(said, instant, holidays)) return Math.max(instant, from);
  return null;
}

/** The instant by which so many open seconds have passed; throws when nothing is open for ten years. @type {(said: Said, instant: number, seconds: number, holidays?: string[]) => number} */
export function after(said, instant, seconds, holidays = []) {
  let left = seconds;
  for (const [from, to] of stretches(said, instant, holidays)) {
    const begins = Math.max(instant, from);
    if (left <= to - begins) return begins + left;
    left -= to - begins;
  }
  throw new RangeError("nothing is open");
}

/** Opening and closing, as instants, of each stretch that has not ended, in order. @type {(said: Said, instant: number, holidays: string[]) => Generator<Span>} */
function* stretches(said, instant, holidays) {
  const midnight = wall(instant) - (wall(instant) % DAY);
  for (let at = midnight; at < midnight + LONGEST * DAY; at += DAY) {
    for (const [from, to] of openOn(said, at, holidays)) {
      const closes = instantOf(at + to * MINUTE);
      if (closes > instant) yield [instantOf(at + from * MINUTE), closes];
    }
  }
}

/** @type {(said: Said, midnight: number, holidays: string[]) => Span[]} */
function openOn(said, midnight, holidays) {
  const day = dayAt(midnight);
  const week = DAYS[(new Date(midnight * 1000).getUTCDay() + 6) % 7];
  const open = Object.keys(said.hours).length ? (spans(said.hours[week]) ?? []) : [ROUND_THE_CLOCK];
  const off = holidays.includes(day) && String(open) !== String(ROUND_THE_CLOCK);
  return off || closure(said, day) ? [] : open;
}

/** @type {(shown: number) => string} */
const dayAt = (shown) => new Date(shown * 1000).toISOString().slice(0, 10);
