// Public keys: how they are named, loaded and refused; hashing and derivation. Twin: navette/envelope/keys.py
import { b64, bigInt, concat, utf8 } from "../core/encoding.js";
import { NavetteError, refuse } from "../core/errors.js";
import { publicKey } from "./kem.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("./kem.js").PublicKey} PublicKey */

export const KEY_ID = 32;
export const ID = 16;
export const MLKEM_PUBLIC = 1184;
export const EPOCH_PUBLIC = MLKEM_PUBLIC + 32;
export const PERSON_PUBLIC = EPOCH_PUBLIC + 32;

const KEPT = 1024;
const MLKEM_VECTOR = 1152; // 768 coefficients of 12 bits; the rest is a seed
const Q = 3329;
const P = 2n ** 255n - 19n;
const Y8 = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;
const SMALL_ORDER = [0n, 1n, P - 1n, Y8, P - Y8]; // the y of the eight points of order 1, 2, 4 and 8

/** SHA-256 of the parts put end to end: 32 bytes. @type {(...parts: Uint8Array[]) => Promise<Bytes>} */
export const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", concat(...parts)));

/** 32 bytes of HKDF-SHA256 (RFC 5869) with an empty salt and the label as info. @type {(key: Bytes, label: string) => Promise<Bytes>} */
export async function derive(key, label) {
  const material = await crypto.subtle.importKey("raw", key, "HKDF", false, ["deriveBits"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: utf8(label) };
  return new Uint8Array(await crypto.subtle.deriveBits(how, material, 256));
}

/** The 32-byte name of a public key: an epoch's 1,216 bytes or a person's 1,248. @type {(publicBytes: Uint8Array) => Promise<Bytes>} */
export const keyId = (publicBytes) => sha256(utf8("navette/v1 key\0"), publicBytes);

/** The first 1,216 bytes of a person's public key: what seats are sealed to. @type {(personPublic: Bytes) => Bytes} */
export const kemPart = (personPublic) => personPublic.slice(0, EPOCH_PUBLIC);

/** The last 32 bytes of a person's public key: what statements and envelopes are verified with. @type {(personPublic: Bytes) => Bytes} */
export const signaturePart = (personPublic) => personPublic.slice(EPOCH_PUBLIC);

/**
 * An X-Wing public key from its 1,216 bytes: ML-KEM-768 (FIPS 203) 1,184 ‖ X25519 32. Refused: public-key-length,
 * public-key (a coefficient out of range; an X25519 point of small order, to which nothing can be sealed).
 * @type {(raw: Bytes) => Promise<PublicKey>}
 */
export const loadKemPublic = remembered(async (raw) => {
  if (raw.length !== EPOCH_PUBLIC) refuse("public-key-length", { expected: EPOCH_PUBLIC, given: raw.length });
  if (!inRange(raw.subarray(0, MLKEM_VECTOR))) refuse("public-key");
  const key = await publicKey(raw);
  try {
    await probe(raw.slice(MLKEM_PUBLIC));
    return key;
  } catch {
    refuse("public-key");
  }
});

/**
 * An Ed25519 public key from its 32 bytes, fit for non-repudiation. Refused: weak-signature-key, for a key of small
 * order (one signature of it verifies for many messages; Chromium accepts it) or not canonical (y >= 2^255 - 19).
 * @type {(raw: Bytes) => Promise<CryptoKey>}
 */
export const loadSignaturePublic = remembered(async (raw) => {
  const y = bigInt(raw.slice().reverse()) & (2n ** 255n - 1n);
  if (raw.length !== 32 || y >= P || SMALL_ORDER.includes(y)) refuse("weak-signature-key");
  return crypto.subtle.importKey("raw", raw, "Ed25519", true, ["verify"]);
});

/** Refuses what is not a person's 1,248 bytes: public-key-length, public-key, weak-signature-key. @type {(raw: Bytes) => Promise<void>} */
export async function checkPersonPublic(raw) {
  if (raw.length !== PERSON_PUBLIC) refuse("public-key-length", { expected: PERSON_PUBLIC, given: raw.length });
  await loadKemPublic(kemPart(raw));
  await loadSignaturePublic(signaturePart(raw));
}

/**
 * Whether the owner of an Ed25519 key (32 bytes) signed that message; refuses `weak-signature-key`.
 * @type {(key: Bytes, signature: Bytes, message: Bytes) => Promise<boolean>}
 */
export async function verifies(key, signature, message) {
  const loaded = await loadSignaturePublic(key).catch((error) => {
    if (error instanceof NavetteError) throw error;
    return null; // the browser's own opinion: 32 bytes that are no point sign nothing
  });
  return loaded !== null && crypto.subtle.verify("Ed25519", loaded, signature, message);
}

/** The same answer for the same bytes, the latest KEPT of them. @template T @param {(raw: Bytes) => Promise<T>} load @returns {(raw: Bytes) => Promise<T>} */
function remembered(load) {
  /** @type {Map<string, Promise<T>>} */
  const known = new Map();
  return (raw) => {
    const name = b64(raw);
    const found = known.get(name) ?? load(raw);
    known.delete(name);
    known.set(name, found);
    for (const oldest of known.keys()) if (known.size > KEPT) known.delete(oldest);
    return found;
  };
}

/** Whether every coefficient is below q (FIPS 203 section 7.2). @type {(vector: Uint8Array) => boolean} */
function inRange(vector) {
  for (let at = 0; at < vector.length; at += 3) {
    const [low, middle, high] = vector.subarray(at, at + 3);
    if ((low | ((middle & 15) << 8)) >= Q || ((middle >> 4) | (high << 4)) >= Q) return false;
  }
  return true;
}

/** Fails on a point of small order, here rather than when somebody seals to it. @type {(x25519: Bytes) => Promise<void>} */
async function probe(x25519) {
  const pair = /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey("X25519", false, ["deriveBits"]));
  const other = await crypto.subtle.importKey("raw", x25519, "X25519", true, []);
  await crypto.subtle.deriveBits({ name: "X25519", public: other }, pair.privateKey, 256);
}
