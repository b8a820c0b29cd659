// The manifest: what a fiche is and which attachments it has, sealed with it. Twin: navette/envelope/manifest.py
import { b64, unb64 } from "../core/encoding.js";
import { NavetteError, refuse } from "../core/errors.js";
import { canonical, hasExactly, isObject, isText, readObject } from "./canonical.js";
import { MAX_BLOBS, padded } from "./format.js";
import { ID } from "./keys.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("./format.js").BlobRef} BlobRef */
/** A sealed file: blob id, its key (32 bytes), its name, media type and true size. @typedef {{blob: Bytes, key: Bytes, name: string, type: string, size: number}} Attachment */
/** @typedef {"fiche"|"reply"|"question"|"reason"} Kind */
/** media: the type of the bytes that follow. @typedef {{kind: Kind, media: string, attachments: Attachment[]}} Manifest */

export const KINDS = ["fiche", "reply", "question", "reason"];
export const FHIR_JSON = "application/fhir+json";
export const BLOB_KEY = 32;
const MEDIA = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/;
const SIZE = /^(?:0|[1-9][0-9]{0,12})$/;

/** The canonical JSON; refuses `manifest` when `read` would. @type {(manifest: Manifest) => Bytes} */
export function write({ kind, media, attachments }) {
  return orManifest(() => {
    const raw = canonical({ kind, media, attachments: attachments.map(spell) });
    read(raw);
    return raw;
  });
}

/** A manifest from its canonical bytes; kind and media may be absent. Refused: manifest. @type {(raw: Bytes) => Manifest} */
export function read(raw) {
  return orManifest(() => {
    const { kind = "fiche", media = FHIR_JSON, attachments, ...more } = readObject(raw);
    if (Object.keys(more).length || !Array.isArray(attachments)) refuse("manifest");
    const found = attachments.map(readAttachment);
    if (!KINDS.includes(kind) || !isMedia(media) || !allDifferent(found)) refuse("manifest");
    return { kind, media, attachments: found };
  });
}

/** Every attachment is a blob of the header, of the padded size the header says; refuses `manifest`. @type {(manifest: Manifest, blobs: BlobRef[]) => void} */
export function checkAttachments(manifest, blobs) {
  const sizes = new Map(blobs.map(({ id, size }) => [b64(id), size]));
  if (manifest.attachments.some(({ blob, size }) => sizes.get(b64(blob)) !== padded(size))) refuse("manifest");
}

/** A name a file can bear in one folder: nothing hidden, no separator, not the folder itself. @type {(value: unknown) => boolean} */
export const isFileName = (value) => isText(value, 255) && value !== "." && value !== ".." && !/[/\\]/.test(value);

/** @type {(one: Attachment) => Record<string, string>} */
const spell = ({ blob, key, name, type, size }) => ({ blob: b64(blob), key: b64(key), name, type, size: String(size) });

/** @type {(value: any) => Attachment} */
function readAttachment(value) {
  if (!isObject(value) || !hasExactly(value, ["blob", "key", "name", "type", "size"])) refuse("manifest");
  const { blob, key, name, type, size } = value;
  if (!isFileName(name) || !isMedia(type) || typeof size !== "string" || !SIZE.test(size)) refuse("manifest");
  return { blob: unb64(blob, ID), key: unb64(key, BLOB_KEY), name, type, size: Number(size) };
}

/** @type {(value: unknown) => boolean} */
const isMedia = (value) => typeof value === "string" && MEDIA.test(value);

/** @type {(attachments: Attachment[]) => boolean} */
const allDifferent = (attachments) =>
  attachments.length <= MAX_BLOBS && new Set(attachments.map(({ blob }) => b64(blob))).size === attachments.length;

/** @template T @param {() => T} make @returns {T} */
function orManifest(make) {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof NavetteError)) throw error;
    refuse("manifest");
  }
}
