// A fiche taken out of Navette before its content is removed: opened, with its attachments and its proofs, in one archive.
// Twin: navette/client/export.py, which writes a folder of the same files.
import { b64 } from "../core/encoding.js";
import { FHIR_JSON } from "../envelope/manifest.js";
import { saved } from "./attachments.js";
import { ACTES } from "./deposit.js";
import { loaded } from "./place.js";
import { collect, look } from "./receive.js";

/** @typedef {import("./workplace.js").Workplace} Workplace @typedef {import("./receive.js").Known} Known @typedef {import("./items.js").Progress} Progress */
/** @typedef {{name: string, input: Blob|Uint8Array, lastModified: Date}} Entry of an archive */

const ARCHIVER = "./zip_fallback.js"; // built from navette/web/fallback

/** One archive of what the fiche says, readable by whoever opens it; see Mailbox.export. @type {(place: Workplace, ref: string, progress?: Progress) => Promise<Blob>} */
export async function exported(place, ref, progress) {
  const { archive } = await loaded(import(ARCHIVER));
  const opened = await collect(place, ref, false);
  const { item, manifest, fiche, envelope } = opened;
  const lastModified = new Date(item.time * 1000);
  const entry = (/** @type {string} */ name, /** @type {Entry["input"]} */ input) => ({ name: `${item.reference}/${name}`, input, lastModified });
  const proofs = await proofsOf(place, await look(place, item.message));
  const joined = [];
  for (const [n, { name }] of manifest.attachments.entries())
    joined.push(entry(`joined/${n + 1}-${name}`, await saved(place.desk.api, opened, n, progress))); // two may have one name
  const written = entry("proofs.json", new Blob([JSON.stringify(proofs, null, 1)]));
  return archive([entry(`fiche.${manifest.media === FHIR_JSON ? "json" : "txt"}`, fiche), entry("envelope.nav", envelope.raw), ...joined, written]);
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
