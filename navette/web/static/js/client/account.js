// A person, unlocked: what the pages hold from an unlock to the next lock. The keys stay inside.
import { b64 } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { person } from "../envelope/person.js";
import { readJson } from "./folder.js";
import { Api } from "./http.js";
import * as locks from "./locks.js";
import { Mailbox, openDesk } from "./mailbox.js";
import { identity } from "./identity.js";
import { Notes } from "./notes.js";
import { OPEN, loaded } from "./place.js";
import { Sealer, Vault } from "./vault.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../envelope/person.js").Person} Person */
/** @typedef {import("./desk.js").Desk} Desk @typedef {import("./forms.js").Forms} Forms @typedef {import("./locks.js").Opened} Opened */
/** @typedef {import("./locks.js").Known} Known @typedef {import("./vault.js").Folder} Folder */
/**
 * The server of this page, and the places of this machine: `kept` gives what outlives the page, by name, `holds` says
 * whether there is one of that name. clock: seconds since 1970.
 * @typedef {{url: string, kept: (name: string) => Promise<Folder>, holds: (name: string) => Promise<boolean>, memory: () => Folder, fetch?: typeof fetch, clock?: () => number}} Outside
 */
/** shared: this machine belongs to several people; stay: open for some hours on one's own, unless it is false. @typedef {{shared: boolean, stay?: boolean}} Place */
/** Where the secret for one more lock comes from: the printed code or the passphrase, or else the device. @typedef {{code?: string}} Again */
/** words: shown once, a printed code or a passphrase; keep: from then on they open the account, those of before no more. @typedef {{words: string, keep: () => Promise<void>}} Renewed */
/** @typedef {{id: string, address: string, name: string, kind: string, role: string}} OwnMailbox */

const renewing = () => loaded(import("./renewal.js"));
const staying = () => loaded(import("./stay.js"));

/** The server, for what is not signed. @type {(outside: Outside) => Api} */
export const openApi = (outside) => new Api(outside.url, null, outside);

export class Account {
  /** @param {Outside} outside @param {Place} place @param {Vault} vault @param {Desk} desk @param {Forms} forms @param {{name?: string, profession?: string}} said by the invitation @param {string} openedWith */
  constructor(outside, place, vault, desk, forms, said, openedWith) {
    this._outside = outside;
    this._place = place;
    this._forms = forms;
    this._said = said;
    /** @type {Mailbox[]} */
    this._open = [];
    this.vault = vault;
    /** What everything of this person stands on. */
    this.desk = desk;
    this.person = b64(desk.person.id);
    /** The lock that was opened. */
    this.openedWith = openedWith;
  }

  /**
   * The account of an opened seed, which is zeros afterwards. before: what is to be done once the vault is open. Throws
   * lock (the seed is not that person's), server-unreachable (on a shared computer), keyring-missing.
   * @type {(outside: Outside, opened: Opened, place: Place, before?: (vault: Vault) => Promise<void>) => Promise<Account>}
   */
  static async open(outside, opened, place, before) {
    try {
      const sealer = await Sealer.of(opened.seed);
      const me = await person(opened.seed.slice());
      if (b64(me.id) !== opened.person) refuse("lock");
      const near = place.shared ? outside.memory() : await ownFolder(outside, opened.person, sealer);
      const vault = await Vault.open(near, new Notes(new Api(outside.url, me, outside), sealer), place.shared);
      await before?.(vault);
      const { desk, forms } = await openDesk(vault, me, outside);
      const now = outside.clock?.() ?? Date.now() / 1000;
      if (place.stay !== false && !place.shared) await (await staying()).stay(await outside.kept(OPEN), opened, now);
      return new Account(outside, place, vault, desk, forms, (await readJson(vault, "me.json")) ?? {}, opened.lock);
    } finally {
      opened.seed.fill(0);
    }
  }

  /** As the directory vouches for it; before that, as the invitation said. */
  get name() {
    return this.desk.name(this.person) || (this._said.name ?? "");
  }

  get profession() {
    const { profession } = identity(this.desk.directory, this.person, this.desk.today());
    return profession ?? this._said.profession ?? "";
  }

  /** Those this person sits in, by name. @returns {OwnMailbox[]} */
  get mailboxes() {
    const all = [...this.desk.directory.mailboxes.values()].filter(({ members }) => members.has(this.person));
    const shown = all.map(({ id, address, kind, members }) => {
      return { id, address, name: this.desk.name(id) || address, kind, role: members.get(this.person) ?? "member" };
    });
    return shown.sort((one, other) => one.name.localeCompare(other.name));
  }

  /** Headings of the forms in use. */
  get titles() {
    return this._forms.headings;
  }

  /** Why nothing of the server is believed any more, or null. */
  get doubt() {
    return this.desk.doubt;
  }

  /** Pinned here as a coordinator. */
  get coordinator() {
    return this.desk.ledgers.pins.coordinators.has(this.person);
  }

  /** Throws unknown-name, not-a-member. @param {string} address */
  async openMailbox(address) {
    const mailbox = await Mailbox.at(this.desk, this._forms, address);
    this._open.push(mailbox);
    return mailbox;
  }

  /** Nothing is followed, and the vault is closed once what it still had to keep is kept. */
  lock() {
    for (const mailbox of this._open) mailbox.close();
    this._open = [];
    this.closed().catch(() => {}); // a browser that keeps nothing has nothing to forget
  }

  /** The same, to be waited for. */
  async closed() {
    if (!this._place.shared) await (await staying()).leave(await this._outside.kept(OPEN));
    await this.vault.close();
  }

  /** What unlocks this account, oldest first. @returns {Promise<Known[]>} */
  locks() {
    return locks.all(this.desk.api);
  }

  /** This account, closed when what opened it was removed: throws taken-out. Without the server nobody knows. @param {string} id */
  async stillOpens(id) {
    const known = await this.locks().catch(() => null);
    if (!id || !known || known.some((one) => one.id === id)) return this;
    await this.closed();
    refuse("taken-out");
  }

  /** Throws last-lock, unknown-lock. @param {string} id */
  removeLock(id) {
    return locks.remove(this.desk.api, id);
  }

  /** One more device. The seed is asked for again: by the printed code, or else by a passkey there is. @param {string} [label] @param {Again} [again] */
  async addPasskey(label, again = {}) {
    const { addPasskey } = await renewing();
    await addPasskey(this, this._outside, label, again);
  }

  /** A new printed code, which counts once it is kept. @param {Again} [again] @returns {Promise<Renewed>} */
  async newCode(again = {}) {
    const { newCode } = await renewing();
    return newCode(this, this._outside, this._place, again);
  }

  /** A passphrase, which counts once it is kept; takes seconds. Throws passphrase-elsewhere. @param {Again} [again] @returns {Promise<Renewed>} */
  async newPassphrase(again = {}) {
    const { newPassphrase } = await renewing();
    return newPassphrase(this, this._outside, this._place, again);
  }
}

/** What this person keeps on a computer of their own. @type {(outside: Outside, person: string, sealer: Sealer) => Promise<Folder>} */
async function ownFolder(outside, person, sealer) {
  const [{ SealedFolder }, kept] = await Promise.all([loaded(import("./sealed_folder.js")), outside.kept(`navette ${person}`)]);
  return new SealedFolder(kept, sealer);
}
