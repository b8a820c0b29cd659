// The directory in memory: every entry of the ledger annuaire, judged in order. Twin: navette/ledger/directory.py
import { refuse } from "../core/errors.js";
import { readObject } from "../envelope/canonical.js";
import { judge } from "./judge.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../envelope/statement.js").SignedStatement} SignedStatement */
/** @typedef {import("./judge.js").MailboxState} MailboxState @typedef {import("./judge.js").CertificateFact} CertificateFact */
/** @typedef {import("./judge.js").Fact} Fact @typedef {import("./judge.js").ServiceState} ServiceState */
/** A statement that is judged when it is needed, and what its signer, its mailbox and the one it names were when it came. @typedef {{signed: SignedStatement & {index?: number}, key: Bytes|null, owner: MailboxState|null, other: MailboxState|null}} Later */

/** A View in memory, grown by every entry in order. Ids are base64url; days are 2026-11-22. */
export class Directory {
  /** @param {Iterable<string>} coordinators the person ids pinned at enrolment */
  constructor(coordinators) {
    this.coordinators = new Set(coordinators);
    /** @type {Map<string, Bytes>} */
    this.people = new Map();
    /** @type {Map<string, MailboxState>} */
    this.mailboxes = new Map();
    /** @type {Map<string, CertificateFact>} */
    this.certificates = new Map();
    /** @type {Map<string, ServiceState>} */
    this.services = new Map();
    /** Put off: see `settle` of services.js. @type {Later[]} */
    this.later = [];
    /** @type {Map<string, string>} */
    this._ownerOfKey = new Map();
    /** @type {Map<string, {since: number, members: string[]}[]>} */
    this._memberships = new Map();
  }

  /** The same, to be grown apart. @type {() => Directory} */
  copy() {
    const twin = new Directory(this.coordinators);
    twin.people = new Map(this.people);
    twin.mailboxes = new Map(this.mailboxes);
    twin.certificates = new Map(this.certificates);
    twin.services = new Map(this.services);
    twin.later = [...this.later];
    twin._ownerOfKey = new Map(this._ownerOfKey);
    twin._memberships = new Map(this._memberships);
    return twin;
  }

  /** The public part (1,248 bytes) of a person id. @type {(person: string) => Bytes|null} */
  person(person) {
    return this.people.get(person) ?? null;
  }

  /** The latest state of a mailbox. @type {(mailbox: string) => MailboxState|null} */
  mailbox(mailbox) {
    return this.mailboxes.get(mailbox) ?? null;
  }

  /** The mailbox that has, or ever had, this epoch. @type {(keyId: string) => string|null} */
  mailboxOfKey(keyId) {
    return this._ownerOfKey.get(keyId) ?? null;
  }

  /** What a mailbox says of itself, as far as that was judged; null: nothing yet. @type {(mailbox: string) => ServiceState|null} */
  service(mailbox) {
    return this.services.get(mailbox) ?? null;
  }

  /** When somebody last said how it is with a mailbox, who sits in it included, in seconds since 1970; null for one that is not known. @type {(mailbox: string) => number|null} */
  confirmed(mailbox) {
    const since = this._memberships.get(mailbox)?.at(-1)?.since ?? null;
    return since && Math.max(since, this.service(mailbox)?.time ?? 0);
  }

  /** @type {(person: string) => boolean} */
  isCoordinator(person) {
    return this.coordinators.has(person);
  }

  /** Judges one entry and remembers what it establishes; refuses as `judge` does, and then changes nothing. null: what no list needs is judged later. @type {(signed: SignedStatement & {index?: number}) => Promise<Fact|null>} */
  async apply(signed) {
    const fact = await judge(signed, this).catch((error) => this._putOff(signed, error));
    if (!fact) return fact;
    if (fact.type === "person") this.people.set(fact.id, fact.public);
    else if (fact.type === "certificate") this.certificates.set(fact.subject, fact);
    else this._keep(fact.state, fact.time);
    return fact;
  }

  /** @param {SignedStatement} signed @param {any} error @returns {null} */
  _putOff(signed, error) {
    if (error.code !== "statement-type") throw error;
    const { by, mailbox, substitute } = readObject(signed.raw);
    this.later.push({ signed, key: this.person(by), owner: this.mailbox(mailbox), other: this.mailbox(substitute) });
    return null;
  }

  /** @param {MailboxState} state @param {number} since */
  _keep(state, since) {
    this.mailboxes.set(state.id, state);
    this._ownerOfKey.set(state.keyId, state.id);
    const before = this._memberships.get(state.id) ?? [];
    this._memberships.set(state.id, [...before, { since, members: [...state.members.keys()] }]);
  }

  /**
   * The 1,216-byte key to seal to. Refused: unknown-mailbox; not-vouched-for, when no coordinator's certificate holds
   * that day for the mailbox at the address it has now.
   * @type {(mailbox: string, today: string) => Bytes}
   */
  address(mailbox, today) {
    this.mailboxIdentity(mailbox, today);
    return /** @type {MailboxState} */ (this.mailbox(mailbox)).public;
  }

  /** What a coordinator vouches for: address, name, perhaps facility and finess; refuses as `address` does. @type {(mailbox: string, today: string) => Record<string, string>} */
  mailboxIdentity(mailbox, today) {
    const state = this.mailbox(mailbox);
    if (!state) refuse("unknown-mailbox");
    const identity = this._vouched(mailbox, today);
    if (identity.address !== state.address) refuse("not-vouched-for");
    return identity;
  }

  /** What a coordinator vouches for: name, profession, perhaps rpps. Refused: unknown-person, not-vouched-for. @type {(person: string, today: string) => Record<string, string>} */
  personIdentity(person, today) {
    if (!this.people.has(person)) refuse("unknown-person");
    return this._vouched(person, today);
  }

  /**
   * Who was a member at `time` (seconds since 1970), or within `skew` seconds of it: to judge a past act by. The two
   * ledgers do not say which of their entries came first, and both times are their signers' own clocks.
   * @type {(mailbox: string, time: number, skew?: number) => Set<string>}
   */
  membersAt(mailbox, time, skew = 3600) {
    const history = this._memberships.get(mailbox) ?? [];
    const then = history.filter(({ since }, at) => {
      const until = history[at + 1]?.since ?? Infinity;
      return since - skew <= time && time <= until + skew;
    });
    return new Set(then.flatMap(({ members }) => members));
  }

  /** The latest certificate counts, also when it ends sooner: that is how a coordinator takes one back. @type {(subject: string, today: string) => Record<string, string>} */
  _vouched(subject, today) {
    const certificate = this.certificates.get(subject);
    if (!certificate || certificate.until < today) refuse("not-vouched-for");
    return certificate.identity;
  }
}
