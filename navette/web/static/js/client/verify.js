// Looking closely at one handoff, from its metadata alone: each act signed, in order, in the register and unaltered there.
// Twin: navette/client/audit.py, for who has no part in the handoff.
import { NavetteError } from "../core/errors.js";
import { tell } from "./acts.js";
import { Fields } from "./answer.js";
import { ACTES } from "./deposit.js";

/** @typedef {import("./acts.js").Story} Story @typedef {import("./desk.js").Desk} Desk @typedef {import("./ledgers.js").Leaf} Leaf */
/** @typedef {import("./items.js").ActRecord} ActRecord @typedef {import("./items.js").Fault} Fault @typedef {import("../core/handoff.js").Status} Status */
/** acts: those that hold; faults: what does not, none when all is well; lines: of the register, as it is now. @typedef {{acts: ActRecord[], status: Map<string, Status>, owner: Map<string, string>, faults: Fault[], lines: number}} Verified */

// Somebody who joined after the directory was read.
const STRANGER = ["unknown-signer", "outside-the-mailbox", "not-the-sender"];

/**
 * Every act of a handoff judged again, and found in the register, which extends what was seen of it before. Throws what
 * `Ledgers.checkNow` refuses, unknown-envelope, server-unreachable.
 * @type {(desk: Desk, message: string, subject: string) => Promise<Verified>}
 */
export async function verify(desk, message, subject) {
  desk.requireTrust();
  return verified(desk, message, subject, new Fields(await desk.api.get(`/v1/handoffs/${message}`)));
}

/** The same of an answer that is there: GET /v1/handoffs/{message}. @type {(desk: Desk, message: string, subject: string, fields: Fields) => Promise<Verified>} */
export async function verified(desk, message, subject, fields) {
  const story = await told(desk, message, fields);
  const checkpoint = await desk.ledgers.checkNow(ACTES);
  const faults = [...story.faults, ...differences({ fields, story }, subject)];
  for (const leaf of story.leaves) faults.push(...(await missing(() => desk.ledgers.prove(ACTES, checkpoint, leaf), subject, leaf)));
  return { acts: story.records, status: story.status, owner: story.owner, faults, lines: checkpoint.size };
}

/** @type {(desk: Desk, message: string, fields: Fields) => Promise<Story>} */
async function told(desk, message, fields) {
  const [envelope, sender] = [fields.id("envelope", 32), fields.id("sender_mailbox", 16)];
  const story = await tell(desk, message, envelope, sender, fields);
  if (!story.faults.some(({ code }) => STRANGER.includes(code))) return story;
  await desk.sync();
  return tell(desk, message, envelope, sender, fields);
}

/** What a proof refuses, as a fault: one does not hide another. @type {(prove: () => Promise<unknown>, subject: string, leaf: Leaf) => Promise<Fault[]>} */
async function missing(prove, subject, { index }) {
  try {
    await prove();
    return [];
  } catch (error) {
    if (!(error instanceof NavetteError) || error.family !== "refused") throw error;
    return [{ code: error.code, subject, detail: { index } }];
  }
}

/** Where the server's word and the fold of the signed acts part. @type {(known: {fields: Fields, story: Story}, subject: string) => Fault[]} */
export function differences({ fields, story }, subject) {
  return fields.many("recipients").flatMap((one) => {
    const [mailbox, said, n] = [one.id("mailbox", 16), one.text("status"), one.number("n")];
    const signed = story.status.get(mailbox) ?? "";
    const unsigned = signed === said ? [] : [{ code: "status-unsigned", subject, detail: { said, signed } }];
    const reused = story.numbers.get(mailbox) === n ? [] : [{ code: "number-reused", subject, detail: { n } }];
    return [...unsigned, ...reused];
  });
}
