// A person's vault: a folder (folder.js) whose records are sealed before anything keeps them.
//
// On one's own computer every record is in the browser's database, and a few are beside it on the server, for the other
// devices. On a shared computer records live in the page's memory, and what must outlive a lock is on the server:
//
//     pins.json, outbox/…, failed/…                                       kept a moment later, when the server can be reached
//     me.json, invitations.json, recent.json, favourites.json, offers.json, drafts/…   kept before `write` returns, or it throws
//
// Sealed: AES-256-GCM under HKDF(account seed, "navette/v1 vault"), the record's name as additional data. The server sees
// 16 bytes for a name, sizes and times; it may give back an older record, never another one.
import { NavetteError, refuse } from "../core/errors.js";
import { concat, utf8 } from "../core/encoding.js";
import { derive } from "../envelope/keys.js";
import { wiped } from "../envelope/kem.js";
import { ABSENT } from "./desk.js";
import { NOTE } from "./notes.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("./notes.js").Notes} Notes */
/** close: when there is something to let go of. @typedef {import("./folder.js").Folder & {close?: () => void}} Folder */

const IV = 12;
const LATER = 1000; // milliseconds in which a letter that leaves at once needs no copy
const SOON = /^(?:pins\.json$|outbox\/|failed\/)/;
const NOW = /^(?:(?:me|invitations|recent|favourites|offers)\.json$|drafts\/)/;
const BESIDE = /^(?:pins|me|invitations|offers)\.json$/; // kept on the server even from one's own computer
const NEWEST = /^(?:me|invitations|offers)\.json$/; // another device may have changed them

/** The two keys of a vault: they stay in the page, and cannot be taken out of it. */
export class Sealer {
  /** @param {CryptoKey} key @param {CryptoKey} namer */
  constructor(key, namer) {
    this._key = key;
    this._namer = namer;
  }

  /** The seed is left as it is. @type {(seed: Bytes) => Promise<Sealer>} */
  static async of(seed) {
    const [key, namer] = await Promise.all([derive(seed, "navette/v1 vault"), derive(seed, "navette/v1 vault names")]);
    const naming = crypto.subtle.importKey("raw", namer, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const sealing = crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);
    return new Sealer(await wiped(key, sealing), await wiped(namer, naming));
  }

  /** @type {(name: string, data: Bytes) => Promise<Bytes>} */
  async seal(name, data) {
    const iv = crypto.getRandomValues(new Uint8Array(IV));
    return concat(iv, new Uint8Array(await crypto.subtle.encrypt(about(name, iv), this._key, data)));
  }

  /** Throws `file` for anything but what was sealed under that name. @type {(name: string, sealed: Bytes) => Promise<Bytes>} */
  async open(name, sealed) {
    try {
      const how = about(name, sealed.slice(0, IV));
      return new Uint8Array(await crypto.subtle.decrypt(how, this._key, sealed.slice(IV)));
    } catch {
      refuse("file", { path: name, problem: "damaged" });
    }
  }

  /** 16 bytes that stand for a name. @type {(name: string) => Promise<Bytes>} */
  async nameOf(name) {
    return new Uint8Array(await crypto.subtle.sign("HMAC", this._namer, utf8(name))).slice(0, 16);
  }
}

/** @implements {Folder} */
export class Vault {
  /** @param {Folder} near @param {Notes} notes @param {boolean} shared */
  constructor(near, notes, shared) {
    this._near = near;
    this._notes = notes;
    this._shared = shared;
    /** What is to be kept on the server in a moment. @type {Map<string, ReturnType<typeof setTimeout>>} */
    this._timers = new Map();
    /** Removed here, and not yet on the server. @type {Set<string>} */
    this._gone = new Set();
    /** @type {Promise<unknown>} */
    this._turn = Promise.resolve();
  }

  /** On a shared computer nothing is here without the server: throws server-unreachable. @type {(near: Folder, notes: Notes, shared: boolean) => Promise<Vault>} */
  static async open(near, notes, shared) {
    const vault = new Vault(near, notes, shared);
    await (shared ? notes.load() : vault._reach(() => notes.load()));
    return vault;
  }

  /** @param {string} name @returns {Promise<Bytes|null>} */
  async read(name) {
    const newest = !this._shared && NEWEST.test(name);
    const far = () => (this._notes.has(name) && !this._gone.has(name) ? this._notes.read(name) : null);
    if (newest) return (await this._reach(far)) ?? this._near.read(name);
    const near = await this._near.read(name);
    if (near || !this._isKept(name)) return near;
    const found = await far();
    if (found) await this._near.write(name, found);
    return found;
  }

  /** Throws too-large for what the server cannot keep, when it must. @param {string} name @param {Bytes} data */
  async write(name, data) {
    const now = this._isKept(name) && NOW.test(name);
    if (now && data.length > NOTE) refuse("too-large", { limit: NOTE });
    this._gone.delete(name);
    await this._near.write(name, data);
    if (now) await this._next(() => this._notes.write(name, data));
    else if (this._isKept(name) && data.length <= NOTE) this._later(name);
  }

  /** Throws when a record is not on the server once this is done. @type {(name: string) => Promise<void>} */
  async keep(name) {
    this._forget(name);
    await this._next(() => this._copy(name));
  }

  /** Without the server it is removed there with the next change. @param {string} name */
  async remove(name) {
    this._forget(name);
    await this._near.remove(name);
    if (!this._isKept(name) || !this._notes.has(name)) return;
    this._gone.add(name);
    const done = this._reach(() => this._next(async () => {}));
    if (NOW.test(name)) await done;
    else done.catch(() => {});
  }

  /** @param {string} folder */
  async names(folder) {
    const near = await this._near.names(folder);
    const far = this._isKept(`${folder}/`) ? this._notes.names(folder) : [];
    return [...new Set([...near, ...far.filter((name) => !this._gone.has(`${folder}/${name}`))])].sort();
  }

  /** @template T @param {string} name @param {() => Promise<T>} work @returns {Promise<T>} */
  locked(name, work) {
    return this._near.locked(name, work);
  }

  /** Once what was to be kept in a moment is kept, or cannot be. */
  async settle() {
    for (const name of [...this._timers.keys()]) this._push(name);
    await this._turn;
  }

  /** Nothing is in memory any more once this is done. */
  async close() {
    await this.settle();
    this._near.close?.();
  }

  /** @param {string} name */
  _isKept(name) {
    return this._shared ? SOON.test(name) || NOW.test(name) : BESIDE.test(name);
  }

  /** @param {string} name */
  _later(name) {
    if (!this._timers.has(name)) this._timers.set(name, setTimeout(() => this._push(name), LATER));
  }

  /** @param {string} name */
  _forget(name) {
    clearTimeout(this._timers.get(name));
    this._timers.delete(name);
  }

  /** What cannot be kept now is kept with its next change. @param {string} name */
  _push(name) {
    this._forget(name);
    this._next(() => this._copy(name)).catch(() => {});
  }

  /** What is there now. @param {string} name */
  async _copy(name) {
    const data = await this._near.read(name);
    if (data) await this._notes.write(name, data);
  }

  /** One after the other: a later record never comes before an earlier one. @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  _next(work) {
    const turn = this._turn.then(() => this._sweep()).then(work);
    this._turn = turn.catch(() => {});
    return turn;
  }

  async _sweep() {
    for (const name of [...this._gone]) {
      await this._notes.remove(name);
      this._gone.delete(name);
    }
  }

  /** What it gives, null without the server. @template T @param {() => T} work */
  async _reach(work) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof NavetteError && ABSENT.includes(error.code)) return null;
      throw error;
    }
  }
}

/** @type {(name: string, iv: Bytes) => AesGcmParams} */
const about = (name, iv) => ({ name: "AES-GCM", iv, additionalData: utf8(`navette/v1 vault\0${name}`) });
