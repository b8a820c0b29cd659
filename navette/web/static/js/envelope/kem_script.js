// The KEM of browsers that have none of their own: the same, over xwing_fallback.js.
import { secretKey, wiped } from "./kem.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("./kem.js").Kem} Kem @typedef {import("./kem.js").KeyPair} KeyPair */
/**
 * What xwing_fallback.js gives: secrets are bytes.
 * @typedef {object} Fallback
 * @property {(seed: Bytes) => Promise<KeyPair>} keyPair
 * @property {(raw: Bytes) => Promise<{secret: Bytes, enc: Bytes}>} encapsulate
 * @property {(pair: KeyPair, enc: Bytes) => Promise<Bytes>} decapsulate
 */

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
