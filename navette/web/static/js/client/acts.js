// The acts of a handoff as the server tells them, checked: who signed, in whose name, in which order.
// Twin: navette/client/acts.py
import { seconds } from "../core/encoding.js";
import { NavetteError, refuse } from "../core/errors.js";
import { read } from "../envelope/any_statement.js";
import { Fold } from "../ledger/acts.js";
import { ACTES, DEPOSIT, TRANSIENT, checkDeposit } from "./deposit.js";
import { Leaf } from "./ledgers.js";

const REMOVAL = "removal";

/** @typedef {import("../core/handoff.js").Status} Status */
/** @typedef {import("./answer.js").Fields} Fields @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./items.js").ActRecord} ActRecord @typedef {import("./items.js").Fault} Fault */
/**
 * A handoff folded from its acts. leaves: each act, and where it is said to be in the ledger; numbers: recipient mailbox
 * → its number there; status, owner: by recipient mailbox.
 * @typedef {{records: ActRecord[], leaves: Leaf[], status: Map<string, Status>, owner: Map<string, string>, numbers: Map<string, number>, faults: Fault[]}} Story
 */

/**
 * The story of a handoff, from the `acts` of GET /v1/handoffs/{message}. sender: the sending mailbox. What does not hold
 * is left out of the fold and named in `faults`. Refused: the codes of `checkDeposit`, when the first act is not the
 * deposit of this envelope.
 * @type {(desk: Desk, message: string, envelope: string, sender: string, answer: Fields) => Promise<Story>}
 */
export async function tell(desk, message, envelope, sender, answer) {
  const leaves = answer.many("acts").map(leafOf);
  const [first, ...rest] = leaves;
  if (!first) refuse("not-in-the-ledger");
  const numbers = checkDeposit(first.raw, message, envelope);
  const fold = new Fold(envelope, sender, [...numbers.keys()].filter((mailbox) => mailbox !== sender));
  const [records, faults] = [[depositOf(first)], /** @type {Fault[]} */ ([])];
  for (const leaf of rest) {
    try {
      records.push(await apply(desk, fold, leaf));
    } catch (error) {
      if (!(error instanceof NavetteError)) throw error;
      faults.push(fault(error.code, leaf));
    }
  }
  if (rest.some(({ index }, at) => index <= leaves[at].index)) faults.push(fault("out-of-order", first));
  return { records, leaves, status: fold.status, owner: fold.owner, numbers, faults };
}

/** @type {(desk: Desk, fold: Fold, leaf: Leaf) => Promise<ActRecord>} */
async function apply(desk, fold, leaf) {
  const { by, mailbox = null, code = "", time, type } = read(leaf.raw);
  const at = seconds(time);
  const { directory } = desk;
  const act = await fold.apply(leaf, (one) => directory.membersAt(one, at), (one) => directory.person(one));
  return { index: leaf.index, act: act ?? (type === REMOVAL ? type : TRANSIENT), mailbox, by, byName: desk.name(by), time: at, code };
}

/** @type {(leaf: Leaf) => ActRecord} */
function depositOf({ index, raw }) {
  const { by, time } = read(raw);
  return { index, act: DEPOSIT, mailbox: null, by, byName: "", time: seconds(time), code: "" };
}

/** @type {(answer: Fields) => Leaf} */
function leafOf(answer) {
  const signature = answer.text("signature") ? answer.raw("signature", 64) : new Uint8Array();
  return new Leaf(answer.number("index"), answer.encoded("statement"), signature);
}

/** @type {(code: string, leaf: Leaf) => Fault} */
const fault = (code, { index }) => ({ code, subject: ACTES, detail: { index } });
