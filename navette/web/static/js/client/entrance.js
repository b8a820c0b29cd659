// What the pages ask of the client half, in one object: see pages/interface.js.
import { timestamp } from "../core/encoding.js";
import { Account, OPEN, nowOf } from "./account.js";
import { entries } from "./directory.js";
import { Api } from "./http.js";
import { read } from "./invitation.js";
import * as locks from "./locks.js";
import { able } from "./passkeys.js";
import { resume } from "./stay.js";

/** @typedef {import("./account.js").Outside} Outside @typedef {import("./account.js").Place} Place @typedef {import("./mailbox.js").Mailbox} Mailbox */
/** A mailbox, as the pages know it. @typedef {import("../pages/interface.js").Mailbox} Shown */

const VOUCHED = 730 * 86_400; // seconds

/** An invitation as it was pasted: its text, or the link that ends with it. @type {(text: string) => ReturnType<typeof read>} */
const invited = (text) => read(text.slice(text.lastIndexOf("#") + 1));

/** What the pages hold was made here. @type {(account: object) => Account} */
const ours = (account) => /** @type {Account} */ (account);

/** @type {(mailbox: object) => Mailbox} */
const own = (mailbox) => /** @type {Mailbox} */ (mailbox);

export class Entrance {
  /** @param {Outside} outside */
  constructor(outside) {
    this._outside = outside;
    this._api = new Api(outside.url, null, outside);
  }

  /** Whether this browser may unlock with the device itself. */
  passkeys() {
    return able();
  }

  /** Who is invited; refuses `invitation`. @param {string} text */
  async invitation(text) {
    const { identity, address } = await invited(text);
    const { name = "", profession = "" } = identity;
    return { name, profession, mailbox: address === null ? null : { address } };
  }

  /** Joins; called again after an interruption, it goes on. code: to be printed now, it is shown never again. @param {string} text @param {Place & {lock: "passkey"|"code"}} given */
  async create(text, { lock, ...place }) {
    const [found, { join }] = await Promise.all([invited(text), import("./joining.js")]);
    const { opened, code, trust, done } = await join(this._outside, found, lock);
    const account = await Account.open(this._outside, opened, place, trust);
    if (!found.coordinators.length) await this._vouch(account, found.identity);
    await account.vault.settle();
    await done();
    return { account, code };
  }

  /** The first coordinator: nobody else can vouch for her. @param {Account} account @param {Record<string, string>} identity */
  async _vouch({ desk, person }, identity) {
    const { certify } = await import("./vouching.js");
    if (!desk.name(person)) await certify(desk, person, identity, timestamp(desk.now() + VOUCHED).slice(0, 10));
    await desk.sync();
  }

  /** Throws browser-too-old, lock; DOMException when the person says no. @param {Place} place */
  async unlockWithPasskey(place) {
    return Account.open(this._outside, await locks.openWithPasskey(this._api), place);
  }

  /** Throws code-groups, code-mistyped, lock, too-many-tries. @param {string} code @param {Place} place */
  async unlockWithCode(code, place) {
    return Account.open(this._outside, await locks.openWithCode(this._api, code), place);
  }

  /** The account that was to stay open on one's own computer, null when there is none. @returns {Promise<Account|null>} */
  async resume() {
    if (!(await this._outside.holds(OPEN))) return null;
    const opened = await resume(await this._outside.kept(OPEN), nowOf(this._outside));
    return opened && Account.open(this._outside, opened, { shared: false, stay: false }); // no longer than it was to
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

  /** Of the directory. @param {object} mailbox */
  entries(mailbox) {
    return entries(own(mailbox));
  }

  /** Headings of the forms in use. @param {object} mailbox */
  async titles(mailbox) {
    return own(mailbox).place.forms.headings;
  }

  /** A form of any version, null for one the server does not know. @param {object} mailbox @param {string} canonical */
  formOf(mailbox, canonical) {
    const { forms, desk } = own(mailbox).place;
    return forms.formOf(desk.api, canonical);
  }
}
