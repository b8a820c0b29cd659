// Locks: ways to keep the 32-byte account seed where others may read it. Here they are opened; they are made in
// lock_making.js. Twin: navette/envelope/unlock.py
import { CROCKFORD, bigInt, concat, crockford, uncrockford, utf8 } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { wiped } from "./kem.js";
import { ID, derive, sha256 } from "./keys.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes */
/** prf: what a passkey gives. @typedef {"passphrase"|"code"|"prf"} Kind */

export const SALT = 16;
const STRETCHER = "./argon2id_fallback.js"; // built from navette/web/fallback
export const IV = 12;
export const SYMBOLS = 26;
const CODE = new RegExp(`^[${CROCKFORD}]{28}$`);

/** The 26 symbols of a printed code as it was typed. Refused: code-groups, code-mistyped. @type {(typed: string) => Promise<Bytes>} */
export async function readCode(typed) {
  const text = uncrockford(typed);
  if (!CODE.test(text)) refuse("code-groups");
  if ((await check(text.slice(0, SYMBOLS))) !== text.slice(SYMBOLS)) refuse("code-mistyped");
  return utf8(text.slice(0, SYMBOLS));
}

/** The id of a printed code's lock (16 bytes): who types the code need not say who he is. @type {(secret: Bytes) => Promise<Bytes>} */
export const codeLockId = async (secret) => (await derive(secret, "navette/v1 unlock code id")).slice(0, ID);

/** Whether what was typed is a passphrase, and no printed code: five words of letters. @type {(typed: string) => boolean} */
export const isPassphrase = (typed) => /^[^\s\d-]+(?:[\s-]+[^\s\d-]+){4}$/.test(typed.trim());

/** A passphrase as it was typed: case, and the way the words are parted, do not count. @type {(typed: string) => Bytes} */
export const readPassphrase = (typed) =>
  utf8(typed.normalize("NFKC").trim().toLowerCase().replace(/[\s-]+/g, "-"));

/**
 * The seed, for `person` to wipe. Refused: lock (another secret, another account, or bytes altered), passphrase-elsewhere.
 * @type {(wrapped: Bytes, account: Bytes, kind: Kind, secret: Bytes, salt: Bytes) => Promise<Bytes>}
 */
export const unwrap = async (wrapped, account, kind, secret, salt) => unwrapStrong(wrapped, account, kind, await strong(kind, secret, salt));

/** What a person shows a server that keeps the lock: it says that the secret is known, and opens nothing. @type {(kind: Kind, secret: Bytes, salt: Bytes) => Promise<Bytes>} */
export const loginProof = async (kind, secret, salt) => proofStrong(kind, await strong(kind, secret, salt));

/**
 * A passphrase made slow to guess, seconds on a slow machine: what `proofStrong`, `wrapStrong` and `unwrapStrong` take, and the id of its lock. The salt
 * is the same for all, so that the words alone find the lock: they are drawn, 80 bits, never chosen. To be wiped.
 * @type {(typed: string) => Promise<{secret: Bytes, salt: Bytes, id: Bytes}>}
 */
export async function strongPassphrase(typed) {
  const salt = (await sha256(utf8("navette/v1 unlock passphrase salt"))).slice(0, SALT);
  const secret = await strong("passphrase", readPassphrase(typed), salt);
  return { secret, salt, id: (await derive(secret, "navette/v1 unlock passphrase id")).slice(0, ID) };
}

/** As `unwrap`. @type {(wrapped: Bytes, account: Bytes, kind: Kind, secret: Bytes) => Promise<Bytes>} */
export async function unwrapStrong(wrapped, account, kind, secret) {
  const key = await keyOf(kind, secret, "decrypt");
  const how = { name: "AES-GCM", iv: wrapped.slice(0, IV), additionalData: about(account) };
  return crypto.subtle.decrypt(how, key, wrapped.slice(IV)).then(
    (seed) => new Uint8Array(seed),
    () => refuse("lock"),
  );
}

/** As `loginProof`. @type {(kind: Kind, secret: Bytes) => Promise<Bytes>} */
export const proofStrong = (kind, secret) => derive(secret, `navette/v1 unlock ${kind} login`);

/** @type {(kind: Kind, secret: Bytes, use: KeyUsage) => Promise<CryptoKey>} */
export async function keyOf(kind, secret, use) {
  const key = await derive(secret, `navette/v1 unlock ${kind} kek`);
  return wiped(key, crypto.subtle.importKey("raw", key, "AES-GCM", false, [use]));
}

/** What a person can remember is made slow to guess (Argon2id, RFC 9106; 64 MiB). @type {(kind: Kind, secret: Bytes, salt: Bytes) => Promise<Bytes>} */
export async function strong(kind, secret, salt) {
  if (kind !== "passphrase") return secret;
  const { stretch } = await import(STRETCHER).catch(() => refuse("passphrase-elsewhere"));
  return stretch(secret, salt);
}

/** @type {(account: Bytes) => Bytes} */
export const about = (account) => concat(utf8("navette/v1 unlock\0"), account);

/** @type {(text: string) => Promise<string>} */
export async function check(text) {
  const digest = await sha256(utf8(`navette/v1 code\0${text}`));
  return crockford(bigInt(digest.subarray(0, 2)) >> 6n, 2);
}
