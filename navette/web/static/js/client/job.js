// A job: what has to reach the server, as ordered steps that can each be sent twice. Twin: navette/client/job.py
//
// Nothing in it can be read as content: envelopes and attachments are sealed before, statements are public to the
// handoff's parties, file names are in the sealed manifest only.
import { reference, unb64 } from "../core/encoding.js";
import { ID } from "../envelope/keys.js";

/** Upload a sealed attachment, kept in blobs/; size: padded. @typedef {{step: "blob", blob: string, size: number, digest: string}} BlobStep */
/** Deposit a sealed envelope; envelope: the SHA-256 of its bytes. @typedef {{step: "deposit", message: string, envelope: string}} DepositStep */
/** Post a statement about a handoff. optional: a refusal by the state of things is no failure (receipts). @typedef {{step: "act", message: string, statement: string, signature: string, optional: boolean}} ActStep */
/** Seal a copy of what was deposited for the substitute of one of its recipients, and have it kept back. message: the copy's own id; original: of the fiche. @typedef {{step: "copy", message: string, original: string, mailbox: string, substitute: string}} CopyStep */
/** @typedef {BlobStep|DepositStep|ActStep|CopyStep} Step */
/** What the server said to a step. index: of the leaf, -1 when there is none; code: why it was not needed. @typedef {{index: number, statement: string, status: string, changed: number, code: string}} Answer */
/**
 * What is to be done, and how far it is; kept as it is.
 * id: 32 hexadecimal digits in order of time, those of the message it deposits at first; to: the mailboxes it deposits
 * to; draft: the record of drafts/ it was written in, which goes when the job is done; answers: of the steps done;
 * resealed: mailboxes whose key had changed; problem: the code of the last failure.
 * @typedef {{v: "1", id: string, mailbox: string, created: number, to: string[], draft: string, steps: Step[], answers: Answer[], resealed: string[], problem: string}} Job
 */

/** The bytes of an id as hexadecimal digits, whose order is that of time. @type {(id: string) => string} */
export const hex = (id) => Array.from(unb64(id, ID), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** The other way. @type {(id: string) => import("../core/encoding.js").Bytes} */
export const unhex = (id) => Uint8Array.from(id.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** @type {(id: string, mailbox: string, created: number, steps: Step[], more?: {to?: string[], draft?: string}) => Job} */
export const newJob = (id, mailbox, created, steps, { to = [], draft = "" } = {}) => {
  return { v: "1", id: hex(id), mailbox, created, to, draft, steps, answers: [], resealed: [], problem: "" };
};

/** @type {(more: Partial<Answer>) => Answer} */
export const answer = (more) => ({ index: -1, statement: "", status: "", changed: 0, code: "", ...more });

/** Every step was answered. @type {(job: Job) => boolean} */
export const isDone = ({ steps, answers }) => answers.length === steps.length;

/** The job's deposit, if it has one. @type {(job: Job) => DepositStep|undefined} */
export const depositOf = ({ steps }) => steps.find((one) => one.step === "deposit");

/** The message it is about: the deposit's, the one acted upon, or the one a copy is of. @type {(job: Job) => string} */
export function messageOf(job) {
  const found = depositOf(job) ?? job.steps.find((one) => one.step === "act");
  return found?.message ?? /** @type {CopyStep} */ (job.steps[0]).original;
}

/** @type {(job: Job) => Promise<string>} */
export const referenceOf = (job) => reference(unb64(messageOf(job), ID));

/** The deposit and its answer, once there is one. @type {(job: Job) => {step: DepositStep, answer: Answer}|null} */
export function deposited(job) {
  const at = job.steps.findIndex((one) => one.step === "deposit");
  const step = depositOf(job);
  return step && job.answers[at] ? { step, answer: job.answers[at] } : null;
}

/** The last act that was answered, and its answer. @type {(job: Job) => {step: ActStep, answer: Answer}|null} */
export function acted({ steps, answers }) {
  const at = steps.slice(0, answers.length).findLastIndex((one) => one.step === "act");
  return at < 0 ? null : { step: /** @type {ActStep} */ (steps[at]), answer: answers[at] };
}

/** Something others can see was done: more than an upload. @type {(job: Job) => boolean} */
export const begun = (job) => Boolean(deposited(job) ?? acted(job));
