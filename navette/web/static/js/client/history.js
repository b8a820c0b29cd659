// All that is known of one handoff, and nothing of what it says: each act, judged and found in the register; what the server did
// about silence; what else was sent about it. Twin: `history` of navette/client/coordination.py
import { reference, unb64 } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { ID, KEY_ID } from "../envelope/keys.js";
import { Fields } from "./answer.js";
import { spell } from "./lookup.js";
import { sentItem } from "./reading.js";
import { verified } from "./verify.js";

/** @typedef {import("./desk.js").Desk} Desk @typedef {import("./items.js").SentItem} SentItem @typedef {import("./verify.js").Verified} Verified */
/** A step of the clocks that fired: the server's own word. due: when it was to; fired: when it did. @typedef {{mailbox: string, mailboxName: string, step: string, due: number, fired: number}} Reminder */
/** A coordinator's nudge: the server's own word. @typedef {{mailbox: string, mailboxName: string, byName: string, time: number}} Nudge */
/** Another handoff that goes with this one. @typedef {{message: string, reference: string}} Linked */
/** @typedef {{item: SentItem, verified: Verified, reminders: Reminder[], nudges: Nudge[], before: Linked|null, replies: Linked[]}} History */

const MESSAGE_ID = /^[\w-]{22}$/;

/** The handoff behind a reference or a message id. Throws unknown-reference, and what `verify` throws. @type {(desk: Desk, ref: string) => Promise<History>} */
export async function history(desk, ref) {
  desk.requireTrust();
  const message = await find(desk, ref);
  const fields = new Fields(await desk.api.get(`/v1/handoffs/${message}`));
  const item = await sentItem(desk, fields);
  if (item.message !== message) refuse("unknown-reference", { reference: ref });
  return {
    item,
    verified: await verified(desk, message, item.reference, fields),
    reminders: fields.many("reminders").map((one) => reminder(desk, one)),
    nudges: fields.many("nudges_sent").map((one) => nudge(desk, one)),
    before: item.reply === null ? null : await linked(item.reply),
    replies: await Promise.all(fields.ids("replies", ID).map(linked)),
  };
}

/** What the server names under a reference must bear it. @type {(desk: Desk, ref: string) => Promise<string>} */
async function find(desk, ref) {
  if (MESSAGE_ID.test(ref.trim())) return ref.trim();
  const typed = spell(ref);
  const answer = await desk.api.get(`/v1/references/${encodeURIComponent(typed)}`).catch((error) => {
    if (!["unknown-envelope", "field"].includes(error.code)) throw error;
    refuse("unknown-reference", { reference: typed });
  });
  const { message, reference: found } = await linked(new Fields(answer).id("message", ID));
  return found === typed ? message : refuse("unknown-reference", { reference: typed });
}

/** @type {(message: string) => Promise<Linked>} */
const linked = async (message) => ({ message, reference: await reference(unb64(message, ID)) });

/** @type {(desk: Desk, fields: Fields) => Reminder} */
function reminder(desk, fields) {
  const mailbox = fields.id("mailbox", ID);
  return { mailbox, mailboxName: desk.name(mailbox), step: fields.text("step"), due: fields.time("due"), fired: fields.time("fired") };
}

/** @type {(desk: Desk, fields: Fields) => Nudge} */
function nudge(desk, fields) {
  const mailbox = fields.id("mailbox", ID);
  return { mailbox, mailboxName: desk.name(mailbox), byName: desk.name(fields.id("by", KEY_ID)), time: fields.time("time") };
}
