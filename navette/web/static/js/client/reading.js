// Items of lists, read from the server's answers, with the names the directory vouches for.
// Twin: navette/client/reading.py
import { reference } from "../core/encoding.js";
import { TRANSITIONS } from "../core/handoff.js";
import { URGENCIES } from "../core/parties.js";
import { ID, KEY_ID } from "../envelope/keys.js";

/** @typedef {import("../core/handoff.js").Status} Status @typedef {import("../core/parties.js").Urgency} Urgency */
/** @typedef {import("./answer.js").Fields} Fields @typedef {import("./desk.js").Desk} Desk @typedef {import("./items.js").Item} Item */
/** @typedef {import("./items.js").State} State @typedef {import("./items.js").InboxItem} InboxItem */
/** @typedef {import("./items.js").SentItem} SentItem @typedef {import("./items.js").RecipientState} RecipientState @typedef {import("./items.js").UnresolvedItem} UnresolvedItem */

const STATUSES = /** @type {Status[]} */ (Object.keys(TRANSITIONS));
/** @type {import("./items.js").Copy["state"][]} */
export const COPY_STATES = ["waiting", "released", "dropped", "stale"];

/** An item of GET …/inbox. Throws server-answer. @type {(desk: Desk, fields: Fields) => Promise<InboxItem>} */
export const inboxItem = async (desk, fields) => ({ ...(await item(desk, fields)), ...state(desk, fields) });

/** An item of GET …/outbox, or the answer of GET /v1/handoffs/{message}. Throws server-answer. @type {(desk: Desk, fields: Fields) => Promise<SentItem>} */
export const sentItem = async (desk, fields) => ({
  ...(await item(desk, fields)),
  seq: fields.number("seq"),
  recipients: fields.many("recipients").map((one) => recipient(desk, one)),
});

/** The answer of GET /v1/handoffs/{message} as one recipient mailbox sees it; null when it is none. @type {(desk: Desk, fields: Fields, mailbox: string) => Promise<InboxItem|null>} */
export async function receivedItem(desk, fields, mailbox) {
  const ours = fields.many("recipients").find((one) => one.id("mailbox", 16) === mailbox);
  return ours ? { ...(await item(desk, fields)), ...state(desk, ours) } : null;
}

/** An item of GET /v1/unresolved, as coordinators see it: delays, never content. @type {(desk: Desk, fields: Fields) => Promise<UnresolvedItem>} */
export async function unresolvedItem(desk, fields) {
  const [sender, mailbox, owner] = [fields.id("sender_mailbox", 16), fields.id("mailbox", 16), fields.maybeId("owner", 32)];
  return {
    message: fields.id("message", 16),
    reference: await reference(fields.raw("message", 16)),
    senderMailbox: sender,
    senderName: desk.name(sender),
    mailbox,
    mailboxName: desk.name(mailbox),
    form: desk.formName(fields.fields("form").id("hash", 32)),
    urgency: urgency(fields),
    received: fields.time("received"),
    dueBy: fields.time("due_by"),
    overdue: fields.flag("overdue"),
    status: fields.oneOf("status", STATUSES),
    owner,
    ownerName: desk.name(owner),
    changed: fields.time("changed"),
    ...nudges(fields),
  };
}

/** The field `urgency`. @type {(fields: Fields) => Urgency} */
export const urgency = (fields) => /** @type {Urgency} */ (URGENCIES.indexOf(fields.oneOf("urgency", URGENCIES)));

/** @type {(desk: Desk, fields: Fields) => Promise<Item>} */
async function item(desk, fields) {
  const formHash = fields.fields("form").id("hash", 32);
  return {
    message: fields.id("message", 16),
    envelope: fields.id("envelope", 32),
    reference: await reference(fields.raw("message", 16)),
    sender: desk.party(fields.id("sender", 32), fields.id("sender_mailbox", 16)),
    form: desk.formName(formHash),
    formHash,
    urgency: urgency(fields),
    time: fields.time("time"),
    received: fields.time("received"),
    reply: fields.maybeId("reply", 16),
    pages: fields.number("pages"),
    blobs: fields.number("blobs"),
    index: fields.number("index"),
    rerouted: fields.flag("rerouted"),
    standsInFor: fields.maybeId("stands_in_for", 16),
    standsInForName: desk.name(fields.maybeId("stands_in_for", 16)),
    removal: fields.has("removal") ? fields.time("removal") : null,
    removed: fields.has("removed") ? fields.time("removed") : null,
  };
}

/** What was sealed for a recipient's substitute, of the recipient's state. @type {(state: Fields) => import("./items.js").Copy|null} */
export function copyOf(state) {
  if (!state.has("copy")) return null;
  const fields = state.fields("copy");
  const [mailbox, owner] = [fields.id("mailbox", ID), fields.maybeId("owner", KEY_ID)];
  return {
    message: fields.id("message", ID),
    mailbox,
    releases: fields.time("releases"),
    state: fields.oneOf("state", COPY_STATES),
    status: fields.has("status") ? fields.oneOf("status", STATUSES) : null,
    owner,
  };
}

/** @type {(fields: Fields) => {nudged: number|null, nudgedBy: string|null, nudges: number, copy: import("./items.js").Copy|null}} */
const nudges = (fields) => ({ copy: copyOf(fields), nudged: fields.has("nudged") ? fields.time("nudged") : null, nudgedBy: fields.maybeId("nudged_by", KEY_ID), nudges: fields.number("nudges") });

/** @type {(desk: Desk, fields: Fields) => State} */
function state(desk, fields) {
  const owner = fields.maybeId("owner", 32);
  return {
    n: fields.number("n"),
    dueBy: fields.time("due_by"),
    status: fields.oneOf("status", STATUSES),
    owner,
    ownerName: desk.name(owner),
    changed: fields.time("changed"),
    reroutedTo: fields.maybeId("rerouted_to", 16),
    ...nudges(fields),
  };
}

/** @type {(desk: Desk, fields: Fields) => RecipientState} */
function recipient(desk, fields) {
  const mailbox = fields.id("mailbox", 16);
  const address = desk.directory.mailbox(mailbox)?.address ?? "";
  return { mailbox, mailboxName: desk.name(mailbox), address, ...state(desk, fields) };
}
