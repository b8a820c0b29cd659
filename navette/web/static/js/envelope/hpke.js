// HPKE (RFC 9180) base mode, single shot: KEM 0x647a MLKEM768-X25519 (X-Wing), HKDF-SHA256, AES-256-GCM.
import { concat, utf8 } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { secretKey, theKem, wiped } from "./kem.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes */
/** @typedef {import("./kem.js").KeyPair} KeyPair @typedef {import("./kem.js").PublicKey} PublicKey */

export const ENC = 1120;
const NOTHING = new Uint8Array(0);
const SUITE = concat(utf8("HPKE-v1HPKE"), new Uint8Array([0x64, 0x7a, 0, 1, 0, 2]));
const ONE = new Uint8Array([1]);

/** enc 1,120 ‖ ciphertext and tag. @type {(key: PublicKey, info: Uint8Array, plain: Bytes) => Promise<Bytes>} */
export async function seal(key, info, plain) {
  const { shared, enc } = await (await theKem()).encapsulate(key);
  const { gcm, how } = await schedule(shared, info, "encrypt");
  return concat(enc, new Uint8Array(await crypto.subtle.encrypt(how, gcm, plain)));
}

/** What was sealed; refuses `sealed-to-another-key-or-context`. @type {(pair: KeyPair, info: Uint8Array, sealed: Bytes) => Promise<Bytes>} */
export const open = (pair, info, sealed) =>
  opening(pair, info, sealed, "decrypt", async (rest, gcm, how) =>
    new Uint8Array(await crypto.subtle.decrypt(how, gcm, rest)),
  );

/**
 * The key pair of a sealed seed of 32 bytes, which natively never reaches script; refuses
 * `sealed-to-another-key-or-context`.
 * @type {(pair: KeyPair, info: Uint8Array, sealed: Bytes) => Promise<KeyPair>}
 */
export const openSeed = (pair, info, sealed) =>
  opening(pair, info, sealed, "unwrapKey", async (rest, gcm, how) => (await theKem()).unwrap(rest, gcm, how));

/**
 * @template T
 * @param {KeyPair} pair @param {Uint8Array} info @param {Bytes} sealed @param {KeyUsage} use
 * @param {(rest: Bytes, gcm: CryptoKey, how: AesGcmParams) => Promise<T>} take
 */
async function opening(pair, info, sealed, use, take) {
  if (sealed.length <= ENC) refuse("sealed-to-another-key-or-context");
  try {
    const shared = await (await theKem()).decapsulate(pair, sealed.slice(0, ENC));
    const { gcm, how } = await schedule(shared, info, use);
    return await take(sealed.slice(ENC), gcm, how);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    refuse("sealed-to-another-key-or-context");
  }
}

/** RFC 9180 section 5.1, mode 0. @type {(shared: CryptoKey, info: Uint8Array, use: KeyUsage) => Promise<{gcm: CryptoKey, how: AesGcmParams}>} */
async function schedule(shared, info, use) {
  const zeros = await secretKey(new Uint8Array(32));
  const [id, about, secret] = await Promise.all([
    extract(zeros, "psk_id_hash", NOTHING),
    extract(zeros, "info_hash", info),
    extract(shared, "secret", NOTHING).then(secretKey),
  ]);
  const context = concat(new Uint8Array(1), id, about);
  const [key, iv] = await Promise.all([expand(secret, "key", context, 32), expand(secret, "base_nonce", context, 12)]);
  const uses = use === "unwrapKey" ? [use, /** @type {KeyUsage} */ ("decrypt")] : [use];
  const gcm = await wiped(key, crypto.subtle.importKey("raw", key, "AES-GCM", false, uses));
  return { gcm, how: { name: "AES-GCM", iv } };
}

/** LabeledExtract. @type {(salt: CryptoKey, label: string, material: Uint8Array) => Promise<Bytes>} */
const extract = (salt, label, material) => mac(salt, concat(SUITE, utf8(label), material));

/** LabeledExpand, up to 32 bytes. @type {(key: CryptoKey, label: string, info: Uint8Array, length: number) => Promise<Bytes>} */
async function expand(key, label, info, length) {
  const block = await mac(key, concat(new Uint8Array([0, length]), SUITE, utf8(label), info, ONE));
  return block.slice(0, length);
}

/** @type {(key: CryptoKey, data: Bytes) => Promise<Bytes>} */
const mac = async (key, data) => new Uint8Array(await crypto.subtle.sign("HMAC", key, data));
