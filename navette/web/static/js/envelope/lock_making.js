// Locks as they are made: see unlock.js. Twin: navette/envelope/unlock.py
import { bigInt, concat, crockford } from "../core/encoding.js";
import { sha256 } from "./keys.js";
import { IV, SYMBOLS, about, check, keyOf, proofStrong, strong } from "./unlock.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("./unlock.js").Kind} Kind */

const CONSONANTS = "bdfghjklmnprstvz";
const VOWELS = "aiou";
const WORDS = 5;

/** @type {(length: number) => Bytes} */
const random = (length) => crypto.getRandomValues(new Uint8Array(length));

/** A code to print: 26 symbols of chance (130 bits) and two of check, in seven groups of four. */
export async function newCode() {
  const text = crockford(bigInt(random(17)), SYMBOLS); // the lowest 130 bits of 136
  return `${text}${await check(text)}`.replace(/.{4}(?!$)/g, "$& ");
}

/** Five pronounceable words, 16 bits each (proquints, https://arxiv.org/html/0901.4016): lusab-babad-gutih-… */
export const newPassphrase = () => Array.from(new Uint16Array(random(2 * WORDS).buffer), word).join("-");

/**
 * The seed wrapped under a secret (60 bytes), and the SHA-256 of the login proof. account: 16 bytes. salt: 16 bytes
 * drawn for this lock. secret: from readCode, readPassphrase or a passkey. Refused: passphrase-elsewhere.
 * @type {(seed: Bytes, account: Bytes, kind: Kind, secret: Bytes, salt: Bytes) => Promise<{wrapped: Bytes, login: Bytes}>}
 */
export const wrap = async (seed, account, kind, secret, salt) => wrapStrong(seed, account, kind, await strong(kind, secret, salt));

/** As `wrap`, under what is strong already. @type {(seed: Bytes, account: Bytes, kind: Kind, secret: Bytes) => Promise<{wrapped: Bytes, login: Bytes}>} */
export async function wrapStrong(seed, account, kind, secret) {
  const key = await keyOf(kind, secret, "encrypt");
  const iv = random(IV);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: about(account) }, key, seed);
  return { wrapped: concat(iv, new Uint8Array(sealed)), login: await sha256(await proofStrong(kind, secret)) };
}

/** @type {(number: number) => string} */
const word = (number) =>
  CONSONANTS[number >> 12] + VOWELS[(number >> 10) & 3] + CONSONANTS[(number >> 6) & 15] + VOWELS[(number >> 4) & 3] + CONSONANTS[number & 15];
