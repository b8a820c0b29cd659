// The KEM under HPKE: MLKEM768-X25519 (X-Wing), the browser's own where it has one; elsewhere that of xwing_fallback.js, a
// module loaded only there.
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

const FALLBACK = "./xwing_fallback.js"; // built from navette/web/fallback; not there in a checkout that was never built
const XWING = { name: "MLKEM768-X25519" };
export const HMAC = { name: "HMAC", hash: "SHA-256", length: 256 };

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

/** @type {Promise<Kem>|undefined} */
let chosen;

/** Takes that Kem from now on; keys loaded before belong to another one. @type {(kem: Kem) => void} */
export function use(kem) {
  chosen = Promise.resolve(kem);
}

/** @type {() => Promise<Kem>} */
export const theKem = () => (chosen ??= findKem());

/** Refuses `browser-too-old` where there is neither. @type {() => Promise<Kem>} */
async function findKem() {
  try {
    await subtle.generateKey(XWING, false, ["encapsulateKey", "decapsulateKey"]);
    return native;
  } catch {} // a browser without it
  try {
    const [fallback, { over }] = await Promise.all([import(FALLBACK), import("./kem_script.js")]);
    return over(fallback);
  } catch {
    chosen = undefined; // perhaps the network's fault: next time may do
    refuse("browser-too-old");
  }
}

/** @type {(raw: Bytes) => Promise<PublicKey>} */
export const publicKey = async (raw) => (await theKem()).publicKey(raw);

/** The key pair of a 32-byte seed; natively, not extractable. @type {(seed: Bytes) => Promise<KeyPair>} */
export const keyPair = async (seed) => (await theKem()).keyPair(seed);

/** @type {(bytes: Bytes) => Promise<CryptoKey>} */
export const secretKey = (bytes) => wiped(bytes, crypto.subtle.importKey("raw", bytes, HMAC, false, ["sign"]));

/** What is made of a secret; its bytes are zeros afterwards. @template T @param {Bytes} secret @param {Promise<T>} made */
export async function wiped(secret, made) {
  try {
    return await made;
  } finally {
    secret.fill(0);
  }
}
