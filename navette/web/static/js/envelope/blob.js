// Attachments: sealed 256 KiB at a time, so that a file of any size never sits in memory. Twin: navette/envelope/blob.py
import { concat, same, utf8 } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { CHUNK, MAX_BLOB, TAG, blobDigest, chunks, padded, sealedBlobSize } from "./format.js";
import { sha256 } from "./keys.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes */

/** Sealed chunks of a part, as the server takes them. */
export const PART_CHUNKS = 16;
const AD = utf8("navette/v1 blob");

/** Into how many parts a file of that size is sealed. @type {(size: number) => number} */
export const parts = (size) => Math.ceil(chunks(padded(size)) / PART_CHUNKS);

/**
 * Seals a file part by part; each is waited for. Once without `write` tells the digest, which the header and the
 * server want before the first part: the same file and key give the same bytes. key: 32 bytes, drawn for this
 * attachment alone. Refused: blob-size, file-shorter-than-said (or changed since it was chosen).
 * @type {(file: Blob, key: Bytes, write?: (part: Bytes, number: number) => unknown) => Promise<{length: number, digest: Bytes}>}
 */
export async function sealBlob(file, key, write) {
  const total = checked(file.size);
  const gcm = await load(key, "encrypt");
  const digests = [];
  for (let part = 0; part < parts(file.size); part++) {
    const sealed = await chunksOf(file, gcm, part);
    digests.push(...(await Promise.all(sealed.map((chunk) => sha256(chunk)))));
    await write?.(concat(...sealed), part);
  }
  return { length: sealedBlobSize(total), digest: await blobDigest(digests) };
}

/** One part, to go on from there. @type {(file: Blob, key: Bytes, part: number) => Promise<Bytes>} */
export const sealPart = async (file, key, part) => concat(...(await chunksOf(file, await load(key, "encrypt"), part)));

/**
 * Opens an attachment; writes its first `size` bytes, which are the whole file. What was written counts only once this
 * returns. size: the true size, of the manifest. Refused: blob-size, blob-cut-short, blob-chunk, padding, blob-digest.
 * @type {(source: ReadableStream<Uint8Array>, write: (plain: Bytes) => unknown, size: number, key: Bytes, digest: Bytes) => Promise<void>}
 */
export async function openBlob(source, write, size, key, digest) {
  const total = checked(size);
  const gcm = await load(key, "decrypt");
  const taker = new Taker(source);
  const digests = [];
  try {
    for (let index = 0; index < chunks(total); index++) {
      const sealed = await taker.take(lengthOf(index, total) + TAG);
      if (sealed.length < lengthOf(index, total) + TAG) refuse("blob-cut-short");
      digests.push(await sha256(sealed));
      const plain = await openChunk(gcm, index, total, sealed);
      const left = Math.max(0, size - index * CHUNK);
      if (plain.subarray(left).some((byte) => byte !== 0)) refuse("padding");
      await write(plain.subarray(0, left));
    }
    const more = await taker.take(1);
    if (more.length || !same(await blobDigest(digests), digest)) refuse("blob-digest");
  } finally {
    taker.close();
  }
}

/** The whole file, for the browser to keep where it likes: not in this page's memory. @type {(source: ReadableStream<Uint8Array>, size: number, key: Bytes, digest: Bytes, type: string) => Promise<Blob>} */
export async function openedBlob(source, size, key, digest, type) {
  /** @type {Blob[]} */
  const pieces = [];
  await openBlob(source, (plain) => pieces.push(new Blob([plain])), size, key, digest);
  return new Blob(pieces, { type });
}

/** Bytes of a stream, as many as are asked for, however they come. */
class Taker {
  /** @param {ReadableStream<Uint8Array>} source */
  constructor(source) {
    this.reader = source.getReader();
    this.rest = new Uint8Array(0);
  }

  /** `length` bytes, fewer at the end. @param {number} length @returns {Promise<Bytes>} */
  async take(length) {
    const taken = new Uint8Array(length);
    let at = 0;
    while (at < length && (await this.more())) {
      const piece = this.rest.subarray(0, length - at);
      taken.set(piece, at);
      at += piece.length;
      this.rest = this.rest.subarray(piece.length);
    }
    return taken.subarray(0, at);
  }

  async more() {
    while (!this.rest.length) {
      const { done, value } = await this.reader.read();
      if (done) return false;
      this.rest = new Uint8Array(value);
    }
    return true;
  }

  close() {
    this.reader.cancel().catch(() => {}); // it ended, or failed, already
  }
}

/** The padded size. @type {(size: number) => number} */
function checked(size) {
  const total = padded(size);
  return size >= 0 && total < MAX_BLOB ? total : refuse("blob-size");
}

/** @type {(key: Bytes, use: KeyUsage) => Promise<CryptoKey>} */
const load = (key, use) => crypto.subtle.importKey("raw", key, "AES-GCM", false, [use]);

/** The plain length of a chunk. @type {(index: number, total: number) => number} */
const lengthOf = (index, total) => Math.min(CHUNK, total - index * CHUNK);

/** u64 index ‖ three zeros ‖ 1 for the last. @type {(index: number, total: number) => AesGcmParams} */
function how(index, total) {
  const iv = new Uint8Array(12);
  new DataView(iv.buffer).setUint32(4, index);
  iv[11] = Number(index === chunks(total) - 1);
  return { name: "AES-GCM", iv, additionalData: AD };
}

/** The sealed chunks of a part. @type {(file: Blob, gcm: CryptoKey, part: number) => Promise<Bytes[]>} */
async function chunksOf(file, gcm, part) {
  const total = padded(file.size);
  const first = part * PART_CHUNKS;
  const sealed = [];
  for (let index = first; index < Math.min(first + PART_CHUNKS, chunks(total)); index++) {
    const plain = new Uint8Array(lengthOf(index, total));
    plain.set(await read(file, index * CHUNK, plain.length));
    sealed.push(new Uint8Array(await crypto.subtle.encrypt(how(index, total), gcm, plain)));
  }
  return sealed;
}

/** @type {(file: Blob, from: number, length: number) => Promise<Bytes>} */
async function read(file, from, length) {
  const expected = Math.max(0, Math.min(length, file.size - from));
  const bytes = await file.slice(from, from + expected).arrayBuffer().catch(() => null);
  return bytes?.byteLength === expected ? new Uint8Array(bytes) : refuse("file-shorter-than-said");
}

/** @type {(gcm: CryptoKey, index: number, total: number, sealed: Bytes) => Promise<Bytes>} */
const openChunk = (gcm, index, total, sealed) =>
  crypto.subtle.decrypt(how(index, total), gcm, sealed).then(
    (plain) => new Uint8Array(plain),
    () => refuse("blob-chunk"),
  );
