// What coordinators hold back from removal, as far as one fiche is concerned. Twin: navette/client/holds.py
import { KEY_ID } from "../envelope/keys.js";
import { Fields } from "./answer.js";

/** @typedef {import("./desk.js").Desk} Desk @typedef {import("./items.js").SentItem} SentItem */
/** scope: handoff, mailbox (one that takes part in it), all; code: why, of core/retention.py. @typedef {{hold: string, scope: string, code: string, byName: string, time: number}} Hold */

/** Those in force that keep a fiche, the oldest first. Throws coordinator-only. @type {(desk: Desk, item: SentItem) => Promise<Hold[]>} */
export async function holdsOf(desk, { message, sender, recipients }) {
  const targets = ["", message, sender.mailbox, ...recipients.map(({ mailbox }) => mailbox)];
  const all = new Fields(await desk.api.get("/v1/holds")).many("holds");
  return all.filter((one) => !one.has("lifted") && targets.includes(one.text("target"))).map((one) => read(desk, one));
}

/** Holds a fiche back from now on; hold: its id, the same when it is asked for again. @type {(desk: Desk, hold: string, message: string, code: string) => Promise<void>} */
export async function place(desk, hold, message, code) {
  await desk.api.ask("PUT", `/v1/holds/${hold}`, { body: { scope: "handoff", target: message, code } });
}

/** Ends one. @type {(desk: Desk, hold: string) => Promise<void>} */
export async function lift(desk, hold) {
  await desk.api.ask("DELETE", `/v1/holds/${hold}`);
}

/** @type {(desk: Desk, fields: Fields) => Hold} */
function read(desk, fields) {
  const byName = desk.name(fields.id("by", KEY_ID));
  return { hold: fields.id("hold", 16), scope: fields.text("scope"), code: fields.text("code"), byName, time: fields.time("time") };
}
