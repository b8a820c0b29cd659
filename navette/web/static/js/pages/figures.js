// The figures of a period, put together: by form, by partner, by month. Null: hidden, in a masked answer alone. No page here.

/** @typedef {import("../client/indicators.js").Counts} Counts @typedef {import("../client/indicators.js").Row} Row @typedef {import("../client/indicators.js").Delay} Delay */
/** What is said of one form, partner or month. @typedef {Counts & {key: string, name: string}} Sum */
/** One delay of a partner or form, null when it happened to none. @typedef {{count: number, median: number, p90: number}|null} Length */
/** @typedef {{key: string, name: string, received: Length, accepted: Length, completed: Length}} Delays */
/** @typedef {{name: string, sent: number|null}} Volume */

export const COUNTS = /** @type {const} */ (["sent", "received", "accepted", "completed", "rejected", "cancelled", "unanswered"]);
const NONE = { sent: 0, received: 0, accepted: 0, completed: 0, rejected: 0, cancelled: 0, unanswered: 0 };

/** Hidden when one of them is. @type {(rows: Counts[]) => Counts} */
export function total(rows) {
  /** @type {Record<string, number|null>} */
  const sum = { ...NONE };
  for (const row of rows) for (const name of COUNTS) sum[name] = sum[name] === null || row[name] === null ? null : sum[name] + row[name];
  return /** @type {Counts} */ (sum);
}

/** Put together by what `of` gives, the most frequent first. @type {(rows: Row[], of: (row: Row) => [key: string, name: string]) => Sum[]} */
export function sums(rows, of) {
  /** @type {Map<string, {name: string, rows: Row[]}>} */
  const groups = new Map();
  for (const row of rows) {
    const [key, name] = of(row);
    const group = groups.get(key) ?? { name, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  return [...groups].map(([key, group]) => ({ key, name: group.name, ...total(group.rows) })).sort(byVolume);
}

/** The most frequent first, those that are hidden last. @type {(one: Volume, other: Volume) => number} */
export const byVolume = (one, other) => (other.sent ?? -1) - (one.sent ?? -1) || one.name.localeCompare(other.name);

/** Those of the partners, of the forms, or of all, the slowest to take in charge first. @type {(delays: Delay[], by: string) => Delays[]} */
export function delaysBy(delays, by) {
  /** @type {Map<string, Delays>} */
  const found = new Map();
  for (const one of delays.filter((delay) => delay.by === by)) {
    const line = found.get(one.key) ?? { key: one.key, name: one.name, received: null, accepted: null, completed: null };
    if (one.what === "received" || one.what === "accepted" || one.what === "completed") line[one.what] = one;
    found.set(one.key, line);
  }
  return [...found.values()].sort((one, other) => (other.accepted?.median ?? -1) - (one.accepted?.median ?? -1) || one.name.localeCompare(other.name));
}

/** Whether it happened to some, and to enough to be said. @type {(length: Length) => length is {count: number, median: number, p90: number}} */
export const isSaid = (length) => length !== null && length.median !== null;
