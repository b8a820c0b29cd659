// Statements of every type, read and verified: what acts need, and no first list. Twin: navette/envelope/statement.py
import { b64 } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import * as every from "./fields_more.js";
import { keyId } from "./keys.js";
import { read as readAs, verifySignature } from "./statement.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("./canonical.js").Fields} Fields */
/** @typedef {import("./statement.js").SignedStatement} SignedStatement */

/** As `read` of statement.js, of every type. @type {(raw: Bytes) => Fields} */
export const read = (raw) => readAs(raw, every);

/**
 * The statement, once it is shown that the owner of this public key (1,248 bytes) made it. Refused: the codes of
 * read, weak-signature-key, statement-signature (another signer included).
 * @type {(signed: SignedStatement, personPublic: Bytes) => Promise<Fields>}
 */
export async function verify(signed, personPublic) {
  const value = read(signed.raw);
  if (value.by !== b64(await keyId(personPublic))) refuse("statement-signature");
  await verifySignature(signed, personPublic);
  return value;
}
