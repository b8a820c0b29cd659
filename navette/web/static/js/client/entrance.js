// What the pages ask of the client half, in one object: see pages/interface.js. Each part is loaded when it is asked for, so
// that the question of who is there is asked at once; `prepare` loads what any answer will need.
import { OPEN } from "./place.js";

/** @typedef {import("./account.js").Account} Account @typedef {import("./account.js").Outside} Outside @typedef {import("./account.js").Place} Place @typedef {import("./mailbox.js").Mailbox} Mailbox */
/** A mailbox, as the pages know it. @typedef {import("../pages/interface.js").Mailbox} Shown */

/** What the pages hold was made here. @type {(account: object) => Account} */
const ours = (account) => /** @type {Account} */ (account);

/** @type {(mailbox: object) => Mailbox} */
const own = (mailbox) => /** @type {Mailbox} */ (mailbox);

export class Entrance {
  /** @param {Outside} outside */
  constructor(outside) {
    this._outside = outside;
    this.over = false; // what was to stay open, once its hours are over
  }

  /** What unlocking needs is on its way. */
  prepare() {
    return Promise.all([import("./account.js"), import("./locks.js")]);
  }

  /** Whether this browser may unlock with the device itself. */
  async passkeys() {
    const { able } = await import("./passkeys.js");
    return able();
  }

  /** Who is invited; refuses `invitation`. @param {string} text */
  async invitation(text) {
    const { invitation } = await import("./arriving.js");
    return invitation(text);
  }

  /**
   * Joins; called again after an interruption, it goes on with the same keys, until `finish`: then the account has what was
   * shown, and this machine forgets the invitation. code: to be printed now, it is shown never again; passphrase: the same.
   * @param {string} text @param {Place & {lock: "passkey"|"code"|"passphrase"}} given
   */
  async create(text, given) {
    const { create } = await import("./arriving.js");
    return create(this._outside, text, given);
  }

  /** Throws browser-too-old, lock; DOMException when the person says no. @param {Place} place */
  async unlockWithPasskey(place) {
    const [{ Account, openApi }, { openWithPasskey }] = await this.prepare();
    return Account.open(this._outside, await openWithPasskey(openApi(this._outside)), place);
  }

  /** A printed code, or a passphrase, as it was typed. Throws code-groups, code-mistyped, lock, too-many-tries, passphrase-elsewhere. @param {string} code @param {Place} place */
  async unlockWithCode(code, place) {
    const [{ Account, openApi }, { openWithCode }] = await this.prepare();
    return Account.open(this._outside, await openWithCode(openApi(this._outside), code), place);
  }

  /** The account that was to stay open on one's own computer, null when there is none. Throws taken-out when what opened it was removed since. @returns {Promise<Account|null>} */
  async resume() {
    if (!(await this._outside.holds(OPEN))) return null;
    const { isOver, resume } = await import("./stay.js");
    const [keeper, now] = [await this._outside.kept(OPEN), this._outside.clock?.() ?? Date.now() / 1000];
    this.over = await isOver(keeper, now);
    const opened = await resume(keeper, now);
    if (!opened) return null;
    const { Account } = await import("./account.js");
    const account = await Account.open(this._outside, opened, { shared: false, stay: false }); // no longer than it was to
    return account.stillOpens(opened.lock);
  }

  /** What the pages give back to a mailbox came from it, whole. @param {object} account @param {string} address @returns {Promise<Shown>} */
  async openMailbox(account, address) {
    return /** @type {Shown} */ (/** @type {unknown} */ (await ours(account).openMailbox(address)));
  }

  /** Throws coordinator-only. @param {object} account */
  async coordinator(account) {
    const { Coordinator } = await import("./coordinator.js");
    return new Coordinator(ours(account).desk);
  }

  /** Who sits in a mailbox. @param {object} mailbox */
  async members(mailbox) {
    const { Members } = await import("./members.js");
    return new Members(own(mailbox));
  }

  /** What a mailbox says of itself: read by everybody, said by its guardians and by coordinators. @param {object} account @param {string} mailbox */
  async presence(account, mailbox) {
    const { Presence } = await import("./presence.js");
    return Presence.of(ours(account).desk, mailbox);
  }

  /** Where this person is told outside the pages. @param {object} account */
  async notices(account) {
    const { Notices } = await import("./notices.js");
    return new Notices(ours(account).desk);
  }

  /** Who looked at what, for whom it concerns. @param {object} account */
  async journal(account) {
    const { Journal } = await import("./journal.js");
    return new Journal(ours(account).desk);
  }

  /** Of the directory: also for somebody who sits in no mailbox. @param {object} account */
  async entries(account) {
    const { entries } = await import("./directory.js");
    return entries(ours(account).desk);
  }

  /** Headings of the forms in use. @param {object} account */
  async titles(account) {
    return ours(account).titles;
  }

  /** A form of any version, null for one the server does not know. @param {object} mailbox @param {string} canonical */
  formOf(mailbox, canonical) {
    const { forms, desk } = own(mailbox).place;
    return forms.formOf(desk.api, canonical);
  }
}
