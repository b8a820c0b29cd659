// Following a mailbox live: server-sent events, taken up again where the connection broke. Twin: navette/client/follow.py
//
// EventSource cannot sign its request, and would put what it knows into a URL of its own: this is a fetch that is read
// as it comes.
import { b64, reference, unb64 } from "../core/encoding.js";
import { NavetteError } from "../core/errors.js";
import { ID } from "../envelope/keys.js";
import { Fields, malformed } from "./answer.js";
import { ACTES, TRANSIENT } from "./deposit.js";
import { ABSENT } from "./desk.js";
import { pieces } from "./http.js";

/** @typedef {import("./items.js").Event} Event @typedef {import("./desk.js").Desk} Desk */

const NO_ACTS = ["nudge", "reminder"]; // no acts of the ledger: they have no index
const KINDS = ["deposit", "receipt", "acknowledgement", "withdrawal", ...NO_ACTS];
const [FIRST_WAIT, LONGEST_WAIT] = [500, 30_000]; // milliseconds before connecting again, doubled each time
const LONGEST_LINE = 1 << 16;

/**
 * Who listens to one mailbox. met: once, from then on nothing is missed; again: whether the server answers, what waited
 * taken up; ended: nothing more will come.
 * @typedef {{mailbox: string, onEvent: (event: Event) => void, met?: () => void, again: () => Promise<boolean>, ended: (error: NavetteError) => void}} Listener
 */

/** @type {WeakMap<Desk, Live>} */
const lives = new WeakMap();

/** One stream for all the mailboxes of a desk: a browser has six connections to a server, and other tabs want theirs. */
export class Live {
  /** @param {Desk} desk */
  constructor(desk) {
    this._desk = desk;
    /** @type {Set<Listener>} */
    this._listeners = new Set();
    this._stop = new AbortController();
    /** The index of the next act. @type {number|null} */
    this._next = null;
    this._away = false;
  }

  /** @type {(desk: Desk) => Live} */
  static at(desk) {
    const live = lives.get(desk) ?? new Live(desk);
    lives.set(desk, live);
    return live;
  }

  /** What happens from now on, until the function given back is called. @type {(listener: Listener) => () => void} */
  listen(listener) {
    this._listeners.add(listener);
    this._restart();
    return () => {
      if (this._listeners.delete(listener)) this._restart();
    };
  }

  _restart() {
    this._stop.abort();
    this._stop = new AbortController();
    const { signal } = this._stop;
    queueMicrotask(() => this._follow(signal)); // several who come at once are one stream
  }

  /** @param {AbortSignal} signal */
  async _follow(signal) {
    for (let wait = FIRST_WAIT; this._listeners.size && !signal.aborted; wait = Math.min(LONGEST_WAIT, wait * 2)) {
      try {
        for await (const event of this._stream(signal)) {
          wait = FIRST_WAIT / 2;
          if (event) this._tell(event);
          else await this._reached();
        }
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof NavetteError)) throw error;
        if (ABSENT.includes(error.code) || error.family === "local") this._lost(error);
        else await this._ended(error);
      }
      await pause(wait, signal);
    }
  }

  /** One connection: its events, and null for each sign of life. @param {AbortSignal} signal */
  async *_stream(signal) {
    this._next ??= await nextAct(this._desk);
    signal.throwIfAborted();
    const mailboxes = [...new Set([...this._listeners].map(({ mailbox }) => mailbox))].map((mailbox) => `mailbox=${mailbox}`);
    const path = `/v1/events?${mailboxes.join("&")}&from=${this._next}`;
    const response = await this._desk.api.open("GET", path, { headers: { Accept: "text/event-stream" }, signal });
    /** @type {Record<string, string>} */
    let fields = {};
    for await (const line of lines(response)) {
      const [name, ...value] = line.split(":");
      if (name) fields[name] = value.join(":").replace(/^ /, "");
      if (line) continue;
      yield "data" in fields ? await eventOf(fields) : null;
      fields = {};
    }
  }

  /** @param {Event} event */
  _tell(event) {
    if (!NO_ACTS.includes(event.kind)) {
      if (event.index < (this._next ?? 0)) return;
      this._next = event.index + 1;
    }
    for (const { onEvent } of this._listeners) onEvent(event);
  }

  /** The server answers: what waited leaves first. */
  async _reached() {
    for (const one of this._listeners) {
      one.met?.();
      one.met = undefined;
    }
    const [first] = this._listeners;
    if (!first || !(this._away || this._desk.absent)) return;
    if (this._desk.absent && !(await first.again())) return;
    this._away = false;
    this._say("online");
  }

  /** Told even when a verb found it first. @param {NavetteError} error */
  _lost(error) {
    this._desk.absent = error;
    if (!this._away) this._say("offline");
    this._away = true;
  }

  /** A person who left a mailbox follows the others still; after any other refusal nothing is followed. @param {NavetteError} error */
  async _ended(error) {
    const { desk, listeners } = { desk: this._desk, listeners: [...this._listeners] };
    if (error.code === "not-a-member") await desk.sync().catch(() => {}); // told by the next verb
    const me = b64(desk.person.id);
    const left = listeners.filter(({ mailbox }) => !desk.directory.mailbox(mailbox)?.members.has(me));
    for (const one of left.length ? left : listeners) {
      this._listeners.delete(one);
      one.ended(error);
      one.onEvent(connection("offline"));
    }
  }

  /** @param {string} kind */
  _say(kind) {
    for (const { onEvent } of this._listeners) onEvent(connection(kind));
  }
}

/** @type {(kind: string) => Event} */
const connection = (kind) => ({ index: -1, kind, message: "", reference: "", act: "", of: null });

/** The index of the next act: what happens while the first connection is made is not lost. @param {Desk} desk */
async function nextAct({ api, ledgers }) {
  return (await ledgers.pins.check(ACTES, await api.text(`/v1/ledgers/${ACTES}/checkpoint`))).size;
}

/** @param {Response} response */
async function* lines(response) {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of pieces(response)) {
    const found = (rest + decoder.decode(piece, { stream: true })).split("\n");
    rest = found.pop() ?? "";
    if (rest.length > LONGEST_LINE) throw malformed("event");
    yield* found.map((line) => line.replace(/\r$/, ""));
  }
}

/** @type {(fields: Record<string, string>) => Promise<Event>} */
async function eventOf({ event: kind = "", id = "", data }) {
  const index = NO_ACTS.includes(kind) ? -1 : Number(/^\d{1,15}$/.test(id) ? id : NaN);
  if (!KINDS.includes(kind) || Number.isNaN(index)) throw malformed("event");
  const fields = new Fields(parsed(data));
  const act = fields.text("act") === "transient" ? TRANSIENT : fields.text("act");
  const message = fields.id("message", ID);
  return { index, kind, message, reference: await reference(unb64(message, ID)), act, of: fields.maybeId("of", ID) };
}

/** @type {(data: string) => unknown} */
function parsed(data) {
  try {
    return JSON.parse(data);
  } catch {
    throw malformed("event");
  }
}

/** @type {(milliseconds: number, signal: AbortSignal) => Promise<void>} */
const pause = (milliseconds, signal) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => [clearTimeout(timer), resolve()], { once: true });
  });
