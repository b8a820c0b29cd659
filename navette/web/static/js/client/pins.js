// What is trusted from the invitation on: the server's address, the coordinators, the ledgers' keys, and the last
// checkpoint of each ledger that was verified. A checkpoint only moves forward, and only by a proof (ledgers.js).
// Twin: navette/client/pins.py
import { NavetteError, refuse } from "../core/errors.js";
import { readCheckpoint, readVkey } from "../ledger/checkpoint.js";
import { EMPTY_ROOT } from "../ledger/tree.js";
import { Fields } from "./answer.js";
import { readJson, writeJson } from "./folder.js";

/** @typedef {import("../envelope/statement.js").Ledger} Ledger @typedef {import("../ledger/checkpoint.js").Checkpoint} Checkpoint */
/** @typedef {import("./folder.js").Folder} Folder */

export const FILE = "pins.json";
/** @type {Ledger[]} */
export const LEDGERS = ["annuaire", "actes"];

export class Pins {
  /**
   * @param {string} url of the server
   * @param {Iterable<string>} coordinators person ids
   * @param {Record<string, string>} vkeys ledger → C2SP verifier key
   * @param {Record<string, string>} [notes] ledger → signed note
   */
  constructor(url, coordinators, vkeys, notes = {}) {
    this.url = url;
    this.coordinators = new Set(coordinators);
    this.vkeys = vkeys;
    this.notes = notes;
  }

  /** A note of that ledger, read and verified with the pinned key; refuses as `readCheckpoint` does. @type {(ledger: Ledger, note: string) => Promise<Checkpoint>} */
  async check(ledger, note) {
    const { origin, key } = await readVkey(this.vkeys[ledger]);
    return readCheckpoint(note, origin, key);
  }

  /** The last one verified; of size 0 before the first. @type {(ledger: Ledger) => Promise<Checkpoint>} */
  async checkpoint(ledger) {
    const note = this.notes[ledger] ?? "";
    if (note) return this.check(ledger, note);
    const { origin } = await readVkey(this.vkeys[ledger]);
    return { origin, size: 0, root: EMPTY_ROOT, note, cosigned: {} };
  }

  /** These pins, with that note. @type {(ledger: Ledger, note: string) => Pins} */
  with(ledger, note) {
    return new Pins(this.url, this.coordinators, this.vkeys, { ...this.notes, [ledger]: note });
  }
}

/** The pins of a folder. Throws keyring-missing (nobody joined here), file (damaged). @type {(folder: Folder) => Promise<Pins>} */
export async function load(folder) {
  const value = await readJson(folder, FILE);
  if (!value) refuse("keyring-missing");
  try {
    const fields = new Fields(value);
    const ledgers = fields.fields("ledgers");
    const vkeys = Object.fromEntries(LEDGERS.map((ledger) => [ledger, ledgers.text(ledger)]));
    const pins = new Pins(fields.text("url"), fields.ids("coordinators", 32), vkeys, fields.strings("checkpoints"));
    for (const ledger of LEDGERS) await pins.checkpoint(ledger);
    return pins;
  } catch (error) {
    if (!(error instanceof NavetteError)) throw error;
    refuse("file", { path: FILE, problem: "damaged" });
  }
}

/** Writes them. @type {(folder: Folder, pins: Pins) => Promise<void>} */
export const save = (folder, { url, coordinators: known, vkeys: ledgers, notes: checkpoints }) =>
  writeJson(folder, FILE, { v: "1", url, coordinators: [...known].sort(), ledgers, checkpoints });
