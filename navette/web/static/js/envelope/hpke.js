// HPKE (RFC 9180) base mode, single shot: KEM 0x647a MLKEM768-X25519 (X-Wing), HKDF-SHA256, AES-256-GCM.
//
// The KEM is the browser's own where it has one; elsewhere that of xwing_fallback.js, a module loaded only there.
import { concat, utf8 } from "../core/encoding.js";
import { refuse } from "../core/errors.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes */
/** A loaded public key, as the KEM holds it. @typedef {unknown} PublicKey */
/** A key pair as the KEM holds it; `public` has 1,216 bytes. @typedef {{public: Bytes, held: any}} KeyPair */
/**
 * A shared secret is an HMAC key, so that its bytes need not reach script.
 * @typedef {object} Kem
 * @property {(raw: Bytes) => Promise<PublicKey>} publicKey
 * @property {(seed: Bytes) => Promise<KeyPair>} keyPair
 * @property {(key: PublicKey) => Promise<{shared: CryptoKey, enc: Bytes}>} encapsulate
 * @property {(pair: KeyPair, enc: Bytes) => Promise<CryptoKey>} decapsulate
 * @property {(sealed: Bytes, key: CryptoKey, how: AesGcmParams) => Promise<KeyPair>} unwrap a seed sealed with AES-GCM
 */
/**
 * What xwing_fallback.js gives: secrets are bytes.
 * @typedef {object} Fallback
 * @property {(seed: Bytes) => Promise<KeyPair>} keyPair
 * @property {(raw: Bytes) => Promise<{secret: Bytes, enc: Bytes}>} encapsulate
 * @property {(pair: KeyPair, enc: Bytes) => Promise<Bytes>} decapsulate
 */

export const ENC = 1120;
const FALLBACK = "./xwing_fallback.js"; // built from navette/web/fallback; not there in a checkout that was never built
const XWING = { name: "MLKEM768-X25519" };
const HMAC = { name: "HMAC", hash: "SHA-256", length: 256 };
const NOTHING = new Uint8Array(0);
const SUITE = concat(utf8("HPKE-v1HPKE"), new Uint8Array([0x64, 0x7a, 0, 1, 0, 2]));
const ONE = new Uint8Array([1]);

/** The key operations of WebCrypto that the types of TypeScript do not know yet. @type {any} */
const subtle = crypto.subtle;

/** @type {Kem} */
const native = {
  publicKey: (raw) => subtle.importKey("raw-public", raw, XWING, true, ["encapsulateKey"]),
  keyPair: async (seed) => nativePair(await subtle.importKey("raw-seed", seed, XWING, false, ["decapsulateKey"])),
  async encapsulate(key) {
    const { sharedKey, ciphertext } = await subtle.encapsulateKey(XWING, key, HMAC, false, ["sign"]);
    return { shared: sharedKey, enc: new Uint8Array(ciphertext) };
  },
  decapsulate: (pair, enc) => subtle.decapsulateKey(XWING, pair.held, enc, HMAC, false, ["sign"]),
  unwrap: async (sealed, key, how) =>
    nativePair(await subtle.unwrapKey("raw-seed", sealed, key, how, XWING, false, ["decapsulateKey"])),
};

/** @type {(held: CryptoKey) => Promise<KeyPair>} */
async function nativePair(held) {
  const half = await subtle.getPublicKey(held, ["encapsulateKey"]);
  return { held, public: new Uint8Array(await subtle.exportKey("raw-public", half)) };
}

/** The same Kem over a fallback module. @type {(fallback: Fallback) => Kem} */
export function over(fallback) {
  /** @type {Kem} */
  const kem = {
    publicKey: async (raw) => raw,
    keyPair: fallback.keyPair,
    async encapsulate(key) {
      const { secret, enc } = await fallback.encapsulate(/** @type {Bytes} */ (key));
      return { shared: await secretKey(secret), enc };
    },
    decapsulate: async (pair, enc) => secretKey(await fallback.decapsulate(pair, enc)),
    async unwrap(sealed, key, how) {
      const seed = new Uint8Array(await crypto.subtle.decrypt(how, key, sealed));
      return wiped(seed, fallback.keyPair(seed));
    },
  };
  return kem;
}

/** @type {Promise<Kem>|undefined} */
let chosen;

/** Takes that Kem from now on; keys loaded before belong to another one. @type {(kem: Kem) => void} */
export function use(kem) {
  chosen = Promise.resolve(kem);
}

/** @type {() => Promise<Kem>} */
const theKem = () => (chosen ??= findKem());

/** Refuses `browser-too-old` where there is neither. @type {() => Promise<Kem>} */
async function findKem() {
  try {
    await subtle.generateKey(XWING, false, ["encapsulateKey", "decapsulateKey"]);
    return native;
  } catch {} // a browser without it
  try {
    return over(await import(FALLBACK));
  } catch {
    chosen = undefined; // perhaps the network's fault: next time may do
    refuse("browser-too-old");
  }
}

/** @type {(raw: Bytes) => Promise<PublicKey>} */
export const publicKey = async (raw) => (await theKem()).publicKey(raw);

/** The key pair of a 32-byte seed; natively, not extractable. @type {(seed: Bytes) => Promise<KeyPair>} */
export const keyPair = async (seed) => (await theKem()).keyPair(seed);

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

/** @type {(bytes: Bytes) => Promise<CryptoKey>} */
const secretKey = (bytes) => wiped(bytes, crypto.subtle.importKey("raw", bytes, HMAC, false, ["sign"]));

/** What is made of a secret; its bytes are zeros afterwards. @template T @param {Bytes} secret @param {Promise<T>} made */
export async function wiped(secret, made) {
  try {
    return await made;
  } finally {
    secret.fill(0);
  }
}
