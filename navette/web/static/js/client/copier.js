// The step of a job that seals a copy for a substitute and sends it (docs/spec/substitutes.md).
// Twin: navette/client/copier.py
//
// A copy is sealed when its turn comes, from the sealed fiche that its own mailbox can open; from there on the same bytes
// are sent until they are answered. At every step, what is true if we stop here: they are kept before they leave.
import { b64, unb64 } from "../core/encoding.js";
import { NavetteError, refuse } from "../core/errors.js";
import { MAX_ENVELOPE, parse } from "../envelope/format.js";
import { ID } from "../envelope/keys.js";
import { seal } from "../envelope/seal.js";
import { Fields, malformed } from "./answer.js";
import { answer } from "./job.js";
import { COPY_STATES } from "./reading.js";
import { unsealed } from "./receive.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../envelope/format.js").Envelope} Envelope @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./job.js").CopyStep} CopyStep @typedef {import("./job.js").Job} Job @typedef {import("./outbox.js").Outbox} Outbox @typedef {import("./seats.js").Seats} Seats */
/** @typedef {{desk: Desk, outbox: Outbox, seats: Seats}} Bench */

// The recipient answered before, or there is a copy already: nothing is left to do.
const NOT_NEEDED = ["already-answered", "copy-known", "message-id-taken"];
const RESEAL = ["epoch-superseded", "time-too-old", "time-in-future"];
const MOST_RESEALS = 3;

/** Sends the copy: its state and when it is released; or the code of why none is needed. @type {(bench: Bench, job: Job, step: CopyStep) => Promise<import("./job.js").Answer>} */
export async function take(bench, job, step) {
  const { desk, outbox } = bench;
  let raw = (await outbox.copy(step)) ?? (await sealed(bench, job, step, await original(bench, job, step)));
  for (let reseals = 0; ; reseals++) {
    try {
      return await put(desk, step, raw);
    } catch (error) {
      if (!(error instanceof NavetteError)) throw error;
      if (NOT_NEEDED.includes(error.code)) return answer({ code: error.code });
      if (!RESEAL.includes(error.code) || reseals === MOST_RESEALS) throw error;
      await desk.api.server();
      await desk.sync();
      raw = await sealed(bench, job, step, await parse(raw));
    }
  }
}

/** @param {Desk} desk @param {CopyStep} step @param {Bytes} raw */
async function put({ api }, { message, original: of, mailbox }, raw) {
  const fields = new Fields(await api.put(`/v1/envelopes/${message}?release_of=${of}&for=${mailbox}`, raw));
  const said = [fields.id("message", ID), fields.id("release_of", ID), fields.id("for", ID)];
  if (String(said) !== String([message, of, mailbox])) throw malformed("message");
  return answer({ status: fields.oneOf("state", COPY_STATES), changed: fields.time("releases") });
}

/** The fiche as this mailbox sealed it: in the job itself, kept here, or at the server. @type {(bench: Bench, job: Job, step: CopyStep) => Promise<Envelope>} */
async function original({ desk, outbox }, job, step) {
  const kept = job.steps.find((one) => one.step === "deposit" && one.message === step.original);
  const here = kept?.step === "deposit" ? await outbox.envelope(kept) : await desk.folder.read(`sent/${step.original}.nav`);
  const envelope = await parse(here ?? (await desk.api.bytes(`/v1/envelopes/${step.original}`, MAX_ENVELOPE)));
  const { id, senderMailbox } = envelope.header;
  if (b64(id) !== step.original || b64(senderMailbox) !== job.mailbox) refuse("message-id-mismatch");
  return envelope;
}

/** What `before` says, to the substitute and ourselves, with the keys of today. @type {(bench: Bench, job: Job, step: CopyStep, before: Envelope) => Promise<Bytes>} */
async function sealed({ desk, outbox, seats }, { mailbox }, step, before) {
  const { manifest, fiche } = await unsealed({ desk, mailbox, seats }, before);
  const { senderMailbox, blobs, form, urgency, due } = before.header;
  const to = [step.substitute, mailbox].map((one) => ({ mailbox: unb64(one, ID), public: desk.directory.address(one, desk.today()) }));
  const about = { time: desk.now(), id: unb64(step.message, ID), reply: unb64(step.original, ID), form, urgency, due };
  const { raw } = await seal(desk.person, senderMailbox, to, manifest, fiche, blobs, about);
  await outbox.keepCopy(step, raw);
  return raw;
}
