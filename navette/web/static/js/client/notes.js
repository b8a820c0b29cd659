// Records that the server keeps for a person, sealed (docs/spec/api.md, Notes), and the list of their names beside them.
import { b64, utf8 } from "../core/encoding.js";
import { NavetteError } from "../core/errors.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("./http.js").Api} Api @typedef {import("./vault.js").Sealer} Sealer */

const SEALED = 262_144;
const INDEX = ".index"; // no record of a folder is called so

/** The longest record, in bytes: 12 of nonce and 16 of tag come with it. */
export const NOTE = SEALED - 28;

export class Notes {
  /** @param {Api} api of the person @param {Sealer} sealer */
  constructor(api, sealer) {
    this._api = api;
    this._sealer = sealer;
    /** @type {Set<string>} */
    this._names = new Set();
  }

  /** Learns what there is. Throws `file` when the list was altered. */
  async load() {
    const raw = await this._get(INDEX);
    this._names = new Set(raw ? JSON.parse(new TextDecoder().decode(raw)) : []);
  }

  /** As it was when last looked at. @param {string} name */
  has(name) {
    return this._names.has(name);
  }

  /** @param {string} folder */
  names(folder) {
    const start = `${folder}/`;
    return [...this._names].filter((name) => name.startsWith(start)).map((name) => name.slice(start.length)).sort();
  }

  /** Null when another device removed it. @type {(name: string) => Promise<Bytes|null>} */
  read(name) {
    return this._get(name);
  }

  /** The list names it first: a record that nothing names would be there for ever. @param {string} name @param {Bytes} data */
  async write(name, data) {
    if (!this.has(name)) await this._list((names) => names.add(name));
    await this._put(name, data);
  }

  /** @param {string} name */
  async remove(name) {
    if (!this.has(name)) return;
    await this._api.open("DELETE", await this._path(name)).catch(known);
    await this._list((names) => names.delete(name));
  }

  /** Changes the list as it is now on the server. @param {(names: Set<string>) => unknown} change */
  async _list(change) {
    await this.load();
    const names = new Set(this._names);
    change(names);
    await this._put(INDEX, utf8(JSON.stringify([...names].sort())));
    this._names = names;
  }

  /** @param {string} name */
  async _get(name) {
    try {
      return await this._sealer.open(name, await this._api.bytes(await this._path(name), SEALED));
    } catch (error) {
      return known(error);
    }
  }

  /** @param {string} name @param {Bytes} data */
  async _put(name, data) {
    await this._api.put(await this._path(name), await this._sealer.seal(name, data), { signed: true });
  }

  /** @param {string} name */
  async _path(name) {
    return `/v1/notes/${b64(await this._sealer.nameOf(name))}`;
  }
}

/** A note that is not there is none; anything else is thrown. @type {(error: unknown) => null} */
function known(error) {
  if (error instanceof NavetteError && error.code === "unknown-note") return null;
  throw error;
}
