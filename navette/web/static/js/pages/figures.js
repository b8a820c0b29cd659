// The figures of a period, put together: by form, by partner, by month; and small ones hidden where a file leaves. No page here.

/** @typedef {import("../client/indicators.js").Counts} Counts @typedef {import("../client/indicators.js").Row} Row @typedef {import("../client/indicators.js").Delay} Delay */
/** What is said of one form, partner or month. @typedef {Counts & {key: string, name: string}} Sum */
/** One delay of a partner or form, null when it happened to none. @typedef {{count: number, median: number, p90: number}|null} Length */
/** @typedef {{key: string, name: string, received: Length, accepted: Length, completed: Length}} Delays */

/** Below this, a number is about few enough people to be somebody. */
export const FEW = 5;
export const COUNTS = /** @type {const} */ (["sent", "received", "accepted", "completed", "rejected", "cancelled", "unanswered"]);
const NONE = { sent: 0, received: 0, accepted: 0, completed: 0, rejected: 0, cancelled: 0, unanswered: 0 };

/** @type {(rows: Counts[]) => Counts} */
export function total(rows) {
  const sum = { ...NONE };
  for (const row of rows) for (const name of COUNTS) sum[name] += row[name];
  return sum;
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
  return [...groups].map(([key, group]) => ({ key, name: group.name, ...total(group.rows) })).sort((one, other) => other.sent - one.sent || one.name.localeCompare(other.name));
}

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

/** Whether a number is to be hidden. @type {(count: number, hide: boolean) => boolean} */
export const isFew = (count, hide) => hide && count > 0 && count < FEW;

/** Whether a delay may be said: what is known of few is theirs. @type {(length: Length, hide: boolean) => length is {count: number, median: number, p90: number}} */
export const isSaid = (length, hide) => length !== null && !isFew(length.count, hide);
