// Statements: what a person signs for others to keep. Twin: navette/envelope/statement.py
import { concat, utf8 } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { readObject } from "./canonical.js";
import * as directory from "./fields.js";
import { sha256, signaturePart, verifies } from "./keys.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("./canonical.js").Fields} Fields */
/** A statement's own bytes and the signature over LABEL ‖ raw; empty for a deposit. @typedef {{raw: Bytes, signature: Bytes}} SignedStatement */
/** @typedef {"annuaire"|"actes"} Ledger */

export const LABEL = utf8("navette/v1 statement\0");
/** @type {Record<string, Bytes>} */
const LEAF = { annuaire: utf8("navette/v1 statement leaf\0"), actes: utf8("navette/v1 act leaf\0") };

/**
 * A statement from its canonical bytes, every field of the form its type asks. Refused: too-large, utf-8, json,
 * json-depth, statement-type, statement-version, field (data: field), base64url, time, members, reason-missing,
 * reason-unknown. known: the types that are; those of the directory, unless more are told (any_statement.js).
 * @type {(raw: Bytes, known?: Pick<typeof directory, "FORMS"|"TOGETHER">) => Fields}
 */
export function read(raw, { FORMS, TOGETHER } = directory) {
  const value = readObject(raw);
  if (typeof value.type !== "string" || !Object.hasOwn(FORMS, value.type)) refuse("statement-type");
  if (value.v !== "1") refuse("statement-version");
  const fields = FORMS[value.type];
  const missing = Object.keys(fields).filter((name) => !Object.hasOwn(value, name));
  if (missing.length) refuse("field", { field: missing.sort()[0] });
  if (Object.keys(value).length !== Object.keys(fields).length) refuse("field", { field: "unknown" });
  for (const [name, check] of Object.entries(fields)) check(name, value[name]);
  TOGETHER[value.type]?.(value);
  return value;
}

/**
 * The signature alone, for who has read the statement and looked its signer's key (1,248 bytes) up by its id.
 * Refused: weak-signature-key, statement-signature.
 * @type {(signed: SignedStatement, personPublic: Bytes) => Promise<void>}
 */
export async function verifySignature({ raw, signature }, personPublic) {
  const verified = await verifies(signaturePart(personPublic), signature, concat(LABEL, raw));
  if (!verified) refuse("statement-signature");
}

/** SHA-256 of the statement's bytes: what a mailbox's next statement calls `prev`. @type {(raw: Bytes) => Promise<Bytes>} */
export const statementDigest = (raw) => sha256(raw);

/** The 32 bytes a ledger keeps of a statement; refuses `unknown-ledger`. @type {(ledger: Ledger, raw: Bytes, signature: Bytes) => Promise<Bytes>} */
export async function leafData(ledger, raw, signature) {
  if (!Object.hasOwn(LEAF, ledger)) refuse("unknown-ledger");
  return sha256(LEAF[ledger], raw, signature);
}
