// The bytes of an envelope: every offset follows from two counts. Twin: navette/envelope/format.py
import { b64, concat, same, utf8 } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { URGENCIES } from "../core/parties.js";
import { ID, KEY_ID, sha256 } from "./keys.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../core/parties.js").Urgency} Urgency */
/** A mailbox (16 bytes) and the id of the epoch key it is sealed to. @typedef {{mailbox: Bytes, epoch: Bytes}} Recipient */
/** An attachment as the server sees it; size is padded. @typedef {{id: Bytes, size: number, digest: Bytes}} BlobRef */
/**
 * Everything before the wraps; times in seconds since 1970; `reply`, `form` and `due` are zeros when none.
 * @typedef {object} Header
 * @property {Recipient[]} recipients
 * @property {BlobRef[]} blobs
 * @property {number} time
 * @property {Bytes} id
 * @property {Bytes} reply
 * @property {Bytes} form
 * @property {Urgency} urgency
 * @property {number} due
 * @property {Bytes} senderMailbox
 * @property {Bytes} sender
 * @property {Bytes} commitment
 */
/**
 * A parsed envelope and the slices of its bytes. Parsed is not verified: see verify.js.
 * @typedef {{raw: Bytes, header: Header, headerHash: Bytes, wraps: Bytes, signature: Bytes, body: Bytes}} Envelope
 */

export const MAX_RECIPIENTS = 32;
export const MAX_BLOBS = 64;
export const MAX_PAYLOAD = 4 << 20;
export const PAGE = 4096;
export const CHUNK = 262144;
export const WRAP = 1120 + 32 + 16;
export const SIGNATURE = 64;
export const TAG = 16;
export const MAX_BLOB = 2 ** 40;
const MAGIC = utf8("NAV1");
const FIXED = 167;
const RECIPIENT = ID + KEY_ID;
const BLOB = ID + 8 + 32;
const MAX_TIME = 2 ** 48;

/** @type {(number: number) => number} */
const bitLength = (number) => (number > 0 ? number.toString(2).length : 0);

/** @type {(size: number, step: number) => number} */
const roundUp = (size, step) => Math.ceil(size / step) * step;

/** The length an observer sees: Padmé, then the next whole page of 4,096, at least one. @type {(size: number) => number} */
export function padded(size) {
  const exponent = bitLength(size) - 1;
  const step = size > 1 ? 2 ** (exponent - bitLength(exponent)) : 1;
  return Math.max(PAGE, roundUp(roundUp(size, step), PAGE));
}

const MAX_PAGES = padded(MAX_PAYLOAD + 1) / PAGE;

/** The largest possible envelope in bytes. */
export const MAX_ENVELOPE =
  FIXED + MAX_RECIPIENTS * (RECIPIENT + WRAP) + MAX_BLOBS * BLOB + SIGNATURE + MAX_PAGES * PAGE + TAG;

/** Reads numbers and pieces one after the other. */
class Reader {
  /** @param {Bytes} raw @param {number} at */
  constructor(raw, at) {
    this.raw = raw;
    this.at = at;
    this.view = new DataView(raw.buffer, raw.byteOffset);
  }

  byte() {
    return this.raw[this.at++];
  }

  /** Exact below 2^53, and beyond it still beyond every limit. */
  long() {
    this.at += 8;
    return Number(this.view.getBigUint64(this.at - 8));
  }

  /** @param {number} length */
  bytes(length) {
    this.at += length;
    return this.raw.subarray(this.at - length, this.at);
  }
}

/**
 * Reads an envelope in one pass, without a key. Refused, in this order: not-an-envelope, header, length,
 * recipient-or-blob-twice, blob-size, sender-not-a-recipient.
 * @type {(raw: Bytes) => Promise<Envelope>}
 */
export async function parse(raw) {
  const { head, wraps } = measure(raw);
  const body = wraps + SIGNATURE;
  const pages = (raw.length - body - TAG) / PAGE;
  if (!Number.isInteger(pages) || pages < 1 || pages > MAX_PAGES) refuse("length");
  return {
    raw,
    header: readHeader(raw),
    headerHash: await hashHeader(raw.subarray(0, head)),
    wraps: raw.subarray(head, wraps),
    signature: raw.subarray(wraps, body),
    body: raw.subarray(body),
  };
}

/** The bytes of a header; refuses to write what `parse` would refuse. @type {(header: Header) => Bytes} */
export function writeHeader(header) {
  const { recipients, blobs } = header;
  if (recipients.length > 255 || blobs.length > 255 || !URGENCIES[header.urgency]) refuse("header");
  const raw = concat(
    MAGIC,
    new Uint8Array([recipients.length, blobs.length]),
    long(header.time),
    ...[exactly(header.id, ID), exactly(header.reply, ID), exactly(header.form, 32)],
    new Uint8Array([header.urgency]),
    long(header.due),
    ...[exactly(header.senderMailbox, ID), exactly(header.sender, KEY_ID), exactly(header.commitment, 32)],
    ...recipients.flatMap(({ mailbox, epoch }) => [exactly(mailbox, ID), exactly(epoch, KEY_ID)]),
    ...blobs.flatMap(({ id, size, digest }) => [exactly(id, ID), long(size), exactly(digest, 32)]),
  );
  measure(raw);
  readHeader(raw);
  return raw;
}

/** What wraps, signature and body are bound to. @type {(head: Uint8Array) => Promise<Bytes>} */
export const hashHeader = (head) => sha256(utf8("navette/v1 header\0"), head);

/** The bytes an envelope's signature covers. @type {(headerHash: Bytes, wraps: Bytes, body: Bytes) => Promise<Bytes>} */
export const toSign = async (headerHash, wraps, body) =>
  concat(utf8("navette/v1 envelope\0"), headerHash, ...(await Promise.all([sha256(wraps), sha256(body)])));

/** The HPKE info of the wrap of that index (0 to 31). @type {(headerHash: Bytes, index: number) => Bytes} */
export const wrapInfo = (headerHash, index) => concat(utf8("navette/v1 wrap\0"), headerHash, new Uint8Array([index]));

/** What statements name an envelope by. @type {(envelope: Envelope) => Promise<Bytes>} */
export const digestOf = (envelope) => sha256(envelope.raw);

/** The length of the padded body in pages of 4,096 bytes. @type {(envelope: Envelope) => number} */
export const pagesOf = (envelope) => Math.floor(envelope.body.length / PAGE);

/** The 1,168 bytes that hold the content key for the recipient of that index. @type {(envelope: Envelope, index: number) => Bytes} */
export const wrapOf = (envelope, index) => envelope.wraps.slice(index * WRAP, (index + 1) * WRAP);

/** What the header says of a form: SHA-256 of `url|version`, its FHIR canonical. @type {(url: string, version: string) => Promise<Bytes>} */
export const formHash = (url, version) => sha256(utf8(`${url}|${version}`));

/** Into how many pieces of at most 256 KiB an attachment of that padded size is sealed. @type {(size: number) => number} */
export const chunks = (size) => Math.ceil(size / CHUNK);

/** The length of a sealed attachment of that padded size. @type {(size: number) => number} */
export const sealedBlobSize = (size) => size + chunks(size) * TAG;

/** The digest of a sealed attachment, from the SHA-256 of each sealed chunk. @type {(chunkDigests: Bytes[]) => Promise<Bytes>} */
export const blobDigest = (chunkDigests) => sha256(utf8("navette/v1 blob\0"), ...chunkDigests);

/** Where the header and the wraps end. @type {(raw: Bytes) => {head: number, wraps: number}} */
function measure(raw) {
  if (raw.length < FIXED || !same(raw.subarray(0, 4), MAGIC)) refuse("not-an-envelope");
  const [recipients, blobs, urgency] = [raw[4], raw[5], raw[78]];
  const latest = Math.max(new Reader(raw, 6).long(), new Reader(raw, 79).long());
  if (recipients < 1 || recipients > MAX_RECIPIENTS || blobs > MAX_BLOBS) refuse("header");
  if (latest >= MAX_TIME || !URGENCIES[urgency]) refuse("header");
  const head = FIXED + recipients * RECIPIENT + blobs * BLOB;
  return { head, wraps: head + recipients * WRAP };
}

/** @type {(raw: Bytes) => Header} */
function readHeader(raw) {
  const read = new Reader(raw, 6);
  const fixed = {
    time: read.long(),
    id: read.bytes(ID),
    reply: read.bytes(ID),
    form: read.bytes(32),
    urgency: /** @type {Urgency} */ (read.byte()),
    due: read.long(),
    senderMailbox: read.bytes(ID),
    sender: read.bytes(KEY_ID),
    commitment: read.bytes(32),
  };
  const recipients = Array.from({ length: raw[4] }, () => ({ mailbox: read.bytes(ID), epoch: read.bytes(KEY_ID) }));
  const blobs = Array.from({ length: raw[5] }, () => ({ id: read.bytes(ID), size: read.long(), digest: read.bytes(32) }));
  const mailboxes = new Set(recipients.map(({ mailbox }) => b64(mailbox)));
  const twice = mailboxes.size < recipients.length || new Set(blobs.map(({ id }) => b64(id))).size < blobs.length;
  if (twice) refuse("recipient-or-blob-twice");
  if (blobs.some(({ size }) => size < 1 || size >= MAX_BLOB)) refuse("blob-size");
  if (!mailboxes.has(b64(fixed.senderMailbox))) refuse("sender-not-a-recipient");
  return { recipients, blobs, ...fixed };
}

/** @type {(number: number) => Bytes} */
function long(number) {
  if (!Number.isSafeInteger(number) || number < 0) refuse("header");
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number));
  return bytes;
}

/** @type {(bytes: Bytes, length: number) => Bytes} */
const exactly = (bytes, length) => (bytes.length === length ? bytes : refuse("header"));
