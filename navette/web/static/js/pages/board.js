// What nobody has closed, counted and ordered: by partner and age, by form, by lateness. Lines in, figures out; no page here.
// A line holds a reference, wards, hours, a form: never a patient.
import { UNANSWERED } from "../core/handoff.js";

/** nudged: when the mailbox was last nudged. @typedef {import("../client/reading.js").UnresolvedItem & {nudged?: number|null, nudges?: number, nudgedByName?: string}} Item */
/** counts: one for each age. @typedef {{mailbox: string, name: string, counts: number[], total: number, late: number}} Partner */
/** What is looked for; "" for anything. clock: late, soon, or the place of an age. @typedef {{partner: string, form: string, clock: string, order: string}} Wanted */

const HOUR = 3600;
/** Ends of the ages, in seconds since the server had the fiche; the last has none. */
export const AGES = [4 * HOUR, 24 * HOUR, 72 * HOUR, Infinity];
/** Once in this time a fiche and a mailbox, in seconds; the server's own rule. */
export const REST = 4 * HOUR;

/** Late, soon (within 4 h), or neither: what was taken in charge is not late. @type {(item: Item, at: number) => "late"|"soon"|""} */
export function lateness({ status, dueBy }, at) {
  if (!UNANSWERED.includes(status)) return "";
  if (dueBy < at) return "late";
  return dueBy - at < AGES[0] ? "soon" : "";
}

/** One line of the board for each fiche and mailbox. @type {(item: Item) => string} */
export const keyOf = ({ message, mailbox }) => `${message} ${mailbox}`;

/** The place of its age. @type {(item: Item, at: number) => number} */
const ageOf = ({ received }, at) => AGES.findIndex((end) => at - received < end);

/** One line for each mailbox that owes something, the latest first. @type {(items: Item[], at: number) => Partner[]} */
export function partners(items, at) {
  /** @type {Map<string, Partner>} */
  const found = new Map();
  for (const item of items) {
    const one = found.get(item.mailbox) ?? { mailbox: item.mailbox, name: item.mailboxName, counts: AGES.map(() => 0), total: 0, late: 0 };
    one.counts[ageOf(item, at)] += 1;
    one.total += 1;
    one.late += Number(lateness(item, at) === "late");
    found.set(item.mailbox, one);
  }
  return [...found.values()].sort((one, other) => other.late - one.late || other.total - one.total || one.name.localeCompare(other.name));
}

/** What is looked for, in the order asked for. @type {(items: Item[], wanted: Wanted, at: number) => Item[]} */
export function chosen(items, { partner, form, clock, order }, at) {
  const isWanted = (/** @type {Item} */ item) =>
    (!partner || item.mailbox === partner) && (!form || item.form === form) && (!clock || isAt(item, clock, at));
  return items.filter(isWanted).sort(ORDERS[order] ?? ORDERS.due);
}

/** @type {(item: Item, clock: string, at: number) => boolean} */
function isAt(item, clock, at) {
  const state = lateness(item, at);
  if (clock === "late") return state === "late";
  return clock === "soon" ? state !== "" : ageOf(item, at) === Number(clock);
}

/** @type {Record<string, (one: Item, other: Item) => number>} */
const ORDERS = {
  due: (one, other) => one.dueBy - other.dueBy,
  age: (one, other) => one.received - other.received,
  partner: (one, other) => one.mailboxName.localeCompare(other.mailboxName) || one.dueBy - other.dueBy,
  sender: (one, other) => one.senderName.localeCompare(other.senderName) || one.dueBy - other.dueBy,
};

/** Whether somebody there still owes an answer. @type {(item: Item) => boolean} */
export const isSilent = ({ status }) => UNANSWERED.includes(status);

/** When the mailbox may be nudged again, in seconds since 1970; 0: now. @type {(item: Item, at: number) => number} */
export function restsUntil({ nudged }, at) {
  return nudged && nudged + REST > at ? nudged + REST : 0;
}
