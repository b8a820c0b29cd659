// What is to be done, from what lists say: three lanes, what is late or soon first. No DOM here.
import { UNANSWERED, overdue } from "../core/handoff.js";

/** @typedef {import("./interface.js").InboxItem} InboxItem @typedef {import("./interface.js").SentItem} SentItem */
/** @typedef {import("../client/items.js").State} State @typedef {import("./interface.js").Mailbox} Mailbox */
/** todo: a person here must act; waiting: somebody elsewhere must; closing: taken in charge here, not answered yet. */
/** @typedef {"todo"|"waiting"|"closing"} Lane @typedef {"late"|"soon"|"calm"} Clock */
/**
 * A line of the list. other: who it comes from, or the ward it went to; mailbox: ours.
 * @typedef {object} Row
 * @property {string} key
 * @property {string} reference
 * @property {string} message
 * @property {"in"|"out"} side
 * @property {Lane} lane
 * @property {string} other
 * @property {boolean} vouched
 * @property {Mailbox} mailbox
 * @property {string} form
 * @property {number} urgency
 * @property {State["status"]} status
 * @property {string} ownerName
 * @property {number} dueBy 0 once it is answered
 * @property {number} since when it came, or when its state changed
 * @property {number} received
 * @property {number|null} nudged when a coordinator last asked where it stands
 * @property {string|null} reply
 * @property {boolean} [standby] the substitute has it in charge
 * @property {string} [silent] in whose place it came here
 */

/** @type {Lane[]} */
export const LANES = ["todo", "waiting", "closing"];

const TAKEN = ["accepted", "completed"];
const TOLD = 3 * 86400; // seconds during which a refusal is shown to who sent the fiche

/** Every line of a mailbox. @type {(mailbox: Mailbox, inbox: InboxItem[], sent: SentItem[], at: number) => Row[]} */
export const rowsOf = (mailbox, inbox, sent, at) => [
  ...inbox.flatMap((item) => received(mailbox, item)),
  ...sent.flatMap((item) => item.recipients.flatMap((state) => deposited(mailbox, item, state, at))),
];

/** What waits longest past its hour first; what has no hour any more after it, the oldest first. @type {(one: Row, other: Row) => number} */
export const byHour = (one, other) =>
  (one.dueBy || Infinity) - (other.dueBy || Infinity) || one.since - other.since || (one.key < other.key ? -1 : 1);

/** Amber in the last quarter of the delay, red after the hour. @type {(row: Pick<Row, "status"|"dueBy"|"received">, at: number) => Clock} */
export function clockOf({ status, dueBy, received: since }, at) {
  if (!dueBy) return "calm";
  if (overdue(status, dueBy, at)) return "late";
  return dueBy - at <= (dueBy - since) / 4 ? "soon" : "calm";
}

/** What somebody looks for, in any order of its words. @type {(texts: string[], wanted: string) => boolean} */
export const matches = (texts, wanted) => holds(plain(texts.join(" ")), plain(wanted));

/** The same, of what is plain already. @type {(text: string, wanted: string) => boolean} */
export const holds = (text, wanted) => wanted.split(/\s+/).every((word) => text.includes(word));

/** Without accents nor capitals. @type {(text: string) => string} */
export const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** @type {(mailbox: Mailbox, item: InboxItem) => Row[]} */
function received(mailbox, item) {
  /** @type {Partial<Record<string, Lane>>} */
  const lanes = { requested: "todo", received: "todo", "on-hold": "waiting", accepted: "closing" };
  const lane = lanes[item.status];
  if (!lane) return [];
  return [{ ...arrived(mailbox, item), lane }];
}

/** @type {(mailbox: Mailbox, item: InboxItem) => Omit<Row, "lane">} */
export function arrived(mailbox, item) {
  const { sender } = item;
  const other = [...new Set([sender.name, sender.mailboxName])].filter(Boolean).join(", ") || sender.address;
  return { ...common(mailbox, item, item), key: `in ${item.message}`, side: "in", other, vouched: sender.vouched };
}

/** @type {(mailbox: Mailbox, item: SentItem, state: SentItem["recipients"][0], at: number) => Row[]} */
function deposited(mailbox, item, state, at) {
  const refused = state.status === "rejected" && !state.reroutedTo && at - state.changed < TOLD;
  /** @type {Partial<Record<string, Lane>>} */
  const lanes = { requested: "waiting", received: "waiting", accepted: "waiting", "on-hold": "todo" };
  const lane = refused ? "todo" : lanes[state.status];
  if (!lane || item.reply) return []; // an answer of ours asks for nothing more
  const key = `out ${item.message} ${state.mailbox}`;
  const other = state.mailboxName || state.address;
  return [{ ...common(mailbox, item, state), key, side: "out", lane, other, vouched: true }];
}

/** Its substitute has it in charge. @type {(state: Pick<State, "copy">) => boolean} */
export const isStoodIn = ({ copy }) => TAKEN.includes(copy?.status ?? "");

/** @type {(mailbox: Mailbox, item: InboxItem|SentItem, state: State) => Omit<Row, "key"|"side"|"lane"|"other"|"vouched">} */
export const common = (mailbox, item, state) => ({
  mailbox,
  reference: item.reference,
  message: item.message,
  form: item.form,
  urgency: item.urgency,
  reply: item.standsInFor || item.rerouted ? null : item.reply,
  received: item.received,
  status: state.status,
  ownerName: state.ownerName,
  standby: isStoodIn(state),
  silent: item.standsInForName,
  dueBy: UNANSWERED.includes(state.status) && !isStoodIn(state) ? state.dueBy : 0,
  nudged: state.nudged,
  since: state.changed || item.received,
});
