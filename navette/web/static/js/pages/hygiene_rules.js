// What is to be put in order in the directory, entry by entry, the gravest first. No page here.
import { isSilent } from "./collected.js";
import { unconfirmed } from "./presence.js";

/** @typedef {import("./interface.js").Entry} Entry @typedef {import("../client/standing.js").Standing} Standing @typedef {import("../client/standing.js").Seat} Seat */
/** unread, not-vouched, ends, seat-ends, one-guardian, unconfirmed, no-substitute. who: those who can mend it; you: whether a coordinator can; subject: of what ends; until: when. @typedef {{kind: string, who: Seat[], you: boolean, subject: string, name: string, until: string, days: number}} Disorder */

const DAY = 86_400;
const ENDS = 30; // days before its end in which a certificate is to be renewed
const TEAMS = ["ORG", "CAB"]; // kinds of mailboxes of several people

/** Everything of one entry; at: seconds since 1970. @type {(entry: Entry, standing: Standing, at: number) => Disorder[]} */
export function disorders(entry, standing, at) {
  const guardians = standing.seats.filter(({ role }) => role === "guardian");
  const found = /** @type {(Partial<Disorder> & {kind: string})[]} */ ([]);
  const days = unconfirmed(entry, at);
  const team = TEAMS.includes(entry.kind);
  if (isSilent(entry, at)) found.push({ kind: "unread", who: standing.seats });
  if (!entry.vouched) found.push({ kind: "not-vouched", you: true });
  else if (left(standing.until, at) < ENDS) found.push({ kind: "ends", you: true, subject: entry.mailbox, until: standing.until });
  found.push(...standing.seats.filter(({ until, name }) => name && left(until, at) < ENDS).map(({ person, name, until }) => ({ kind: "seat-ends", you: true, subject: person, name, until })));
  if (team && guardians.length < 2) found.push({ kind: "one-guardian", who: guardians });
  if (days) found.push({ kind: "unconfirmed", who: guardians, days });
  if (team && !entry.service?.substitute) found.push({ kind: "no-substitute", who: guardians });
  return found.map((one) => ({ who: [], you: false, subject: "", name: "", until: "", days: 0, ...one }));
}

/** Whole days until the end of a day, 2026-11-22. @type {(day: string, at: number) => number} */
const left = (day, at) => Math.ceil((Date.parse(day) / 1000 + DAY - at) / DAY);
