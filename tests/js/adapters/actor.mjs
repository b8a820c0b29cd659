// A person with a mailbox, in node or in a page: a folder that survives, mailboxes that are dropped and opened again, and
// a network that can be watched, cut, and lose an answer. Bytes are base64url.
import { b64, unb64 } from "../../../navette/web/static/js/core/encoding.js";
import { NavetteError } from "../../../navette/web/static/js/core/errors.js";
import { person } from "../../../navette/web/static/js/envelope/person.js";
import { MemoryFolder } from "../../../navette/web/static/js/client/folder.js";
import { Coordinator } from "../../../navette/web/static/js/client/coordinator.js";
import { entries } from "../../../navette/web/static/js/client/directory.js";
import { Journal } from "../../../navette/web/static/js/client/journal.js";
import { earlier } from "../../../navette/web/static/js/client/earlier.js";
import { Mailbox, openDesk } from "../../../navette/web/static/js/client/mailbox.js";
import { Members } from "../../../navette/web/static/js/client/members.js";
import { Presence } from "../../../navette/web/static/js/client/presence.js";

const decode = (text) => unb64(text, Math.floor((text.length * 3) / 4));
const file = ({ name, size, type = "" }) => new File([pattern(size)], name, { type });

/** Bytes that say where they are. */
export function pattern(size) {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 1) bytes[at] = (at * 7 + (at >> 8) * 13) & 255;
  return bytes;
}

export class Crash extends Error {}

/** A folder whose step of that number stops the page: before it is done, or just after. */
class Fragile extends MemoryFolder {
  left = Infinity;
  after = false;

  async step(do_) {
    this.left -= 1;
    if (this.left < 0 || (this.left === 0 && !this.after)) throw new Crash();
    await do_();
    if (this.left === 0) throw new Crash();
  }

  write(name, data) {
    return this.step(() => super.write(name, data));
  }

  remove(name) {
    return this.step(() => super.remove(name));
  }
}

/** What goes out, and how it fails. */
class Network {
  sent = [];
  cut = false;
  lose = Infinity; // the answer to the request of that number
  hooks = [];

  fetch = async (url, request = {}) => {
    const headers = Object.entries(request.headers ?? {});
    this.sent.push({ method: request.method ?? "GET", url: String(url), headers, body: request.body ? [...request.body] : [] });
    if (this.cut) throw new TypeError("fetch failed");
    for (const hook of this.hooks) hook(String(url));
    const response = await fetch(url, request);
    this.lose -= 1;
    if (this.lose === 0) {
      await response.body?.cancel();
      throw new TypeError("terminated");
    }
    return response;
  };
}

export function actor() {
  const state = { folder: new Fragile(), network: new Network(), mailbox: null, opened: new Map(), events: [], others: [], stop: null, sending: new Map() };
  return async (verb, ...args) => {
    try {
      return { value: plain(await VERBS[verb](state, ...args)) ?? null };
    } catch (error) {
      if (error instanceof NavetteError) return { refused: [error.code, error.data] };
      if (error instanceof Crash) return { refused: ["crash", {}] };
      if (error?.name === "AbortError") return { refused: ["aborted", {}] };
      return { failed: String(error?.stack ?? error) };
    }
  };
}

const plain = (value) =>
  JSON.parse(
    JSON.stringify(value ?? null, (name, one) => {
      if (one instanceof Uint8Array) return b64(one);
      if (one instanceof Map) return Object.fromEntries(one);
      if (one instanceof NavetteError) return [one.code, one.data];
      return name === "envelope" && typeof one === "object" ? undefined : one;
    }),
  );

const withFiles = ({ fiche, attachments = [], ...letter }) => ({ ...letter, fiche: decode(fiche), attachments: attachments.map(file) });

const presenceOf = ({ place, id }) => Presence.of(place.desk, id);

const VERBS = {
  async enter(state, { records, seed, address = null, ahead = 0, coordinates = false }) {
    for (const [name, data] of Object.entries(records)) await MemoryFolder.prototype.write.call(state.folder, name, decode(data));
    Object.assign(state, { seed, address, ahead });
    return coordinates ? VERBS.coordinate(state) : VERBS.open(state);
  },
  async coordinate(state) {
    const { desk } = await openDesk(state.folder, await person(decode(state.seed)), { fetch: state.network.fetch });
    state.coordinator = new Coordinator(desk);
  },
  /** The access journal: a verb of client/journal.js, at the desk of whoever is there. */
  journal: ({ coordinator, mailbox }, verb, ...args) => new Journal(coordinator?._desk ?? mailbox.place.desk)[verb](...args),
  clock: (state, ahead) => void Object.assign(state, { ahead }),
  /** Another object on the same folder, as after a reload. */
  async open(state) {
    const { folder, network, seed, address, ahead } = state;
    state.mailbox?.close();
    folder.left = Infinity;
    const clock = () => Date.now() / 1000 + ahead;
    state.mailbox = await Mailbox.open(folder, await person(decode(seed)), address, { fetch: network.fetch, clock });
    return VERBS.describe(state);
  },
  /** What was sealed for substitutes, of all that was sent, the latest first. */
  copies: async ({ mailbox }) => (await mailbox.sent()).flatMap(({ recipients }) => recipients.map(({ copy }) => copy)),
  renew: async ({ mailbox }) => Promise.all((await mailbox.sent()).map((item) => mailbox.renew(item))),
  describe: ({ mailbox }) => ({ id: mailbox.id, address: mailbox.address, online: mailbox.online, doubt: mailbox.doubt?.code ?? null, faults: mailbox.faults, waiting: mailbox.waiting() }),
  crashAt: ({ folder }, left, after) => void Object.assign(folder, { left, after }),
  survived: ({ folder }) => folder.left > 0,
  network: ({ network }, how) => void Object.assign(network, how),
  loseAfter: ({ network }, count) => void (network.lose = count ?? Infinity),
  sent: ({ network }) => network.sent.splice(0),
  records: async ({ folder }, where) => (where ? folder.names(where) : [...folder._records.keys()].sort()),
  record: ({ folder }, name) => folder.read(name),
  async collect(state, ref) {
    const opened = await state.mailbox.collect(ref);
    state.opened.set(ref, opened);
    return opened;
  },
  async attachment({ mailbox, opened }, ref, n) {
    const told = [];
    const blob = await mailbox.saveAttachment(opened.get(ref), n, (name, done, total) => told.push([name, done, total]));
    const digest = b64(new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer())));
    return { size: blob.size, type: blob.type, digest, told: told.at(-1) };
  },
  async export({ mailbox }, ...refs) {
    const { archive, left } = await mailbox.export(refs);
    return [archive && new Uint8Array(await archive.arrayBuffer()), left.map(({ reference, error }) => [reference, error.code])];
  },
  async send({ mailbox, network }, to, letter, abortAt = null) {
    const told = [];
    const stop = new AbortController();
    if (abortAt) network.hooks = [(url) => url.includes(abortAt) && stop.abort()];
    const sent = await mailbox.send(to, { ...withFiles(letter), signal: stop.signal }, (name, done, total) => told.push([name, done, total])).finally(() => (network.hooks = []));
    return { ...sent, told };
  },
  reply: ({ mailbox }, ref, letter, given) => mailbox.reply(ref, withFiles(letter), given),
  follow(state) {
    state.events = [];
    state.stop = state.mailbox.events((event) => state.events.push(event));
  },
  /** Another mailbox of the same person, at the same desk. */
  async followToo(state, address) {
    const { desk, forms } = state.mailbox.place;
    const other = await Mailbox.at(desk, forms, address);
    other.events((event) => state.others.push(event));
  },
  others: async ({ others }, count) => {
    while (others.length < count) await new Promise((resolve) => setTimeout(resolve, 20));
    return others;
  },
  unfollow: ({ stop }) => stop(),
  /** The events, once there are that many. */
  async events({ events }, count) {
    while (events.length < count) await new Promise((resolve) => setTimeout(resolve, 20));
    return events;
  },
  people: ({ mailbox }, name) => new Members(mailbox).people(name),
  members: ({ mailbox }) => new Members(mailbox).list(),
  add: ({ mailbox }, ...args) => new Members(mailbox).add(...args),
  remove: ({ mailbox }, ...args) => new Members(mailbox).remove(...args),
  rotate: ({ mailbox }, ...args) => new Members(mailbox).rotate(...args),
  coordinator: ({ coordinator }, verb, ...args) => coordinator[verb](...args),
  said: async ({ mailbox }) => (await presenceOf(mailbox)).said,
  say: async ({ mailbox }, content, seen) => {
    const presence = await presenceOf(mailbox);
    await presence.say(content, seen);
    return presence.said;
  },
  entries: ({ mailbox }) => entries(mailbox.place.desk),
  earlier: async ({ mailbox }) => Array.fromAsync(earlier(mailbox)),
  /** What a page that stopped before the courier came leaves behind. */
  plantAct: async ({ mailbox }, ref, decision) => {
    const { look, signed } = await import("../../../navette/web/static/js/client/receive.js");
    const place = await mailbox.workplace();
    const known = await look(place, ref);
    const act = await signed(place, known, { type: "acknowledgement", mailbox: place.mailbox, decision, code: "" });
    await place.outbox.put(place.job([act]));
  },
  write: ({ folder }, name, data) => folder.write(name, decode(data)),
  erase: async ({ folder }, where) => {
    for (const name of await folder.names(where)) await folder.remove(`${where}/${name}`);
  },
  discard: ({ mailbox }, job) => mailbox.discard(job),
  retry: ({ mailbox }, job) => mailbox.retry(job),
  titles: ({ mailbox }) => mailbox.place.forms.headings,
  formOf: async ({ mailbox }, canonical) => (await mailbox.place.forms.formOf(mailbox.place.desk.api, canonical))?.canonical ?? null,
};
for (const verb of ["inbox", "sent", "acknowledge", "reroute", "withdraw", "handoff", "flush"])
  VERBS[verb === "sent" ? "list" : verb] = ({ mailbox }, ...args) => mailbox[verb](...args);
