// The outbox: jobs kept before anything is sent, each step recorded once it is answered. Twin: navette/client/outbox.py
//
// At every step, what is true if we stop here: a job is there, whole, or is not; a step answered and not recorded is
// sent again with the same bytes, and has one effect; a job done and not put away is put away the next time.
//
//     outbox/<job>.json    the job             outbox/<message>.….nav   the sealed envelope of its deposit
//     failed/              the same, refused for good: kept to be looked at
//     sent/<message>.nav   what was deposited
//     blobs/<id>/<part>    the sealed parts of an attachment that is to be uploaded
//     drafts/<name>…       what a job was written in: it is no draft any more while the job waits, and goes with it
import { readJson, writeJson } from "./folder.js";
import { begun, depositOf, hex, messageOf, referenceOf } from "./job.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../core/errors.js").NavetteError} NavetteError */
/** @typedef {import("./folder.js").Folder} Folder @typedef {import("./items.js").Waiting} Waiting */
/** @typedef {import("./job.js").Job} Job @typedef {import("./job.js").DepositStep} DepositStep @typedef {import("./job.js").CopyStep} CopyStep */

const LEFTOVER = 86_400; // seconds after which a record without a job belongs to none that is being made
const JSON_NAME = ".json";

/** Sealed again, the message keeps its id: the digest tells one from the other. @type {(step: DepositStep) => string} */
const envelopeName = ({ message, envelope }) => `outbox/${hex(message)}.${envelope.slice(0, 8)}.nav`;

/** @type {(step: CopyStep) => string} */
const copyName = ({ message }) => `outbox/${hex(message)}.copy.nav`;

/** @type {(step: DepositStep) => string} */
const failedName = ({ message }) => `failed/${hex(message)}.nav`;

/** One for each folder: the mailboxes of a person see the same jobs. @type {WeakMap<Folder, Outbox>} */
const open = new WeakMap();

/** The jobs of one folder. */
export class Outbox {
  /** @param {Folder} folder */
  constructor(folder) {
    this._folder = folder;
    /** @type {Map<string, Waiting>} */
    this._waiting = new Map();
    /** Of what left from this page: the draft it was written in → its reference. @type {Map<string, string>} */
    this.departed = new Map();
  }

  /** With what waits there already. @type {(folder: Folder) => Promise<Outbox>} */
  static async open(folder) {
    const outbox = open.get(folder) ?? new Outbox(folder);
    open.set(folder, outbox);
    await outbox.look();
    return outbox;
  }

  /** What waits, then what was refused for good, as it was seen last. @returns {Waiting[]} */
  waiting() {
    const all = [...this._waiting.values()].sort((one, other) => (one.job < other.job ? -1 : 1));
    return [...all.filter(({ parked }) => !parked), ...all.filter(({ parked }) => parked)];
  }

  /** Sees what other tabs have put there, or taken. */
  async look() {
    const [waiting, parked] = [await this._read("outbox"), await this._read("failed")];
    const lines = await Promise.all([...waiting.map((job) => line(job, false)), ...parked.map((job) => line(job, true))]);
    this._waiting = new Map(lines.map((one) => [one.job, one]));
  }

  /** Makes a job durable: its envelope first, the job itself is what commits. @type {(job: Job, envelope?: Bytes) => Promise<void>} */
  async put(job, envelope) {
    const deposit = depositOf(job);
    if (envelope && deposit) await this._folder.write(envelopeName(deposit), envelope);
    await this.record(job);
  }

  /** The job as it stands now. @type {(job: Job) => Promise<void>} */
  async record(job) {
    await writeJson(this._folder, `outbox/${job.id}.json`, job);
    this._waiting.set(job.id, await line(job, false));
  }

  /** Another envelope for the same job: the new one is there before the job names it. @type {(before: DepositStep, job: Job, envelope: Bytes) => Promise<void>} */
  async replaceEnvelope(before, job, envelope) {
    await this.put(job, envelope);
    await this._folder.remove(envelopeName(before));
  }

  /** Removes what a crash left without a job: sealed records that nothing names, a day old. @type {(now: number) => Promise<void>} */
  async sweep(now) {
    const jobs = await this.jobs();
    const named = new Set(jobs.flatMap(({ steps }) => steps.map((one) => (one.step === "blob" ? one.blob : hex(one.message)))));
    const old = hexTime(now - LEFTOVER);
    for (const name of await this._folder.names("outbox")) {
      const [id] = name.split(".");
      if (!name.endsWith(JSON_NAME) && !named.has(id) && id < old) await this._folder.remove(`outbox/${name}`);
    }
    for (const name of await this._folder.names("blobs")) {
      const [id] = name.split("/");
      if (!named.has(id) && hex(id) < old) await this._folder.remove(`blobs/${name}`);
    }
  }

  /** The jobs that wait, oldest first. @type {() => Promise<Job[]>} */
  jobs() {
    return this._read("outbox");
  }

  /** A job as it is kept, waiting or parked; null once it is done. @type {(job: Job) => Promise<Job|null>} */
  async left({ id }) {
    const kept = (await readJson(this._folder, `outbox/${id}.json`)) ?? (await readJson(this._folder, `failed/${id}.json`));
    return /** @type {Job|null} */ (kept);
  }

  /** The sealed bytes of a deposit, before or after it was put away. @type {(step: DepositStep) => Promise<Bytes>} */
  async envelope(step) {
    const found = (await this._folder.read(envelopeName(step))) ?? (await this._folder.read(`sent/${step.message}.nav`));
    return found ?? new Uint8Array();
  }

  /** The sealed bytes of a copy; null before its turn. @type {(step: CopyStep) => Promise<Bytes|null>} */
  copy(step) {
    return this._folder.read(copyName(step));
  }

  /** Its bytes, before they leave. @type {(step: CopyStep, raw: Bytes) => Promise<void>} */
  keepCopy(step, raw) {
    return this._folder.write(copyName(step), raw);
  }

  /** Keeps a job for the next time, and why. @type {(job: Job, error: NavetteError) => Promise<void>} */
  failed(job, { code }) {
    return this.record({ ...job, problem: code });
  }

  /** Puts a job aside that will never pass; what it did before is put away. @type {(job: Job, error: NavetteError) => Promise<void>} */
  async park(job, { code }) {
    const parked = { ...job, problem: code };
    await this._putAway(parked);
    await this._removeCopies(parked);
    const deposit = depositOf(job);
    if (deposit) await this._move(envelopeName(deposit), failedName(deposit));
    await writeJson(this._folder, `failed/${job.id}.json`, parked);
    await this._folder.remove(`outbox/${job.id}.json`);
    this._waiting.set(job.id, await line(parked, true));
  }

  /** Lets go of a job that was refused for good, and of all that it held. @type {(job: Job) => Promise<void>} */
  async forget(job) {
    await this._folder.remove(`failed/${job.id}.json`);
    for (const step of job.steps) {
      if (step.step === "blob") await this.removeBlob(step.blob);
      if (step.step === "deposit") await this._folder.remove(failedName(step));
    }
    this._waiting.delete(job.id);
  }

  /** The same of a parked job by its id; one that may still pass stays. @type {(id: string) => Promise<void>} */
  discard(id) {
    return this._parked(id, (job) => this.forget(job));
  }

  /** A parked job waits again, as it was. @type {(id: string) => Promise<void>} */
  retry(id) {
    return this._parked(id, async (job) => {
      const deposit = depositOf(job);
      if (deposit) await this._move(failedName(deposit), envelopeName(deposit));
      await this.record({ ...job, problem: "" });
      await this._folder.remove(`failed/${id}.json`);
    });
  }

  /** @param {string} id @param {(job: Job) => Promise<void>} then */
  _parked(id, then) {
    return this._folder.locked("outbox", async () => {
      const parked = (await this._read("failed")).find((job) => job.id === id);
      if (parked) await then(parked);
    });
  }

  /** Takes back a job of which nothing can be seen by others; false when it is too late. @type {(job: Job) => Promise<boolean>} */
  async takeBack(job) {
    if (begun(job)) return false;
    await this._folder.remove(`outbox/${job.id}.json`);
    for (const step of job.steps) {
      if (step.step === "blob") await this.removeBlob(step.blob);
      if (step.step === "deposit") await this._folder.remove(envelopeName(step));
    }
    return this._waiting.delete(job.id);
  }

  /** Puts away what a job did, then forgets the job and what it was written in. @type {(job: Job) => Promise<void>} */
  async finish(job) {
    await this._putAway(job);
    await this._removeCopies(job);
    if (job.draft) await this._removeDraft(job.draft);
    if (job.draft) this.departed.set(job.draft, await referenceOf(job));
    for (const folder of ["failed", "outbox"]) await this._folder.remove(`${folder}/${job.id}.json`);
    this._waiting.delete(job.id);
  }

  /** The server has them, or needs none. @param {Job} job */
  async _removeCopies({ steps }) {
    for (const step of steps) if (step.step === "copy") await this._folder.remove(copyName(step));
  }

  /** With the files beside it. @param {string} draft */
  async _removeDraft(draft) {
    const names = await this._folder.names("drafts");
    for (const name of names.filter((one) => one === draft || one.startsWith(`${draft}.`))) await this._folder.remove(`drafts/${name}`);
  }

  /** The sealed parts of an attachment. @type {(blob: string) => Promise<void>} */
  async removeBlob(blob) {
    for (const name of await this._folder.names(`blobs/${blob}`)) await this._folder.remove(`blobs/${blob}/${name}`);
  }

  /** @param {string} folder @returns {Promise<Job[]>} */
  async _read(folder) {
    const names = (await this._folder.names(folder)).filter((name) => name.endsWith(JSON_NAME));
    const found = await Promise.all(names.map((name) => readJson(this._folder, `${folder}/${name}`)));
    return /** @type {Job[]} */ (found.filter(Boolean));
  }

  /** @param {Job} job */
  async _putAway({ steps, answers }) {
    for (const step of steps.slice(0, answers.length)) {
      if (step.step === "blob") await this.removeBlob(step.blob);
      if (step.step === "deposit") await this._move(envelopeName(step), `sent/${step.message}.nav`);
    }
  }

  /** @param {string} name @param {string} to */
  async _move(name, to) {
    const data = await this._folder.read(name);
    if (!data) return;
    await this._folder.write(to, data);
    await this._folder.remove(name);
  }
}

/** @type {(job: Job, parked: boolean) => Promise<Waiting>} */
async function line(job, parked) {
  const { id, mailbox, created, to = [], draft = "", problem } = job;
  return { job: id, mailbox, reference: await referenceOf(job), message: messageOf(job), created, to, draft, problem, parked };
}

/** What the ids made at that instant begin with. @type {(seconds: number) => string} */
const hexTime = (seconds) => Math.floor(seconds * 1000).toString(16).padStart(12, "0");
