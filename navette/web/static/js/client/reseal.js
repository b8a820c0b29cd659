// A fiche whose recipients have other keys by now, or that waited too long: opened from our own copy, sealed again.
// Twin: navette/client/courier.py
import { b64, unb64 } from "../core/encoding.js";
import { parse } from "../envelope/format.js";
import { ID } from "../envelope/keys.js";
import { seal } from "../envelope/seal.js";
import { unseal } from "../envelope/unseal.js";
import { depositStep } from "./send.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../envelope/format.js").Envelope} Envelope */
/** @typedef {import("./desk.js").Desk} Desk @typedef {import("./job.js").DepositStep} DepositStep @typedef {import("./seats.js").Seats} Seats */

/** Under a new message id, to the keys of today. changed: the mailboxes whose key is another. @type {(desk: Desk, seats: Seats, raw: Bytes) => Promise<{raw: Bytes, deposit: DepositStep, changed: string[]}>} */
export async function reseal(desk, seats, raw) {
  const before = await parse(raw);
  const after = await sealed(desk, seats, before);
  const epochs = new Map(after.header.recipients.map(({ mailbox, epoch }) => [b64(mailbox), b64(epoch)]));
  const recipients = before.header.recipients.map(({ mailbox, epoch }) => [b64(mailbox), b64(epoch)]);
  const changed = recipients.filter(([mailbox, epoch]) => epochs.get(mailbox) !== epoch).map(([mailbox]) => mailbox);
  return { raw: after.raw, deposit: await depositStep(after), changed };
}

/** @type {(desk: Desk, seats: Seats, before: Envelope) => Promise<Envelope>} */
async function sealed(desk, seats, before) {
  const { senderMailbox, recipients, blobs, reply, form, urgency, due } = before.header;
  const keys = await seats.keys(b64(senderMailbox));
  const { manifest, fiche } = await unseal(before, senderMailbox, keys, desk.person.public);
  const today = desk.today();
  const to = recipients.map(({ mailbox }) => ({ mailbox, public: desk.directory.address(b64(mailbox), today) }));
  const about = { time: desk.now(), id: unb64(desk.newId(), ID), reply, form, urgency, due };
  return seal(desk.person, senderMailbox, to, manifest, fiche, blobs, about);
}
