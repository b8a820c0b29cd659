// Attachments in the page: files of a pattern, so that megabytes need not travel; bytes are hex.
import { openBlob, openedBlob, parts, sealBlob, sealPart } from "../../../navette/web/static/js/envelope/blob.js";
import { hex, orCode, unhex } from "./envelopes.mjs";

const sha256 = async (bytes) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));

/** `size` bytes: the pattern repeated. */
function file(pattern, size) {
  const one = unhex(pattern);
  const whole = new Uint8Array(size);
  for (let at = 0; at < size; at += one.length) whole.set(one.subarray(0, size - at), at);
  return new Blob([whole]);
}

/** The length and the digest said, the SHA-256 of what was written, the lengths of its parts; each part again alone. */
export const sealed = (pattern, size, key) =>
  orCode(async () => {
    const written = [];
    const source = file(pattern, size);
    const said = await sealBlob(source, unhex(key), (part) => written.push(part));
    const again = await Promise.all(written.map((_, number) => sealPart(source, unhex(key), number)));
    const told = await sealBlob(source, unhex(key));
    return { length: said.length, digest: hex(said.digest), told: hex(told.digest), parts: written.map((one) => one.length), count: parts(size),
      whole: await sha256(await new Blob(written).arrayBuffer()), again: await sha256(await new Blob(again).arrayBuffer()) };
  });

/** What opens, in pieces of that length, of the sealed bytes with some of them changed. */
export const opened = (raw, size, key, digest, piece) =>
  orCode(async () => {
    const bytes = unhex(raw);
    const written = [];
    await openBlob(stream(bytes, piece), (plain) => written.push(plain.slice()), size, unhex(key), unhex(digest));
    const kept = await openedBlob(stream(bytes, piece), size, unhex(key), unhex(digest), "application/pdf");
    return [await sha256(await new Blob(written).arrayBuffer()), await sha256(await kept.arrayBuffer()), kept.size, kept.type];
  });

/** What is sealed here is opened here: large, and never in one piece. */
export const there = async (pattern, size, key) => {
  const written = [];
  const source = file(pattern, size);
  const { digest } = await sealBlob(source, unhex(key), (part) => written.push(new Blob([part])));
  const back = await openedBlob(new Blob(written).stream(), size, unhex(key), digest, "");
  return (await sha256(await back.arrayBuffer())) === (await sha256(await source.arrayBuffer()));
};

function stream(bytes, piece) {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, (at += piece)));
    },
  });
}

/** A file that gives less than it says, or nothing any more. */
export const short = (size) =>
  Promise.all(
    [async () => new ArrayBuffer(1), async () => Promise.reject(new DOMException("gone", "NotReadableError"))].map((arrayBuffer) =>
      orCode(() => sealBlob({ size, slice: () => ({ arrayBuffer }) }, new Uint8Array(32))),
    ),
  );

export const tooLarge = (sizes) => Promise.all(sizes.map((size) => orCode(() => sealBlob({ size }, new Uint8Array(32)))));
