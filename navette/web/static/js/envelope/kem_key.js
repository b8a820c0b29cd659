// An X-Wing key pair as it is held: what seats and epochs are. Twin: KemKey of navette/envelope/seat.py
import { keyPair } from "./kem.js";
import { keyId } from "./keys.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("./kem.js").KeyPair} KeyPair */

export const SEED = 32;

/**
 * An X-Wing key pair: one generation (epoch) of a mailbox, or a person's KEM half. It is not extractable natively;
 * `seed` is there only where the seed itself must be sealed to others, until `forget`.
 */
export class KemKey {
  /** @param {KeyPair} pair @param {Bytes} id 32 bytes @param {Bytes|null} seed */
  constructor(pair, id, seed) {
    this.pair = pair;
    this.id = id;
    this.seed = seed;
  }

  /** 1,216 bytes: ML-KEM-768 1,184 ‖ X25519 32. */
  get public() {
    return this.pair.public;
  }

  /** A key pair drawn at random, with its seed: to give seats of, then forget. */
  static async fresh() {
    return KemKey.of(crypto.getRandomValues(new Uint8Array(SEED)));
  }

  /** @param {Bytes} seed kept, and wiped by `forget` */
  static async of(seed) {
    if (seed.length !== SEED) throw new RangeError("an X-Wing seed has 32 bytes");
    return KemKey.around(await keyPair(seed), seed);
  }

  /** @param {KeyPair} pair @param {Bytes|null} seed */
  static async around(pair, seed = null) {
    return new KemKey(pair, await keyId(pair.public), seed);
  }

  /** The plaintext of one HPKE single shot; refuses `sealed-to-another-key-or-context`. @param {Uint8Array} info @param {Bytes} sealed */
  async open(info, sealed) {
    const { open } = await import("./hpke.js");
    return open(this.pair, info, sealed);
  }

  /** Wipes the seed: the key opens as before, and can no longer be given. */
  forget() {
    this.seed?.fill(0);
    this.seed = null;
    return this;
  }
}
