// What the client keeps: named records. Never a fiche in the clear, never an open key. Twin: navette/client/folder.py
//
//     pins.json        what is trusted (pins.js)
//     directory/…      the entries of the ledger annuaire, in order (annuaire.js)
//     inbox/…          the numbers seen of each mailbox (numbers.js)
//     seats/…          the mailbox keys, sealed to the person (seats.js)
//     evidence/…       checkpoints that contradict each other (ledgers.js)
import { utf8 } from "../core/encoding.js";
import { NavetteError } from "../core/errors.js";
import { isObject } from "../envelope/canonical.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes */
/**
 * A person's records at one server. Any of them may throw `file`.
 * @typedef {object} Folder
 * @property {(name: string) => Promise<Bytes|null>} read null when there is nothing
 * @property {(name: string, data: Bytes) => Promise<void>} write whole or not at all
 * @property {(name: string) => Promise<void>} remove
 * @property {(folder: string) => Promise<string[]>} names of the records under `folder`/, without it, sorted
 * @property {<T>(name: string, work: () => Promise<T>) => Promise<T>} locked one holder at a time, among all the tabs
 */

/** A Folder that ends with the page. @implements {Folder} */
export class MemoryFolder {
  constructor() {
    /** @type {Map<string, Bytes>} */
    this._records = new Map();
    /** @type {Map<string, Promise<unknown>>} */
    this._holders = new Map();
  }

  /** @param {string} name */
  async read(name) {
    return this._records.get(name)?.slice() ?? null;
  }

  /** @param {string} name @param {Bytes} data */
  async write(name, data) {
    this._records.set(name, data.slice());
  }

  /** @param {string} name */
  async remove(name) {
    this._records.delete(name);
  }

  /** @param {string} folder */
  async names(folder) {
    const start = `${folder}/`;
    const found = [...this._records.keys()].filter((name) => name.startsWith(start));
    return found.map((name) => name.slice(start.length)).sort();
  }

  /** @template T @param {string} name @param {() => Promise<T>} work @returns {Promise<T>} */
  locked(name, work) {
    const turn = (this._holders.get(name) ?? Promise.resolve()).then(work, work);
    this._holders.set(name, turn.catch(() => {}));
    return turn;
  }
}

/** The object under that name, null when there is nothing; throws `file` when it does not hold one. @type {(folder: Folder, name: string) => Promise<Record<string, unknown>|null>} */
export async function readJson(folder, name) {
  const data = await folder.read(name);
  if (!data) return null;
  try {
    const value = JSON.parse(new TextDecoder().decode(data));
    if (isObject(value)) return value;
  } catch {} // told below
  throw new NavetteError("file", { path: name, problem: "damaged" });
}

/** @type {(folder: Folder, name: string, value: Record<string, unknown>) => Promise<void>} */
export const writeJson = (folder, name, value) => folder.write(name, utf8(JSON.stringify(value)));
