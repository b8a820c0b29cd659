// What a deposit says, and the names of acts. Twin: navette/client/acts.py, the part that every page needs
import { refuse } from "../core/errors.js";
import { read } from "../envelope/any_statement.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes */

export const ACTES = "actes";
export const DEPOSIT = "deposit";
export const TRANSIENT = "transient-error";

/**
 * What a deposit statement says of an envelope: recipient mailbox → number there. Refused: statement-type,
 * not-in-the-ledger (it is about another one); the codes of `read`.
 * @type {(raw: Bytes, message: string, envelope: string) => Map<string, number>}
 */
export function checkDeposit(raw, message, envelope) {
  const value = read(raw);
  if (value.type !== DEPOSIT) refuse("statement-type", { given: value.type });
  if (value.message !== message || value.envelope !== envelope) refuse("not-in-the-ledger");
  return new Map(Object.entries(value.seqs).map(([mailbox, number]) => [mailbox, Number(number)]));
}
