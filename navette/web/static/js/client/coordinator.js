// The coordinator's work: inviting, vouching for those who joined, seeing what waits. Delays, never content.
// Twin: navette/client/coordinator.py
import { b64, same, timestamp, unb64 } from "../core/encoding.js";
import { NavetteError, refuse } from "../core/errors.js";
import { sha256 } from "../envelope/keys.js";
import { Fields } from "./answer.js";
import { binding, claim, write } from "./invitation.js";
import { identity as vouchedFor } from "./names.js";
import { unresolvedItem } from "./reading.js";
import { addNote, allNotes, certificateOf } from "./secret_notes.js";
import { certify } from "./vouching.js";

/** @typedef {import("../core/parties.js").MailboxKind} MailboxKind @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./items.js").UnresolvedItem} UnresolvedItem @typedef {import("./secret_notes.js").Note} Note */
/** code: the text to hand over, by another way than this server. @typedef {{id: string, code: string, expires: number}} Invited */
/**
 * An invitation and its state: open, used, expired. ours: its secret is here, so that it can be confirmed.
 * @typedef {{id: string, role: string, name: string, kind: string|null, address: string, created: number, expires: number, state: string, person: string|null, mailbox: string|null, certified: boolean, ours: boolean}} Invitation
 */
/** What became of one used invitation: certified, or the reason (a code) why these keys are not believed. @typedef {{invitation: string, name: string, person: string, mailbox: string|null, problem: string}} Confirmed */
/**
 * role: person, mailbox (with kind, address, mailboxName: the person's name when there is none), coordinator; facility,
 * finess: said of the mailbox; days: for how long the invitation is open.
 * @typedef {{role?: string, kind?: MailboxKind, address?: string, mailboxName?: string, facility?: string, finess?: string, days?: number}} Wanted
 */

const DAY = 86_400;
const PAGE = "200";

/** A pinned coordinator at a desk. */
export class Coordinator {
  /** Throws coordinator-only (the person is none here), and the doubt about a ledger. @param {Desk} desk */
  constructor(desk) {
    desk.requireTrust();
    if (!desk.ledgers.pins.coordinators.has(b64(desk.person.id))) refuse("coordinator-only");
    this._desk = desk;
  }

  /** Makes an invitation. identity: name and profession, perhaps rpps. The secret is kept here before the server hears of the invitation. @type {(identity: Record<string, string>, wanted?: Wanted) => Promise<Invited>} */
  async invite(identity, { role = "person", days = 14, ...wanted } = {}) {
    const mailbox = role === "mailbox" ? mailboxOf(identity, wanted) : null;
    const secret = crypto.getRandomValues(new Uint8Array(32));
    const drawn = crypto.getRandomValues(new Uint8Array(16));
    drawn[0] &= 0x7f; // people type it after a command, where a dash would begin an option
    const id = b64(drawn);
    const note = { secret: b64(secret), role, identity: { ...identity }, mailbox };
    await addNote(this._desk.folder, id, note);
    const expires = this._desk.now() + days * DAY;
    const shown = b64(await sha256(await claim(secret)));
    const body = { id, claim: shown, role, identity: note.identity, mailbox, expires: timestamp(expires) };
    await this._desk.api.ask("POST", "/v1/invitations", { body });
    return { id, code: await this._write(id, note), expires };
  }

  /** The text of an invitation made here, to be shown or printed again; null for one that was made elsewhere. @type {(id: string) => Promise<string|null>} */
  async codeOf(id) {
    const note = (await allNotes(this._desk.folder)).get(id);
    return note ? this._write(id, note) : null;
  }

  /** @param {string} id @param {Note} note */
  _write(id, { secret, role, identity, mailbox }) {
    const { url, coordinators, vkeys: ledgers } = this._desk.ledgers.pins;
    const kind = /** @type {MailboxKind|null} */ (mailbox?.kind ?? null);
    const what = { role, identity, kind, address: mailbox?.address ?? null };
    return write({ url, id, secret: unb64(secret, 32), ...what, coordinators: [...coordinators], ledgers });
  }

  /** Every invitation and its state, newest first. @type {() => Promise<Invitation[]>} */
  async invitations() {
    const ours = await allNotes(this._desk.folder);
    return (await this._list()).map((one) => invitationOf(one, ours.has(one.id("id", 16))));
  }

  /** Withdraws an open invitation; throws invitation-used. @type {(id: string) => Promise<void>} */
  async withdraw(id) {
    await this._desk.api.ask("DELETE", `/v1/invitations/${id}`);
  }

  /** The same invitation anew, with another link: what was handed over before serves no more. days: as for `invite`. Throws invitation-used, unknown-invitation (made elsewhere too). @type {(id: string, given?: {days?: number}) => Promise<Invited>} */
  async renew(id, { days } = {}) {
    const note = (await allNotes(this._desk.folder)).get(id) ?? refuse("unknown-invitation");
    await this.withdraw(id);
    const { kind, address, name, facility, finess } = note.mailbox ?? {};
    const mailbox = { kind: /** @type {MailboxKind} */ (kind), address, mailboxName: name, facility, finess };
    return this.invite(note.identity, { role: note.role, days, ...(note.mailbox && mailbox) });
  }

  /**
   * Vouches for everybody who joined with an invitation made here and proved it; days: for how long. Name, profession,
   * address are those noted here when inviting, whatever the server says now.
   * @type {(given?: {days?: number}) => Promise<Confirmed[]>}
   */
  async confirm({ days = 730 } = {}) {
    this._desk.requireTrust();
    await this._desk.sync();
    const ours = await allNotes(this._desk.folder);
    const until = timestamp(this._desk.now() + days * DAY).slice(0, 10);
    const confirmed = [];
    for (const one of await this._list()) {
      const [invitation, person, mailbox] = [one.id("id", 16), one.maybeId("person", 32), one.maybeId("mailbox_id", 16)];
      const note = ours.get(invitation);
      const waiting = note && person ? this._waiting(note, person, mailbox) : [];
      if (!note || !person || !waiting.length) continue;
      const problem = await this._certify(note, one, person, mailbox, waiting, until);
      confirmed.push({ invitation, name: note.identity.name ?? "", person, mailbox, problem });
    }
    return confirmed;
  }

  /** Whom nobody vouches for yet as it was agreed. @param {Note} note @param {string} person @param {string|null} mailbox */
  _waiting(note, person, mailbox) {
    /** @type {[string, Record<string, string>][]} */
    const identities = [[person, note.identity]];
    if (mailbox && note.mailbox) identities.push([mailbox, certificateOf(note)]);
    return identities.filter(([subject, identity]) => !this._vouched(subject, identity));
  }

  /** @param {string} subject @param {Record<string, string>} identity */
  _vouched(subject, identity) {
    const known = vouchedFor(this._desk.directory, subject, this._desk.today());
    const names = Object.keys(identity);
    return Object.keys(known).length === names.length && names.every((name) => known[name] === identity[name]);
  }

  /** Vouches for the keys of one invitation; the code of what is wrong with them, "" when nothing is. @param {Note} note @param {Fields} used @param {string} person @param {string|null} mailbox @param {[string, Record<string, string>][]} identities @param {string} until */
  async _certify(note, used, person, mailbox, identities, until) {
    try {
      await this._check(note, used, person, mailbox);
    } catch (error) {
      if (error instanceof NavetteError) return error.code;
      throw error;
    }
    for (const [subject, identity] of identities) await certify(this._desk, subject, identity, until);
    return "";
  }

  /** These keys were made by who held the secret, and the mailbox is the one that was to be made. @param {Note} note @param {Fields} used @param {string} person @param {string|null} mailbox */
  async _check(note, used, person, mailbox) {
    const { directory } = this._desk;
    const expected = await binding(unb64(note.secret, 32), person, mailbox);
    if (!same(expected, used.raw("binding", 32))) refuse("invitation-binding");
    if (!directory.person(person)) refuse("unknown-signer");
    if ((mailbox === null) !== (note.mailbox === null)) refuse("invitation-other-kind");
    if (mailbox === null) return;
    const state = directory.mailbox(mailbox);
    if (state?.kind !== note.mailbox?.kind || state?.address !== note.mailbox?.address) refuse("invitation-other-kind");
    if (state?.members.get(person) !== "guardian") refuse("not-a-guardian");
  }

  /** Every handoff nobody has closed, the nearest deadline first; nudgedByName: of who nudged last. @type {() => Promise<(UnresolvedItem & {nudgedByName: string})[]>} */
  async unresolved() {
    /** @type {(UnresolvedItem & {nudgedByName: string})[]} */
    const items = [];
    for (let after = {}; ; ) {
      const answer = new Fields(await this._desk.api.get("/v1/unresolved", { ...after, limit: PAGE }));
      items.push(...(await Promise.all(answer.many("items").map((one) => this._line(one)))));
      if (!answer.has("next")) return items;
      after = { after: answer.text("next") };
    }
  }

  /** @param {Fields} fields */
  async _line(fields) {
    const by = fields.has("nudged_by") ? fields.id("nudged_by", 32) : null;
    return { ...(await unresolvedItem(this._desk, fields)), nudgedByName: this._desk.name(by) };
  }

  /**
   * Calls a mailbox back to a handoff it has not answered: it and the sender hear it at once. again: the id of a call of
   * which nobody knows whether it arrived. Throws nothing-to-nudge (it has answered), nudged-recently (data.again).
   * @type {(line: {message: string, mailbox: string}, again?: string) => Promise<{id: string, time: number}>}
   */
  async nudge({ message, mailbox }, again) {
    this._desk.requireTrust();
    const id = again ?? this._desk.newId();
    const answer = new Fields(await this._desk.api.ask("PUT", `/v1/nudges/${id}`, { body: { message, mailbox } }));
    return { id, time: answer.time("time") };
  }

  /** A new id for a call, so that the same one can be made again. */
  newNudge() {
    return this._desk.newId();
  }

  /** Every act of a handoff looked at closely, against the register; faults are in it. Throws what `Ledgers.checkNow` refuses. @type {(line: {message: string, reference: string}) => Promise<import("./verify.js").Verified>} */
  async verify({ message, reference }) {
    const { verify } = await import("./verify.js");
    return verify(this._desk, message, reference);
  }

  /** All that is known of one handoff but what it says; ref: its reference, or its message id. Throws unknown-reference, and what `verify` throws. @type {(ref: string) => Promise<import("./history.js").History>} */
  async history(ref) {
    const { history } = await import("./history.js");
    return history(this._desk, ref);
  }

  /** Holds a fiche back from removal; hold: a new id, or that of a call of which nobody knows whether it arrived. @type {(hold: string, message: string, code: string) => Promise<void>} */
  async holdBack(hold, message, code) {
    const { place } = await import("./holds.js");
    await place(this._desk, hold, message, code);
  }

  /** Ends a hold. @type {(hold: string) => Promise<void>} */
  async letGo(hold) {
    const { lift } = await import("./holds.js");
    await lift(this._desk, hold);
  }

  /** How each mailbox of the directory is kept, by its id. @type {() => Promise<Map<string, import("./standing.js").Standing>>} */
  async standings() {
    const { standings } = await import("./standing.js");
    return standings(this._desk);
  }

  /** Vouches for somebody, or a mailbox, for longer, as before; gives the last day. Throws not-vouched-for. @type {(subject: string, given?: {days?: number}) => Promise<string>} */
  async prolong(subject, { days = 730 } = {}) {
    const { prolong } = await import("./standing.js");
    return prolong(this._desk, subject, days);
  }

  /** What became of the fiches of some days, both included, 2026-11-22; at most 366 of them. @type {(from: string, to: string, asked?: import("./indicators.js").Asked) => Promise<import("./indicators.js").Indicators>} */
  async indicators(from, to, asked) {
    const { indicators } = await import("./indicators.js");
    return indicators(this._desk, from, to, asked);
  }

  async _list() {
    return new Fields(await this._desk.api.get("/v1/invitations")).many("invitations");
  }
}

/** @type {(identity: Record<string, string>, wanted: Wanted) => Record<string, string>} */
function mailboxOf(identity, { kind = "PER", address = "", mailboxName = identity.name, facility, finess }) {
  return { kind, address, name: mailboxName, ...(facility && { facility }), ...(finess && { finess }) };
}

/** @type {(fields: Fields, ours: boolean) => Invitation} */
function invitationOf(fields, ours) {
  const mailbox = fields.has("mailbox") ? fields.fields("mailbox") : null;
  return {
    id: fields.id("id", 16),
    role: fields.text("role"),
    name: fields.fields("identity").text("name"),
    kind: mailbox?.text("kind") ?? null,
    address: mailbox?.text("address") ?? "",
    created: fields.time("created"),
    expires: fields.time("expires"),
    state: fields.text("state"),
    person: fields.maybeId("person", 32),
    mailbox: fields.maybeId("mailbox_id", 16),
    certified: fields.flag("certified"),
    ours,
  };
}
