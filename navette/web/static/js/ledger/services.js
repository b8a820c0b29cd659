// The rules that a statement of a mailbox about itself is judged by, once somebody asks: no list does, and the first one is
// there before this file is loaded. Twin: navette/ledger/judge.py, navette/ledger/services.py
import { b64, seconds } from "../core/encoding.js";
import { NavetteError, refuse } from "../core/errors.js";
import { read } from "../envelope/any_statement.js";
import { statementDigest, verifySignature } from "../envelope/statement.js";

/** @typedef {import("../envelope/canonical.js").Fields} Fields */
/** @typedef {import("./directory.js").Directory} Directory @typedef {import("./directory.js").Later} Later */
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
/** What a statement that was put off became: a state, or why it establishes nothing. @typedef {{signed: Later["signed"], state: ServiceState|null, error: NavetteError|null}} Settled */

/** Who settles a directory, one after the other. @type {WeakMap<Directory, Promise<unknown>>} */
const turns = new WeakMap();

/** Judges what was put off, in ledger order, as it would have been when it came. @type {(directory: Directory) => Promise<Settled[]>} */
export function settle(directory) {
  const turn = (turns.get(directory) ?? Promise.resolve()).then(() => settleAll(directory));
  turns.set(directory, turn.catch(() => undefined));
  return turn;
}

/** One stays put off until it is judged: a copy of the directory has it too. @param {Directory} directory */
async function settleAll(directory) {
  /** @type {Settled[]} */
  const settled = [];
  for (let one = directory.later[0]; one; one = directory.later[0]) {
    const { state, error } = await judged(one, directory);
    if (state) directory.services.set(state.mailbox, state);
    directory.later.shift();
    settled.push({ signed: one.signed, state, error });
  }
  return settled;
}

/** @param {Later} one @param {Directory} directory @returns {Promise<Pick<Settled, "state"|"error">>} */
async function judged(one, directory) {
  try {
    return { state: await judge(one, directory), error: null };
  } catch (error) {
    if (error instanceof NavetteError) return { state: null, error };
    throw error;
  }
}

/**
 * A mailbox that is known speaks of itself, in its turn, by a guardian of then or a coordinator. Refused: what `read`
 * refuses, statement-type, unknown-signer, statement-signature, weak-signature-key, subject, first-statement,
 * not-the-next-statement, not-a-guardian.
 * @param {Later} later @param {Directory} directory @returns {Promise<ServiceState>}
 */
async function judge({ signed, key, owner, other }, directory) {
  const value = read(signed.raw);
  if (value.type !== "service") refuse("statement-type", { given: value.type });
  if (!key) refuse("unknown-signer");
  await verifySignature(signed, key);
  if (!owner) refuse("subject");
  checkNext(value, directory.service(value.mailbox));
  if (owner.members.get(value.by) !== "guardian" && !directory.isCoordinator(value.by)) refuse("not-a-guardian");
  if (value.substitute && !other) refuse("subject");
  return stateOf(value, b64(await statementDigest(signed.raw)));
}

/** @type {(value: Fields, before: ServiceState|null) => void} */
function checkNext({ n, prev }, before) {
  if (!before && (n !== "0" || prev !== "")) refuse("first-statement");
  if (before && (n !== String(before.n + 1) || prev !== before.digest)) refuse("not-the-next-statement", { n: before.n });
}

/** @type {(value: Fields, digest: string) => ServiceState} */
function stateOf({ mailbox, by, n, hours, closed, substitute, forms, note, time }, digest) {
  const away = closed.map((/** @type {Fields} */ one) => ({ first: one.from, last: one.to, note: one.note }));
  return { mailbox, n: Number(n), digest, by, hours, closed: away, substitute, forms, note, time: seconds(time) };
}
