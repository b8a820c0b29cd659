// Checkpoints: a ledger's size and root in one signed note. Twin: navette/ledger/checkpoint.py
//
// C2SP tlog-checkpoint (https://c2sp.org/tlog-checkpoint), signed-note (https://c2sp.org/signed-note); those of witnesses:
// cosignature.js, loaded when there is one.
import { base64, concat, same, utf8 } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { loadSignaturePublic, sha256, verifies } from "../envelope/keys.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes */
/**
 * What a ledger said of itself.
 * @typedef {object} Checkpoint
 * @property {string} origin
 * @property {number} size leaves
 * @property {Bytes} root 32 bytes
 * @property {string} note the signed text, to be kept as it came
 * @property {Record<string, number>} cosigned witness → seconds since 1970, when its cosignature was asked for and verified
 */

// Signature types of signed-note: they enter the key's hash, so one key never signs for two uses.
const ED25519 = new Uint8Array([1]);
const COSIGNATURE = new Uint8Array([4]);
const MAX_NOTE = 64 * 1024; // characters

const NAME = /^(?:[^\s+\x00-\x1f\x85\ud800-\udfff]|\ufeff)+$/u; // without what Python calls white space
const SIZE = /^(?:0|[1-9][0-9]{0,14})$/; // below 10^15: exact
const SIGNATURE = /^\u2014 ([^ ]+) ([^ ]+)$/;

/**
 * A note, read and verified. key: the ledger's 32-byte Ed25519 key. witnesses: name → 32-byte Ed25519 key; at least
 * `quorum` of them must have cosigned, how long ago is for the caller to judge. Signatures by unknown keys are skipped.
 * Refused: checkpoint-text, checkpoint-signature, checkpoint-unsigned, too-few-witnesses, weak-signature-key.
 * @type {(note: string, origin: string, key: Bytes, witnesses?: Map<string, Bytes>, quorum?: number) => Promise<Checkpoint>}
 */
export async function readCheckpoint(note, origin, key, witnesses = new Map(), quorum = 0) {
  const end = note.indexOf("\n\n") + 1;
  if (!end || [...note].length > MAX_NOTE) refuse("checkpoint-text", { line: "signatures" });
  const text = note.slice(0, end);
  const { size, root } = readText(text, origin);
  let signed = false;
  /** @type {Map<string, number>} */
  const cosigned = new Map();
  for (const [name, id, signature] of signatures(note.slice(end + 1))) {
    if (name === origin && same(id, await shortId(name, ED25519, key))) {
      await verify(name, key, signature, text);
      signed = true;
    }
    const witness = witnesses.get(name);
    if (witness && same(id, await shortId(name, COSIGNATURE, witness)))
      cosigned.set(name, await (await import("./cosignature.js")).verifyCosignature(name, witness, signature, text));
  }
  if (!signed) refuse("checkpoint-unsigned", { origin });
  if (cosigned.size < quorum) refuse("too-few-witnesses", { cosigned: cosigned.size, quorum });
  return { origin, size, root, note, cosigned: Object.fromEntries(cosigned) };
}

/** The verifier key to pin, as signed-note spells it: name+hash+base64(type ‖ key). @type {(origin: string, key: Bytes) => Promise<string>} */
export async function vkey(origin, key) {
  if (!NAME.test(origin)) refuse("checkpoint-text", { line: "origin" });
  const id = [...(await shortId(origin, ED25519, key))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${origin}+${id}+${base64(concat(ED25519, key))}`;
}

/**
 * What a verifier key names. Refused: verifier-key (another type of key included), weak-signature-key.
 * @type {(text: string) => Promise<{origin: string, key: Bytes}>}
 */
export async function readVkey(text) {
  const [origin, , ...rest] = text.split("+");
  const raw = unbase64(rest.join("+")); // base64 may hold a plus, the two fields before it do not
  const key = raw?.slice(1);
  if (key?.length !== 32 || !NAME.test(origin) || (await vkey(origin, key)) !== text) refuse("verifier-key");
  await loadSignaturePublic(key);
  return { origin, key };
}

/** @type {(name: string, kind: Bytes, key: Bytes) => Promise<Bytes>} */
const shortId = async (name, kind, key) => (await sha256(utf8(`${name}\n`), kind, key)).slice(0, 4);

/** Exactly three lines: extension lines are audited by nobody. @type {(text: string, origin: string) => {size: number, root: Bytes}} */
function readText(text, origin) {
  const lines = text.split("\n");
  if (lines.length !== 4) refuse("checkpoint-text", { line: "count" });
  if (lines[0] !== origin) refuse("checkpoint-text", { line: "origin" });
  if (!SIZE.test(lines[1])) refuse("checkpoint-text", { line: "size" });
  const root = unbase64(lines[2]);
  if (root?.length !== 32) refuse("checkpoint-text", { line: "root" });
  return { size: Number(lines[1]), root };
}

/** Key name, 4-byte key id and signature of each line, known or not. @type {(tail: string) => Generator<[string, Bytes, Bytes]>} */
function* signatures(tail) {
  if (!tail.endsWith("\n")) refuse("checkpoint-text", { line: "signatures" });
  for (const line of tail.slice(0, -1).split("\n")) {
    const [, name, encoded] = SIGNATURE.exec(line) ?? ["", "", ""];
    const blob = NAME.test(name) ? unbase64(encoded) : null;
    if (!blob || blob.length < 5) refuse("checkpoint-text", { line: "signatures" });
    yield [name, blob.slice(0, 4), blob.slice(4)];
  }
}

/** RFC 4648 section 4, padded, in its one canonical spelling; null otherwise. @type {(text: string) => Bytes|null} */
function unbase64(text) {
  try {
    const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    return base64(bytes) === text ? bytes : null;
  } catch {
    return null;
  }
}

/** Refuses checkpoint-signature. @type {(name: string, key: Bytes, signature: Bytes, signed: string) => Promise<void>} */
export async function verify(name, key, signature, signed) {
  if (!(await verifies(key, signature, utf8(signed)))) refuse("checkpoint-signature", { name });
}
