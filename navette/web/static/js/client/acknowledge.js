// Answering a fiche: an acknowledgement signed by a person, a reply, a question, a way on to another mailbox.
// Twin: navette/client/acknowledge.py
import { reference, unb64, utf8 } from "../core/encoding.js";
import { checkCode } from "../core/acknowledgement.js";
import { NavetteError, refuse } from "../core/errors.js";
import { RESOLVED, UNANSWERED, advance } from "../core/handoff.js";
import { ID } from "../envelope/keys.js";
import { Fields } from "./answer.js";
import { acted } from "./job.js";
import { find } from "./lookup.js";
import { findMailbox } from "./names.js";
import { copyOf } from "./reading.js";
import { collect, look, signed } from "./receive.js";
import { compose, forward } from "./send.js";
import { sentOf } from "./workplace.js";

/** @typedef {import("../core/acknowledgement.js").Decision} Decision @typedef {import("../core/handoff.js").Status} Status @typedef {import("../envelope/format.js").Envelope} Envelope */
/** @typedef {import("./courier.js").Watch} Watch @typedef {import("./items.js").Acknowledged} Acknowledged @typedef {import("./items.js").Sent} Sent */
/** @typedef {import("./job.js").Job} Job @typedef {import("./receive.js").Known} Known @typedef {import("./send.js").Letter} Letter */
/** @typedef {import("./workplace.js").Delivered} Delivered @typedef {import("./workplace.js").Workplace} Workplace */

const TEXT = "text/plain";

/** See Mailbox.acknowledge. The decision goes first: when a colleague was quicker, no text is sent. @type {(place: Workplace, ref: string, decision: Decision, code: string, text: string|null) => Promise<Acknowledged>} */
export async function acknowledge(place, ref, decision, code, text) {
  checkCode(decision, code);
  const known = await received(place, ref);
  const act = await decide(place, known, decision, code);
  if (text === null) return acknowledged(await deliver(place, place.job([act])));
  /** @type {Letter} */
  const letter = { fiche: utf8(text), media: TEXT, kind: decision === "question" ? "question" : "reason", reply: known.message };
  const { job, envelope } = await compose(place, [known.sender], letter);
  return acknowledged(await deliver(place, { ...job, steps: [act, ...job.steps] }, envelope));
}

/** See Mailbox.reply. The answer goes first: nothing is closed before it is there. @type {(place: Workplace, ref: string, letter: Letter, close: boolean, watch: Watch) => Promise<Sent>} */
export async function reply(place, ref, letter, close, watch) {
  const known = await received(place, ref);
  const open = !RESOLVED.includes(standing(place, known));
  const after = close && open ? [await decide(place, known, "closed", letter.closing ?? "replied")] : [];
  const { job, envelope } = await compose(place, [known.sender], { kind: "reply", ...letter, reply: known.message }, after);
  return sent(await deliver(place, job, envelope, watch));
}

/** See Mailbox.withdraw. What a substitute was given of it meanwhile is taken back too, where nobody answered. @type {(place: Workplace, ref: string) => Promise<Acknowledged>} */
export async function withdraw(place, ref) {
  const known = await look(place, await find(place, ref));
  const given = await Promise.all(givenOf(known).map((message) => look(place, message)));
  const [own, ...others] = await Promise.all([known, ...given].map((one) => signed(place, one, { type: "withdrawal" })));
  const { job, problem } = await deliver(place, place.job([own, ...others.map((one) => ({ ...one, optional: true }))]));
  return acknowledged({ job: { ...job, steps: job.steps.slice(0, 1), answers: job.answers.slice(0, 1) }, problem });
}

/** The copies that were released, and wait for an answer there. @type {(known: Known) => string[]} */
function givenOf({ value }) {
  const copies = new Fields(value).many("recipients").map((one) => copyOf(one));
  return copies.flatMap((one) => (one?.status && UNANSWERED.includes(one.status) ? [one.message] : []));
}

/** See Mailbox.reroute. @type {(place: Workplace, ref: string, to: string) => Promise<Sent>} */
export async function reroute(place, ref, to) {
  const target = findMailbox(place.desk.directory, to, place.desk.today());
  const opened = await collect(place, ref);
  const known = await look(place, opened.item.message);
  advance(standing(place, known), "rerouted"); // before a copy is sent that nobody asked for
  const after = [await decide(place, known, "rerouted", "not-for-us")];
  const { job, envelope } = await forward(place, target, opened.envelope, opened.manifest, opened.fiche, after);
  return sent(await deliver(place, job, envelope));
}

/** A fiche this mailbox received; one that nobody opened yet is opened now, receipts included. @param {Workplace} place @param {string} ref */
async function received(place, ref) {
  const known = await look(place, await find(place, ref));
  if (standing(place, known) !== "requested") return known;
  await collect(place, ref);
  return look(place, known.message);
}

/** Where it stands for this mailbox; refuses not-a-recipient. @type {(place: Workplace, known: Known) => Status} */
const standing = ({ mailbox }, { story }) => story.status.get(mailbox) ?? refuse("not-a-recipient");

/** @type {(place: Workplace, known: Known, decision: Decision, code: string) => Promise<import("./job.js").ActStep>} */
const decide = (place, known, decision, code) =>
  signed(place, known, { type: "acknowledgement", mailbox: place.mailbox, decision, code });

/** As Workplace.deliver; who took the fiche in charge before is named. @type {(place: Workplace, job: Job, envelope?: Envelope|null, watch?: Watch) => Promise<Delivered>} */
async function deliver(place, job, envelope, watch) {
  try {
    return await place.deliver(job, envelope, watch);
  } catch (error) {
    const owner = error instanceof NavetteError ? error.data.owner : null;
    if (typeof owner === "string" && error instanceof NavetteError)
      error.data.owner_name = place.desk.directory.person(owner) ? place.desk.name(owner) : "";
    throw error;
  }
}

/** What a job done later became; null for receipts that a colleague's overtook. @type {(job: Job) => Promise<Sent|Acknowledged|null>} */
export async function outcome(job) {
  const delivered = { job, problem: null };
  const found = await sentOf(delivered);
  const act = acted(job);
  return found || !act || act.answer.code ? found : acknowledged(delivered);
}

/** @type {(delivered: Delivered) => Promise<Acknowledged>} */
async function acknowledged({ job, problem }) {
  const { step, answer } = /** @type {NonNullable<ReturnType<typeof acted>>} */ (acted(job)); // it is the first step
  const { status, changed, index } = answer;
  const [spelled, found] = [await reference(unb64(step.message, ID)), await sentOf({ job, problem: null })];
  return { reference: spelled, status: /** @type {Status} */ (status), changed, index, sent: found, problem };
}

/** The deposit comes before the act: nothing is given back without it. @type {(delivered: Delivered) => Promise<Sent>} */
const sent = async (delivered) => /** @type {Sent} */ (await sentOf(delivered));
