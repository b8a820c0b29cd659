// What is closed, from what lists say: one line a fiche, the latest first. No DOM here.
import { resolved } from "../core/handoff.js";
import { arrived, common } from "./lanes.js";

/** @typedef {import("./lanes.js").Row} Row @typedef {import("./interface.js").Mailbox} Mailbox */
/** @typedef {import("./interface.js").InboxItem} InboxItem @typedef {import("./interface.js").SentItem} SentItem */
/** removal: when its content goes, once that is near; removed: since when it is gone. @typedef {Row & {removal: number|null, removed: number|null}} ClosedRow */

/** Those of a mailbox. @type {(mailbox: Mailbox, inbox: InboxItem[], sent: SentItem[]) => ClosedRow[]} */
export const closedRows = (mailbox, inbox, sent) => [
  ...inbox.filter(({ status }) => resolved([status])).map((item) => kept(arrived(mailbox, item), item)),
  ...sent.filter(({ recipients }) => recipients.length && resolved(recipients.map(({ status }) => status))).map((item) => kept(left(mailbox, item), item)),
];

/** What happened last first. @type {(one: Row, other: Row) => number} */
export const latestFirst = (one, other) => other.since - one.since || (one.key < other.key ? -1 : 1);

/** What goes soonest first. @type {(one: ClosedRow, other: ClosedRow) => number} */
export const soonestFirst = (one, other) => (one.removal ?? 0) - (other.removal ?? 0) || latestFirst(one, other);

/** To several wards: what the last of them said. @type {(mailbox: Mailbox, item: SentItem) => Omit<Row, "lane">} */
function left(mailbox, item) {
  const last = item.recipients.reduce((one, other) => (other.changed > one.changed ? other : one));
  const other = item.recipients.map((one) => one.mailboxName || one.address).join(", ");
  return { ...common(mailbox, item, last), key: `out ${item.message}`, side: "out", other, vouched: true };
}

/** @type {(row: Omit<Row, "lane">, item: InboxItem|SentItem) => ClosedRow} */
const kept = (row, { removal, removed }) => ({ ...row, lane: "closing", removal, removed });
