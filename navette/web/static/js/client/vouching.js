// Writing to the directory: a statement is posted, and found in the ledger annuaire, or it does not count.
// Twin: navette/client/vouching.py
import { b64 } from "../core/encoding.js";
import { Fields } from "./answer.js";
import { Leaf } from "./ledgers.js";

/** @typedef {import("../envelope/statement.js").SignedStatement} SignedStatement @typedef {import("./desk.js").Desk} Desk */

const ANNUAIRE = "annuaire";

/** Posts a directory statement with what goes beside it; refuses as the server does, and as `Ledgers.confirm`. @type {(desk: Desk, path: string, signed: SignedStatement, more?: Record<string, unknown>) => Promise<void>} */
export async function post({ api, ledgers }, path, { raw, signature }, more = {}) {
  const body = { statement: new TextDecoder().decode(raw), signature: b64(signature), ...more };
  const answer = new Fields(await api.ask("POST", path, { body, signed: false }));
  await ledgers.confirm(ANNUAIRE, answer.text("checkpoint"), [new Leaf(answer.number("index"), raw, signature)]);
}

/** A coordinator vouches for a person or a mailbox, until that day included (2026-11-22). @type {(desk: Desk, subject: string, identity: Record<string, string>, until: string) => Promise<void>} */
export async function certify(desk, subject, identity, until) {
  const signed = await desk.person.signStatement({ type: "certificate", subject, identity: { ...identity }, until });
  await post(desk, "/v1/certificates", signed);
}
