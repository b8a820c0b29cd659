// What is being written, kept as it is typed: at most two seconds are lost. Who keeps it seals it (office.drafts).

/**
 * save throws what the store cannot keep; held: the drafts whose fiche is sealed in the outbox, to leave.
 * @typedef {{save: (name: string, bytes: Uint8Array) => Promise<unknown>, load: (name: string) => Promise<Uint8Array|null>, list: () => Promise<string[]>,
 *   remove: (name: string) => Promise<unknown>, held: () => Promise<string[]>}} Store
 */
/** at: the name of its bytes in the store. @typedef {{name: string, type: string, modified: number, at: string}} KeptFile */
/**
 * Everything a draft holds; files are beside it. signed: when it was signed to leave, 0 when it was not.
 * @typedef {{from: string, form: string, answers: Record<string, any>, to: string[], urgency: import("../core/parties.js").Urgency, due: string, reference: string,
 *   decided: string[], known: boolean, time: number, signed?: number, files: KeptFile[]}} Written
 */
/** saved; failed: not kept, error says why; lost: sent from another tab (reference), or thrown away there. @typedef {{state: "saved"}|{state: "failed", error: unknown}|{state: "lost", reference: string}} Told */

const WAIT = 500; // milliseconds without a key
const MOST = 1500; // milliseconds a draft waits at most
const PREFIX = "draft-";
const LOCK = "navette draft "; // held by the tab that sends it
const CHANNEL = "navette drafts"; // says which is no draft any more

/** The drafts there are, the latest first; what cannot be read is left alone, what is leaving is none. @type {(store: Store) => Promise<{name: string, written: Written}[]>} */
export async function drafts(store) {
  const [all, held, { held: locks = [] }] = await Promise.all([store.list(), store.held(), navigator.locks.query()]);
  const leaving = new Set([...held, ...locks.map(({ name = "" }) => name.replace(LOCK, ""))]);
  const names = all.filter((name) => name.startsWith(PREFIX) && !name.includes(".") && !leaving.has(name));
  const found = await Promise.all(names.map(async (name) => ({ name, written: parsed(await store.load(name)) })));
  const kept = /** @type {{name: string, written: Written}[]} */ (found.filter(({ written }) => written));
  return kept.toSorted((one, other) => other.written.time - one.written.time);
}

/** Thrown away with its files, in every tab; gives what puts it back. @type {(store: Store, name: string) => Promise<() => Promise<unknown>>} */
export async function throwAway(store, name) {
  const names = (await store.list()).filter((one) => one === name || one.startsWith(`${name}.`));
  const kept = await Promise.all(names.map(async (one) => ({ one, bytes: await store.load(one) })));
  await Promise.all(names.map((one) => store.remove(one)));
  tell(name, "");
  return () => Promise.all(kept.map(({ one, bytes }) => bytes && store.save(one, bytes)));
}

/** One draft, saved in turn. */
export class Draft {
  /** @param {Store} store @param {() => Written} write @param {(told: Told) => void} told @param {string|undefined} name of one that is taken up again */
  constructor(store, write, told, name) {
    this.store = store;
    this.write = write;
    this.told = told;
    this.name = name ?? PREFIX + crypto.randomUUID();
    this.timer = 0;
    this.since = 0;
    this.gone = false;
    /** It is in the store. */
    this.isKept = name !== undefined;
    /** What was typed last is not in the store. */
    this.unsaved = false;
    /** It is signed: what changes now is no writing. */
    this.resting = false;
    /** @type {Map<File, string>} */
    this.files = new Map();
    /** @type {Promise<unknown>} */
    this.turn = Promise.resolve();
    this.others = new BroadcastChannel(CHANNEL);
    this.others.addEventListener("message", ({ data }) => data.name === this.name && this.lose(data.reference));
  }

  /** Something changed. */
  touch() {
    if (this.gone || this.resting) return;
    const now = performance.now();
    this.since ||= now;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), Math.max(0, Math.min(WAIT, this.since + MOST - now)));
  }

  /** Now. @returns {Promise<unknown>} */
  save() {
    clearTimeout(this.timer);
    this.since = 0;
    this.turn = this.turn.then(() => this.put());
    return this.turn;
  }

  async put() {
    if (this.gone) return;
    try {
      if (await this.isElsewhere()) return this.lose("");
      await this.store.save(this.name, new TextEncoder().encode(JSON.stringify(this.write(), spelled)));
      Object.assign(this, { isKept: true, unsaved: false });
      this.told({ state: "saved" });
    } catch (error) {
      this.unsaved = true;
      this.told({ state: "failed", error });
    }
  }

  /** Another tab sent it or threw it away, unheard. */
  async isElsewhere() {
    return this.isKept && (!(await this.store.load(this.name)) || (await this.store.held()).includes(this.name));
  }

  /** @param {string} reference it was sent under, "" when it was thrown away or nobody says */
  lose(reference) {
    if (this.gone) return;
    this.close();
    this.told({ state: "lost", reference });
  }

  /** No other tab sends this draft while `work` lasts; false when one does, or did. @type {(work: () => Promise<unknown>) => Promise<boolean>} */
  alone(work) {
    return navigator.locks.request(LOCK + this.name, { ifAvailable: true }, async (lock) => {
      if (lock && (await this.isElsewhere())) this.lose("");
      if (!lock || this.gone) return false;
      await work();
      return true;
    });
  }

  /** Kept as it was signed. */
  rest() {
    this.resting = true;
    void this.save();
  }

  /** To be changed again. */
  wake() {
    this.resting = false;
    this.touch();
  }

  /** Keeps the bytes of files, and forgets those that went. Answers the names of those too large for the store. @type {(files: File[]) => Promise<string[]>} */
  async keep(files) {
    /** @type {string[]} */
    const refused = [];
    for (const [file, name] of this.files) if (!files.includes(file)) await this.forget(file, name);
    for (const file of files) {
      if (this.files.has(file)) continue;
      const name = `${this.name}.${crypto.randomUUID().slice(0, 8)}`;
      try {
        await this.store.save(name, new Uint8Array(await file.arrayBuffer()));
        this.files.set(file, name);
      } catch {
        refused.push(file.name);
      }
    }
    return refused;
  }

  /** What a draft says of its files. @returns {KeptFile[]} */
  kept() {
    return [...this.files].map(([{ name, type, lastModified }, at]) => ({ name, type, modified: lastModified, at }));
  }

  /** The files of a draft taken up again; those whose bytes are gone are left out. @type {(kept: KeptFile[]) => Promise<File[]>} */
  async restore(kept) {
    /** @type {File[]} */
    const found = [];
    for (const { name, type, modified, at } of kept) {
      const bytes = await this.store.load(at);
      if (!bytes) continue;
      const file = new File([new Uint8Array(bytes)], name, { type, lastModified: modified });
      this.files.set(file, at);
      found.push(file);
    }
    return found;
  }

  /** @type {(file: File, name: string) => Promise<void>} */
  async forget(file, name) {
    this.files.delete(file);
    await this.store.remove(name);
  }

  /** It was sent, or is not wanted any more. @param {string} [reference] it was sent under */
  async discard(reference = "") {
    this.held(reference);
    await this.turn;
    await Promise.all([this.name, ...this.files.values()].map((name) => this.store.remove(name)));
  }

  /** Its fiche waits to leave: it goes with it. @param {string} reference */
  held(reference) {
    this.close();
    tell(this.name, reference);
  }

  /** Nothing is kept of it from here any more. */
  close() {
    this.gone = true;
    clearTimeout(this.timer);
    this.others.close();
  }
}

/** The other tabs hear that this is no draft any more. @type {(name: string, reference: string) => void} */
function tell(name, reference) {
  const others = new BroadcastChannel(CHANNEL);
  others.postMessage({ name, reference });
  others.close();
}

/** @type {(bytes: Uint8Array|null) => Written|null} */
function parsed(bytes) {
  try {
    return bytes && JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

/** A decimal of an earlier fiche, as it was typed. @type {(key: string, value: any) => any} */
const spelled = (_key, value) => value?.text ?? value;
