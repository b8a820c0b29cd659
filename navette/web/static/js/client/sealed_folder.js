// What is kept on one's own computer: sealed by the vault's keys.

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("./vault.js").Folder} Folder @typedef {import("./vault.js").Sealer} Sealer */

/** A Folder that keeps its records sealed in another one. @implements {Folder} */
export class SealedFolder {
  /** @param {Folder} folder @param {Sealer} sealer */
  constructor(folder, sealer) {
    this._folder = folder;
    this._sealer = sealer;
  }

  /** @param {string} name */
  async read(name) {
    const sealed = await this._folder.read(name);
    return sealed && this._sealer.open(name, sealed);
  }

  /** @param {string} name @param {Bytes} data */
  async write(name, data) {
    await this._folder.write(name, await this._sealer.seal(name, data));
  }

  /** @param {string} name */
  remove(name) {
    return this._folder.remove(name);
  }

  /** @param {string} folder */
  names(folder) {
    return this._folder.names(folder);
  }

  /** @template T @param {string} name @param {() => Promise<T>} work @returns {Promise<T>} */
  locked(name, work) {
    return this._folder.locked(name, work);
  }

  close() {
    this._folder.close?.();
  }
}
