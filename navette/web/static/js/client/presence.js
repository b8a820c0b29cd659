// What a mailbox says of itself: its hours, its absences, who stands in, which forms it takes. For its guardians and for
// coordinators. Twin: navette/client/services.py
import { b64, timestamp } from "../core/encoding.js";
import { NavetteError } from "../core/errors.js";
import { read } from "../envelope/any_statement.js";
import { settled } from "./settled.js";
import { post } from "./vouching.js";

/** @typedef {import("./desk.js").Desk} Desk @typedef {import("../ledger/services.js").ServiceState} ServiceState */
/** What is said, whoever says it and when. @typedef {Pick<ServiceState, "hours"|"closed"|"substitute"|"forms"|"note">} Content */

const AGAIN = "not-the-next-statement";

export class Presence {
  /** That of a mailbox, as it is known now. @param {Desk} desk @param {string} mailbox */
  static async of(desk, mailbox) {
    await settled(desk);
    return new Presence(desk, mailbox);
  }

  /** @param {Desk} desk once it is settled @param {string} mailbox */
  constructor(desk, mailbox) {
    this._desk = desk;
    this.mailbox = mailbox;
  }

  /** What was said last; null when nothing was. */
  get said() {
    return this._desk.directory.service(this.mailbox);
  }

  /** When somebody last said how it is with it, in seconds since 1970; null for a mailbox that is not known. */
  get confirmed() {
    return this._desk.directory.confirmed(this.mailbox);
  }

  /**
   * Says it, in the turn after `seen`, what was said last as far as the person knows: what somebody else said since is not
   * written over. The same, said once more, confirms it. What arrived and was not heard of is not said twice. Throws
   * not-a-guardian, not-the-next-statement, subject.
   * @type {(content: Content, seen: ServiceState|null) => Promise<void>}
   */
  async say(content, seen) {
    const desk = this._desk;
    desk.requireTrust();
    const { hours, substitute, note } = content;
    const closed = content.closed.map(({ first, last, note: why }) => ({ from: first, to: last, note: why }));
    const order = { n: String((seen?.n ?? -1) + 1), prev: seen?.digest ?? "" };
    const fields = { hours, closed, substitute, forms: content.forms.toSorted(), note, time: timestamp(desk.now()) };
    const signed = await desk.person.signStatement({ type: "service", mailbox: this.mailbox, ...order, ...fields }, read);
    try {
      await post(desk, `/v1/mailboxes/${this.mailbox}/service`, signed);
    } catch (error) {
      if (!(error instanceof NavetteError) || error.code !== AGAIN || !(await this._isSaid(content, seen))) throw error;
    }
    await this._hear();
  }

  async _hear() {
    await this._desk.sync();
    await settled(this._desk);
  }

  /** Whether the turn after `seen` was this person's, and said just that. @param {Content} content @param {ServiceState|null} seen */
  async _isSaid(content, seen) {
    await this._hear();
    const { said } = this;
    return said !== null && said.n === (seen?.n ?? -1) + 1 && said.by === b64(this._desk.person.id) && spelled(said) === spelled(content);
  }
}

/** @type {(content: Content) => string} */
const spelled = ({ hours, closed, substitute, forms, note }) => {
  const days = Object.entries(hours).sort();
  return JSON.stringify([days, closed.map(({ first, last, note: why }) => [first, last, why]), substitute, forms.toSorted(), note]);
};
