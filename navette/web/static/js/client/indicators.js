// What became of the fiches of a period, counted by the server: volumes and delays, never a patient.
// Twin: the indicators of navette/client/coordinator.py
import { Fields } from "./answer.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** What can have happened to a fiche at a mailbox; unanswered: none of the four last. @typedef {{sent: number, received: number, accepted: number, rejected: number, completed: number, cancelled: number, unanswered: number}} Counts */
/** month: 2026-11. form: its name. @typedef {Counts & {month: string, form: string, sender: string, senderName: string, recipient: string, recipientName: string}} Row */
/** From the deposit to what happened, in seconds, by nearest rank. by: recipient, form or all; key: which, "" for all; name: of that mailbox or form. @typedef {{by: string, key: string, name: string, what: string, count: number, median: number, p90: number}} Delay */
/** at: when it was counted. @typedef {{from: string, to: string, at: number, rows: Row[], delays: Delay[]}} Indicators */

const COUNTS = /** @type {const} */ (["sent", "received", "accepted", "rejected", "completed", "cancelled", "unanswered"]);
const BY = /** @type {const} */ (["recipient", "form", "all"]);

/** GET /v1/indicators. Throws coordinator-only, field (a period that is none). @type {(desk: Desk, from: string, to: string) => Promise<Indicators>} */
export async function indicators(desk, from, to) {
  const answer = new Fields(await desk.api.get("/v1/indicators", { from, to }));
  return {
    from: answer.text("from"),
    to: answer.text("to"),
    at: answer.time("now"),
    rows: answer.many("rows").map((one) => row(desk, one)),
    delays: answer.many("delays").map((one) => delay(desk, one)),
  };
}

/** @type {(desk: Desk, fields: Fields) => Row} */
function row(desk, fields) {
  const [sender, recipient] = [fields.id("sender", 16), fields.id("recipient", 16)];
  const counts = /** @type {Counts} */ (Object.fromEntries(COUNTS.map((name) => [name, fields.number(name)])));
  const names = { senderName: desk.name(sender), recipientName: desk.name(recipient) };
  return { month: fields.text("month"), form: desk.formName(fields.id("form", 32)), sender, recipient, ...names, ...counts };
}

/** @type {(desk: Desk, fields: Fields) => Delay} */
function delay(desk, fields) {
  const by = fields.oneOf("by", BY);
  const key = by === "all" ? "" : fields.id("key", by === "form" ? 32 : 16);
  const name = { recipient: () => desk.name(key), form: () => desk.formName(key), all: () => "" }[by]();
  const [count, median, p90] = [fields.number("count"), fields.number("median"), fields.number("p90")];
  return { by, key: by === "form" ? name : key, name, what: fields.text("what"), count, median, p90 };
}
