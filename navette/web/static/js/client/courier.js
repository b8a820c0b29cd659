// The courier: takes the jobs of the outbox to the server, step by step, and proves each answer by the ledger.
// Twin: navette/client/courier.py
import { unb64, utf8 } from "../core/encoding.js";
import { NavetteError, refuse } from "../core/errors.js";
import { Fields } from "./answer.js";
import { ACTES, checkDeposit } from "./deposit.js";
import { ABSENT } from "./desk.js";
import { answer, depositOf, isDone } from "./job.js";
import { Leaf } from "./ledgers.js";
import { loaded } from "./place.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./outbox.js").Outbox} Outbox @typedef {import("./seats.js").Seats} Seats @typedef {import("./items.js").Progress} Progress */
/** @typedef {import("./job.js").Job} Job @typedef {import("./job.js").Step} Step @typedef {import("./job.js").Answer} Answer @typedef {import("./job.js").DepositStep} DepositStep */
/** signal: an abort takes the job back as long as nothing of it can be seen by others. @typedef {{progress?: Progress, signal?: AbortSignal}} Watch */

// The last one: this fiche was sealed again and deposited by another machine of the same person.
const RESEAL = ["epoch-superseded", "time-too-old", "time-in-future", "message-id-taken"];
const FOR_GOOD = ["malformed", "refused", "denied", "unknown", "conflict", "too-large"];
// What a receipt meets when a colleague was quicker, or the sender took the fiche back.
const OVERTAKEN = ["statement-known", "out-of-order", "receipt-after-success"];
const MOST_RESEALS = 3;

/** Delivers for one person. */
export class Courier {
  /** @param {Desk} desk @param {Outbox} outbox @param {Seats} seats */
  constructor(desk, outbox, seats) {
    this._desk = desk;
    this._outbox = outbox;
    this._seats = seats;
    /** Attachment id → the name to show while it goes, known only while it is typed. @type {Map<string, string>} */
    this.names = new Map();
  }

  /**
   * Puts a job in the outbox, then takes everything there to the server, oldest first; the jobs done. One tab at a time.
   * What the server refuses for good is parked: it is thrown when it is `job`, and left to `Outbox.waiting` otherwise.
   * What stops the server from answering is thrown at once, and everything else waits.
   * @type {(job?: Job|null, envelope?: Bytes, watch?: Watch) => Promise<Job[]>}
   */
  async deliver(job = null, envelope, watch = {}) {
    this._desk.requireTrust();
    return this._desk.folder.locked("outbox", async () => {
      watch.signal?.throwIfAborted();
      await this._outbox.look();
      await this._outbox.sweep(this._desk.api.localTime());
      if (job) await this._outbox.put(job, envelope);
      const finished = [];
      for (const waiting of await this._outbox.jobs()) {
        const mine = waiting.id === job?.id;
        const done = await this._try(waiting, mine, mine ? watch : {});
        if (done) finished.push(done);
      }
      return finished;
    });
  }

  /** The job when it is done, null when it was put aside. @param {Job} job @param {boolean} mine @param {Watch} watch */
  async _try(job, mine, watch) {
    try {
      return await this._run(job, watch);
    } catch (error) {
      if (!(error instanceof NavetteError)) throw error;
      if (mine && !depositOf(job)) await this._outbox.forget(job);
      const stops = ABSENT.includes(error.code) || ["local", "full"].includes(error.family);
      if (mine || stops || error === this._desk.doubt) throw error;
      return null;
    }
  }

  /** @param {Job} job @param {Watch} watch */
  async _run(job, watch) {
    /** @type {NavetteError|null} */
    let stale = null;
    for (let reseals = 0; !isDone(job); ) {
      const step = job.steps[job.answers.length];
      try {
        job = stale && step.step === "deposit" ? await this._reseal(job, step, stale) : await this._advance(job, step, watch);
        stale = null;
      } catch (error) {
        if (!(error instanceof NavetteError)) throw await this._stopped(job, error);
        if (step.step !== "deposit" || !RESEAL.includes(error.code) || reseals === MOST_RESEALS) {
          await this._settle(job, error);
          throw error;
        }
        [stale, reseals] = [error, reseals + 1];
      }
    }
    await this._outbox.finish(job);
    return job;
  }

  /** An abort takes the job back; anything else is a mistake of ours, and leaves it. @param {Job} job @param {unknown} error */
  async _stopped(job, error) {
    if (error instanceof DOMException && error.name === "AbortError") await this._outbox.takeBack(job);
    return error;
  }

  /** What is refused for good is put aside; what is doubted or not answered waits. @param {Job} job @param {NavetteError} error */
  async _settle(job, error) {
    if (FOR_GOOD.includes(error.family) && error !== this._desk.doubt) await this._outbox.park(job, error);
    else await this._outbox.failed(job, error);
  }

  /** @param {Job} job @param {Step} step @param {Watch} watch @returns {Promise<Job>} */
  async _advance(job, step, watch) {
    const overtaken = (/** @type {any} */ error) => {
      if (step.step === "act" && step.optional && OVERTAKEN.includes(error.code)) return { said: answer({ code: error.code }), note: "" };
      throw error;
    };
    const { said, note } = await this._take(job, step, watch).catch(overtaken);
    if (note) await this._confirm(step, said, note);
    const after = { ...job, answers: [...job.answers, said], problem: "" };
    await this._outbox.record(after);
    return after;
  }

  /** Sends one step: its answer, and the checkpoint, "" when no leaf was made. @param {Job} job @param {Step} step @param {Watch} watch @returns {Promise<{said: Answer, note: string}>} */
  async _take(job, step, { progress, signal }) {
    const { api, folder } = this._desk;
    if (step.step === "blob") {
      const { upload } = await loaded(import("./attachments.js"));
      const name = this.names.get(step.blob) ?? "";
      await upload(api, folder, job.mailbox, step, { signal, progress: (done, total) => progress?.(name, done, total) });
      return { said: answer({}), note: "" };
    }
    if (step.step === "deposit") {
      signal?.throwIfAborted(); // the last moment: from here on it may be there
      const fields = new Fields(await api.put(`/v1/envelopes/${step.message}`, await this._outbox.envelope(step)));
      const found = { index: fields.number("index"), statement: fields.text("statement") };
      return { said: answer(found), note: fields.text("checkpoint") };
    }
    if (step.step === "copy") {
      const { take } = await loaded(import("./copier.js"));
      return { said: await take({ desk: this._desk, outbox: this._outbox, seats: this._seats }, job, step), note: "" };
    }
    const { statement, signature } = step;
    const path = `/v1/handoffs/${step.message}/statements`;
    const fields = new Fields(await api.ask("POST", path, { body: { statement, signature }, signed: false }));
    const found = { index: fields.number("index"), status: fields.text("status"), changed: fields.time("changed") };
    return { said: answer(found), note: fields.text("checkpoint") };
  }

  /** Our leaf is in the ledger, and says what we said; or nothing more is sent. @param {Step} step @param {Answer} said @param {string} note */
  async _confirm(step, { index, statement }, note) {
    const { ledgers } = this._desk;
    try {
      if (step.step === "deposit") checkDeposit(utf8(statement), step.message, step.envelope);
      const [raw, signature] = step.step === "act" ? [step.statement, unb64(step.signature, 64)] : [statement, new Uint8Array()];
      await ledgers.confirm(ACTES, note, [new Leaf(index, utf8(raw), signature)]);
    } catch (error) {
      if (error instanceof NavetteError && error.family === "refused") this._desk.doubt = error;
      throw error;
    }
  }

  /** The same fiche, sealed to the keys of today, or as it was deposited already. @param {Job} job @param {DepositStep} step @param {NavetteError} error @returns {Promise<Job>} */
  async _reseal(job, step, error) {
    await this._desk.api.server();
    await this._desk.sync();
    const { adopt, reseal } = await loaded(import("./reseal.js"));
    const again = error.code === "message-id-taken" ? adopt : reseal;
    const { raw, deposit, changed } = await again(this._desk, this._seats, job, await this._outbox.envelope(step));
    if (error.code === "epoch-superseded" && !changed.length)
      refuse("not-vouched-for", { mailbox: String(error.data.mailbox ?? "") }); // we do not believe the change
    const ours = (/** @type {Step} */ one) => (one.step === "copy" && one.original === step.message ? { ...one, original: deposit.message } : one);
    const steps = job.steps.map((one) => (one === step ? deposit : ours(one)));
    const after = { ...job, steps, resealed: [...job.resealed, ...changed] };
    await this._outbox.replaceEnvelope(step, after, raw);
    return after;
  }
}
