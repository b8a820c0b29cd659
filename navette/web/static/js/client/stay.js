// "Stay open": on one's own computer, the keys are found again until the end of the day without asking for the device or
// the printed code. What is kept is the seed, wrapped under a key of the browser that cannot be taken out of it.

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("./locks.js").Opened} Opened */
/** A place of this machine that also keeps keys of the browser. @typedef {{read: (name: string) => Promise<any>, write: (name: string, data: any) => Promise<void>, remove: (name: string) => Promise<void>}} Keeper */

const NAME = "open";
const SECONDS = 8 * 3600;

/** now: seconds since 1970. The seed is left as it is. @type {(keeper: Keeper, opened: Opened, now: number) => Promise<void>} */
export async function stay(keeper, { seed, account, person, lock }, now) {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const wrapped = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, seed));
  await keeper.write(NAME, { key, iv, wrapped, account, person, lock, until: now + SECONDS });
}

/** Whether what was to stay open stayed as long as it was to. @type {(keeper: Keeper, now: number) => Promise<boolean>} */
export const isOver = async (keeper, now) => now >= ((await keeper.read(NAME))?.until ?? Infinity);

/** What was open, null when nothing is any more. @type {(keeper: Keeper, now: number) => Promise<Opened|null>} */
export async function resume(keeper, now) {
  const kept = await keeper.read(NAME);
  if (!kept) return null;
  try {
    if (!(now < kept.until && kept.until <= now + SECONDS)) return await leave(keeper);
    const seed = await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.iv }, kept.key, kept.wrapped);
    return { seed: new Uint8Array(seed), account: kept.account, person: kept.person, lock: kept.lock ?? "" };
  } catch {
    return leave(keeper);
  }
}

/** What was opened by one of those is open by another from now on: a new sheet takes the place of the former. @type {(keeper: Keeper, gone: string[], lock: string) => Promise<void>} */
export async function follow(keeper, gone, lock) {
  const kept = await keeper.read(NAME);
  if (kept && gone.includes(kept.lock)) await keeper.write(NAME, { ...kept, lock });
}

/** Nothing stays open. @type {(keeper: Keeper) => Promise<null>} */
export async function leave(keeper) {
  await keeper.remove(NAME);
  return null;
}
