// All that is known of one handoff, and nothing of what it says: each act, judged and found in the register; what the server did
// about silence; what else was sent about it. Twin: `history` of navette/client/coordination.py
import { reference, unb64 } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { ID, KEY_ID } from "../envelope/keys.js";
import { Fields } from "./answer.js";
import { holdsOf } from "./holds.js";
import { identity } from "./identity.js";
import { spell } from "./lookup.js";
import { sentItem } from "./reading.js";
import { verified } from "./verify.js";

/** @typedef {import("./desk.js").Desk} Desk @typedef {import("./items.js").SentItem} SentItem @typedef {import("./verify.js").Verified} Verified */
/** A step of the clocks that fired: the server's own word. due: when it was to; fired: when it did. @typedef {{mailbox: string, mailboxName: string, step: string, due: number, fired: number}} Reminder */
/** A coordinator's nudge: the server's own word. @typedef {{mailbox: string, mailboxName: string, byName: string, time: number}} Nudge */
/** Another handoff that goes with this one. @typedef {{message: string, reference: string}} Linked */
/** What was sealed for the substitute of a recipient too; releases: when it is given to it, unless that recipient answers. state: waiting, released, dropped, stale. @typedef {{mailbox: string, mailboxName: string, substitute: string, substituteName: string, releases: number, state: string}} Copy */
/** professions: of those who acted, as vouched for. @typedef {{item: SentItem, verified: Verified, professions: Record<string, string>, reminders: Reminder[], nudges: Nudge[], copies: Copy[], holds: import("./holds.js").Hold[], before: Linked|null, replies: Linked[]}} History */

const MESSAGE_ID = /^[\w-]{22}$/;

/** The handoff behind a reference or a message id. Throws unknown-reference, and what `verify` throws. @type {(desk: Desk, ref: string) => Promise<History>} */
export async function history(desk, ref) {
  desk.requireTrust();
  const message = await find(desk, ref);
  const fields = new Fields(await desk.api.get(`/v1/handoffs/${message}`));
  const item = await sentItem(desk, fields);
  if (item.message !== message) refuse("unknown-reference", { reference: ref });
  const found = await verified(desk, message, item.reference, fields);
  const whose = (/** @type {string} */ person) => identity(desk.directory, person, desk.today()).profession ?? "";
  return {
    item,
    verified: found,
    professions: Object.fromEntries(found.acts.map(({ by }) => [by, whose(by)])),
    copies: fields.many("recipients").flatMap((one) => copy(desk, one)),
    holds: await holdsOf(desk, item),
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

/** @type {(desk: Desk, recipient: Fields) => Copy[]} */
function copy(desk, recipient) {
  if (!recipient.has("copy")) return [];
  const fields = recipient.fields("copy");
  const [mailbox, substitute] = [recipient.id("mailbox", ID), fields.id("mailbox", ID)];
  const names = { mailboxName: desk.name(mailbox), substituteName: desk.name(substitute) };
  return [{ mailbox, substitute, ...names, releases: fields.time("releases"), state: fields.text("state") }];
}

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
