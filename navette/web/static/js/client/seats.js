// The keys of the mailboxes a person sits in: taken from the seats the server keeps, in memory only.
// Twin: navette/client/seats.py
//
// The seats themselves are kept in seats/, as they came: sealed to the person, so that what was received before can be
// opened without the server.
import { unb64 } from "../core/encoding.js";
import { NavetteError } from "../core/errors.js";
import { SEALED_SEED, followHistory, takeSeat } from "../envelope/seat.js";
import { Fields } from "./answer.js";
import { ABSENT } from "./desk.js";
import { readJson, writeJson } from "./folder.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../envelope/seat.js").KemKey} KemKey */
/** @typedef {import("./desk.js").Desk} Desk @typedef {import("./items.js").Fault} Fault */
/** By epoch id. @typedef {Map<string, KemKey>} Keys */

/** Every epoch key this person can reach, by mailbox. */
export class Seats {
  /** @param {Desk} desk */
  constructor(desk) {
    this._desk = desk;
    /** @type {Map<string, Keys>} */
    this._keys = new Map();
    /** @type {Map<string, Fault[]>} */
    this._faults = new Map();
  }

  /** Seats and history links that hold another key than said. */
  get faults() {
    return [...this._faults.values()].flat();
  }

  /** Asks the server again when the epoch needed is not among the keys known. Throws not-a-member. @type {(mailbox: string, needed?: string) => Promise<Keys>} */
  async keys(mailbox, needed) {
    const known = this._keys.get(mailbox);
    if (known && (needed === undefined || known.has(needed))) return known;
    const keys = await this._take(mailbox, await this._fetch(mailbox));
    this._keys.set(mailbox, keys);
    return keys;
  }

  /** @param {string} mailbox */
  async _fetch(mailbox) {
    const { api, folder } = this._desk;
    const name = `seats/${mailbox}.json`;
    const kept = await readJson(folder, name);
    try {
      const value = await api.get(`/v1/mailboxes/${mailbox}/seats`);
      const answer = new Fields(value);
      if (JSON.stringify(value) !== JSON.stringify(kept)) await writeJson(folder, name, Object(value));
      return answer;
    } catch (error) {
      if (!kept || !(error instanceof NavetteError) || !ABSENT.includes(error.code)) throw error;
      return new Fields(kept);
    }
  }

  /** @param {string} mailbox @param {Fields} answer */
  async _take(mailbox, answer) {
    const [id, opened] = [unb64(mailbox, 16), new Opened(mailbox)];
    for (const seat of answer.many("seats")) {
      const [epoch, sealed] = [seat.raw("epoch", 32), seat.raw("sealed", SEALED_SEED)];
      await opened.add(seat.id("epoch", 32), () => takeSeat(id, epoch, this._desk.person, sealed));
    }
    const links = new Map(answer.many("history").map((one) => [one.id("new", 32), linkOf(one)]));
    for (const seat of [...opened.keys]) await opened.follow(id, seat, links);
    this._faults.set(mailbox, opened.faults);
    return opened.keys;
  }
}

/** The keys that could be taken, and what was wrong with the others. */
class Opened {
  /** @param {string} mailbox */
  constructor(mailbox) {
    this._mailbox = mailbox;
    /** @type {Keys} */
    this.keys = new Map();
    /** @type {Fault[]} */
    this.faults = [];
  }

  /** @param {string} epoch @param {() => Promise<KemKey>} open */
  async add(epoch, open) {
    try {
      this.keys.set(epoch, await open());
    } catch (error) {
      if (!(error instanceof NavetteError)) throw error;
      this.faults.push({ code: error.code, subject: this._mailbox, detail: { epoch } });
    }
  }

  /** Back through the generations, as far as the links go. @param {Bytes} mailbox @param {[string, KemKey]} seat @param {Map<string, Link>} links */
  async follow(mailbox, [epoch, key], links) {
    /** @type {KemKey|undefined} */
    let newer = key;
    for (let link = links.get(epoch); newer && link && !this.keys.has(link.old); link = links.get(link.old)) {
      const [{ old, sealed }, held] = [link, newer];
      await this.add(old, () => followHistory(mailbox, held, unb64(old, 32), sealed));
      newer = this.keys.get(old);
    }
  }
}

/** @typedef {{old: string, sealed: Bytes}} Link */

/** @type {(answer: Fields) => Link} */
const linkOf = (answer) => ({ old: answer.id("old", 32), sealed: answer.raw("sealed", SEALED_SEED) });
