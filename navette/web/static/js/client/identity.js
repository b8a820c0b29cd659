// Who somebody is, as vouched for.
import { NavetteError } from "../core/errors.js";

/** @typedef {import("../ledger/directory.js").Directory} Directory */

const PERSON_ID = 43; // characters

/** What a pinned coordinator vouches for that day of a person or a mailbox; empty when none does. @type {(directory: Directory, subject: string, today: string) => Record<string, string>} */
export function identity(directory, subject, today) {
  try {
    if (subject.length === PERSON_ID) return directory.personIdentity(subject, today);
    return directory.mailboxIdentity(subject, today);
  } catch (error) {
    if (error instanceof NavetteError) return {};
    throw error;
  }
}
