// Raw deflate (RFC 1951) by the browser's own streams, with a hard limit on what comes out.
import { concat } from "../core/encoding.js";
import { NavetteError, refuse } from "../core/errors.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes */

const SLICE = 16384; // given at a time: what inflates without end is stopped soon

/** @type {(plain: Bytes) => Promise<Bytes>} */
export const deflate = (plain) => through(plain, new CompressionStream("deflate-raw"), Infinity);

/**
 * What was deflated, up to `limit` bytes. Refused: compression (no such stream), compression-or-payload-too-large (the
 * stream does not end with the bytes, or inflates beyond the limit).
 * @type {(packed: Bytes, limit: number) => Promise<Bytes>}
 */
export async function inflate(packed, limit) {
  try {
    return await through(packed, new DecompressionStream("deflate-raw"), limit);
  } catch (error) {
    if (error instanceof NavetteError) throw error;
    const { fault } = await import("./inflate_fault.js"); // a stream only says that it failed
    refuse(fault(packed, limit), { limit });
  }
}

/** @type {(bytes: Bytes, stream: GenericTransformStream, limit: number) => Promise<Bytes>} */
async function through(bytes, stream, limit) {
  const feeding = feed(bytes, stream.writable.getWriter());
  feeding.catch(() => {}); // the reader meets the same failure
  const reader = stream.readable.getReader();
  const parts = [];
  let length = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    parts.push(read.value);
    length += read.value.length;
    if (length > limit) {
      reader.cancel().catch(() => {});
      refuse("compression-or-payload-too-large", { limit });
    }
  }
  await feeding;
  return concat(...parts);
}

/** @type {(bytes: Bytes, writer: WritableStreamDefaultWriter) => Promise<void>} */
async function feed(bytes, writer) {
  for (let at = 0; at < bytes.length; at += SLICE) await writer.write(bytes.subarray(at, at + SLICE));
  await writer.close();
}
