// Looking closely: one handoff, folded from its signed acts, and where the server's word parts from them.
// Twin: navette/client/audit.py
import { find } from "./lookup.js";
import { sentItem } from "./reading.js";
import { look } from "./receive.js";
import { differences } from "./verify.js";

/** @typedef {import("./items.js").Handoff} Handoff @typedef {import("./workplace.js").Workplace} Workplace */

/** See Mailbox.handoff. @type {(place: Workplace, ref: string) => Promise<Handoff>} */
export async function handoff(place, ref) {
  const known = await look(place, await find(place, ref));
  const item = await sentItem(place.desk, known.fields);
  const { records, status, owner, faults } = known.story;
  const replies = known.fields.ids("replies");
  return { item, acts: records, status, owner, replies, faults: [...faults, ...differences(known, item.reference)] };
}
