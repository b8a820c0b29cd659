// The directory as a person reads it: every mailbox, who vouches for it, and when it was last collected.
import { b64 } from "../core/encoding.js";
import { NavetteError } from "../core/errors.js";
import { Fields } from "./answer.js";
import { ABSENT } from "./desk.js";
import { identity } from "./names.js";
import { settled } from "./settled.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** Seconds since 1970: when it was last collected, null when it never was; since when a fiche waits unopened, null when none does. @typedef {{lastCollected: number|null, waitingSince: number|null}} Collected */
/** @typedef {import("../ledger/services.js").ServiceState} ServiceState */
/** What it says of itself, null when nothing; when somebody last said how it is with it; public holidays of the territory. @typedef {{service: ServiceState|null, confirmed: number, holidays: string[]}} Presence */
/** told: the server said when it was collected; ours: the person is a member. @typedef {Collected & Presence & {mailbox: string, name: string, facility: string, finess: string, kind: string, address: string, told: boolean, vouched: boolean, members: number, ours: boolean}} Entry */

const UNTOLD = { lastCollected: null, waitingSince: null };

/** Public holidays of the territory, as the server says them: 2026-12-25; none without it. @type {(desk: Desk) => string[]} */
export const holidaysOf = ({ server }) => (server?.has("public_holidays") ? server.texts("public_holidays") : []);

/** Every mailbox of the directory, by name; without the server, as it was known last. @type {(desk: Desk) => Promise<Entry[]>} */
export async function entries(desk) {
  const [collected] = await Promise.all([whenCollected(desk), desk.refresh()]);
  const [me, today] = [b64(desk.person.id), desk.today()];
  const [directory, holidays] = [await settled(desk), holidaysOf(desk)];
  const found = [...directory.mailboxes.values()].map(({ id, kind, address, members }) => {
    const { name = "", facility = "", finess = "" } = identity(directory, id, today);
    const state = { ...(collected.get(id) ?? UNTOLD), told: collected.has(id), vouched: name !== "", members: members.size, ours: members.has(me) };
    const presence = { service: directory.service(id), confirmed: directory.confirmed(id) ?? 0, holidays };
    return { mailbox: id, name, facility, finess, kind, address, ...state, ...presence };
  });
  return found.sort((one, other) => one.name.localeCompare(other.name) || (one.address < other.address ? -1 : 1));
}

/** @param {Desk} desk @returns {Promise<Map<string, Collected>>} */
async function whenCollected(desk) {
  try {
    const all = new Fields(await desk.api.get("/v1/mailboxes")).many("mailboxes");
    return new Map(all.map((one) => [one.id("mailbox", 16), { lastCollected: maybeTime(one, "last_collected"), waitingSince: maybeTime(one, "waiting_since") }]));
  } catch (error) {
    if (!(error instanceof NavetteError) || !ABSENT.includes(error.code)) throw error;
    desk.absent = error;
    return new Map();
  }
}

/** @type {(fields: Fields, name: string) => number|null} */
const maybeTime = (fields, name) => (fields.has(name) ? fields.time(name) : null);
