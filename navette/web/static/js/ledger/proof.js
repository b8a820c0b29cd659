// What a Merkle tree proves: that a leaf is in it, that it grew out of another. RFC 9162 section 2.1. Twin: navette/ledger/tree.py
//
// Numbers of leaves go up to 10^15: no operator of 32 bits is used on them.
import { same } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { EMPTY_ROOT, nodeHash } from "./tree.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes */

/**
 * RFC 9162 2.1.3.2. leaf: the leaf's hash. Refused: proof-index, proof-too-long, not-in-the-ledger.
 * @type {(leaf: Bytes, index: number, size: number, proof: Bytes[], root: Bytes) => Promise<void>}
 */
export async function checkInclusion(leaf, index, size, proof, root) {
  if (!(index >= 0 && index < size)) refuse("proof-index", { index, size });
  let [at, last, current] = [index, size - 1, leaf];
  for (const step of proof) {
    if (last === 0) refuse("proof-too-long", { size });
    if (at % 2 || at === last) {
      current = await nodeHash(step, current);
      [at, last] = climbLeft(at, last);
    } else current = await nodeHash(current, step);
    [at, last] = [half(at), half(last)];
  }
  if (last || !same(current, root)) refuse("not-in-the-ledger", { index, size });
}

/**
 * RFC 9162 2.1.4.2: the ledger of `size` leaves begins with the one of `old` leaves that was seen before. Refused:
 * ledger-shrank, two-ledgers-of-one-size, consistency-proof-empty, proof-too-long, ledger-rewritten. Whoever refuses
 * keeps both checkpoints: with the ledger's signature on each, they are the proof.
 * @type {(old: number, oldRoot: Bytes, size: number, root: Bytes, proof: Bytes[]) => Promise<void>}
 */
export async function checkConsistency(old, oldRoot, size, root, proof) {
  const between = { old, new: size };
  if (size < old) refuse("ledger-shrank", between);
  if (old === size && !same(oldRoot, root)) refuse("two-ledgers-of-one-size", { size });
  if (old === 0 && !same(oldRoot, EMPTY_ROOT)) refuse("ledger-rewritten", between);
  if (old === 0 || old === size) {
    if (proof.length) refuse("proof-too-long", { size });
    return;
  }
  if (!proof.length) refuse("consistency-proof-empty", between);
  const [before, after] = await bothRoots(old, oldRoot, size, proof);
  if (!same(before, oldRoot) || !same(after, root)) refuse("ledger-rewritten", between);
}

/** The two roots a consistency proof leads to. @type {(old: number, oldRoot: Bytes, size: number, proof: Bytes[]) => Promise<[Bytes, Bytes]>} */
async function bothRoots(old, oldRoot, size, proof) {
  let [at, last] = [old - 1, size - 1];
  while (at % 2) [at, last] = [half(at), half(last)];
  const path = at ? proof : [oldRoot, ...proof]; // at is 0 when old is a power of two
  let [before, after] = [path[0], path[0]];
  for (const step of path.slice(1)) {
    if (last === 0) refuse("proof-too-long", { size });
    if (at % 2 || at === last) {
      [before, after] = await Promise.all([nodeHash(step, before), nodeHash(step, after)]);
      [at, last] = climbLeft(at, last);
    } else after = await nodeHash(after, step);
    [at, last] = [half(at), half(last)];
  }
  if (last) refuse("ledger-rewritten", { old, new: size });
  return [before, after];
}

/** Up to where `at` is a right child again: a subtree at the right edge may lack siblings. @type {(at: number, last: number) => [number, number]} */
function climbLeft(at, last) {
  while (at && at % 2 === 0) [at, last] = [half(at), half(last)];
  return [at, last];
}

/** @type {(number: number) => number} */
const half = (number) => Math.floor(number / 2);
