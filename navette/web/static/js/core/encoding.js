// How bytes, times and references are spelled: one canonical spelling each. Twin: navette/core/encoding.py
import { refuse } from "./errors.js";

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

export const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // no I, L, O, U: nothing to confuse over the telephone
/** By what is left of a length divided by 3: the unused low bits of the last symbol are zero. */
const ALPHABET = [/^[A-Za-z0-9_-]*$/, /^[A-Za-z0-9_-]*[AQgw]$/, /^[A-Za-z0-9_-]*[AEIMQUYcgkosw048]$/];
const TIME = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;
const BLANKS = /(?!\ufeff)\s|[\x1c-\x1f\x85]/g; // what Python calls white space
const YEAR_1 = -62135596800;
const YEAR_10000 = 253402300800;

const encoder = new TextEncoder();

/** @type {(text: string) => Bytes} */
export const utf8 = (text) => encoder.encode(text);

/** The parts put end to end. @type {(...parts: Uint8Array[]) => Bytes} */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Whether two byte strings are equal; the time it takes says nothing of where they differ. @type {(one: Uint8Array, other: Uint8Array) => boolean} */
export function same(one, other) {
  let found = one.length ^ other.length;
  for (let at = 0; at < one.length; at += 1) found |= one[at] ^ other[at];
  return found === 0;
}

/** Base64 (RFC 4648 section 4). @type {(bytes: Uint8Array) => string} */
export function base64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Base64url without padding (RFC 4648 section 5). @type {(bytes: Uint8Array) => string} */
export const b64 = (bytes) => base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** The `length` bytes that `text` spells; refuses `base64url` for any other spelling of them. @type {(text: unknown, length: number) => Bytes} */
export function unb64(text, length) {
  const right = typeof text === "string" && text.length === Math.ceil((length * 4) / 3) && ALPHABET[length % 3].test(text);
  if (!right) refuse("base64url", { expected: length });
  const chars = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 1) bytes[at] = chars.charCodeAt(at);
  return bytes;
}

/** Seconds since 1970 as 2026-11-22T10:00:00Z (RFC 3339, whole seconds, always UTC). @type {(seconds: number) => string} */
export function timestamp(seconds) {
  if (!(seconds >= YEAR_1 && seconds < YEAR_10000)) throw new RangeError("beyond the years of the calendar");
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** The inverse of `timestamp`; refuses `time` for any other spelling. @type {(text: unknown) => number} */
export function seconds(text) {
  if (typeof text !== "string" || !TIME.test(text)) refuse("time");
  const found = Date.parse(text) / 1000;
  if (!(found >= YEAR_1) || timestamp(found) !== text) refuse("time");
  return found;
}

/** `number` in base 32, most significant symbol first, exactly `symbols` long. @type {(number: bigint, symbols: number) => string} */
export function crockford(number, symbols) {
  let text = "";
  for (let rest = number; text.length < symbols; rest >>= 5n) text = CROCKFORD[Number(rest & 31n)] + text;
  return text;
}

/** What a person meant to type: case, dashes and spaces forgiven, O read as 0, I and L as 1. @type {(typed: string) => string} */
export const uncrockford = (typed) =>
  typed.toUpperCase().replace(BLANKS, "").replaceAll("-", "").replaceAll("O", "0").replace(/[IL]/g, "1");

/** Big-endian bytes as one number. @type {(bytes: Uint8Array) => bigint} */
export const bigInt = (bytes) => bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);

/**
 * The short reference of a handoff, to say over the telephone: NV-7K3F-22Q. 35 bits of SHA-256 of the message id
 * (16 bytes): both sides derive it, nobody assigns it, it names no patient.
 * @type {(messageId: Bytes) => Promise<string>}
 */
export async function reference(messageId) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", messageId));
  const text = crockford(bigInt(digest.subarray(0, 5)) >> 5n, 7);
  return `NV-${text.slice(0, 4)}-${text.slice(4)}`;
}
