// The forms of the server, by name and by hash: their headings, kept so that a fiche can be named and sealed without it.
// Twin: navette/client/site_forms.py
//
// A form says what is asked, and nothing of a fiche. What a server offers is not believed: it must come under the hash of
// its own `url|version`.
import { b64, utf8 } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { sha256 } from "../envelope/keys.js";
import { Fields } from "./answer.js";
import { readJson, writeJson } from "./folder.js";
import { loaded } from "./place.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../form.js").Form} Form */
/** @typedef {import("./folder.js").Folder} Folder @typedef {import("./http.js").Api} Api */
/** @typedef {{name: string, canonical: string, hash: string, kind: string, titleFr: string, titleEn: string, shortFr: string, shortEn: string, declines: string[]}} Heading */

const FILE = "forms.json";
const MOST = 200; // forms of a site; what a server names beyond is not looked at

/** The hash of a form by its canonical, `url|version`. @type {(canonical: string) => Promise<Bytes>} */
export const hashOf = (canonical) => sha256(utf8(canonical));

export class Forms {
  /** @param {Folder} folder @param {Heading[]} headings */
  constructor(folder, headings) {
    this._folder = folder;
    this.headings = headings;
  }

  /** Those the folder remembers. @type {(folder: Folder) => Promise<Forms>} */
  static async open(folder) {
    const kept = await readJson(folder, FILE);
    return new Forms(folder, /** @type {Heading[]} */ (kept?.forms ?? []));
  }

  /** Asks the server for its headings. @type {(api: Api) => Promise<void>} */
  async refresh(api) {
    const answer = new Fields(await api.get("/v1/forms", {}, { signed: false }));
    const found = await Promise.all(answer.many("forms").slice(0, MOST).map(heading));
    this.headings = found.filter((one) => one !== null);
    await writeJson(this._folder, FILE, { v: "1", forms: this.headings });
  }

  /** The name of a form by its hash, null when it is not known here. @type {(hash: string) => string|null} */
  nameOf(hash) {
    return this.headings.find((one) => one.hash === hash)?.name ?? null;
  }

  /** The hash of a form by its name, or by its canonical; zeros for none. Throws unknown-form. @type {(form: string) => Promise<Bytes>} */
  async hashOf(form) {
    if (!form) return new Uint8Array(32);
    const canonical = form.includes("|") ? form : this.headings.find(({ name }) => name === form)?.canonical;
    return hashOf(canonical ?? refuse("unknown-form"));
  }

  /** Fetches those in use that are not kept yet. @type {(api: Api) => Promise<void>} */
  async keep(api) {
    const kept = new Set(await this._folder.names("forms"));
    for (const { hash, canonical } of this.headings) if (!kept.has(`${hash}.json`)) await this.formOf(api, canonical);
  }

  /** A form by its canonical, of any version the server knows; null when it knows none. @type {(api: Api, canonical: string) => Promise<Form|null>} */
  async formOf(api, canonical) {
    const { formOf } = await loaded(import("./form_of.js"));
    return formOf(this._folder, api, canonical);
  }
}

/** @type {(fields: Fields) => Promise<Heading|null>} */
async function heading(fields) {
  const canonical = `${fields.text("url")}|${fields.text("version")}`;
  const hash = fields.id("hash", 32);
  if (b64(await hashOf(canonical)) !== hash) return null;
  const [title, short] = [fields.fields("title"), fields.fields("short")];
  const [titleFr, titleEn, shortFr, shortEn] = [title.text("fr"), title.text("en"), short.text("fr"), short.text("en")];
  const [name, kind, declines] = [fields.text("name"), fields.text("kind"), fields.texts("declines")];
  return { name, canonical, hash, kind, titleFr, titleEn, shortFr, shortEn, declines };
}
