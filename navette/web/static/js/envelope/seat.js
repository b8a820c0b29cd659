// Mailbox keys and seats: the seed of an epoch, sealed to each member, and to the next epoch. Twin: navette/envelope/seat.py
import { concat, same, utf8 } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { openSeed, seal } from "./hpke.js";
import { KemKey, SEED } from "./kem_key.js";
import { checkPersonPublic, kemPart, keyId, loadKemPublic } from "./keys.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes */
/** @typedef {{kem: KemKey, id: Bytes}} Holder a person: see person.js */

export { KemKey };
export const SEALED_SEED = 1120 + SEED + 16;

/**
 * The epoch's seed sealed to one member of the mailbox: 1,168 bytes. Refused: public-key-length, public-key,
 * weak-signature-key.
 * @type {(mailbox: Bytes, epoch: KemKey, personPublic: Bytes) => Promise<Bytes>}
 */
export async function giveSeat(mailbox, epoch, personPublic) {
  await checkPersonPublic(personPublic);
  const info = seatInfo(mailbox, epoch.id, await keyId(personPublic));
  return seal(await loadKemPublic(kemPart(personPublic)), info, seedOf(epoch));
}

/**
 * The epoch's key, from the seat given to this person: to read with. Refused: sealed-to-another-key-or-context,
 * seat-holds-another-key (the one who gave it did not tell the truth).
 * @type {(mailbox: Bytes, epochId: Bytes, person: Holder, sealed: Bytes) => Promise<KemKey>}
 */
export const takeSeat = (mailbox, epochId, person, sealed) =>
  taken(person.kem, seatInfo(mailbox, epochId, person.id), sealed, epochId, "seat-holds-another-key");

/** The same with its seed: to give seats of it, then forget. @type {(mailbox: Bytes, epochId: Bytes, person: Holder, sealed: Bytes) => Promise<KemKey>} */
export const takeSeatToGive = (mailbox, epochId, person, sealed) =>
  takenWhole(person.kem, seatInfo(mailbox, epochId, person.id), sealed, epochId, "seat-holds-another-key");

/** The old epoch's seed sealed to the new epoch, so that a newcomer reads the backlog: 1,168 bytes. @type {(mailbox: Bytes, fresh: KemKey, old: KemKey) => Promise<Bytes>} */
export const linkHistory = async (mailbox, fresh, old) =>
  seal(await loadKemPublic(fresh.public), historyInfo(mailbox, fresh.id, old.id), seedOf(old));

/**
 * The old epoch's key, from the link made when the new one began. Refused: sealed-to-another-key-or-context,
 * history-holds-another-key.
 * @type {(mailbox: Bytes, newer: KemKey, oldId: Bytes, sealed: Bytes) => Promise<KemKey>}
 */
export const followHistory = (mailbox, newer, oldId, sealed) =>
  taken(newer, historyInfo(mailbox, newer.id, oldId), sealed, oldId, "history-holds-another-key");

/** @type {(key: KemKey, info: Bytes, sealed: Bytes, id: Bytes, code: string) => Promise<KemKey>} */
async function taken(key, info, sealed, id, code) {
  if (sealed.length !== SEALED_SEED) return takenWhole(key, info, sealed, id, code); // says why it is refused
  return announced(await KemKey.around(await openSeed(key.pair, info, sealed)), id, code);
}

/** @type {(key: KemKey, info: Bytes, sealed: Bytes, id: Bytes, code: string) => Promise<KemKey>} */
async function takenWhole(key, info, sealed, id, code) {
  const seed = await key.open(info, sealed);
  if (seed.length !== SEED) refuse(code);
  return announced(await KemKey.of(seed), id, code);
}

/** @type {(key: KemKey, id: Bytes, code: string) => KemKey} */
function announced(key, id, code) {
  if (same(key.id, id)) return key;
  key.forget();
  refuse(code);
}

/** @type {(key: KemKey) => Bytes} */
function seedOf(key) {
  if (!key.seed) throw new TypeError("a key without its seed cannot be given");
  return key.seed;
}

/** @type {(mailbox: Bytes, epochId: Bytes, personId: Bytes) => Bytes} */
const seatInfo = (mailbox, epochId, personId) => concat(utf8("navette/v1 seat\0"), mailbox, epochId, personId);

/** @type {(mailbox: Bytes, newId: Bytes, oldId: Bytes) => Bytes} */
const historyInfo = (mailbox, newId, oldId) => concat(utf8("navette/v1 history\0"), mailbox, newId, oldId);
