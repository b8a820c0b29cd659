// The directory as a person reads it: every mailbox, who vouches for it, and when it was last collected.
import { b64 } from "../core/encoding.js";
import { NavetteError } from "../core/errors.js";
import { Fields } from "./answer.js";
import { ABSENT } from "./desk.js";
import { identity } from "./names.js";

/** @typedef {import("./mailbox.js").Mailbox} Mailbox */
/** lastCollected: seconds since 1970, null when it never was, or nobody said; ours: the person is a member. @typedef {{mailbox: string, name: string, facility: string, finess: string, kind: string, address: string, lastCollected: number|null, vouched: boolean, members: number, ours: boolean}} Entry */

/** Every mailbox of the directory, by name; without the server, as it was known last. @type {(mailbox: Mailbox) => Promise<Entry[]>} */
export async function entries({ place: { desk } }) {
  const collected = await lastCollected(desk);
  const [me, today] = [b64(desk.person.id), desk.today()];
  const found = [...desk.directory.mailboxes.values()].map(({ id, kind, address, members }) => {
    const { name = "", facility = "", finess = "" } = identity(desk.directory, id, today);
    const state = { lastCollected: collected.get(id) ?? null, vouched: name !== "", members: members.size, ours: members.has(me) };
    return { mailbox: id, name, facility, finess, kind, address, ...state };
  });
  return found.sort((one, other) => one.name.localeCompare(other.name) || (one.address < other.address ? -1 : 1));
}

/** @param {import("./desk.js").Desk} desk @returns {Promise<Map<string, number>>} */
async function lastCollected(desk) {
  try {
    const all = new Fields(await desk.api.get("/v1/mailboxes")).many("mailboxes");
    const known = all.filter((one) => one.has("last_collected"));
    return new Map(known.map((one) => [one.id("mailbox", 16), one.time("last_collected")]));
  } catch (error) {
    if (!(error instanceof NavetteError) || !ABSENT.includes(error.code)) throw error;
    desk.absent = error;
    return new Map();
  }
}
