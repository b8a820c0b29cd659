// Following a mailbox live: server-sent events, taken up again where the connection broke. Twin: navette/client/follow.py
//
// EventSource cannot sign its request, and would put what it knows into a URL of its own: this is a fetch that is read
// as it comes.
import { reference, unb64 } from "../core/encoding.js";
import { NavetteError } from "../core/errors.js";
import { ID } from "../envelope/keys.js";
import { ACTES, TRANSIENT } from "./acts.js";
import { Fields, malformed } from "./answer.js";
import { ABSENT } from "./desk.js";
import { pieces } from "./http.js";

/** @typedef {import("./items.js").Event} Event @typedef {import("./workplace.js").Workplace} Workplace */

const KINDS = ["deposit", "receipt", "acknowledgement", "withdrawal"];
const [FIRST_WAIT, LONGEST_WAIT] = [500, 30_000]; // milliseconds before connecting again, doubled each time
const LONGEST_LINE = 1 << 16;

/**
 * What happens from now on, until the signal says stop; `reached` is called at each connection, `lost` when it fails.
 * @param {Workplace} place
 * @param {{onEvent: (event: Event) => void, reached: () => Promise<void>, lost: (error: NavetteError) => void, signal: AbortSignal}} who
 */
export async function follow(place, { onEvent, reached, lost, signal }) {
  /** @type {number|null} */
  let start = null;
  for (let wait = FIRST_WAIT; !signal.aborted; wait = Math.min(LONGEST_WAIT, wait * 2)) {
    try {
      start ??= await nextAct(place);
      for await (const event of stream(place, start, signal)) {
        if (!event) await reached();
        wait = FIRST_WAIT / 2;
        if (!event || event.index < start) continue;
        start = event.index + 1;
        onEvent(event);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof NavetteError) || !ABSENT.includes(error.code)) throw error;
      lost(error);
    }
    await pause(wait, signal);
  }
}

/** The index of the next act: what happens while the first connection is made is not lost. @param {Workplace} place */
async function nextAct({ desk }) {
  const note = await desk.api.text(`/v1/ledgers/${ACTES}/checkpoint`);
  return (await desk.ledgers.pins.check(ACTES, note)).size;
}

/** One connection: its events, and null for each sign of life. @param {Workplace} place @param {number} start @param {AbortSignal} signal */
async function* stream({ desk, mailbox }, start, signal) {
  const query = { mailbox, from: String(start) };
  const response = await desk.api.open("GET", "/v1/events", { query, headers: { Accept: "text/event-stream" }, signal });
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
  if (!KINDS.includes(kind) || !/^\d{1,15}$/.test(id)) throw malformed("event");
  const fields = new Fields(parsed(data));
  const act = fields.text("act") === "transient" ? TRANSIENT : fields.text("act");
  const message = fields.id("message", ID);
  return { index: Number(id), kind, message, reference: await reference(unb64(message, ID)), act, of: fields.maybeId("of", ID) };
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
