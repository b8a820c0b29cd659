// The HTTP API as a program speaks it: signed requests, named failures, nothing believed of the answer yet.
// RFC 9421 signatures in the profile of docs/spec/api.md; RFC 9457 problems become the NavetteError of their code.
// Twin: navette/client/http.py
import { concat, utf8 } from "../core/encoding.js";
import { CODES, NavetteError, refuse } from "../core/errors.js";
import { isObject } from "../envelope/canonical.js";
import { signRequest } from "../envelope/request.js";
import { Fields, malformed } from "./answer.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../envelope/person.js").Person} Person */
/** In that order. @typedef {Record<string, string>} Query */
/** signal: an abort is thrown as it came. @typedef {{query?: Query, data?: Bytes|null, media?: string, signed?: boolean, headers?: Record<string, string>, signal?: AbortSignal}} Request */

const JSON_TYPE = "application/json";
const BYTES = "application/octet-stream";
const MAX_ANSWER = 64 << 20; // a page of directory entries at its largest
const MAX_TEXT = 1 << 16;
const MAX_PROBLEM = 1 << 20;
const SILENCE = 60_000; // milliseconds without a byte: nobody is there
const SLOWEST = 8; // bytes sent in a millisecond, at least

const AGAIN = ["request-time", "request-replayed"];
const STANDARD = ["type", "title", "status", "code"];

/** @type {RequestInit} */
const PLAIN = { cache: "no-store", credentials: "omit", redirect: "manual", referrerPolicy: "no-referrer" };

/**
 * One server, asked by one person (null: only what is open, or carries its own signature). Every call may throw the
 * code of the server's problem, server-unreachable and server-answer.
 */
export class Api {
  /**
   * Throws `settings` when the address is none.
   * @param {string} url https://host[:port] @param {Person|null} person
   * @param {{fetch?: typeof fetch, clock?: () => number}} [outside] clock: seconds since 1970
   */
  constructor(url, person, { fetch = globalThis.fetch, clock = () => Date.now() / 1000 } = {}) {
    this.origin = originOf(url);
    this._person = person;
    this._fetch = fetch.bind(globalThis);
    this._clock = clock;
    this.offset = 0; // seconds the server's clock is ahead of ours, once asked
  }

  /** Seconds since 1970 by the clock of this machine. */
  localTime() {
    return Math.floor(this._clock());
  }

  /** The same, in thousandths. */
  milliseconds() {
    return Math.floor(this._clock() * 1000);
  }

  /** GET /v1/server; remembers how far the clocks are apart. @type {() => Promise<Fields>} */
  async server() {
    const answer = new Fields(await this.get("/v1/server", {}, { signed: false }));
    this.offset = answer.time("time") - this.localTime();
    return answer;
  }

  /** The JSON of an answer. @type {(path: string, query?: Query, options?: {signed?: boolean}) => Promise<unknown>} */
  async get(path, query = {}, { signed = true } = {}) {
    return json(await this.open("GET", path, { query, signed }));
  }

  /** Sends JSON (undefined: nothing), and reads the JSON of the answer. @type {(method: string, path: string, options?: {query?: Query, body?: unknown, signed?: boolean}) => Promise<unknown>} */
  async ask(method, path, { query = {}, body, signed = true } = {}) {
    const data = body === undefined ? null : utf8(JSON.stringify(body));
    return json(await this.open(method, path, { query, data, signed }));
  }

  /** Sends bytes, and reads the JSON of the answer. @type {(path: string, data: Bytes, options?: {signed?: boolean, signal?: AbortSignal}) => Promise<unknown>} */
  async put(path, data, { signed = false, signal } = {}) {
    return json(await this.open("PUT", path, { data, media: BYTES, signed, signal }));
  }

  /** The text of an open route, at most 64 KiB. @type {(path: string) => Promise<string>} */
  async text(path) {
    return decoded(await this.bytes(path, MAX_TEXT, { signed: false }));
  }

  /** The bytes of an answer, at most `limit` of them. @type {(path: string, limit: number, options?: {signed?: boolean, signal?: AbortSignal}) => Promise<Bytes>} */
  async bytes(path, limit, { signed = true, signal } = {}) {
    return readAll(await this.open("GET", path, { signed, signal }), limit);
  }

  /**
   * An answer of status 2xx, to be read. A refusal of the request's time or nonce is met once by asking the server's
   * clock and signing again.
   * @type {(method: string, path: string, request?: Request) => Promise<Response>}
   */
  async open(method, path, request = {}) {
    const { query = {}, signed = true } = request;
    const url = new URL(this.origin + path + spell(query));
    for (let again = false; ; again = true) {
      const response = await this._send(method, url, request);
      if (response.ok) return response;
      const problem = await problemOf(response);
      if (!signed || !AGAIN.includes(problem.code)) throw problem;
      // The nonce is ours: the connection lost the answer twice.
      if (again && problem.code === "request-replayed") refuse("server-unreachable", { problem: problem.code });
      if (again) throw problem;
      await this.server();
    }
  }

  /** @param {string} method @param {URL} url @param {Request} request */
  async _send(method, url, { data = null, media = JSON_TYPE, signed = true, headers = {}, signal }) {
    const sent = { ...headers, ...(data && { "Content-Type": media }), ...(signed && (await this._sign(method, url, data))) };
    const silence = new AbortController();
    const patience = SILENCE + (data?.length ?? 0) / SLOWEST;
    const timer = setTimeout(() => silence.abort(new DOMException("silence", "TimeoutError")), patience);
    const either = AbortSignal.any(signal ? [signal, silence.signal] : [silence.signal]);
    try {
      return await this._fetch(url, { ...PLAIN, method, body: data, headers: sent, signal: either });
    } catch (error) {
      throw unreachable(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param {string} method @param {URL} url @param {Bytes|null} data */
  async _sign(method, url, data) {
    if (!this._person) refuse("request-unsigned");
    return signRequest(this._person, method, url, data, this.localTime() + this.offset);
  }
}

/** What comes of an answer, piece by piece; throws server-unreachable when it breaks off. @type {(response: Response) => AsyncGenerator<Bytes, void>} */
export async function* pieces(response) {
  const reader = response.body?.getReader();
  try {
    for (;;) {
      const piece = await nextOf(reader);
      if (!piece) return;
      yield piece;
    }
  } finally {
    reader?.cancel().catch(() => {}); // broken already
  }
}

/** @type {(reader: ReadableStreamDefaultReader<Bytes>|undefined) => Promise<Bytes|undefined>} */
async function nextOf(reader) {
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  const silence = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new DOMException("silence", "TimeoutError")), SILENCE);
  });
  try {
    return (await Promise.race([reader?.read(), silence]))?.value;
  } catch (error) {
    throw unreachable(error);
  } finally {
    clearTimeout(timer);
  }
}

/** @type {(response: Response, limit: number) => Promise<Bytes>} */
async function readAll(response, limit) {
  const read = [];
  let length = 0;
  for await (const piece of pieces(response)) {
    length += piece.length;
    if (length > limit) throw malformed("length");
    read.push(piece);
  }
  return concat(...read);
}

/** @type {(response: Response) => Promise<unknown>} */
async function json(response) {
  if (response.status === 204) return null;
  const text = decoded(await readAll(response, MAX_ANSWER));
  try {
    return JSON.parse(text);
  } catch {
    throw malformed("body");
  }
}

/** @type {(data: Bytes) => string} */
function decoded(data) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(data);
  } catch {
    throw malformed("body");
  }
}

/** The failure an answer names; a gateway's own page is as good as no answer. @type {(response: Response) => Promise<NavetteError>} */
async function problemOf(response) {
  const { status } = response;
  const value = await readAll(response, MAX_PROBLEM).then(decoded).then(JSON.parse).catch(() => null);
  const code = isObject(value) ? value.code : null;
  if (typeof code !== "string" || (CODES.get(code) ?? "local") === "local")
    return new NavetteError(status >= 500 ? "server-unreachable" : "server-answer", { status });
  const told = Object.entries(/** @type {object} */ (value)).filter(([name, one]) => !STANDARD.includes(name) && isDatum(one));
  return new NavetteError(code, Object.fromEntries(told));
}

/** @type {(value: unknown) => boolean} */
const isDatum = (value) => typeof value === "string" || Number.isSafeInteger(value);

/** What the network's failure is called; an abort is the caller's own, and no failure; nor is what `fetch` refuses by name. @type {(error: any) => Error} */
const unreachable = (error) =>
  error?.name === "AbortError" || error instanceof NavetteError ? error : new NavetteError("server-unreachable", { problem: String(error?.name) });

/** @type {(query: Query) => string} */
function spell(query) {
  const pairs = Object.entries(query).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return pairs.length ? `?${pairs.join("&")}` : "";
}

/** @type {(url: string) => string} */
function originOf(url) {
  const base = URL.parse(url.replace(/\/+$/, ""));
  if (!base || !["http:", "https:"].includes(base.protocol) || base.pathname !== "/")
    refuse("settings", { name: "url", problem: "not of the form https://host" });
  return base.origin;
}
