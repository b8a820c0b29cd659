// What the server, a recipient and an auditor check alike. Twin: navette/envelope/verify.py
import { same } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { toSign } from "./format.js";
import { keyId, signaturePart, verifies } from "./keys.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("./format.js").Envelope} Envelope */

/**
 * Checks an envelope against its sender's public key (1,248 bytes). Refused: another-sender, weak-signature-key,
 * envelope-signature. That the sender may write in the name of the header's mailbox is for the directory to say.
 * @type {(envelope: Envelope, personPublic: Bytes) => Promise<void>}
 */
export async function verify({ header, headerHash, wraps, signature, body }, personPublic) {
  if (!same(await keyId(personPublic), header.sender)) refuse("another-sender");
  const signed = await toSign(headerHash, wraps, body);
  if (!(await verifies(signaturePart(personPublic), signature, signed))) refuse("envelope-signature");
}
