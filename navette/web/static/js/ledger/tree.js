// The Merkle tree under both ledgers, as a reader needs it: RFC 9162 section 2.1; its proofs are in proof.js.
// Twin: navette/ledger/tree.py
//
// Numbers of leaves go up to 10^15: no operator of 32 bits is used on them.
import { concat } from "../core/encoding.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes */

const LEAF = new Uint8Array([0]);
const NODE = new Uint8Array([1]);
const EMPTY = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

/** SHA-256 of nothing. */
export const EMPTY_ROOT = Uint8Array.from(atob(EMPTY), (char) => char.charCodeAt(0));

/** @type {(...parts: Uint8Array[]) => Promise<Bytes>} */
const hash = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", concat(...parts)));

/** RFC 9162 2.1.1: the 0 byte keeps a leaf from being taken for a node. @type {(data: Bytes) => Promise<Bytes>} */
export const leafHash = (data) => hash(LEAF, data);

/** RFC 9162 2.1.1: an inner node from its two 32-byte children. @type {(left: Bytes, right: Bytes) => Promise<Bytes>} */
export const nodeHash = (left, right) => hash(NODE, left, right);

/** The right edge of a tree: the roots of its complete subtrees, at most one a level. It never changes; it grows anew. */
export class Frontier {
  /** @param {number} [size] @param {(Bytes|null)[]} [peaks] by level */
  constructor(size = 0, peaks = []) {
    this.size = size;
    this._peaks = peaks;
  }

  /** The frontier after those leaf hashes, in order. @type {(leaves: Bytes[]) => Promise<Frontier>} */
  async extend(leaves) {
    const peaks = [...this._peaks];
    for (let level = 0, row = leaves; row.length; level += 1) {
      const peak = peaks[level];
      if (peak) row = [peak, ...row];
      peaks[level] = row.length % 2 ? row[row.length - 1] : null;
      row = await Promise.all(pairs(row).map(([left, right]) => nodeHash(left, right)));
    }
    return new Frontier(this.size + leaves.length, peaks);
  }

  /** @type {() => Promise<Bytes>} */
  async root() {
    /** @type {Bytes|null} */
    let root = null;
    for (const peak of this._peaks) if (peak) root = root ? await nodeHash(peak, root) : peak;
    return root ?? EMPTY_ROOT;
  }
}

/** @type {(row: Bytes[]) => [Bytes, Bytes][]} */
const pairs = (row) => row.flatMap((left, at) => (at % 2 || at + 1 === row.length ? [] : [[left, row[at + 1]]]));
