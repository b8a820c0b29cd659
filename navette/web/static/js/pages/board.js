// What nobody has closed, counted: by partner and age, by form, and as a file. Lines in, figures out; no page here.
// A line holds a reference, wards, hours, a form: never a patient.

/** @typedef {import("../client/reading.js").UnresolvedItem} Item */
/** counts: one for each age. @typedef {{name: string, counts: number[], total: number, late: number}} Partner */

const HOUR = 3600;
/** Ends of the ages, in seconds since the server had the fiche; the last has none. */
export const AGES = [4 * HOUR, 24 * HOUR, 72 * HOUR, Infinity];
const FORMULA = /^[=+\-@\t\r]/;

/** Late, soon (within 4 h), or neither. @type {(item: Item, at: number) => "late"|"soon"|""} */
export function lateness({ dueBy }, at) {
  if (dueBy < at) return "late";
  return dueBy - at < AGES[0] ? "soon" : "";
}

/** One line for each mailbox that owes something, the latest first. @type {(items: Item[], at: number) => Partner[]} */
export function partners(items, at) {
  /** @type {Map<string, Partner>} */
  const found = new Map();
  for (const item of items) {
    const one = found.get(item.mailbox) ?? { name: item.mailboxName, counts: AGES.map(() => 0), total: 0, late: 0 };
    one.counts[AGES.findIndex((end) => at - item.received < end)] += 1;
    one.total += 1;
    one.late += Number(lateness(item, at) === "late");
    found.set(item.mailbox, one);
  }
  return [...found.values()].sort((one, other) => other.late - one.late || other.total - one.total || one.name.localeCompare(other.name));
}

/** How many of each form, the most frequent first. @type {(items: Item[]) => [string, number][]} */
export function forms(items) {
  const counts = new Map();
  for (const { form } of items) counts.set(form, (counts.get(form) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one);
}

/** A file for a spreadsheet: `;`, UTF-8 with its mark, and nothing that a spreadsheet would calculate. @type {(rows: string[][]) => Blob} */
export const csv = (rows) =>
  new Blob(["\ufeff", ...rows.map((row) => `${row.map(cell).join(";")}\r\n`)], { type: "text/csv;charset=utf-8" });

/** @type {(text: string) => string} */
const cell = (text) => `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
