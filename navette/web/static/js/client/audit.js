// Looking closely: one handoff, folded from its signed acts, and where the server's word parts from them.
// Twin: navette/client/audit.py
import { find } from "./lookup.js";
import { sentItem } from "./reading.js";
import { look } from "./receive.js";

/** @typedef {import("./items.js").Fault} Fault @typedef {import("./items.js").Handoff} Handoff */
/** @typedef {import("./receive.js").Known} Known @typedef {import("./workplace.js").Workplace} Workplace */

/** See Mailbox.handoff. @type {(place: Workplace, ref: string) => Promise<Handoff>} */
export async function handoff(place, ref) {
  const known = await look(place, await find(place, ref));
  const item = await sentItem(place.desk, known.fields);
  const { records, status, owner, faults } = known.story;
  const replies = known.fields.ids("replies");
  return { item, acts: records, status, owner, replies, faults: [...faults, ...differences(known, item.reference)] };
}

/** Where the server's word and the fold of the signed acts part. @type {(known: Known, subject: string) => Fault[]} */
function differences({ fields, story }, subject) {
  return fields.many("recipients").flatMap((one) => {
    const [mailbox, said, n] = [one.id("mailbox", 16), one.text("status"), one.number("n")];
    const told = story.status.get(mailbox) ?? "";
    const unsigned = told === said ? [] : [{ code: "status-unsigned", subject, detail: { said, signed: told } }];
    const reused = story.numbers.get(mailbox) === n ? [] : [{ code: "number-reused", subject, detail: { n } }];
    return [...unsigned, ...reused];
  });
}
