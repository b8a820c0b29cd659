// A fiche whose recipients have other keys by now, or that waited too long: opened from our own copy, sealed again.
// Twin: navette/client/courier.py
//
// A job may wait on several machines of one person. Each would seal it to an envelope of its own: the message id they
// give it is the same, so that the server takes the first, and the others deposit that one again.
import { b64, concat, same, utf8 } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { MAX_ENVELOPE, parse } from "../envelope/format.js";
import { ID, sha256 } from "../envelope/keys.js";
import { seal } from "../envelope/seal.js";
import { unseal } from "../envelope/unseal.js";
import { unhex } from "./job.js";
import { depositStep } from "./send.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../envelope/format.js").Envelope} Envelope @typedef {import("../envelope/unseal.js").Opened} Opened */
/** @typedef {import("./desk.js").Desk} Desk @typedef {import("./job.js").DepositStep} DepositStep @typedef {import("./job.js").Job} Job @typedef {import("./seats.js").Seats} Seats */
/** changed: the mailboxes whose key is another. @typedef {{raw: Bytes, deposit: DepositStep, changed: string[]}} Resealed */

const TIME = 6; // bytes a message id begins with

/** Under the id that this job is sealed again with, to the keys of today. @type {(desk: Desk, seats: Seats, job: Job, raw: Bytes) => Promise<Resealed>} */
export async function reseal(desk, seats, { id }, raw) {
  const before = await parse(raw);
  const { manifest, fiche } = await opened(desk, seats, before);
  const { senderMailbox, recipients, blobs, reply, form, urgency, due } = before.header;
  const today = desk.today();
  const to = recipients.map(({ mailbox }) => ({ mailbox, public: desk.directory.address(b64(mailbox), today) }));
  const about = { time: desk.now(), id: await idAgain(id), reply, form, urgency, due };
  return between(before, await seal(desk.person, senderMailbox, to, manifest, fiche, blobs, about));
}

/** What another machine deposited under that id, once it is known to be the same fiche; refuses message-id-taken. @type {(desk: Desk, seats: Seats, job: Job, raw: Bytes) => Promise<Resealed>} */
export async function adopt(desk, seats, job, raw) {
  const before = await parse(raw);
  const after = await parse(await desk.api.bytes(`/v1/envelopes/${b64(before.header.id)}`, MAX_ENVELOPE));
  const [ours, theirs] = [await opened(desk, seats, before), await opened(desk, seats, after)];
  if (!same(ours.fiche, theirs.fiche) || !same(ours.manifestBytes, theirs.manifestBytes)) refuse("message-id-taken");
  return between(before, after);
}

/** In order of time with the first, and not to be told from one drawn at random. @type {(job: string) => Promise<Bytes>} */
async function idAgain(job) {
  const first = unhex(job);
  const drawn = await sha256(utf8("navette/v1 sealed again"), first);
  return concat(first.slice(0, TIME), drawn.slice(0, ID - TIME));
}

/** Our own copy. @type {(desk: Desk, seats: Seats, envelope: Envelope) => Promise<Opened>} */
async function opened(desk, seats, envelope) {
  const { senderMailbox } = envelope.header;
  return unseal(envelope, senderMailbox, await seats.keys(b64(senderMailbox)), desk.person.public);
}

/** @type {(before: Envelope, after: Envelope) => Promise<Resealed>} */
async function between(before, after) {
  const epochs = new Map(after.header.recipients.map(({ mailbox, epoch }) => [b64(mailbox), b64(epoch)]));
  const recipients = before.header.recipients.map(({ mailbox, epoch }) => [b64(mailbox), b64(epoch)]);
  const changed = recipients.filter(([mailbox, epoch]) => epochs.get(mailbox) !== epoch).map(([mailbox]) => mailbox);
  return { raw: after.raw, deposit: await depositStep(after), changed };
}
