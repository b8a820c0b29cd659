// The API client, in node: at a server of the test's, and where nobody answers any more.
import { mock } from "node:test";
import { Api, pieces } from "../../../navette/web/static/js/client/http.js";
import { person } from "../../../navette/web/static/js/envelope/person.js";

const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16));
const hex = (found) => (found instanceof Uint8Array ? Buffer.from(found).toString("hex") : (found ?? null));

async function outcome(make) {
  try {
    return hex(await make());
  } catch (error) {
    return error.data ? [error.code, error.data] : error.name;
  }
}

const DO = {
  get: (api, path, query) => api.get(path, query),
  open: (api, path) => api.get(path, {}, { signed: false }),
  ask: (api, method, path, body) => api.ask(method, path, { body }),
  put: (api, path, data) => api.put(path, bytes(data), { signed: true }),
  text: (api, path) => api.text(path),
  bytes: (api, path, limit) => api.bytes(path, limit),
  offset: (api) => api.offset,
  async stream(api, path) {
    let text = "";
    const response = await api.open("GET", path, { headers: { Accept: "text/event-stream" } });
    for await (const piece of pieces(response)) text += new TextDecoder().decode(piece);
    return text;
  },
  /** The first piece, then we leave. */
  async leave(api, path) {
    const leaving = new AbortController();
    const response = await api.open("GET", path, { signal: leaving.signal });
    for await (const piece of pieces(response)) {
      if (piece.length) leaving.abort();
    }
  },
  /** The same, by reading no further. */
  async first(api, path) {
    for await (const piece of pieces(await api.open("GET", path))) if (piece.length) return;
  },
};

/** What each call gives: [[what, ...arguments], …]; seed: hex, "" for nobody. */
export async function calls(url, seed, clock, asked) {
  const outside = clock === null ? {} : { clock: () => clock };
  const answers = [];
  const made = await outcome(async () => {
    const api = new Api(url, seed ? await person(bytes(seed)) : null, outside);
    for (const [what, ...given] of asked) answers.push(await outcome(() => DO[what](api, ...given)));
    return "made";
  });
  return [made, ...answers];
}

/** A fetch that hears nothing, and an answer that stops in its middle: what comes of them after so many milliseconds. */
export async function silences(before, after) {
  mock.timers.enable({ apis: ["setTimeout"] });
  const never = (_, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const halfway = async () => new Response(new ReadableStream({ start: (stream) => stream.enqueue(new Uint8Array([123])) }));
  const found = [];
  for (const fetch of [never, halfway]) {
    let done = null;
    const waiting = outcome(() => new Api("http://127.0.0.1", null, { fetch }).get("/v1/server", {}, { signed: false }));
    waiting.then((told) => (done = told));
    for (const wait of [before, after - before]) {
      await new Promise(setImmediate);
      mock.timers.tick(wait);
      await new Promise(setImmediate);
      found.push(done);
    }
  }
  mock.timers.reset();
  return found;
}
