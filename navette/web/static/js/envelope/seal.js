// Sealing: one content key per message, wrapped to each recipient, committed to, and signed once. Twin: navette/envelope/seal.py
import { concat } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { deflate } from "./deflate.js";
import { MAX_PAYLOAD, hashHeader, padded, parse, toSign, wrapInfo, writeHeader } from "./format.js";
import { seal as sealTo } from "./hpke.js";
import { wiped } from "./kem.js";
import { ID, derive, keyId, loadKemPublic } from "./keys.js";
import { checkAttachments, write } from "./manifest.js";
import { newMessageId } from "./message_id.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../core/parties.js").Urgency} Urgency */
/** @typedef {import("./format.js").BlobRef} BlobRef @typedef {import("./format.js").Envelope} Envelope */
/** @typedef {import("./manifest.js").Manifest} Manifest @typedef {import("./person.js").Person} Person */
/** A mailbox's id (16 bytes) and its public epoch key (1,216). @typedef {{mailbox: Bytes, public: Bytes}} To */
/**
 * time, due: seconds since 1970. reply: the message id answered. form: its hash.
 * @typedef {{time: number, reply?: Bytes, form?: Bytes, urgency?: Urgency, due?: number, id?: Bytes}} About
 */

const NONCE = new Uint8Array(12); // right, because the content key is drawn for this message and used once

/**
 * Seals a fiche to mailboxes, the sender's own among them, so that the sender keeps a copy. Refused: header,
 * recipient-or-blob-twice, blob-size, sender-not-a-recipient, public-key-length, public-key, manifest,
 * payload-too-large.
 * @type {(sender: Person, mailbox: Bytes, to: To[], manifest: Manifest, fiche: Bytes, blobs: BlobRef[], about: About) => Promise<Envelope>}
 */
export async function seal(sender, mailbox, to, manifest, fiche, blobs, about) {
  checkAttachments(manifest, blobs);
  const content = crypto.getRandomValues(new Uint8Array(32));
  const [commitment, bodyKey, ...epochs] = await Promise.all([
    derive(content, "navette/v1 commit"),
    derive(content, "navette/v1 body"),
    ...to.map((one) => keyId(one.public)),
  ]);
  const recipients = to.map((one, at) => ({ mailbox: one.mailbox, epoch: epochs[at] }));
  const { time, id = newMessageId(time * 1000), reply = new Uint8Array(ID), form = new Uint8Array(32) } = about;
  const { urgency = 0, due = 0 } = about;
  const said = { recipients, blobs, time, id, reply, form, urgency, due };
  const header = writeHeader({ ...said, senderMailbox: mailbox, sender: sender.id, commitment });
  const headerHash = await hashHeader(header);
  const [wraps, body] = await Promise.all([
    wiped(content, wrapped(content, headerHash, to)),
    wiped(bodyKey, sealBody(bodyKey, headerHash, write(manifest), fiche)),
  ]);
  const signature = await sender.sign(await toSign(headerHash, wraps, body));
  return parse(concat(header, wraps, signature, body));
}

/** The content key for each recipient. @type {(content: Bytes, headerHash: Bytes, to: To[]) => Promise<Bytes>} */
async function wrapped(content, headerHash, to) {
  const wrap = async (/** @type {To} */ one, /** @type {number} */ index) =>
    sealTo(await loadKemPublic(one.public), wrapInfo(headerHash, index), content);
  return concat(...(await Promise.all(to.map(wrap))));
}

/** The padded payload and its tag. @type {(key: Bytes, headerHash: Bytes, manifest: Bytes, fiche: Bytes) => Promise<Bytes>} */
async function sealBody(key, headerHash, manifest, fiche) {
  const payload = concat(length(manifest), manifest, fiche);
  if (payload.length > MAX_PAYLOAD) refuse("payload-too-large", { limit: MAX_PAYLOAD });
  const gcm = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  const packed = await deflate(payload);
  const plain = new Uint8Array(padded(4 + packed.length));
  plain.set(length(packed));
  plain.set(packed, 4);
  const how = { name: "AES-GCM", iv: NONCE, additionalData: headerHash };
  return new Uint8Array(await crypto.subtle.encrypt(how, gcm, plain));
}

/** As four bytes. @type {(part: Bytes) => Bytes} */
function length(part) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, part.length);
  return bytes;
}
