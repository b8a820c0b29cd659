// Receiving: opening one fiche, with the receipts that say so. Twin: navette/client/receive.py (the lists: lists.js)
//
// A fiche is shown after every check has passed: the deposit is in the ledger, the bytes are those deposited, the sender
// signed them and sits in the mailbox it writes from. Its sealed bytes are kept before any receipt is signed.
import { b64, timestamp, unb64 } from "../core/encoding.js";
import { NavetteError, refuse } from "../core/errors.js";
import { OPENABLE } from "../core/handoff.js";
import { read } from "../envelope/any_statement.js";
import { MAX_ENVELOPE, parse } from "../envelope/format.js";
import { ID, sha256 } from "../envelope/keys.js";
import { unseal } from "../envelope/unseal.js";
import { tell } from "./acts.js";
import { Fields } from "./answer.js";
import { ACTES } from "./deposit.js";
import { ABSENT } from "./desk.js";
import { readJson, writeJson } from "./folder.js";
import { find } from "./lookup.js";
import { receivedItem, sentItem } from "./reading.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../envelope/format.js").Envelope} Envelope */
/** @typedef {import("./acts.js").Story} Story @typedef {import("./workplace.js").Workplace} Workplace @typedef {import("./job.js").ActStep} ActStep */
/** @typedef {import("./items.js").ActRecord} ActRecord @typedef {import("./items.js").InboxItem} InboxItem @typedef {import("./items.js").Opened} Opened @typedef {import("./items.js").SentItem} SentItem */
/** @typedef {import("../core/handoff.js").Status} Status @typedef {import("../core/acknowledgement.js").ReceiptKind} ReceiptKind @typedef {import("../core/acknowledgement.js").Response} Response */
/**
 * A handoff as it is known: the server's word, and its acts, which were judged. envelope: its digest, as the deposit
 * says it; sender: the sending mailbox.
 * @typedef {{message: string, envelope: string, sender: string, value: unknown, fields: Fields, story: Story}} Known
 */

// What can change without the sender doing anything: a seat that is given, a directory that is brought up to date.
const PASSING = ["no-seat-for-this-epoch", "unknown-signer"];
const UNKNOWN_PERSON = ["unknown-signer", "outside-the-mailbox", "not-the-sender"];

/** GET /v1/handoffs/{message}, judged; the directory is brought up to date when an act is by somebody new. @type {(place: Workplace, message: string) => Promise<Known>} */
export async function look(place, message) {
  const value = await place.desk.api.get(`/v1/handoffs/${message}`);
  const known = await judged(place, message, value);
  if (!known.story.faults.some(({ code }) => UNKNOWN_PERSON.includes(code))) return known;
  await place.desk.sync();
  return judged(place, message, value);
}

/** @type {(place: Workplace, message: string, value: unknown) => Promise<Known>} */
async function judged(place, message, value) {
  const fields = new Fields(value);
  const [envelope, sender] = [fields.id("envelope", 32), fields.id("sender_mailbox", ID)];
  return { message, envelope, sender, value, fields, story: await tell(place.desk, message, envelope, sender, fields) };
}

/** Opens one fiche, received or sent. See Mailbox.collect. @type {(place: Workplace, ref: string, read?: boolean) => Promise<Opened>} */
export async function collect(place, ref, read = true) {
  const message = await find(place, ref);
  const known = await look(place, message).catch((error) => (error.code === "envelope-removed" ? error : whenAbsent(error)));
  if (known instanceof NavetteError) return collectHere(place, message, known);
  const raw = await bytesOf(place, known);
  await knowSender(place, known);
  const item = await receivedItem(place.desk, known.fields, place.mailbox);
  if (!item) return open(place, raw, await sentItem(place.desk, known.fields), known);
  if (known.story.numbers.get(place.mailbox) !== item.n) refuse("number-reused", { n: item.n });
  const opened = await open(place, raw, item, known).catch(async (error) => {
    if (error instanceof NavetteError) await reportFailure(place, known, error);
    throw error;
  });
  await keep(place, known, raw);
  return signReceipts(place, known, opened, item, read);
}

/** The error, when it is only that the server did not answer. @type {(error: unknown) => NavetteError} */
function whenAbsent(error) {
  if (error instanceof NavetteError && ABSENT.includes(error.code)) return error;
  throw error;
}

/** Brings the directory up to date when the sender joined after it was read. @param {Workplace} place @param {Known} known */
async function knowSender({ desk }, { fields, sender }) {
  const members = desk.directory.mailbox(sender)?.members;
  if (!desk.doubt && !members?.has(fields.id("sender", 32))) await desk.sync();
}

/** What was received before, opened again without the server; no receipt is owed any more. @param {Workplace} place @param {string} message @param {NavetteError} absent */
async function collectHere(place, message, absent) {
  const { folder } = place.desk;
  const [raw, kept] = [await folder.read(`received/${message}.nav`), await readJson(folder, `received/${message}.json`)];
  if (!raw || !kept) throw absent;
  const known = await judged(place, message, kept);
  if (b64(await sha256(raw)) !== known.envelope) refuse("copy-altered", { reference: known.fields.text("reference") });
  const item = await receivedItem(place.desk, known.fields, place.mailbox);
  return open(place, raw, item ?? (await sentItem(place.desk, known.fields)), known);
}

/** The sealed bytes, from here or from the server; those whose deposit is proved to be in the ledger. @param {Workplace} place @param {Known} known */
async function bytesOf({ desk }, { message, envelope, story, fields }) {
  for (const where of ["received", "sent"]) {
    const raw = await desk.folder.read(`${where}/${message}.nav`);
    if (raw && b64(await sha256(raw)) === envelope) return raw;
  }
  await desk.ledgers.checkNow(ACTES, story.leaves.slice(0, 1));
  const raw = await desk.api.bytes(`/v1/envelopes/${message}`, MAX_ENVELOPE);
  if (b64(await sha256(raw)) !== envelope) refuse("not-in-the-ledger", { reference: fields.text("reference") });
  return raw;
}

/** @template {InboxItem|SentItem} I @param {Workplace} place @param {Bytes} raw @param {I} item @param {Known} known */
async function open(place, raw, item, { story }) {
  const envelope = await parse(raw);
  const { header } = envelope;
  if (b64(header.id) !== item.message) refuse("message-id-mismatch");
  const { manifest, fiche } = await unsealed(place, envelope);
  const sender = place.desk.party(b64(header.sender), b64(header.senderMailbox));
  return { item, manifest, fiche, sender, acts: story.records, envelope };
}

/** Verified, then unsealed with the mailbox's own keys. Refuses what does not come from a member of its sender. @type {(place: Pick<Workplace, "desk"|"mailbox"|"seats">, envelope: Envelope) => Promise<import("../envelope/unseal.js").Opened>} */
export async function unsealed({ desk, mailbox, seats }, envelope) {
  const { header } = envelope;
  const sender = b64(header.sender);
  const key = desk.directory.person(sender) ?? refuse("unknown-signer");
  if (!desk.directory.membersAt(b64(header.senderMailbox), header.time).has(sender)) refuse("not-in-sender-mailbox");
  const ours = header.recipients.find((one) => b64(one.mailbox) === mailbox);
  const keys = await seats.keys(mailbox, ours && b64(ours.epoch));
  return unseal(envelope, unb64(mailbox, ID), keys, key);
}

/** The sealed bytes, and what the server said of them: the record last, since it says that they are there. @param {Workplace} place @param {Known} known @param {Bytes} raw */
async function keep({ desk, mailbox }, { message, envelope, value }, raw) {
  const name = `received/${message}.nav`;
  const kept = await desk.folder.read(name);
  if (!kept || b64(await sha256(kept)) !== envelope) await desk.folder.write(name, raw);
  await writeJson(desk.folder, `received/${message}.json`, { ...Object(value), opened_by: mailbox });
}

/** `delivered` once for the mailbox, `opened` once for each person; a colleague may be quicker. read: a person has it before their eyes. @param {Workplace} place @param {Known} known @param {Opened} opened @param {InboxItem} item @param {boolean} read @returns {Promise<Opened>} */
async function signReceipts(place, known, opened, item, read) {
  const { records, status } = known.story;
  const stands = /** @type {Status} */ (status.get(place.mailbox));
  /** @type {ReceiptKind[]} */
  const kinds = stands === "requested" ? ["delivered"] : [];
  const seen = records.some((one) => one.act === "opened" && one.by === place.me && one.mailbox === place.mailbox);
  if (read && !seen && (kinds.length || OPENABLE.includes(stands))) kinds.push("opened");
  if (!kinds.length || place.desk.doubt) return opened;
  const steps = await Promise.all(kinds.map((kind) => receipt(place, known, kind, "ok")));
  const done = await place.deliver(place.job(steps)).catch((error) => whenAbsent(error));
  if (done instanceof NavetteError) return opened; // the receipts wait in the outbox
  return withReceipts(place, opened, item, kinds, done.job);
}

/** @param {Workplace} place @param {Opened} opened @param {InboxItem} item @param {string[]} kinds @param {import("./job.js").Job} job @returns {Opened} */
function withReceipts({ desk, mailbox, me }, opened, item, kinds, { answers }) {
  const done = answers.flatMap(({ index, code }, at) =>
    code ? [] : [{ index, act: kinds[at], mailbox, by: me, byName: desk.name(me), time: desk.now(), code: "" }],
  );
  const last = answers.findLast(({ status }) => status);
  const now = last ? { ...item, status: /** @type {Status} */ (last.status), changed: last.changed } : item;
  return { ...opened, item: now, acts: [...opened.acts, ...done] };
}

/** The signed receipt that says why a fiche cannot be opened: final, unless it may pass; said once. @param {Workplace} place @param {Known} known @param {NavetteError} error */
async function reportFailure(place, known, { code, family }) {
  if (known.story.status.get(place.mailbox) !== "requested" || family !== "refused") return;
  const response = PASSING.includes(code) ? "transient-error" : "fatal-error";
  if (known.story.records.some((one) => one.act === response && one.by === place.me && one.code === code)) return;
  const step = await receipt(place, known, "delivered", response, code);
  await place.deliver(place.job([step])).catch((error) => whenAbsent(error));
}

/** @type {(place: Workplace, known: Known, kind: ReceiptKind, response: Response, code?: string) => Promise<ActStep>} */
async function receipt(place, known, kind, response, code = "") {
  return { ...(await signed(place, known, { type: "receipt", mailbox: place.mailbox, kind, response, code })), optional: true };
}

/** A statement about that handoff, as a step. @type {(place: Workplace, known: Known, said: Record<string, string>) => Promise<ActStep>} */
export async function signed({ desk }, { message, envelope }, said) {
  const salt = b64(crypto.getRandomValues(new Uint8Array(16)));
  const { raw, signature } = await desk.person.signStatement({ ...said, envelope, time: timestamp(desk.now()), salt }, read);
  return { step: "act", message, statement: new TextDecoder().decode(raw), signature: b64(signature), optional: false };
}
