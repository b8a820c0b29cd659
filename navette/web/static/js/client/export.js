// Fiches taken out of Navette before their content is removed: opened, with attachments and proofs, in one archive.
// Twin: navette/client/export.py, which writes a folder a fiche, of the same files.
import { b64 } from "../core/encoding.js";
import { NavetteError } from "../core/errors.js";
import { FHIR_JSON } from "../envelope/manifest.js";
import { saved } from "./attachments.js";
import { ACTES } from "./deposit.js";
import { ABSENT } from "./desk.js";
import { loaded } from "./place.js";
import { collect, look } from "./receive.js";

/** @typedef {import("./workplace.js").Workplace} Workplace @typedef {import("./receive.js").Known} Known @typedef {import("./items.js").Progress} Progress */
/** @typedef {{name: string, input: Blob|Uint8Array, lastModified: Date}} Entry of an archive */
/** archive: null when nothing could be written; left: what could not, and why. @typedef {{archive: Blob|null, left: {reference: string, error: NavetteError}[]}} Exported */

const MINUTE = 60; // seconds
const ARCHIVER = "./zip_fallback.js"; // built from navette/web/fallback

/** See Mailbox.export: one that cannot be opened keeps none of the others. @type {(place: Workplace, refs: string[], progress?: Progress) => Promise<Exported>} */
export async function exported(place, refs, progress) {
  const { archive } = await loaded(import(ARCHIVER));
  const [entries, left] = [/** @type {Entry[]} */ ([]), /** @type {Exported["left"]} */ ([])];
  for (const [at, reference] of refs.entries()) {
    if (refs.length > 1) progress?.(reference, at, refs.length); // who throws there wants no more
    try {
      entries.push(...(await patiently(() => entriesOf(place, reference, refs.length > 1 ? undefined : progress))));
    } catch (error) {
      if (!(error instanceof NavetteError) || ABSENT.includes(error.code)) throw error;
      left.push({ reference, error });
    }
  }
  return { archive: entries.length ? await archive(entries) : null, left };
}

/** Again, once the server lets us: many fiches are more requests than it takes in a minute. @template T @param {() => Promise<T>} work @returns {Promise<T>} */
async function patiently(work) {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof NavetteError) || error.code !== "too-many-requests") throw error;
      const seconds = Math.min(MINUTE, Math.max(1, Number(error.data.retry_after) || 1));
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    }
  }
}

/** What is written of a fiche, in a folder of its reference. @type {(place: Workplace, ref: string, progress?: Progress) => Promise<Entry[]>} */
async function entriesOf(place, ref, progress) {
  const opened = await collect(place, ref, false);
  const { item, manifest, fiche, envelope } = opened;
  const lastModified = new Date(item.time * 1000);
  const entry = (/** @type {string} */ name, /** @type {Entry["input"]} */ input) => ({ name: `${item.reference}/${name}`, input, lastModified });
  const proofs = await proofsOf(place, await look(place, item.message));
  const joined = [];
  for (const [n, { name }] of manifest.attachments.entries())
    joined.push(entry(`joined/${n + 1}-${name}`, await saved(place.desk.api, opened, n, progress))); // two may have one name
  const written = entry("proofs.json", new Blob([JSON.stringify(proofs, null, 1)]));
  return [entry(`fiche.${manifest.media === FHIR_JSON ? "json" : "txt"}`, fiche), entry("envelope.nav", envelope.raw), ...joined, written];
}

/** Every act with the path that leads from it to one checkpoint, and the keys to check them with. @param {Workplace} place @param {Known} known */
async function proofsOf({ desk }, { message, envelope, fields, story }) {
  const { ledgers, directory } = desk;
  const checkpoint = await ledgers.checkNow(ACTES);
  const acts = [];
  for (const leaf of story.leaves) {
    const inclusion = (await ledgers.prove(ACTES, checkpoint, leaf)).map(b64);
    acts.push({ index: leaf.index, statement: new TextDecoder().decode(leaf.raw), signature: b64(leaf.signature), inclusion });
  }
  const signers = new Set([...story.records.map(({ by }) => by), fields.id("sender", 32)]);
  const known = [...signers].flatMap((one) => {
    const key = directory.person(one); // the server signs too, and is no person
    return key ? [[one, { public: b64(key), name: desk.name(one) }]] : [];
  });
  const faults = story.faults.map(({ code, detail }) => ({ code, ...detail }));
  return { message, envelope, acts, checkpoint: checkpoint.note, ledger_key: ledgers.pins.vkeys[ACTES], people: Object.fromEntries(known), faults };
}
