// The mailboxes a person writes to most, in a record of their own: sealed, as all of it.

/** @typedef {import("./interface.js").Account} Account */
/** What favourites.json holds: those chosen, and how many fiches went to each. @typedef {{mailboxes: string[], reasons: Record<string, string[]>, uses: Record<string, number>}} Favourites */

const FILE = "favourites.json";
const MOST = 100; // mailboxes whose uses are counted

/** None when there is no record, or one that cannot be read. @type {(account: Account) => Promise<Favourites>} */
export async function readFavourites({ vault }) {
  const raw = await vault.read(FILE);
  try {
    const { mailboxes = [], reasons = {}, uses = {} } = JSON.parse(new TextDecoder().decode(raw ?? undefined));
    return { mailboxes: [...mailboxes].map(String), reasons, uses };
  } catch {
    return { mailboxes: [], reasons: {}, uses: {} };
  }
}

/** Those to propose first: those chosen, then those most written to. @type {(favourites: Favourites) => string[]} */
export const usual = ({ mailboxes, uses }) => [...new Set([...mailboxes, ...byUse(uses).map(([mailbox]) => mailbox)])];

/** Adds a mailbox to the favourites, or takes it out; gives those there are now. @type {(account: Account, mailbox: string, wanted: boolean) => Promise<string[]>} */
export async function setFavourite(account, mailbox, wanted) {
  const { mailboxes } = await change(account, (favourites) => {
    const others = favourites.mailboxes.filter((one) => one !== mailbox);
    return { ...favourites, mailboxes: wanted ? [...others, mailbox] : others };
  });
  return mailboxes;
}

/** A fiche went to these. @type {(account: Account, mailboxes: string[]) => Promise<Favourites>} */
export const learn = (account, mailboxes) =>
  change(account, ({ uses, ...favourites }) => {
    const more = mailboxes.map((one) => /** @type {[string, number]} */ ([one, (uses[one] ?? 0) + 1]));
    const counted = byUse({ ...uses, ...Object.fromEntries(more) });
    return { ...favourites, uses: Object.fromEntries(counted.slice(0, MOST)) };
  });

/** @type {(account: Account, work: (favourites: Favourites) => Favourites) => Promise<Favourites>} */
const change = (account, work) =>
  account.vault.locked("favourites", async () => {
    const changed = work(await readFavourites(account));
    await account.vault.write(FILE, new TextEncoder().encode(JSON.stringify({ v: "1", ...changed })));
    return changed;
  });

/** @type {(uses: Record<string, number>) => [string, number][]} */
const byUse = (uses) => Object.entries(uses).sort(([, one], [, other]) => other - one);
