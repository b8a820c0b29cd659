// Attachments on their way: sealed to blobs/ before anything is sent, uploaded in parts, given only when whole.
// Twin: navette/client/attachments.py
//
// What is interrupted goes on where it stopped, in both directions, and needs the original file no more. Loaded when
// there is an attachment, and not before: see `attachments` of courier.js.
import { b64, unb64 } from "../core/encoding.js";
import { NavetteError, refuse } from "../core/errors.js";
import { PART_CHUNKS, openedBlob, sealBlob } from "../envelope/blob.js";
import { CHUNK, TAG, padded, sealedBlobSize } from "../envelope/format.js";
import { ID } from "../envelope/keys.js";
import { BLOB_KEY, isFileName } from "../envelope/manifest.js";
import { Fields, malformed } from "./answer.js";
import { pieces } from "./http.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../envelope/format.js").BlobRef} BlobRef */
/** @typedef {import("../envelope/manifest.js").Attachment} Attachment @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./folder.js").Folder} Folder @typedef {import("./http.js").Api} Api @typedef {import("./job.js").BlobStep} BlobStep */
/** @typedef {{attachment: Attachment, blob: BlobRef}} Sealed */
/** @typedef {{progress?: (done: number, total: number) => void, signal?: AbortSignal}} Watch */

const PART = PART_CHUNKS * (CHUNK + TAG);
const TRIES = 4; // of one transfer that the network cuts, as long as each brings something
const MEDIA = /^[a-z0-9][a-z0-9.+-]{0,63}\/[a-z0-9][a-z0-9.+-]{0,63}$/;
const ANY_MEDIA = "application/octet-stream";

/** @type {(blob: string, part: number) => string} */
const partName = (blob, part) => `blobs/${blob}/${String(part).padStart(5, "0")}`;

/** Seals a file into blobs/. Throws file (its name cannot be sent), file-shorter-than-said; an abort. @type {(desk: Desk, file: File, signal?: AbortSignal) => Promise<Sealed>} */
export async function sealFile(desk, file, signal) {
  if (!isFileName(file.name)) refuse("file", { path: file.name, problem: "a name that cannot be sent" });
  const [id, key] = [desk.newId(), crypto.getRandomValues(new Uint8Array(BLOB_KEY))];
  const { digest } = await sealBlob(file, key, (part, number) => {
    signal?.throwIfAborted();
    return desk.folder.write(partName(id, number), part);
  });
  const [given] = file.type.toLowerCase().split(";");
  const type = MEDIA.test(given) ? given : ANY_MEDIA;
  const blob = unb64(id, ID);
  return { attachment: { blob, key, name: file.name, type, size: file.size }, blob: { id: blob, size: padded(file.size), digest } };
}

/** Sends what the server does not have yet of a sealed attachment, in order. Refused: blob-cut-short (its parts are gone). @type {(api: Api, folder: Folder, mailbox: string, step: BlobStep, watch: Watch) => Promise<void>} */
export async function upload(api, folder, mailbox, { blob, size, digest }, { progress, signal }) {
  const [path, total] = [`/v1/blobs/${blob}`, sealedBlobSize(size)];
  signal?.throwIfAborted();
  let at = standing(await api.ask("PUT", path, { body: { mailbox, size, digest } }));
  progress?.(Math.min(total, at.received * PART), total);
  for (let tries = TRIES; at.received < at.parts; ) {
    const data = (await folder.read(partName(blob, at.received))) ?? refuse("blob-cut-short"); // not kept here any more
    try {
      at = standing(await api.put(`${path}/parts/${at.received}`, data, { signed: true, signal }));
      tries = TRIES;
    } catch (error) {
      if (!isCut(error, "blob-part-out-of-order") || !--tries) throw error;
      at = standing(await api.get(`${path}/parts`));
    }
    progress?.(Math.min(total, at.received * PART), total);
  }
}

/** Where an upload stands: parts in all, parts received. @param {unknown} answer */
function standing(answer) {
  const fields = new Fields(answer);
  const at = { parts: fields.number("parts"), received: fields.number("received") };
  if (fields.number("part") !== PART || at.received > at.parts) throw malformed("part");
  return at;
}

/** Attachment `n` (from 0) of an opened fiche, whole and verified. @type {(api: Api, opened: import("./items.js").Opened, n: number, progress?: import("./items.js").Progress, signal?: AbortSignal) => Promise<Blob>} */
export async function saved(api, { manifest, envelope }, n, progress, signal) {
  const attachment = manifest.attachments[n];
  const blob = envelope.header.blobs.find(({ id }) => b64(id) === b64(attachment.blob)) ?? refuse("manifest");
  return download(api, blob, attachment, { progress: (done, total) => progress?.(attachment.name, done, total), signal });
}

/** An attachment, once every check has passed. Refused: blob-cut-short, blob-chunk, padding, blob-digest. @type {(api: Api, blob: BlobRef, attachment: Attachment, watch: Watch) => Promise<Blob>} */
export function download(api, blob, { key, size, type }, watch) {
  const source = streamOf(sealedBytes(api, blob, watch));
  return openedBlob(source, size, key, blob.digest, type);
}

/** The sealed bytes, taken up again where the network cut them. @type {(api: Api, blob: BlobRef, watch: Watch) => AsyncGenerator<Bytes, void>} */
async function* sealedBytes(api, { id, size }, { progress, signal }) {
  const total = sealedBlobSize(size);
  for (let [have, tries] = [0, TRIES]; have < total; ) {
    const before = have;
    try {
      for await (const piece of rest(api, `/v1/blobs/${b64(id)}`, have, signal)) {
        have += piece.length;
        if (have > total) throw malformed("length");
        progress?.(have, total);
        yield piece;
      }
      if (have < total) refuse("server-unreachable", { problem: "cut short" });
    } catch (error) {
      tries = have > before ? TRIES : tries - 1;
      if (!isCut(error) || !tries) throw error;
    }
  }
}

/** What follows the first `have` bytes. @type {(api: Api, path: string, have: number, signal?: AbortSignal) => AsyncGenerator<Bytes, void>} */
async function* rest(api, path, have, signal) {
  const response = await api.open("GET", path, { headers: have ? { Range: `bytes=${have}-` } : {}, signal });
  let known = response.status === 206 ? 0 : have;
  for await (const piece of pieces(response)) {
    const fresh = piece.subarray(known);
    known = Math.max(0, known - piece.length);
    if (fresh.length) yield fresh;
  }
}

/** @type {(source: AsyncGenerator<Bytes, void>) => ReadableStream<Bytes>} */
const streamOf = (source) =>
  new ReadableStream({
    async pull(controller) {
      const { value } = await source.next();
      if (value) controller.enqueue(value);
      else controller.close();
    },
    async cancel() {
      await source.return();
    },
  });

/** @type {(error: unknown, ...codes: string[]) => boolean} */
const isCut = (error, ...codes) => error instanceof NavetteError && ["server-unreachable", ...codes].includes(error.code);
