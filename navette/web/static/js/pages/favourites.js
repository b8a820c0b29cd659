// The mailboxes a person writes to most, in a record of their own: sealed, as all of it.

/** @typedef {import("./interface.js").Account} Account */
/** What favourites.json holds. @typedef {{mailboxes: string[], reasons: Record<string, string[]>}} Favourites */

const FILE = "favourites.json";

/** None when there is no record, or one that cannot be read. @type {(account: Account) => Promise<Favourites>} */
export async function readFavourites({ vault }) {
  const raw = await vault.read(FILE);
  try {
    const { mailboxes = [], reasons = {} } = JSON.parse(new TextDecoder().decode(raw ?? undefined));
    return { mailboxes: [...mailboxes].map(String), reasons };
  } catch {
    return { mailboxes: [], reasons: {} };
  }
}

/** Adds a mailbox to the favourites, or takes it out; gives those there are now. @type {(account: Account, mailbox: string, wanted: boolean) => Promise<string[]>} */
export const setFavourite = (account, mailbox, wanted) =>
  account.vault.locked("favourites", async () => {
    const { mailboxes, reasons } = await readFavourites(account);
    const others = mailboxes.filter((one) => one !== mailbox);
    const kept = wanted ? [...others, mailbox] : others;
    await account.vault.write(FILE, new TextEncoder().encode(JSON.stringify({ v: "1", mailboxes: kept, reasons })));
    return kept;
  });
