// The directory as this client believes it: every entry of the ledger annuaire replayed, judged, and counted.
// Twin: navette/client/annuaire.py
//
// All leaves are here, so the root is computed, not proved: a server that showed somebody else another directory would
// have to sign two roots. Entries are kept in directory/, SEGMENT by SEGMENT, to be fetched once.
import { b64, same, unb64, utf8 } from "../core/encoding.js";
import { NavetteError } from "../core/errors.js";
import { Directory } from "../ledger/directory.js";
import { Frontier } from "../ledger/tree.js";
import { Fields, malformed } from "./answer.js";
import { Leaf } from "./ledgers.js";

/** @typedef {import("../envelope/statement.js").SignedStatement} SignedStatement @typedef {import("./items.js").Fault} Fault */
/** @typedef {import("../ledger/checkpoint.js").Checkpoint} Checkpoint @typedef {import("./folder.js").Folder} Folder */
/** @typedef {import("./http.js").Api} Api @typedef {import("./ledgers.js").Ledgers} Ledgers */

const LEDGER = "annuaire";
const FOLDER = "directory";
const PAGE = 500;
const SEGMENT = 200; // entries

/** What the entries so far establish. */
class Replay {
  /** @param {Directory} directory @param {Checkpoint} pin through whose root the entries must pass */
  constructor(directory, pin) {
    this.directory = directory;
    this.pin = pin;
    this.agrees = true;
    this.frontier = new Frontier();
    /** @type {Fault[]} */
    this.faults = [];
  }

  get size() {
    return this.frontier.size;
  }

  /** The same, to be carried on while this one is read. @type {(pin: Checkpoint) => Replay} */
  copy(pin) {
    const twin = new Replay(this.directory.copy(), pin);
    twin.frontier = this.frontier;
    twin.faults = [...this.faults];
    return twin;
  }

  /** Judges and counts the next entries. @type {(entries: SignedStatement[]) => Promise<void>} */
  async add(entries) {
    const leaves = entries.map(({ raw, signature }, at) => new Leaf(this.size + at, raw, signature));
    const hashes = await Promise.all(leaves.map((leaf) => leaf.hash(LEDGER)));
    for (const leaf of leaves) await this._judge(leaf);
    const toPin = this.pin.size - this.size;
    await this._count(hashes.slice(0, Math.max(0, toPin)));
    if (toPin > 0 && toPin <= hashes.length) this.agrees = same(await this.frontier.root(), this.pin.root);
    await this._count(hashes.slice(Math.max(0, toPin)));
  }

  /** A certificate by a coordinator who is not pinned here establishes nothing and is no fault. @param {Leaf} leaf */
  async _judge(leaf) {
    try {
      await this.directory.apply(leaf);
    } catch (error) {
      if (!(error instanceof NavetteError)) throw error;
      if (error.code !== "not-a-coordinator") this.faults.push({ code: error.code, subject: LEDGER, detail: { index: leaf.index } });
    }
  }

  /** @param {Uint8Array<ArrayBuffer>[]} hashes */
  async _count(hashes) {
    this.frontier = await this.frontier.extend(hashes);
  }
}

/** The replay of the ledger annuaire; while it is brought up to date, what was believed before is read. */
export class Annuaire {
  /** @param {Folder} folder @param {Ledgers} ledgers @param {Replay} replay @param {SignedStatement[]} tail of the last segment */
  constructor(folder, ledgers, replay, tail) {
    this._folder = folder;
    this._ledgers = ledgers;
    this._replay = replay;
    this._tail = tail;
    /** @type {Promise<void>|null} */
    this._syncing = null;
  }

  /** Replays what the folder holds. A cache that is not what the pinned checkpoint counted is dropped, and fetched again. @type {(folder: Folder, ledgers: Ledgers) => Promise<Annuaire>} */
  static async open(folder, ledgers) {
    const replay = await begin(ledgers);
    const entries = await readKept(folder);
    await replay.add(entries);
    if (replay.agrees && replay.size <= replay.pin.size)
      return new Annuaire(folder, ledgers, replay, entries.slice(entries.length - (entries.length % SEGMENT)));
    for (const name of await folder.names(FOLDER)) await folder.remove(`${FOLDER}/${name}`);
    return new Annuaire(folder, ledgers, await begin(ledgers), []);
  }

  /** What the entries establish. */
  get directory() {
    return this._replay.directory;
  }

  /** Entries that break a rule. */
  get faults() {
    return this._replay.faults;
  }

  /** How many entries are known. */
  get size() {
    return this._replay.size;
  }

  /**
   * Fetches what is new, and believes it once the root of all leaves is the one the checkpoint signs. Refused:
   * ledger-rewritten, ledger-shrank and what `readCheckpoint` refuses: the note is kept in evidence/, and what was
   * believed before stays.
   * @type {(api: Api) => Promise<void>}
   */
  sync(api) {
    this._syncing ??= this._sync(api).finally(() => (this._syncing = null));
    return this._syncing;
  }

  /** @param {Api} api */
  async _sync(api) {
    const replay = this._replay.copy(await this._ledgers.pins.checkpoint(LEDGER));
    const { note, fresh } = await fetchAll(api, replay);
    if (!replay.agrees) {
      const error = new NavetteError("ledger-rewritten", { old: replay.pin.size, new: replay.size });
      await this._ledgers.keepEvidence(LEDGER, note, error);
      throw error;
    }
    await this._ledgers.accept(LEDGER, note, await replay.frontier.root());
    this._replay = replay;
    await this._keep(fresh);
  }

  /** Writes the segments that grew. Two tabs write the same. @param {SignedStatement[]} fresh */
  async _keep(fresh) {
    const entries = [...this._tail, ...fresh];
    const first = (this.size - entries.length) / SEGMENT;
    for (let at = 0; fresh.length && at < entries.length; at += SEGMENT) {
      const name = String(first + at / SEGMENT).padStart(6, "0");
      await this._folder.write(`${FOLDER}/${name}`, utf8(entries.slice(at, at + SEGMENT).map(line).join("")));
    }
    this._tail = entries.slice(entries.length - (entries.length % SEGMENT));
  }
}

/** @type {(ledgers: Ledgers) => Promise<Replay>} */
const begin = async ({ pins }) => new Replay(new Directory(pins.coordinators), await pins.checkpoint(LEDGER));

/** Replays what is new; the last page's checkpoint, and the entries. @type {(api: Api, replay: Replay) => Promise<{note: string, fresh: SignedStatement[]}>} */
async function fetchAll(api, replay) {
  /** @type {SignedStatement[]} */
  const fresh = [];
  for (;;) {
    const query = { from: String(replay.size), limit: String(PAGE) };
    const answer = new Fields(await api.get("/v1/ledgers/annuaire/entries", query));
    const entries = answer.many("entries").map(entryOf);
    if (!entries.length && answer.number("size") > replay.size) throw malformed("entries");
    await replay.add(entries);
    fresh.push(...entries);
    if (replay.size >= answer.number("size")) return { note: answer.text("checkpoint"), fresh };
  }
}

/** @type {(answer: Fields) => SignedStatement} */
const entryOf = (answer) => ({ raw: answer.encoded("statement"), signature: answer.raw("signature", 64) });

/** @type {(entry: SignedStatement) => string} */
const line = ({ raw, signature }) => `${JSON.stringify([new TextDecoder().decode(raw), b64(signature)])}\n`;

/** The entries of all segments; none when one of them is damaged or missing. @type {(folder: Folder) => Promise<SignedStatement[]>} */
async function readKept(folder) {
  const names = await folder.names(FOLDER);
  const segments = await Promise.all(names.map((name) => folder.read(`${FOLDER}/${name}`)));
  try {
    const kept = segments.map((data) => linesOf(new TextDecoder().decode(data ?? undefined)));
    const whole = kept.every(({ length }, at) => Number(names[at]) === at && (length === SEGMENT || at === kept.length - 1));
    return whole ? kept.flat() : [];
  } catch {
    return []; // fetched again
  }
}

/** @type {(text: string) => SignedStatement[]} */
function linesOf(text) {
  const pairs = text.split("\n").slice(0, -1).map((one) => JSON.parse(one));
  return pairs.map(([raw, signature]) => ({ raw: utf8(raw), signature: unb64(signature, 64) }));
}
