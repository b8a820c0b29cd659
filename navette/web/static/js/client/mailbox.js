// A mailbox, as its members work with it: send, receive, collect, acknowledge, follow. Twin: navette/client/mailbox.py
//
// One verb a file (send, receive, acknowledge, follow, audit); here is the counter where they are asked for. What seals
// and opens is loaded when it is asked for: a list needs none of it.
import { b64 } from "../core/encoding.js";
import { NavetteError, refuse } from "../core/errors.js";
import { ABSENT, Desk } from "./desk.js";
import { Forms } from "./forms.js";
import { inbox, sent } from "./lists.js";
import { Place, loaded } from "./place.js";

/** @typedef {import("../core/acknowledgement.js").Decision} Decision @typedef {import("../envelope/person.js").Person} Person */
/** @typedef {import("./workplace.js").Workplace} Workplace @typedef {import("./desk.js").Outside} Outside @typedef {import("./folder.js").Folder} Folder @typedef {import("./send.js").Letter} Letter */
/** @typedef {import("./items.js").Acknowledged} Acknowledged @typedef {import("./items.js").Event} Event @typedef {import("./items.js").Fault} Fault @typedef {import("./items.js").Handoff} Handoff @typedef {import("./items.js").InboxItem} InboxItem @typedef {import("./items.js").Opened} Opened @typedef {import("./items.js").Progress} Progress @typedef {import("./items.js").Sent} Sent @typedef {import("./items.js").SentItem} SentItem @typedef {import("./items.js").Waiting} Waiting */

const MOST = 500; // items of a list, unless more are asked for
const AGAIN = 5000; // milliseconds
/** What waited has left, or was put aside. @type {Event} */
const FOUND = { index: -1, kind: "online", message: "", reference: "", act: "", of: null };

const sending = () => loaded(import("./send.js"));
const receiving = () => loaded(import("./receive.js"));
const answering = () => loaded(import("./acknowledge.js"));
const auditing = () => loaded(import("./audit.js"));
const attachments = () => loaded(import("./attachments.js"));

/**
 * One of a person's mailboxes. Everywhere, `ref` is a reference (NV-7K3F-22Q, as it was typed) or a message id; a name is
 * an address, a display name of the directory, or the beginning of an id. Any verb may throw what the server refuses
 * (docs/spec/errors.md), server-unreachable, server-answer, and the codes of a ledger that does not hold.
 */
export class Mailbox {
  /** @param {Place} place */
  constructor(place) {
    this.place = place;
    /** Once it was needed. @type {Workplace|null} */
    this._workplace = null;
    /** @type {Promise<Workplace>|null} */
    this._opening = null;
    /** @type {(() => void)[]} */
    this._stops = [];
  }

  /**
   * The person's mailbox of that address (or name); the only one when none is given. Without the server, what was
   * believed last is used, so that a fiche can be sealed and wait. Throws unknown-name, ambiguous-name, not-a-member.
   * @type {(folder: Folder, person: Person, address?: string|null, outside?: Outside) => Promise<Mailbox>}
   */
  static async open(folder, person, address = null, outside = {}) {
    const { desk, forms } = await openDesk(folder, person, outside);
    return Mailbox.at(desk, forms, address);
  }

  /** The same at a desk that several mailboxes share. @type {(desk: Desk, forms: Forms, address?: string|null) => Promise<Mailbox>} */
  static async at(desk, forms, address = null) {
    const mailbox = new Mailbox(new Place(desk, await choose(desk, address), forms));
    const kept = await Promise.all(["outbox", "failed"].map((where) => desk.folder.names(where)));
    if (kept.flat().length) await mailbox.workplace().catch(() => {}); // asked for again by the next verb
    return mailbox;
  }

  /** What seals, opens and carries: loaded when a verb needs it. */
  workplace() {
    this._opening ??= this._open().catch((error) => {
      this._opening = null;
      throw error;
    });
    return this._opening;
  }

  async _open() {
    const { Workplace } = await loaded(import("./workplace.js"));
    return (this._workplace = await Workplace.open(this.place));
  }

  /** Loads ahead what the verbs need, and the forms in use, so that a connection that is lost later does no harm. */
  async prepare({ forms = false } = {}) {
    await Promise.all([this.workplace(), sending(), receiving(), answering(), auditing(), attachments(), import("./reseal.js"), import("./copier.js")]);
    if (forms) await this.place.forms.keep(this.place.desk.api);
  }

  /** Nothing is followed any more. */
  close() {
    for (const stop of this._stops) stop();
  }

  get id() {
    return this.place.mailbox;
  }

  get address() {
    return this.place.state.address;
  }

  /** The server answered last time. */
  get online() {
    return !this.place.desk.absent;
  }

  /** Why nothing of the server is believed any more, or null. */
  get doubt() {
    return this.place.desk.doubt;
  }

  /** Seconds the server's clock is ahead of this one. */
  get offset() {
    return this.place.desk.api.offset;
  }

  /** What was found wrong on the way without stopping the work: holes in the numbers, refused entries. @returns {Fault[]} */
  get faults() {
    return [...this.place.desk.faults, ...(this._workplace?.seats.faults ?? []), ...this.place.found];
  }

  /** Seals a fiche to mailboxes and deposits it. When the server does not answer it waits in the outbox: server-unreachable, data.reference. @type {(to: string[], letter: Letter, progress?: Progress) => Promise<Sent>} */
  send(to, letter, progress) {
    return this._reach(async () => (await sending()).send(await this.workplace(), to, letter, { progress, signal: letter.signal }));
  }

  /** Carries on with what waits in the outbox, oldest first; what is refused for good is parked. @type {(progress?: Progress) => Promise<(Sent|Acknowledged)[]>} */
  async flush(progress) {
    const done = await this._reach(async () => {
      if (!this.online) await this._reconnect();
      return (await this.workplace()).courier.deliver(null, undefined, { progress });
    });
    if (!done.length) return [];
    const { outcome } = await answering();
    return (await Promise.all(done.map(outcome))).filter((one) => one !== null);
  }

  /** Its jobs of the outbox, those refused for good last. @returns {Waiting[]} */
  waiting() {
    return (this._workplace?.outbox.waiting() ?? []).filter(({ mailbox }) => mailbox === this.id);
  }

  /** The name vouched for today of any mailbox, "" when there is none. @type {(mailbox: string) => string} */
  nameOf(mailbox) {
    return this.place.desk.name(mailbox);
  }

  /** Sees what other tabs have put in the outbox, or taken. */
  async look() {
    await (await this.workplace()).outbox.look();
  }

  /** The reference under which what was written in that draft left from this page. @type {(draft: string) => string|undefined} */
  left(draft) {
    return this._workplace?.outbox.departed.get(draft);
  }

  /** Lets go of one that was refused for good, once it was looked at. @type {(job: string) => Promise<void>} */
  async discard(job) {
    await (await this.workplace()).outbox.discard(job);
  }

  /** One that was refused for good is tried once more, with all that waits. @type {(job: string) => Promise<(Sent|Acknowledged)[]>} */
  async retry(job) {
    await (await this.workplace()).outbox.retry(job);
    return this.flush();
  }

  /** What was sent to the mailbox, in the order of the numbers: the oldest that are open, or the latest. Nothing is collected; a number that is missing is a fiche kept from us, and a fault. @type {(given?: {open?: boolean, limit?: number}) => Promise<InboxItem[]>} */
  inbox({ open = true, limit = MOST } = {}) {
    return this._reach(() => inbox(this.place, { open, limit }));
  }

  /** What this mailbox sent, newest first. @type {(limit?: number) => Promise<SentItem[]>} */
  sent(limit = MOST) {
    return this._reach(() => sent(this.place, limit));
  }

  /** Seals again what could not be given to a substitute because its key had changed; whether anything was. @type {(item: SentItem) => Promise<boolean>} */
  renew(item) {
    return this._reach(async () => (await loaded(import("./copies.js"))).renew(await this.workplace(), item));
  }

  /** Downloads, verifies and opens a fiche, received or sent; signs the receipts of what was received. What cannot be opened is thrown as its own code, after the receipt that says so. read: false when nobody reads it yet: it is delivered, and not opened in anybody's name. @type {(ref: string, given?: {read?: boolean}) => Promise<Opened>} */
  collect(ref, { read = true } = {}) {
    return this._reach(async () => (await receiving()).collect(await this.workplace(), ref, read));
  }

  /** Signs the decision. text: sealed to the sender as a question or a reason. Throws already-accepted (data: owner, owner_name, at), out-of-order, reason-missing, reason-unknown. @type {(ref: string, decision: Decision, code?: string, text?: string|null) => Promise<Acknowledged>} */
  acknowledge(ref, decision, code = "", text = null) {
    return this._reach(async () => (await answering()).acknowledge(await this.workplace(), ref, decision, code, text));
  }

  /** Seals an answer to the sender of a fiche, and closes the fiche unless told not to. @type {(ref: string, letter: Letter, given?: {close?: boolean}, progress?: Progress) => Promise<Sent>} */
  reply(ref, letter, { close = true } = {}, progress) {
    return this._reach(async () => (await answering()).reply(await this.workplace(), ref, letter, close, { progress, signal: letter.signal }));
  }

  /** Seals a received fiche again, attachments included, to the mailbox it was meant for, and says so. @type {(ref: string, to: string) => Promise<Sent>} */
  reroute(ref, to) {
    return this._reach(async () => (await answering()).reroute(await this.workplace(), ref, to));
  }

  /** Takes back what this mailbox sent, before anybody accepted it. @type {(ref: string) => Promise<Acknowledged>} */
  withdraw(ref) {
    return this._reach(async () => (await answering()).withdraw(await this.workplace(), ref));
  }

  /** A handoff folded from its signed acts: every signature, role and order checked; faults are in it. @type {(ref: string) => Promise<Handoff>} */
  handoff(ref) {
    return this._reach(async () => (await auditing()).handoff(await this.workplace(), ref));
  }

  /** Attachment `n` (from 0), whole and verified. @type {(opened: Opened, n: number, progress?: Progress, signal?: AbortSignal) => Promise<Blob>} */
  saveAttachment(opened, n, progress, signal) {
    return this._reach(async () => (await attachments()).saved(this.place.desk.api, opened, n, progress, signal));
  }

  /** Fiches with their attachments and proofs, in one archive (application/zip): the person's own copy, readable by whoever opens it. Signs nothing in their name. @type {(refs: string[], progress?: Progress) => Promise<import("./export.js").Exported>} */
  export(refs, progress) {
    return this._reach(async () => (await loaded(import("./export.js"))).exported(await this.workplace(), refs, progress));
  }

  /**
   * What happens in this mailbox, live, until the function given back is called; a lost connection is taken up again
   * where it broke, and then what waits in the outbox leaves. What a closed page left there leaves at once. met: from
   * then on nothing is missed.
   * @type {(onEvent: (event: Event) => void, met?: () => void) => () => void}
   */
  events(onEvent, met) {
    const subject = this.address;
    const ended = (/** @type {NavetteError} */ { code, data }) => this.place.note([{ code, subject, detail: data }]);
    const left = new AbortController();
    const stop = () => left.abort();
    void this._follow({ mailbox: this.id, onEvent, met, again: () => this._again(), ended }, left.signal);
    this._stops.push(stop);
    if (this.online && this.waiting().some(({ parked }) => !parked)) void this._again().then((found) => found && onEvent(FOUND));
    return stop;
  }

  /** Tried until it is there: nobody asks for it again. @param {import("./follow.js").Listener} listener @param {AbortSignal} signal @returns {Promise<void>} */
  async _follow(listener, signal) {
    const found = await import("./follow.js").catch(() => null);
    if (!found) await new Promise((resolve) => setTimeout(resolve, AGAIN));
    if (signal.aborted) return;
    if (!found) return this._follow(listener, signal);
    signal.addEventListener("abort", found.Live.at(this.place.desk).listen(listener), { once: true });
  }

  /** Whether the server answers again, and what waited has left. */
  async _again() {
    try {
      await this.flush();
    } catch (error) {
      if (!(error instanceof NavetteError)) throw error;
    }
    return this.online;
  }

  /** The directory is brought up to date, and the server believed to be there. */
  async _reconnect() {
    const { desk } = this.place;
    desk.server = await desk.api.server();
    await desk.sync();
    desk.absent = null;
  }

  /** Remembers whether the server answered. @template T @param {() => Promise<T>} work */
  async _reach(work) {
    try {
      return await work();
    } catch (error) {
      const { desk } = this.place;
      if (error instanceof NavetteError && ABSENT.includes(error.code)) desk.absent = error;
      throw error;
    }
  }
}

/** A desk, and the forms it knows. @type {(folder: Folder, person: Person, outside?: Outside) => Promise<{desk: Desk, forms: Forms}>} */
export async function openDesk(folder, person, outside = {}) {
  const forms = await Forms.open(folder);
  const desk = await Desk.open(folder, person, { ...outside, formName: (hash) => forms.nameOf(hash) });
  if (desk.server && !desk.absent) await forms.refresh(desk.api).catch((error) => error);
  return { desk, forms };
}

/** @type {(desk: Desk, address: string|null) => Promise<string>} */
async function choose(desk, address) {
  const me = b64(desk.person.id);
  const mine = [...desk.directory.mailboxes.values()].filter(({ members }) => members.has(me));
  if (address !== null) {
    const exact = mine.find((one) => one.address === address);
    if (exact) return exact.id;
    const { findMailbox } = await loaded(import("./names.js"));
    const found = findMailbox(desk.directory, address, desk.today());
    if (mine.some(({ id }) => id === found)) return found;
  } else if (mine.length === 1) return mine[0].id;
  else if (mine.length) refuse("ambiguous-name", { name: "", matches: mine.map((one) => one.address).sort().join(", ") });
  desk.requireTrust();
  throw desk.absent ?? new NavetteError("not-a-member");
}
