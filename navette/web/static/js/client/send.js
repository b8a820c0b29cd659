// Sending: names become mailboxes, files become sealed attachments, a fiche becomes an envelope in the outbox.
// Twin: navette/client/send.py
//
// Everything is sealed before the first byte leaves: from there on, nothing of the fiche is needed any more.
import { b64, unb64 } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { digestOf } from "../envelope/format.js";
import { ID } from "../envelope/keys.js";
import { FHIR_JSON } from "../envelope/manifest.js";
import { seal } from "../envelope/seal.js";
import { copySteps } from "./copies.js";
import { settled } from "./settled.js";
import { loaded } from "./place.js";
import { find } from "./lookup.js";
import { findMailbox } from "./names.js";
import { sentOf } from "./workplace.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../core/parties.js").Urgency} Urgency @typedef {import("../envelope/format.js").Envelope} Envelope */
/** @typedef {import("../envelope/format.js").BlobRef} BlobRef @typedef {import("../envelope/manifest.js").Kind} Kind @typedef {import("../envelope/manifest.js").Manifest} Manifest */
/** @typedef {import("./courier.js").Watch} Watch @typedef {import("./items.js").Sent} Sent @typedef {import("./job.js").Job} Job @typedef {import("./job.js").DepositStep} DepositStep @typedef {import("./job.js").Step} Step */
/** @typedef {import("./attachments.js").Sealed} Sealed @typedef {import("./workplace.js").Workplace} Workplace */
/**
 * What is to be sealed. form: the name of a form, or its `url|version`, "" for none; due: seconds since 1970, 0 for the
 * form's own clock; reply: the ref of what is answered; draft: the record of drafts/ it was written in, which goes once
 * it has left; signal: an abort before the deposit leaves takes all of it back.
 * @typedef {object} Letter
 * @property {Bytes} fiche
 * @property {string} [media]
 * @property {Kind} [kind]
 * @property {string} [form]
 * @property {Urgency} [urgency]
 * @property {number} [due]
 * @property {string|null} [reply]
 * @property {File[]} [attachments]
 * @property {boolean} [alsoSubstitute] sealed to the substitute of each recipient too, who can open it if that one is silent until the deadline
 * @property {string} [draft]
 * @property {AbortSignal} [signal]
 * @property {string} [closing] the code with which what it answers is closed, `replied` when it is not there
 */
/** A job, and the envelope that one of its steps deposits. @typedef {{job: Job, envelope: Envelope}} Composed */

/** See Mailbox.send. @type {(place: Workplace, to: string[], letter: Letter, watch: Watch) => Promise<Sent>} */
export async function send(place, to, letter, watch) {
  const { directory } = place.desk;
  const recipients = to.map((name) => findMailbox(directory, name, place.desk.today()));
  const reply = letter.reply ? await find(place, letter.reply) : null;
  const { job, envelope } = await compose(place, recipients, { ...letter, reply });
  if (letter.alsoSubstitute) await settled(place.desk);
  if (letter.alsoSubstitute) job.steps.push(...copySteps(place, b64(envelope.header.id), recipients));
  return /** @type {Sent} */ (await sentOf(await place.deliver(job, envelope, watch))); // it begins with the deposit
}

/**
 * A job that uploads the attachments, deposits the letter (whose reply is a message id here), then takes the steps
 * `after`; nothing is sent yet. Throws file, only-the-sender, unknown-form, not-vouched-for, payload-too-large.
 * @type {(place: Workplace, to: string[], letter: Letter, after?: Step[]) => Promise<Composed>}
 */
export async function compose(place, to, letter, after = []) {
  const { attachments = [], signal } = letter;
  const form = await place.forms.hashOf(letter.form ?? "");
  const keys = keysOf(place, to);
  /** @type {Sealed[]} */
  const sealed = [];
  try {
    for (const file of attachments) sealed.push(await sealOne(place, file, signal));
    const envelope = await sealLetter(place, keys, letter, form, sealed);
    for (const { attachment } of sealed) place.courier.names.set(b64(attachment.blob), attachment.name);
    const steps = [...sealed.map(({ blob }) => blobStep(blob)), await depositStep(envelope), ...after];
    return { job: place.job(steps, envelope, letter.draft), envelope };
  } catch (error) {
    for (const { blob } of sealed) await place.outbox.removeBlob(b64(blob.id));
    throw error;
  }
}

/** A job that deposits what was received, sealed again to another mailbox: the attachments stay where they are. @type {(place: Workplace, to: string, original: Envelope, manifest: Manifest, fiche: Bytes, after: Step[]) => Promise<Composed>} */
export async function forward(place, to, { header }, manifest, fiche, after) {
  const { blobs, id, form, urgency, due } = header;
  const about = { form, urgency, due, reply: id };
  const envelope = await sealNow(place, keysOf(place, [to]), manifest, fiche, blobs, about);
  return { job: place.job([await depositStep(envelope), ...after], envelope), envelope };
}

/** @type {(envelope: Envelope) => Promise<DepositStep>} */
export async function depositStep(envelope) {
  return { step: "deposit", message: b64(envelope.header.id), envelope: b64(await digestOf(envelope)) };
}

/** @type {(place: Workplace, file: File, signal?: AbortSignal) => Promise<Sealed>} */
async function sealOne({ desk }, file, signal) {
  const { sealFile } = await loaded(import("./attachments.js"));
  return sealFile(desk, file, signal);
}

/** @type {(blob: BlobRef) => Step} */
const blobStep = ({ id, size, digest }) => ({ step: "blob", blob: b64(id), size, digest: b64(digest) });

/** The keys to seal to: those a coordinator vouches for, and our own mailbox's, which keeps a copy. @param {Workplace} place @param {string[]} to */
function keysOf({ desk, mailbox, state }, to) {
  const others = [...new Set(to)].filter((one) => one !== mailbox);
  if (!others.length) refuse("only-the-sender");
  const keys = others.map((one) => ({ mailbox: unb64(one, ID), public: desk.directory.address(one, desk.today()) }));
  return [...keys, { mailbox: unb64(mailbox, ID), public: state.public }];
}

/** @param {Workplace} place @param {ReturnType<typeof keysOf>} keys @param {Letter} letter @param {Bytes} form @param {Sealed[]} sealed */
function sealLetter(place, keys, { fiche, media = FHIR_JSON, kind = "fiche", urgency = 0, due = 0, reply }, form, sealed) {
  const manifest = { kind, media, attachments: sealed.map(({ attachment }) => attachment) };
  const about = { form, urgency, due, reply: reply ? unb64(reply, ID) : new Uint8Array(ID) };
  return sealNow(place, keys, manifest, fiche, sealed.map(({ blob }) => blob), about);
}

/** @param {Workplace} place @param {ReturnType<typeof keysOf>} keys @param {Manifest} manifest @param {Bytes} fiche @param {BlobRef[]} blobs @param {{form: Bytes, urgency: Urgency, due: number, reply: Bytes}} about */
function sealNow({ desk, mailbox }, keys, manifest, fiche, blobs, about) {
  const now = { time: desk.now(), id: unb64(desk.newId(), ID) };
  return seal(desk.person, unb64(mailbox, ID), keys, manifest, fiche, blobs, { ...now, ...about });
}
