// What became of the fiches of a period, counted by the server: volumes, delays, rates; never a patient.
// Twin: navette/client/indicators.py
import { Fields } from "./answer.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** A number, null where it is hidden: it is about few. @typedef {number|null} Shown */
/** by: month, form, sender, recipient, with commas; mask: small numbers are hidden; delays: false when they are not wanted. @typedef {{by?: string, mask?: boolean, delays?: boolean}} Asked */
/** What can have happened to a fiche at a mailbox; unanswered: none of the four last. null: hidden, in a masked answer alone. @typedef {{sent: number, received: number, accepted: number, rejected: number, completed: number, cancelled: number, unanswered: number}} Counts */
/** month: 2026-11. form: its name. What was not asked for is "". @typedef {Counts & {month: string, form: string, sender: string, senderName: string, recipient: string, recipientName: string}} Row */
/** From the deposit to what happened, in seconds, by nearest rank. by: recipient, form or all; key: which, "" for all; name: of that mailbox or form. null: hidden, in a masked answer alone. @typedef {{by: string, key: string, name: string, what: string, count: number, median: number, p90: number}} Delay */
/** taken: in charge, or closed at once; answered: or declined. @typedef {{sent: Shown, received: Shown, taken: Shown, answered: Shown}} Acknowledgement */
/**
 * at: when it was counted. sameDay: of the forms to be sent the day they speak of, those that named it and those in time.
 * failures: receipts of an error. unresolved: what nobody has closed for longer than `over` seconds.
 * @typedef {object} Indicators
 * @property {string} from
 * @property {string} to
 * @property {number} at
 * @property {boolean} masked
 * @property {{form: string, volume: Shown}[]} forms
 * @property {Row[]} rows
 * @property {Delay[]} delays
 * @property {Acknowledgement} acknowledgement
 * @property {{form: string, count: Shown, sameDay: Shown}[]} sameDay
 * @property {{response: string, code: string, count: Shown}[]} failures
 * @property {{recipient: string, recipientName: string, over: number, count: Shown}[]} unresolved
 * @property {{asked: Shown, found: Shown}} found
 * @property {{professionals: Shown, mailboxes: Shown, facilities: Shown}} actors
 */

const COUNTS = /** @type {const} */ (["sent", "received", "accepted", "rejected", "completed", "cancelled", "unanswered"]);
const BY = /** @type {const} */ (["recipient", "form", "all"]);
const EVERY = "month,form,sender,recipient";

/** GET /v1/indicators. Throws coordinator-only, field (a period that is none). @type {(desk: Desk, from: string, to: string, asked?: Asked) => Promise<Indicators>} */
export async function indicators(desk, from, to, { by = EVERY, mask = false, delays = true } = {}) {
  const answer = new Fields(await desk.api.get("/v1/indicators", { from, to, by, ...(mask && { mask: "1" }), ...(!delays && { delays: "0" }) }));
  const form = (/** @type {Fields} */ fields) => desk.formName(fields.id("form", 32));
  return {
    from: answer.text("from"),
    to: answer.text("to"),
    at: answer.time("now"),
    masked: answer.flag("masked"),
    forms: answer.many("forms").map((one) => ({ form: form(one), volume: shown(one, "volume") })),
    rows: answer.many("rows").map((one) => row(desk, one)),
    delays: answer.many("delays").map((one) => delay(desk, one)),
    acknowledgement: counts(answer.fields("acknowledgement"), ["sent", "received", "taken", "answered"]),
    sameDay: answer.many("same_day").map((one) => ({ form: form(one), count: shown(one, "count"), sameDay: shown(one, "same_day") })),
    failures: answer.many("failures").map((one) => ({ response: one.text("response"), code: one.text("code"), count: shown(one, "count") })),
    unresolved: answer.many("unresolved").map((one) => waiting(desk, one)),
    found: counts(answer.fields("found"), ["asked", "found"]),
    actors: counts(answer.fields("actors"), ["professionals", "mailboxes", "facilities"]),
  };
}

/** @type {(fields: Fields, name: string) => Shown} */
const shown = (fields, name) => (fields.has(name) ? fields.number(name) : null);

/** @template {string} N @param {Fields} fields @param {readonly N[]} names @returns {Record<N, Shown>} */
function counts(fields, names) {
  return /** @type {Record<N, Shown>} */ (Object.fromEntries(names.map((name) => [name, shown(fields, name)])));
}

/** @type {(desk: Desk, fields: Fields) => Row} */
function row(desk, fields) {
  const [sender, recipient] = ["sender", "recipient"].map((name) => fields.maybeId(name, 16) ?? "");
  const names = { senderName: sender && desk.name(sender), recipientName: recipient && desk.name(recipient) };
  const form = fields.has("form") ? desk.formName(fields.id("form", 32)) : "";
  const month = fields.has("month") ? fields.text("month") : "";
  return { month, form, sender, recipient, ...names, .../** @type {Counts} */ (counts(fields, COUNTS)) };
}

/** @type {(desk: Desk, fields: Fields) => {recipient: string, recipientName: string, over: number, count: Shown}} */
function waiting(desk, fields) {
  const recipient = fields.id("recipient", 16);
  return { recipient, recipientName: desk.name(recipient), over: fields.number("over"), count: shown(fields, "count") };
}

/** @type {(desk: Desk, fields: Fields) => Delay} */
function delay(desk, fields) {
  const by = fields.oneOf("by", BY);
  const key = by === "all" ? "" : fields.id("key", by === "form" ? 32 : 16);
  const name = { recipient: () => desk.name(key), form: () => desk.formName(key), all: () => "" }[by]();
  const lengths = /** @type {Pick<Delay, "count"|"median"|"p90">} */ (counts(fields, ["count", "median", "p90"]));
  return { by, key: by === "form" ? name : key, name, what: fields.text("what"), ...lengths };
}
