// The patients of one's recent fiches, in a record of their own: sealed, as all of it.

import { readObject } from "../strict.js";

/** @typedef {import("./interface.js").Account} Account @typedef {import("./interface.js").Mailbox} Mailbox */
/** @typedef {import("./patient_box.js").Recent} Recent */

const FILE = "recent.json";
const MOST = 20;
const FHIR_JSON = "application/fhir+json";

/** Latest first; none when there is no record, or one that cannot be read. @type {(account: Account) => Promise<Recent[]>} */
export async function readRecent({ vault }) {
  try {
    const raw = await vault.read(FILE);
    const { patients = [] } = raw ? /** @type {any} */ (readObject(raw)) : {};
    return [...patients];
  } catch {
    return [];
  }
}

/** A patient comes first, once, with the reference of the last fiche. @type {(account: Account, answers: Record<string, any>, reference: string, same: (one: any, other: any) => boolean) => Promise<unknown>} */
export const rememberPatient = (account, answers, reference, same) =>
  account.vault.locked("recent", async () => {
    const others = (await readRecent(account)).filter((one) => !same(one.answers, answers));
    const patients = [{ answers, reference }, ...others].slice(0, MOST);
    await account.vault.write(FILE, new TextEncoder().encode(JSON.stringify({ v: "1", patients })));
  });

/** The document of that patient's last fiche; null when it cannot be had. @type {(mailboxes: Mailbox[], reference: string) => Promise<Uint8Array|null>} */
export async function lastFiche(mailboxes, reference) {
  for (const mailbox of mailboxes) {
    try {
      const { manifest, fiche } = await mailbox.collect(reference);
      return manifest.media === FHIR_JSON ? fiche : null;
    } catch {} // it is another mailbox's, or out of reach: nothing is offered
  }
  return null;
}
