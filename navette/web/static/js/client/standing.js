// How each entry of the directory is kept: who sits in it, who may change it, until when it is vouched for. From the directory
// alone, for coordinators.
import { certify } from "./vouching.js";
import { refuse } from "../core/errors.js";
import { timestamp } from "../core/encoding.js";
import { identity } from "./identity.js";

/** @typedef {import("./desk.js").Desk} Desk @typedef {import("../core/parties.js").Role} Role */
/** until: the last day on which a coordinator vouches for them, "" for nobody known. @typedef {{person: string, name: string, profession: string, role: Role, until: string}} Seat */
/** until: as for a seat. @typedef {{mailbox: string, until: string, seats: Seat[]}} Standing */

const DAY = 86_400;

/** By mailbox. @type {(desk: Desk) => Map<string, Standing>} */
export function standings(desk) {
  const { directory } = desk;
  return new Map([...directory.mailboxes.values()].map(({ id, members }) => [id, { mailbox: id, until: lastDay(desk, id), seats: [...members].map(([person, role]) => seat(desk, person, role)) }]));
}

/** @type {(desk: Desk, person: string, role: Role) => Seat} */
function seat(desk, person, role) {
  const { name = "", profession = "" } = identity(desk.directory, person, desk.today());
  return { person, name, profession, role, until: lastDay(desk, person) };
}

/** @type {(desk: Desk, subject: string) => string} */
const lastDay = ({ directory }, subject) => directory.certificates.get(subject)?.until ?? "";

/** Vouches for somebody, or a mailbox, for so many days from now, as before; the day until which it then holds. Throws not-vouched-for (nobody does, or no longer). @type {(desk: Desk, subject: string, days: number) => Promise<string>} */
export async function prolong(desk, subject, days) {
  desk.requireTrust();
  const known = identity(desk.directory, subject, desk.today());
  if (!known.name) refuse("not-vouched-for");
  const until = timestamp(desk.now() + days * DAY).slice(0, 10);
  await certify(desk, subject, { ...known }, until);
  await desk.sync();
  return until;
}
