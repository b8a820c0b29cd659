// What the verbs of one mailbox work with. Twin: navette/client/workplace.py
import { reference, unb64, b64 } from "../core/encoding.js";
import { NavetteError } from "../core/errors.js";
import { ID } from "../envelope/keys.js";
import { copiesOf } from "./copies.js";
import { Courier } from "./courier.js";
import { begun, deposited, hex, newJob, referenceOf } from "./job.js";
import { Outbox } from "./outbox.js";
import { Place } from "./place.js";
import { Seats } from "./seats.js";

/** @typedef {import("../envelope/format.js").Envelope} Envelope @typedef {import("./courier.js").Watch} Watch @typedef {import("./items.js").Sent} Sent */
/** @typedef {import("./job.js").Job} Job @typedef {import("./job.js").Step} Step */
/** A job, and why the rest of it was not done. @typedef {{job: Job, problem: NavetteError|null}} Delivered */

/** One mailbox of the person at a desk, with all its verbs need. */
export class Workplace extends Place {
  /** @param {Place} place @param {Outbox} outbox */
  constructor({ desk, mailbox, forms, found }, outbox) {
    super(desk, mailbox, forms);
    this.found = found;
    this.outbox = outbox;
    this.seats = new Seats(desk);
    this.courier = new Courier(desk, outbox, this.seats);
  }

  /** @type {(place: Place) => Promise<Workplace>} */
  static async open(place) {
    return new Workplace(place, await Outbox.open(place.desk.folder));
  }

  /** A job of this mailbox, now. envelope: what one of the steps deposits; draft: what it was written in. @type {(steps: Step[], envelope?: Envelope|null, draft?: string) => Job} */
  job(steps, envelope, draft = "") {
    const to = (envelope?.header.recipients ?? []).map(({ mailbox }) => b64(mailbox)).filter((one) => one !== this.mailbox);
    return newJob(envelope ? b64(envelope.header.id) : this.desk.newId(), this.mailbox, this.desk.now(), steps, { to, draft });
  }

  /**
   * Puts a job in the outbox and takes it to the server. When its first visible step was done, the rest is no reason to
   * throw: the failure is given back beside the job. A failure thrown says in its data under which reference the job
   * waits, or was parked; a mistake of ours too, when the job is there all the same.
   * @type {(job: Job, envelope?: Envelope|null, watch?: Watch) => Promise<Delivered>}
   */
  async deliver(job, envelope, watch) {
    try {
      const done = await this.courier.deliver(job, envelope?.raw, watch);
      return { job: /** @type {Job} */ (done.find(({ id }) => id === job.id)), problem: null };
    } catch (error) {
      const left = await this.outbox.left(job);
      if (!(error instanceof NavetteError)) throw left ? Object.assign(/** @type {Error} */ (error), { data: { reference: await referenceOf(left) } }) : error;
      if (left && begun(left)) return { job: left, problem: error };
      error.data.reference ??= await referenceOf(left ?? job);
      throw error;
    }
  }
}

/** What a job's deposit became, null when it has not been made. @type {(delivered: Delivered) => Promise<Sent|null>} */
export async function sentOf({ job, problem }) {
  const found = deposited(job);
  if (!found) return null;
  const { message, envelope } = found.step;
  const spelled = await reference(unb64(message, ID));
  const again = { resealed: hex(message) !== job.id, changed: job.resealed };
  return { message, reference: spelled, envelope, index: found.answer.index, ...again, problem, copies: copiesOf(job) };
}
