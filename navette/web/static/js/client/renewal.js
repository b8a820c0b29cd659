// More ways to unlock an account that is open: one more device, a new printed code, a passphrase. The seed is asked for
// again: an open account does not have it.
import { refuse } from "../core/errors.js";
import { openApi } from "./account.js";
import * as making from "./lock_making.js";
import * as locks from "./locks.js";
import { OPEN } from "./place.js";
import { follow } from "./stay.js";

/** @typedef {import("./account.js").Account} Account @typedef {import("./account.js").Again} Again @typedef {import("./account.js").Outside} Outside */
/** @typedef {import("./account.js").Place} Place @typedef {import("./account.js").Renewed} Renewed */

/** @type {(account: Account, outside: Outside, label: string|undefined, again: Again) => Promise<void>} */
export async function addPasskey(account, outside, label, again) {
  const { api, person: me } = account.desk;
  const opened = await openedAgain(account, outside, again);
  try {
    const known = (await account.locks()).flatMap(({ credential }) => credential ?? []);
    const owner = { id: me.id, name: account.name, known };
    const made = await making.passkeyLock(api, owner, label || making.deviceName());
    await making.keep(api, await made(opened.seed, opened.account));
  } finally {
    opened.seed.fill(0);
  }
}

/** @type {(account: Account, outside: Outside, place: Place, again: Again) => Promise<Renewed>} */
export const newCode = (account, outside, place, again) => renew(account, outside, place, again, "code", making.codeLock);

/** @type {(account: Account, outside: Outside, place: Place, again: Again) => Promise<Renewed>} */
export const newPassphrase = (account, outside, place, again) => renew(account, outside, place, again, "passphrase", making.passphraseLock);

/**
 * Until `keep`, those of before open and the new one does not; cut off within it, both may.
 * @type {(account: Account, outside: Outside, place: Place, again: Again, kind: string, make: typeof making.codeLock) => Promise<Renewed>}
 */
async function renew(account, outside, { shared }, again, kind, make) {
  const { api } = account.desk;
  const opened = await openedAgain(account, outside, again);
  const { words, lock } = await make(opened.seed, opened.account).finally(() => opened.seed.fill(0));
  const keep = async () => {
    await making.keep(api, lock);
    const known = (await account.locks()).filter((one) => one.kind === kind && one.id !== lock.id);
    const old = known.map(({ id }) => id);
    if (!shared) await follow(await outside.kept(OPEN), old, lock.id);
    for (const id of old) await locks.remove(api, id);
  };
  return { words, keep };
}

/** @type {(account: Account, outside: Outside, again: Again) => Promise<import("./locks.js").Opened>} */
async function openedAgain({ person }, outside, { code }) {
  const api = openApi(outside);
  const opened = code === undefined ? await locks.openWithPasskey(api) : await locks.openWithCode(api, code);
  if (opened.person === person) return opened;
  opened.seed.fill(0);
  refuse("lock");
}
