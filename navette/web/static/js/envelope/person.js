// A person's keys: one 32-byte account seed from which everything else is derived. Twin: navette/envelope/person.py
import { b64, concat, unb64 } from "../core/encoding.js";
import { canonical } from "./canonical.js";
import { wiped } from "./kem.js";
import { KemKey, SEED } from "./kem_key.js";
import { derive, keyId } from "./keys.js";
import { LABEL, read } from "./statement.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("./canonical.js").Fields} Fields */
/** @typedef {import("./statement.js").SignedStatement} SignedStatement */

const PKCS8 = new Uint8Array([48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32]); // RFC 8410, before the 32 bytes

/** An account seed drawn at random: wrap it in a lock before `person` wipes it. */
export const newSeed = () => crypto.getRandomValues(new Uint8Array(SEED));

export class Person {
  /** @param {KemKey} kem what seats are sealed to @param {CryptoKey} signer @param {Bytes} all 1,248 bytes @param {Bytes} id */
  constructor(kem, signer, all, id) {
    this.kem = kem;
    this.signer = signer;
    this.public = all;
    this.id = id;
  }

  /** The Ed25519 signature of bytes that begin with their own label: 64 bytes. @param {Bytes} message */
  async sign(message) {
    return new Uint8Array(await crypto.subtle.sign("Ed25519", this.signer, message));
  }

  /**
   * A statement in canonical spelling, and its signature; `v` and `by` are filled in when absent. Refuses to sign what
   * `check`, `read` of statement.js, would refuse.
   * @param {Fields} fields @param {(raw: Bytes) => Fields} [check] @returns {Promise<SignedStatement>}
   */
  async signStatement(fields, check = read) {
    const raw = canonical({ v: "1", by: b64(this.id), ...fields });
    check(raw);
    return { raw, signature: await this.sign(concat(LABEL, raw)) };
  }
}

/** The keys of an account seed, none of them extractable natively; the seed itself is zeros afterwards. @type {(seed: Bytes) => Promise<Person>} */
export async function person(seed) {
  if (seed.length !== SEED) throw new RangeError("an account seed has 32 bytes");
  const [kemSeed, signSeed] = await wiped(
    seed,
    Promise.all([derive(seed, "navette/v1 person kem"), derive(seed, "navette/v1 person sign")]),
  );
  const kem = (await KemKey.of(kemSeed)).forget();
  const { signer, half } = await signingKey(signSeed);
  const all = concat(kem.public, half);
  return new Person(kem, signer, all, await keyId(all));
}

/** @type {(seed: Bytes) => Promise<{signer: CryptoKey, half: Bytes}>} */
async function signingKey(seed) {
  const spelled = concat(PKCS8, seed);
  seed.fill(0);
  const load = (/** @type {boolean} */ out) => crypto.subtle.importKey("pkcs8", spelled, "Ed25519", out, ["sign"]);
  const [signer, shown] = await wiped(spelled, Promise.all([load(false), load(true)]));
  return { signer, half: await publicHalf(shown) };
}

/** The public half of a key that can be exported; the private one goes through script only where there is no other way. @type {(key: CryptoKey) => Promise<Bytes>} */
async function publicHalf(key) {
  /** @type {any} */
  const subtle = crypto.subtle;
  if (!subtle.getPublicKey) return unb64((await subtle.exportKey("jwk", key)).x, 32);
  return new Uint8Array(await subtle.exportKey("raw", await subtle.getPublicKey(key, ["verify"])));
}
