// Unsealing: nothing of a fiche is given out before every check has passed. Twin: navette/envelope/unseal.py
import { b64, same } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { inflate } from "./deflate.js";
import { MAX_PAYLOAD, padded, wrapInfo, wrapOf } from "./format.js";
import { wiped } from "./kem.js";
import { derive } from "./keys.js";
import { checkAttachments, read } from "./manifest.js";
import { verify } from "./verify.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("./format.js").Envelope} Envelope */
/** @typedef {import("./manifest.js").Manifest} Manifest @typedef {import("./seat.js").KemKey} KemKey */
/** What an envelope held, the fiche's bytes as they were sealed. @typedef {{manifest: Manifest, fiche: Bytes, contentKey: Bytes, manifestBytes: Bytes}} Opened */

const NONCE = new Uint8Array(12);

/**
 * Opens an envelope as one of its recipients. mailbox: 16 bytes. keys: the mailbox's epoch keys by key id (base64url).
 * personPublic: the sender's 1,248 bytes. Refused: the codes of verify; not-addressed-to-this-mailbox,
 * no-seat-for-this-epoch, sealed-to-another-key-or-context; the codes of openWith.
 * @type {(envelope: Envelope, mailbox: Bytes, keys: ReadonlyMap<string, KemKey>, personPublic: Bytes) => Promise<Opened>}
 */
export async function unseal(envelope, mailbox, keys, personPublic) {
  await verify(envelope, personPublic);
  const index = envelope.header.recipients.findIndex((one) => same(one.mailbox, mailbox));
  if (index < 0) refuse("not-addressed-to-this-mailbox");
  const key = keys.get(b64(envelope.header.recipients[index].epoch));
  if (!key) refuse("no-seat-for-this-epoch");
  return openWith(envelope, await key.open(wrapInfo(envelope.headerHash, index), wrapOf(envelope, index)));
}

/**
 * The same for one to whom a party revealed this message's content key (32 bytes); the signature is not checked here.
 * Refused: content-key, key-commitment, body, padding, compression, compression-or-payload-too-large, payload, manifest.
 * @type {(envelope: Envelope, contentKey: Bytes) => Promise<Opened>}
 */
export async function openWith(envelope, contentKey) {
  const plain = await openBody(envelope, contentKey);
  const payload = await inflate(unpad(plain), MAX_PAYLOAD);
  const end = 4 + lengthOf(payload, "payload");
  if (end > payload.length) refuse("payload");
  const manifestBytes = payload.slice(4, end);
  const manifest = read(manifestBytes);
  checkAttachments(manifest, envelope.header.blobs);
  return { manifest, fiche: payload.slice(end), contentKey, manifestBytes };
}

/** @type {(envelope: Envelope, contentKey: Bytes) => Promise<Bytes>} */
async function openBody({ header, headerHash, body }, contentKey) {
  if (contentKey.length !== 32) refuse("content-key");
  if (!same(await derive(contentKey, "navette/v1 commit"), header.commitment)) refuse("key-commitment");
  const key = await derive(contentKey, "navette/v1 body");
  const gcm = await wiped(key, crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]));
  const how = { name: "AES-GCM", iv: NONCE, additionalData: headerHash };
  return crypto.subtle.decrypt(how, gcm, body).then(
    (plain) => new Uint8Array(plain),
    () => refuse("body"),
  );
}

/** @type {(plain: Bytes) => Bytes} */
function unpad(plain) {
  const end = 4 + lengthOf(plain, "padding");
  if (plain.length !== padded(end) || plain.subarray(end).some((byte) => byte !== 0)) refuse("padding");
  return plain.subarray(4, end);
}

/** @type {(data: Bytes, code: string) => number} */
function lengthOf(data, code) {
  if (data.length < 4) refuse(code);
  return new DataView(data.buffer, data.byteOffset).getUint32(0);
}
