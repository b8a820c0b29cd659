// The numbers of a mailbox: 1, 2, 3 … without holes. A hole is a fiche the server keeps from us.
// Twin: navette/client/numbers.py
//
// inbox/<mailbox>/<k> remembers which message has each number from 1000·k on, 16 bytes each, zeros where none is known:
// what was numbered once cannot be renumbered, and a hole stays known until it is filled.
import { b64, reference, unb64 } from "../core/encoding.js";
import { Fields } from "./answer.js";

/** @typedef {import("./desk.js").Desk} Desk @typedef {import("./items.js").Fault} Fault */
/** A number and the message that has it. @typedef {[number, string]} Numbered */

const PAGE = 200;
const SEGMENT = 1000;
const ID = 16;
const NOBODY = b64(new Uint8Array(ID));
const MOST_HOLES = 100;

/** What this folder has seen of one mailbox's inbox. */
export class Numbers {
  /** @param {Desk} desk @param {string} mailbox */
  constructor(desk, mailbox) {
    this._desk = desk;
    this._mailbox = mailbox;
    this._folder = `inbox/${mailbox}`;
    /** @type {Map<number, string>} */
    this.messages = new Map();
    /** @type {Set<number>} */
    this.renumbered = new Set();
  }

  /** With what the folder remembers. @type {(desk: Desk, mailbox: string) => Promise<Numbers>} */
  static async open(desk, mailbox) {
    const numbers = new Numbers(desk, mailbox);
    for (const name of await desk.folder.names(numbers._folder))
      for (const [n, message] of await numbers._read(Number(name))) numbers.messages.set(n, message);
    return numbers;
  }

  /** Learns the numbers that are new, and asks again for those that are missing. @type {() => Promise<void>} */
  sync() {
    return this._desk.folder.locked("inbox", async () => {
      const fresh = new Map();
      for (const hole of this.holes()) this._learn(await this._page(hole - 1, 1), fresh);
      for (let after = this.last, page; !page || page.length === PAGE; ) {
        page = await this._page(after, PAGE);
        this._learn(page, fresh);
        after = page.at(-1)?.[0] ?? after;
      }
      if (missing([...this.messages.keys(), ...fresh.keys()]).length) await this._learnForgotten(fresh);
      for (const segment of new Set([...fresh.keys()].map(segmentOf))) await this._keep(segment, fresh);
      for (const [n, message] of fresh) this.messages.set(n, message);
    });
  }

  /** The highest number seen. */
  get last() {
    return [...this.messages.keys()].reduce((last, n) => Math.max(last, n), 0);
  }

  /** The numbers missing below the highest one seen: the first hundred, whatever number the server makes up. @type {() => number[]} */
  holes() {
    return missing([...this.messages.keys()]);
  }

  /** The holes, and the numbers that were given to another message before. @type {(address: string) => Fault[]} */
  faults(address) {
    const renumbered = [...this.renumbered].sort((one, other) => one - other);
    /** @type {(code: string) => (n: number) => Fault} */
    const fault = (code) => (n) => ({ code, subject: address, detail: { n } });
    return [...this.holes().map(fault("number-missing")), ...renumbered.map(fault("number-reused"))];
  }

  /** The latest message of that reference. @type {(typed: string) => Promise<string|null>} */
  async find(typed) {
    const latest = [...this.messages].sort(([one], [other]) => other - one);
    for (const [, message] of latest) if ((await reference(unb64(message, ID))) === typed) return message;
    return null;
  }

  /** Notes a number that comes with another message than before. @type {(n: number, message: string) => void} */
  check(n, message) {
    if ((this.messages.get(n) ?? message) !== message) this.renumbered.add(n);
  }

  /** @param {Numbered[]} page @param {Map<number, string>} fresh */
  _learn(page, fresh) {
    for (const [n, message] of page) {
      this.check(n, message);
      if (!this.messages.has(n)) fresh.set(n, message);
    }
  }

  /** Numbers of what the server no longer knows: each with its removal, an entry of the ledger. @param {Map<number, string>} fresh */
  async _learnForgotten(fresh) {
    const { forgotten } = await import("./forgotten.js");
    this._learn(await forgotten(this._desk, this._mailbox), fresh);
  }

  /** @param {number} after @param {number} limit @returns {Promise<Numbered[]>} */
  async _page(after, limit) {
    const query = { after: String(after), limit: String(limit), open: "0" };
    const answer = new Fields(await this._desk.api.get(`/v1/mailboxes/${this._mailbox}/inbox`, query));
    const items = answer.many("items").filter((one) => one.number("n") > after);
    return items.map((one) => [one.number("n"), one.id("message", ID)]);
  }

  /** @param {number} segment @returns {Promise<Numbered[]>} */
  async _read(segment) {
    const data = (await this._desk.folder.read(`${this._folder}/${segment}`)) ?? new Uint8Array();
    const ids = Array.from({ length: data.length / ID }, (_, at) => b64(data.subarray(at * ID, (at + 1) * ID)));
    const numbered = ids.map((id, at) => /** @type {Numbered} */ ([segment * SEGMENT + at, id]));
    return numbered.filter(([, id]) => id !== NOBODY);
  }

  /** Another tab may have learnt more: what it wrote stays. @param {number} segment @param {Map<number, string>} fresh */
  async _keep(segment, fresh) {
    const data = new Uint8Array(SEGMENT * ID);
    const known = new Map([...this.messages, ...fresh, ...(await this._read(segment))]);
    for (const [n, message] of known) if (segmentOf(n) === segment) data.set(unb64(message, ID), (n % SEGMENT) * ID);
    await this._desk.folder.write(`${this._folder}/${segment}`, data);
  }
}

/** @type {(numbers: number[]) => number[]} */
function missing(numbers) {
  const holes = [];
  let next = 1;
  for (const n of numbers.toSorted((one, other) => one - other)) {
    for (; next < n && holes.length < MOST_HOLES; next += 1) holes.push(next);
    next = n + 1;
  }
  return holes;
}

/** @type {(n: number) => number} */
const segmentOf = (n) => Math.floor(n / SEGMENT);
