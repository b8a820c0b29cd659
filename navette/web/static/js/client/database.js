// The browser's database: records of one's own computer, which tabs share.
import { refuse } from "../core/errors.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("./folder.js").Folder} Folder */

const STORE = "records";
const FULL = "QuotaExceededError"; // https://storage.spec.whatwg.org/#usage-and-quota

/**
 * A Folder in the database of that name: records as they are given, keys that cannot be taken out of them included.
 * @implements {Folder}
 */
export class DatabaseFolder {
  /** @param {IDBDatabase} database */
  constructor(database) {
    this._database = database;
    database.addEventListener("versionchange", () => database.close()); // it is being removed
  }

  /** Throws `file` where the browser keeps nothing; any of its verbs, storage-full where it keeps no more. @type {(name: string) => Promise<DatabaseFolder>} */
  static async open(name) {
    const request = indexedDB.open(name, 1);
    request.addEventListener("upgradeneeded", () => request.result.createObjectStore(STORE));
    return new DatabaseFolder(await done(request));
  }

  /** @param {string} name @returns {Promise<any>} */
  async read(name) {
    return (await this._do("readonly", (store) => store.get(name))) ?? null;
  }

  /** @param {string} name @param {unknown} data */
  async write(name, data) {
    await this._do("readwrite", (store) => store.put(data, name));
  }

  /** @param {string} name */
  async remove(name) {
    await this._do("readwrite", (store) => store.delete(name));
  }

  /** @param {string} folder */
  async names(folder) {
    const start = `${folder}/`;
    const found = await this._do("readonly", (store) => store.getAllKeys(IDBKeyRange.bound(start, `${folder}0`, false, true)));
    return found.map((name) => String(name).slice(start.length)).sort();
  }

  /** @template T @param {string} name @param {() => Promise<T>} work @returns {Promise<T>} */
  locked(name, work) {
    return /** @type {Promise<T>} */ (navigator.locks.request(`${this._database.name} ${name}`, work));
  }

  close() {
    this._database.close();
  }

  /** On disk before it is answered. @template T @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest<T>} work @returns {Promise<T>} */
  async _do(mode, work) {
    try {
      const transaction = this._database.transaction(STORE, mode, { durability: "strict" });
      const request = work(transaction.objectStore(STORE));
      await ended(transaction);
      return request.result;
    } catch (error) {
      throw failed(error);
    }
  }
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const done = (request) =>
  new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(failed(request.error)));
  });

/** @type {(transaction: IDBTransaction) => Promise<void>} */
const ended = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => reject(transaction.error));
  });

/** @type {(error: unknown) => never} */
function failed(error) {
  const problem = error instanceof DOMException ? error.name : "unknown";
  if (problem === FULL) refuse("storage-full");
  refuse("file", { path: STORE, problem });
}
