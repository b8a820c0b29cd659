// X-Wing (draft-connolly-cfrg-xwing-kem) for a browser that has X25519 and not MLKEM768-X25519: Firefox and Safari in
// November 2026. Bundled as js/envelope/xwing_fallback.js; what it gives is the type Fallback of js/envelope/hpke.js.
import { sha3_256, shake256 } from "@noble/hashes/sha3.js";
import { ml_kem768 } from "@noble/post-quantum/ml-kem.js";

const MLKEM_PUBLIC = 1184;
const MLKEM_CIPHERTEXT = 1088;
const LABEL = new Uint8Array([0x5c, 0x2e, 0x2f, 0x2f, 0x5e, 0x5c]); // \.//^\
const BASE = Uint8Array.of(9, ...new Uint8Array(31));
const PKCS8 = Uint8Array.of(48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 110, 4, 34, 4, 32); // RFC 8410, before the 32 bytes

/** Section 5.2: 64 bytes for ML-KEM (d ‖ z), 32 for X25519. @param {Uint8Array} seed 32 bytes */
export async function keyPair(seed) {
  const expanded = shake256(seed, { dkLen: 96 });
  const mlkem = ml_kem768.keygen(expanded.subarray(0, 64));
  const spelled = concat(PKCS8, expanded.subarray(64));
  const x25519 = await crypto.subtle.importKey("pkcs8", spelled, "X25519", false, ["deriveBits"]);
  expanded.fill(0);
  spelled.fill(0);
  return { public: concat(mlkem.publicKey, await exchange(x25519, BASE)), held: { mlkem: mlkem.secretKey, x25519 } };
}

/** Section 5.4: the secret (32 bytes) and its encapsulation (1,120). @param {Uint8Array} raw 1,216 bytes */
export async function encapsulate(raw) {
  const [mlkem, x25519] = [raw.slice(0, MLKEM_PUBLIC), raw.slice(MLKEM_PUBLIC)];
  const pair = await crypto.subtle.generateKey("X25519", false, ["deriveBits"]);
  const ephemeral = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const { cipherText, sharedSecret } = ml_kem768.encapsulate(mlkem);
  const secret = combine(sharedSecret, await exchange(pair.privateKey, x25519), ephemeral, x25519);
  return { secret, enc: concat(cipherText, ephemeral) };
}

/** Section 5.5: the secret. @param {{public: Uint8Array, held: any}} pair @param {Uint8Array} enc 1,120 bytes */
export async function decapsulate(pair, enc) {
  const ephemeral = enc.slice(MLKEM_CIPHERTEXT);
  const shared = ml_kem768.decapsulate(enc.slice(0, MLKEM_CIPHERTEXT), pair.held.mlkem);
  return combine(shared, await exchange(pair.held.x25519, ephemeral), ephemeral, pair.public.slice(MLKEM_PUBLIC));
}

/** Section 5.3. Both secrets are zeros afterwards. */
function combine(mlkem, x25519, ephemeral, recipient) {
  const whole = concat(mlkem, x25519, ephemeral, recipient, LABEL);
  const secret = sha3_256(whole);
  for (const bytes of [whole, mlkem, x25519]) bytes.fill(0);
  return secret;
}

/** 32 bytes of X25519; WebCrypto fails on a point of small order. */
async function exchange(key, raw) {
  const other = await crypto.subtle.importKey("raw", raw, "X25519", true, []);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "X25519", public: other }, key, 256));
}

function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
