// A person at work: a folder, keys in memory, one server, and what is believed of its directory.
// Twin: navette/client/desk.py
import { b64, timestamp } from "../core/encoding.js";
import { NavetteError } from "../core/errors.js";
import { newMessageId } from "../envelope/message_id.js";
import { Annuaire } from "./annuaire.js";
import { readJson, writeJson } from "./folder.js";
import { Api } from "./http.js";
import { Ledgers } from "./ledgers.js";
import { identity } from "./identity.js";
import * as pinned from "./pins.js";

/** @typedef {import("../envelope/person.js").Person} Person @typedef {import("./answer.js").Fields} Fields */
/** @typedef {import("./folder.js").Folder} Folder @typedef {import("./items.js").Fault} Fault @typedef {import("./items.js").Party} Party */
/**
 * clock: seconds since 1970. formName: the name of a published form by its hash, null for one not known here.
 * @typedef {{fetch?: typeof fetch, clock?: () => number, formName?: (hash: string) => string|null}} Outside
 */

/** Failures after which what was believed before is still good to read, and to seal and keep waiting. */
export const ABSENT = [
  "server-unreachable",
  "store-busy",
  "stopping",
  "not-ready",
  "internal",
  "too-many-requests",
  "disk-full",
];

const SAID = "server.json"; // what the server said of itself
const OTHER_FORM = "other";
const NO_FORM = b64(new Uint8Array(32));
const CLOCK_SKEW = 300; // seconds, until the server has said

/** What every verb stands on. */
export class Desk {
  /** @param {Folder} folder @param {Person} person @param {Api} api @param {Ledgers} ledgers @param {Annuaire} annuaire @param {(hash: string) => string|null} nameOf */
  constructor(folder, person, api, ledgers, annuaire, nameOf) {
    this.folder = folder;
    this.person = person;
    this.api = api;
    this.ledgers = ledgers;
    this.annuaire = annuaire;
    this._nameOf = nameOf;
    /** What the server said of itself; null when it did not answer. @type {Fields|null} */
    this.server = null;
    /** Why the server did not answer; null when it did and the directory is up to date. @type {NavetteError|null} */
    this.absent = null;
    /** Why its ledger is no longer believed: what is here can be read, and nothing is sent. @type {NavetteError|null} */
    this.doubt = null;
    /** Whether it takes real patients, as it said last; null when it never did. @type {boolean|null} */
    this.production = null;
    this._skew = CLOCK_SKEW;
  }

  /**
   * Asks the server its time, and brings the directory up to date; without it, goes on with what is known. Throws
   * keyring-missing, file (the pins).
   * @type {(folder: Folder, person: Person, outside?: Outside) => Promise<Desk>}
   */
  static async open(folder, person, { formName = () => null, ...outside } = {}) {
    const pins = await pinned.load(folder);
    const api = new Api(pins.url, person, outside);
    const ledgers = new Ledgers(api, folder, pins);
    const desk = new Desk(folder, person, api, ledgers, await Annuaire.open(folder, ledgers), formName);
    const said = await readJson(folder, SAID);
    if (said) desk.production = Boolean(said.production);
    try {
      desk.server = await api.server();
      await desk._hear(desk.server.flag("production"));
      desk._skew = desk.server.fields("limits").number("clock_skew");
      await desk.sync();
    } catch (error) {
      desk._remember(error);
    }
    return desk;
  }

  /** Brings the directory up to date if the server is there; what it refuses is the doubt. */
  async refresh() {
    await this.sync().catch((error) => this._remember(error));
  }

  /** A server that is absent, or lies, stops nobody from reading what is here. @param {unknown} error */
  _remember(error) {
    if (!(error instanceof NavetteError)) throw error;
    if (error.family === "refused") this.doubt ??= error;
    else if (ABSENT.includes(error.code)) this.absent = error;
    else throw error;
  }

  /** For when it does not answer. @param {boolean} production */
  async _hear(production) {
    if (production === this.production) return;
    this.production = production;
    await writeJson(this.folder, SAID, { v: "1", production });
  }

  /** Brings the directory up to date; refuses as `Annuaire.sync` does, and that is the doubt from then on. @type {() => Promise<void>} */
  async sync() {
    try {
      await this.annuaire.sync(this.api);
    } catch (error) {
      if (error instanceof NavetteError && error.family === "refused") this.doubt ??= error;
      throw error;
    }
  }

  /** What is believed of people and mailboxes. */
  get directory() {
    return this.annuaire.directory;
  }

  /** Entries of the directory that break a rule, and the doubt about a ledger. @returns {Fault[]} */
  get faults() {
    const { doubt } = this;
    const doubts = doubt ? [{ code: doubt.code, subject: "ledger", detail: doubt.data }] : [];
    return [...doubts, ...this.annuaire.faults];
  }

  /** Throws the doubt, if there is one: nothing is sent to a server whose ledger does not hold. */
  requireTrust() {
    if (this.doubt) throw this.doubt;
  }

  /** Seconds since 1970, for what is signed: this machine's clock, or the server's when ours is out of bounds. */
  now() {
    return this.api.localTime() + this._correction();
  }

  /** An id for a message or a job, in order of time. */
  newId() {
    return b64(newMessageId(this.api.milliseconds() + this._correction() * 1000));
  }

  _correction() {
    return Math.abs(this.api.offset) >= this._skew ? this.api.offset : 0;
  }

  /** The day certificates are judged by: 2026-11-22. */
  today() {
    return timestamp(this.now()).slice(0, 10);
  }

  /** A person in a mailbox, with the names vouched for today. @type {(person: string, mailbox: string) => Party} */
  party(person, mailbox) {
    const { name = "", profession = "" } = identity(this.directory, person, this.today());
    const mailboxName = this.name(mailbox);
    const address = this.directory.mailbox(mailbox)?.address ?? "";
    return { person, name, profession, mailbox, mailboxName, address, vouched: Boolean(name && mailboxName) };
  }

  /** The name vouched for today of a person or a mailbox, "" when there is none. @type {(subject: string|null) => string} */
  name(subject) {
    return subject === null ? "" : (identity(this.directory, subject, this.today()).name ?? "");
  }

  /** The name of a published form, "" for none, `other` for one not known here. @type {(hash: string) => string} */
  formName(hash) {
    return hash === NO_FORM ? "" : (this._nameOf(hash) ?? OTHER_FORM);
  }
}
