// Who sits in a mailbox: arrivals, departures with a new key, roles. For its guardians. Twin: navette/client/members.py
import { b64, timestamp, unb64 } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { ID } from "../envelope/keys.js";
import { KemKey, SEALED_SEED, giveSeat, linkHistory, takeSeatToGive } from "../envelope/seat.js";
import { Fields } from "./answer.js";
import { findPeople, findPerson, identity } from "./names.js";
import { post } from "./vouching.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../core/parties.js").Role} Role */
/** @typedef {import("./mailbox.js").Mailbox} Mailbox */
/** name: "" when no coordinator vouches for the person. @typedef {{person: string, name: string, profession: string, role: Role}} Member */
/** Somebody of the directory; places: the mailboxes they sit in, by name. @typedef {{person: string, name: string, profession: string, places: string[]}} Somebody */
/** The members to be, by id. @typedef {Map<string, Role>} Roles */

const GUARDIAN = "guardian";

/** The members of one mailbox. Changing them needs a guardian: not-a-guardian. */
export class Members {
  /** @param {Mailbox} mailbox */
  constructor({ place }) {
    this._place = place;
  }

  /** Every member, guardians first. @returns {Member[]} */
  list() {
    const { desk, state } = this._place;
    const members = [...state.members].map(([person, role]) => ({ person, name: desk.name(person), profession: this._profession(person), role }));
    const order = (/** @type {Member} */ { role, name, person }) => `${Number(role !== GUARDIAN)} ${name} ${person}`;
    return members.sort((one, other) => (order(one) < order(other) ? -1 : 1));
  }

  /** Those of the directory that a name may stand for, vouched for. @type {(name: string) => Promise<Somebody[]>} */
  async people(name) {
    const { desk } = this._place;
    await desk.sync();
    const boxes = [...desk.directory.mailboxes.values()];
    const placesOf = (/** @type {string} */ person) => boxes.filter(({ members }) => members.has(person)).map(({ id, address }) => desk.name(id) || address);
    const found = findPeople(desk.directory, name, desk.today()).filter((person) => desk.name(person));
    return found.map((person) => ({ person, name: desk.name(person), profession: this._profession(person), places: placesOf(person).sort() }));
  }

  /** @param {string} person */
  _profession(person) {
    const { desk } = this._place;
    return identity(desk.directory, person, desk.today()).profession ?? "";
  }

  /**
   * Gives a seat to a person of the directory: the whole backlog opens to it. Changes the role of a member. Throws
   * unknown-name, ambiguous-name, not-vouched-for, members (no guardian would be left).
   * @type {(name: string, role?: Role) => Promise<Member>}
   */
  async add(name, role = "member") {
    const { desk } = this._place;
    await desk.sync();
    const person = findPerson(desk.directory, name, desk.today());
    const known = desk.name(person) || refuse("not-vouched-for");
    const { members, public: key } = this._place.state;
    const newcomers = members.has(person) ? [] : [person];
    const seats = newcomers.length ? await this._withKey((epoch) => this._seats(epoch, newcomers)) : {};
    await this._change(new Map([...members, [person, role]]), key, { seats, history: null });
    return { person, name: known, profession: this._profession(person), role };
  }

  /**
   * Withdraws a seat: a new key, so that the leaver opens nothing sealed from now on. history: false leaves the past
   * closed to those who arrive later. Throws unknown-name, ambiguous-name, members (no guardian would be left).
   * @type {(name: string, given?: {history?: boolean}) => Promise<void>}
   */
  async remove(name, { history = true } = {}) {
    const { desk } = this._place;
    await desk.sync();
    const person = findPerson(desk.directory, name, desk.today());
    const members = new Map(this._place.state.members);
    if (!members.delete(person)) refuse("unknown-name", { name });
    await this._renew(members, history);
  }

  /** A new key for the same members, as every month should bring. @type {(given?: {history?: boolean}) => Promise<void>} */
  async rotate({ history = true } = {}) {
    await this._place.desk.sync();
    await this._renew(this._place.state.members, history);
  }

  /** @param {Roles} members @param {boolean} history */
  async _renew(members, history) {
    const mailbox = unb64(this._place.mailbox, ID);
    const fresh = await KemKey.fresh();
    try {
      const seats = await this._seats(fresh, [...members.keys()]);
      const link = async (/** @type {KemKey} */ old) => ({ old: b64(old.id), sealed: b64(await linkHistory(mailbox, fresh, old)) });
      await this._change(members, fresh.public, { seats, history: history ? await this._withKey(link) : null });
    } finally {
      fresh.forget();
    }
  }

  /** Work with the mailbox's present key and its seed, which is wiped then. @template T @param {(key: KemKey) => Promise<T>} work */
  async _withKey(work) {
    const { desk, mailbox, state } = this._place;
    const answer = new Fields(await desk.api.get(`/v1/mailboxes/${mailbox}/seats`));
    const seat = answer.many("seats").find((one) => one.id("epoch", 32) === state.keyId) ?? refuse("no-seat-for-this-epoch");
    const epoch = unb64(state.keyId, 32);
    const key = await takeSeatToGive(unb64(mailbox, ID), epoch, desk.person, seat.raw("sealed", SEALED_SEED));
    try {
      return await work(key);
    } finally {
      key.forget();
    }
  }

  /** @param {KemKey} epoch @param {string[]} people @returns {Promise<Record<string, string>>} */
  async _seats(epoch, people) {
    const { desk, mailbox } = this._place;
    const give = async (/** @type {string} */ person) => {
      const key = desk.directory.person(person) ?? refuse("unknown-person");
      return [person, b64(await giveSeat(unb64(mailbox, ID), epoch, key))];
    };
    return Object.fromEntries(await Promise.all(people.map(give)));
  }

  /** The mailbox's next statement, with the seats that go with it. @param {Roles} members @param {Bytes} key @param {{seats: Record<string, string>, history: Record<string, string>|null}} more */
  async _change(members, key, more) {
    const { desk, state } = this._place;
    desk.requireTrust();
    const named = [...members].map(([person, role]) => ({ key: person, role, bytes: hex(unb64(person, 32)) }));
    const inOrder = named.sort((one, other) => (one.bytes < other.bytes ? -1 : 1));
    const signed = await desk.person.signStatement({
      type: "mailbox",
      mailbox: state.id,
      kind: state.kind,
      address: state.address,
      n: String(state.n + 1),
      prev: state.digest,
      public: b64(key),
      members: inOrder.map(({ key: person, role }) => ({ key: person, role })),
      time: timestamp(desk.now()),
    });
    await post(desk, `/v1/mailboxes/${state.id}/statements`, signed, more);
    await desk.sync();
  }
}

/** @type {(bytes: Bytes) => string} */
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
