// Holding the server to its two ledgers: every leaf of ours is in them, and they only ever grow.
// Twin: navette/client/ledgers.py
//
// A checkpoint is pinned once a proof shows that it extends the one pinned before. A checkpoint that cannot be: both
// notes are kept in evidence/, with the ledger's signature on each, and nothing more is sent.
import { b64, same, utf8 } from "../core/encoding.js";
import { NavetteError, refuse } from "../core/errors.js";
import { sha256 } from "../envelope/keys.js";
import { leafData } from "../envelope/statement.js";
import { leafHash } from "../ledger/tree.js";
import { writeJson } from "./folder.js";
import * as pinned from "./pins.js";
import { loaded } from "./place.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../envelope/statement.js").Ledger} Ledger */
/** @typedef {import("../ledger/checkpoint.js").Checkpoint} Checkpoint @typedef {import("./folder.js").Folder} Folder */
/** @typedef {import("./http.js").Api} Api @typedef {import("./pins.js").Pins} Pins */

/** A statement and where the server says its leaf is. */
export class Leaf {
  /** @param {number} index @param {Bytes} raw @param {Bytes} signature */
  constructor(index, raw, signature) {
    this.index = index;
    this.raw = raw;
    this.signature = signature;
  }

  /** The 32 bytes of the tree at that index. @type {(ledger: Ledger) => Promise<Bytes>} */
  async hash(ledger) {
    return leafHash(await leafData(ledger, this.raw, this.signature));
  }
}

const proving = () => loaded(import("./proving.js"));

/** The two ledgers as this folder has seen them. */
export class Ledgers {
  /** @param {Api} api @param {Folder} folder @param {Pins} pins of that folder */
  constructor(api, folder, pins) {
    this.api = api;
    this._folder = folder;
    this.pins = pins;
  }

  /**
   * The checkpoint of an answer, once it holds the leaves and agrees with the one pinned. Refuses the codes of
   * readCheckpoint, checkInclusion and checkConsistency, evidence kept.
   * @type {(ledger: Ledger, note: string, leaves?: Leaf[]) => Promise<Checkpoint>}
   */
  async confirm(ledger, note, leaves = []) {
    return (await proving()).confirm(this, ledger, note, leaves);
  }

  /** Checks that a verified checkpoint holds a leaf: the path that shows it; refuses as `checkInclusion` does. @type {(ledger: Ledger, checkpoint: Checkpoint, leaf: Leaf) => Promise<Bytes[]>} */
  async prove(ledger, checkpoint, leaf) {
    return (await proving()).prove(this.api, ledger, checkpoint, leaf);
  }

  /**
   * The checkpoint of a ledger whose leaves are all known here, `root` being what they make. Refused: ledger-shrank,
   * ledger-rewritten, and as readCheckpoint does; evidence kept.
   * @type {(ledger: Ledger, note: string, root: Bytes) => Promise<Checkpoint>}
   */
  async accept(ledger, note, root) {
    const checkpoint = await this.verified(ledger, note);
    const before = await this.pins.checkpoint(ledger);
    await this.keeping(ledger, note, async () => {
      const sizes = { old: before.size, new: checkpoint.size };
      if (checkpoint.size < before.size) refuse("ledger-shrank", sizes);
      if (!same(checkpoint.root, root)) refuse("ledger-rewritten", sizes);
    });
    await this.advance(ledger, checkpoint);
    return checkpoint;
  }

  /** The server's present checkpoint, which extends the pinned one and holds the leaves; refuses as `confirm`. @type {(ledger: Ledger, leaves?: Leaf[]) => Promise<Checkpoint>} */
  async checkNow(ledger, leaves = []) {
    return (await proving()).checkNow(this, ledger, leaves);
  }

  /** @param {Ledger} ledger @param {string} note */
  verified(ledger, note) {
    return this.keeping(ledger, note, () => this.pins.check(ledger, note));
  }

  /** Keeps the note as evidence of what is refused. @template T @param {Ledger} ledger @param {string} note @param {() => Promise<T>} check */
  async keeping(ledger, note, check) {
    try {
      return await check();
    } catch (error) {
      if (error instanceof NavetteError && error.family === "refused") await this.keepEvidence(ledger, note, error);
      throw error;
    }
  }

  /** Another tab may have gone further meanwhile: its pin stays. @param {Ledger} ledger @param {Checkpoint} checkpoint */
  async advance(ledger, { size, note }) {
    await this._folder.locked("pins", async () => {
      this.pins = await pinned.load(this._folder);
      if (size <= (await this.pins.checkpoint(ledger)).size) return;
      this.pins = this.pins.with(ledger, note);
      await pinned.save(this._folder, this.pins);
    });
  }

  /** Keeps a note that contradicts what was seen before, beside the one it contradicts. @type {(ledger: Ledger, offered: string, error: NavetteError) => Promise<void>} */
  async keepEvidence(ledger, offered, { code }) {
    const found = { ledger, key: this.pins.vkeys[ledger], pinned: this.pins.notes[ledger] ?? "", offered, code };
    const name = b64(await sha256(utf8(JSON.stringify(found)))).slice(0, 16);
    await writeJson(this._folder, `evidence/${ledger}-${name}.json`, found);
  }
}
