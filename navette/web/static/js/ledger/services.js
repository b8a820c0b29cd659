// The rules that a statement of a mailbox about itself is judged by. Twin: navette/ledger/judge.py
//
// Apart from judge.js: loaded when the ledger has one.
import { b64, seconds } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { statementDigest } from "../envelope/statement.js";

export { read } from "../envelope/any_statement.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../envelope/canonical.js").Fields} Fields */
/** @typedef {import("./judge.js").View} View */
/** Days it is closed, both included. @typedef {{first: string, last: string, note: string}} Closure */
/**
 * What a mailbox says of itself, as of its latest statement.
 * @typedef {object} ServiceState
 * @property {string} mailbox
 * @property {number} n of the statement
 * @property {string} digest SHA-256 of its bytes
 * @property {string} by who signed
 * @property {Record<string, string>} hours by day (mon … sun); a day that is absent is closed; {} when nothing is said
 * @property {Closure[]} closed
 * @property {string} substitute the mailbox that reads in its stead, "" for none
 * @property {string[]} forms hashes of those it accepts; none: all
 * @property {string} note
 * @property {number} time the signer's clock, seconds since 1970
 */
/** @typedef {{type: "service", state: ServiceState}} ServiceFact */

/** A mailbox that is known speaks of itself, in its turn, by a guardian of today or a coordinator. Refused: subject, first-statement, not-the-next-statement, not-a-guardian. @type {(raw: Bytes, value: Fields, view: View) => Promise<ServiceFact>} */
export async function judgeService(raw, value, view) {
  const { mailbox, by, n, hours, substitute, forms, note, time } = value;
  const state = view.mailbox(mailbox) ?? refuse("subject");
  checkNext(value, view.service(mailbox));
  if (state.members.get(by) !== "guardian" && !view.isCoordinator(by)) refuse("not-a-guardian");
  if (substitute && !view.mailbox(substitute)) refuse("subject");
  const closed = value.closed.map((/** @type {Fields} */ one) => ({ first: one.from, last: one.to, note: one.note }));
  const said = { hours, closed, substitute, forms, note, time: seconds(time) };
  return { type: "service", state: { mailbox, n: Number(n), digest: b64(await statementDigest(raw)), by, ...said } };
}

/** @type {(value: Fields, before: ServiceState|null) => void} */
function checkNext({ n, prev }, before) {
  if (!before && (n !== "0" || prev !== "")) refuse("first-statement");
  if (before && (n !== String(before.n + 1) || prev !== before.digest)) refuse("not-the-next-statement", { n: before.n });
}
