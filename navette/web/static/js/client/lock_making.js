// New locks, and how the server comes to keep them. docs/spec/api.md, Locks
import { b64, timestamp } from "../core/encoding.js";
import { NavetteError } from "../core/errors.js";
import { wiped } from "../envelope/kem.js";
import { ID } from "../envelope/keys.js";
import { newCode, newPassphrase, wrap, wrapStrong } from "../envelope/lock_making.js";
import { codeLockId, readCode, strongPassphrase } from "../envelope/unlock.js";
import { ABSENT } from "./desk.js";
import { make } from "./passkey_making.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../envelope/unlock.js").Kind} Kind @typedef {import("./http.js").Api} Api */
/** @typedef {import("./passkey_making.js").Owner} Owner */
/** A lock to be kept. @typedef {{id: string, body: Record<string, unknown>}} Lock */
/** What a person is shown once, and the lock it opens. @typedef {{words: string, lock: Lock}} Words */

const TRIES = 3;
const WAIT = 400; // milliseconds before the second try; twice as long before the next

/** @type {() => Bytes} */
const random = () => crypto.getRandomValues(new Uint8Array(ID));

/** A printed code, and its lock. @type {(seed: Bytes, account: Bytes) => Promise<Words>} */
export async function codeLock(seed, account) {
  const words = await newCode();
  const secret = await readCode(words);
  const salt = random();
  const made = await wrap(seed, account, "code", secret, salt);
  return { words, lock: ofWords("code", await codeLockId(secret), account, salt, made) };
}

/** A passphrase drawn here, and its lock; takes seconds. Throws passphrase-elsewhere. @type {(seed: Bytes, account: Bytes) => Promise<Words>} */
export async function passphraseLock(seed, account) {
  const words = newPassphrase();
  const { secret, salt, id } = await strongPassphrase(words);
  const made = await wiped(secret, wrapStrong(seed, account, "passphrase", secret));
  return { words, lock: ofWords("passphrase", id, account, salt, made) };
}

/** @type {(kind: Kind, id: Bytes, account: Bytes, salt: Bytes, made: {wrapped: Bytes, login: Bytes}) => Lock} */
function ofWords(kind, id, account, salt, { wrapped, login }) {
  const label = timestamp(Date.now() / 1000).slice(0, 10);
  const body = { kind, label, account: b64(account), salt: b64(salt), wrapped: b64(wrapped), login: b64(login), credential: null };
  return { id: b64(id), body };
}

/** The device is asked, and makes a passkey; then nothing but the seed is missing. @type {(api: Api, owner: Owner, label: string) => Promise<(seed: Bytes, account: Bytes) => Promise<Lock>>} */
export async function passkeyLock(api, owner, label) {
  const { credential, secret } = await make(api, owner);
  return async (seed, account) => {
    const salt = random();
    const { wrapped } = await wiped(secret, wrap(seed, account, "prf", secret, salt));
    const body = { kind: "prf", label, account: b64(account), salt: b64(salt), wrapped: b64(wrapped), login: null, credential };
    return { id: b64(random()), body };
  };
}

/** Keeps a lock; the same again changes nothing, so that a lost answer is asked for again. @type {(api: Api, lock: Lock) => Promise<void>} */
export async function keep(api, { id, body }) {
  for (let tries = 1; ; tries += 1) {
    try {
      await api.ask("PUT", `/v1/locks/${id}`, { body });
      return;
    } catch (error) {
      if (tries === TRIES || !(error instanceof NavetteError) || !ABSENT.includes(error.code)) throw error;
      await new Promise((resolve) => setTimeout(resolve, WAIT * tries));
    }
  }
}

/** What a passkey's lock is called unless the person says: the system of this machine. @type {() => string} */
export const deviceName = () => /** @type {any} */ (globalThis.navigator)?.userAgentData?.platform || "–";
