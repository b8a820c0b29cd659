// What mailboxes say of themselves is judged once somebody asks: here.
import { settle } from "../ledger/services.js";

/** @typedef {import("./desk.js").Desk} Desk @typedef {import("../ledger/directory.js").Directory} Directory */

/** The directory of a desk, every statement of it judged; what breaks a rule is among its faults. @type {(desk: Desk) => Promise<Directory>} */
export async function settled({ annuaire, directory }) {
  for (const { signed, error } of await settle(directory)) {
    if (error) annuaire.faults.push({ code: error.code, subject: "annuaire", detail: { index: signed.index ?? 0 } });
  }
  return directory;
}
