// A mailbox of a person at a desk: what its lists are made with. What seals, opens and carries is in workplace.js.
import { b64 } from "../core/encoding.js";
import { refuse } from "../core/errors.js";

/** @typedef {import("./desk.js").Desk} Desk @typedef {import("./forms.js").Forms} Forms @typedef {import("./items.js").Fault} Fault */

/** The place of this machine where an account stays open: see stay.js. */
export const OPEN = "navette open";

/** A module that is loaded when it is needed; throws server-unreachable when it cannot be. @template T @param {Promise<T>} module @returns {Promise<T>} */
export const loaded = (module) => module.catch(() => refuse("server-unreachable", { problem: "import" }));

export class Place {
  /** @param {Desk} desk @param {string} mailbox @param {Forms} forms */
  constructor(desk, mailbox, forms) {
    this.desk = desk;
    this.mailbox = mailbox;
    this.forms = forms;
    this.me = b64(desk.person.id);
    /** Faults met on the way. @type {Fault[]} */
    this.found = [];
  }

  /** The mailbox as the directory has it now; throws not-a-member (the person has left it). */
  get state() {
    const state = this.desk.directory.mailbox(this.mailbox);
    return state?.members.has(this.me) ? state : refuse("not-a-member");
  }

  /** Remembers what was found wrong without stopping the work, once. @type {(faults: Fault[]) => void} */
  note(faults) {
    const known = new Set(this.found.map((one) => JSON.stringify(one)));
    this.found.push(...faults.filter((one) => !known.has(JSON.stringify(one))));
  }
}
