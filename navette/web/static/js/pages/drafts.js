// What is being written, kept as it is typed: at most two seconds are lost. Who keeps it seals it (office.drafts).

/** @typedef {{save: (name: string, bytes: Uint8Array) => Promise<unknown>, load: (name: string) => Promise<Uint8Array|null>, list: () => Promise<string[]>, remove: (name: string) => Promise<unknown>}} Store */
/** at: the name of its bytes in the store. @typedef {{name: string, type: string, modified: number, at: string}} KeptFile */
/**
 * @typedef {{from: string, form: string, answers: Record<string, any>, to: string[], urgency: import("../core/parties.js").Urgency, due: string, reference: string,
 *   decided: string[], known: boolean, time: number, files: KeptFile[]}} Written everything a draft holds; files are beside it
 */

const WAIT = 500; // milliseconds without a key
const MOST = 1500; // milliseconds a draft waits at most
const PREFIX = "draft-";

/** The drafts there are, the latest first; what cannot be read is left alone. @type {(store: Store) => Promise<{name: string, written: Written}[]>} */
export async function drafts(store) {
  const names = (await store.list()).filter((name) => name.startsWith(PREFIX) && !name.includes("."));
  const found = await Promise.all(names.map(async (name) => ({ name, written: parsed(await store.load(name)) })));
  const kept = /** @type {{name: string, written: Written}[]} */ (found.filter(({ written }) => written));
  return kept.toSorted((one, other) => other.written.time - one.written.time);
}

/** One draft, saved in turn. */
export class Draft {
  /** @param {Store} store @param {() => Written} write @param {(state: "saved"|"failed") => void} told @param {string} [name] */
  constructor(store, write, told, name = PREFIX + crypto.randomUUID()) {
    this.store = store;
    this.write = write;
    this.told = told;
    this.name = name;
    this.timer = 0;
    this.since = 0;
    this.gone = false;
    /** @type {Map<File, string>} */
    this.files = new Map();
    /** @type {Promise<unknown>} */
    this.turn = Promise.resolve();
  }

  /** Something changed. */
  touch() {
    if (this.gone) return;
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
      await this.store.save(this.name, new TextEncoder().encode(JSON.stringify(this.write(), spelled)));
      this.told("saved");
    } catch {
      this.told("failed");
    }
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

  /** It was sent, or is not wanted any more. */
  async discard() {
    this.gone = true;
    clearTimeout(this.timer);
    await this.turn;
    await Promise.all([this.name, ...this.files.values()].map((name) => this.store.remove(name)));
  }
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
