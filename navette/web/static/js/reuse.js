// What a new fiche takes over from an earlier one about the same patient, block by block. Twin: navette/fhir/reuse.py

import { sourceOf } from "./bundle_verify.js";
import { answersOf } from "./response.js";
import { Refusal } from "./strict.js";
import { text } from "./tree.js";

/** @typedef {import("./tree.js").Obj} Obj */
/** @typedef {import("./form.js").Form} Form */
/** @typedef {import("./form.js").Item} Item */
/** @typedef {(canonical: string) => Form|null} FormOf */

/** What is said of a patient again and again; why, when and what for is of each fiche alone. */
export const USUAL = ["patient", "parties", "current-treatments", "allergies", "problems", "history", "surgery", "directives"];
const [FAMILY, GIVEN, BORN] = ["patient.family", "patient.given", "patient.birth-date"];

/** The names of what can be taken over into a form. @type {(form: Form) => string[]} */
export const blocks = (form) => form.items.filter(({ type }) => type === "group").map(({ linkId }) => linkId);

/** The form a document says it was filled with, `url|version`; "" when it says nothing. @type {(bundle: Obj) => string} */
export const filledWith = (bundle) => text(sourceOf(bundle)[1]?.questionnaire);

/** The form that was filled and the answers in a document; null when there is no telling. @type {(bundle: Obj, formOf: FormOf) => {form: Form, answers: Obj}|null} */
export function entered(bundle, formOf) {
  const [, response] = sourceOf(bundle);
  const form = response && formOf(text(response.questionnaire));
  return form ? { form, answers: answersOf(form, response) } : null;
}

/** Answers to `form` from a document: its blocks `wanted`. Refusal: no-answers, unknown-block. @type {(bundle: Obj, form: Form, formOf: FormOf, wanted?: string[]) => Obj} */
export function takeOver(bundle, form, formOf, wanted) {
  const found = entered(bundle, formOf);
  if (!found) throw new Refusal("no-answers");
  const name = wanted?.find((one) => !blocks(form).includes(one));
  if (name !== undefined) throw new Refusal("unknown-block", { name, blocks: blocks(form).join(", ") });
  const asked = byName(form.items.filter(({ linkId }) => (wanted ?? USUAL).includes(linkId)));
  const before = byName(found.form.items);
  const kept = Object.entries(found.answers).filter(([key]) => same(asked.get(key), before.get(key)));
  return Object.fromEntries(kept);
}

/** What was typed, and what an earlier fiche says of what was not begun. @type {(form: Form, given: Obj, earlier: Obj) => Obj} */
export function over(form, given, earlier) {
  const units = new Map(form.items.flatMap((block) => questions(block).map(({ linkId }) => [linkId, unit(block, linkId)])));
  const begun = new Set(Object.keys(given).map((name) => units.get(name)));
  begun.delete("patient");
  return { ...Object.fromEntries(Object.entries(earlier).filter(([name]) => !begun.has(units.get(name)))), ...given };
}

/** What a document's answers say of who the patient is. @type {(bundle: Obj, formOf: FormOf) => Obj} */
export const patientIn = (bundle, formOf) =>
  Object.fromEntries(Object.entries(entered(bundle, formOf)?.answers ?? {}).filter(([name]) => name.startsWith("patient.")));

/** Whether two sets of answers name the same person. @type {(one: Record<string, any>, other: Record<string, any>) => boolean} */
export function samePatient(one, other) {
  if (one["patient.ins"] && other["patient.ins"]) return plain(one["patient.ins"]) === plain(other["patient.ins"]);
  const named = [FAMILY, GIVEN, BORN].filter((name) => one[name]);
  return named.includes(FAMILY) && named.includes(BORN) && named.every((name) => plain(one[name]) === plain(other[name]));
}

/** What can be answered in a group at its own level. @type {(item: Item) => Item[]} */
const questions = (item) => (item.type !== "group" || item.rows ? [item] : item.items.flatMap(questions));

/** @type {(items: Item[]) => Map<string, Item>} */
const byName = (items) => new Map(items.flatMap(questions).map((item) => [item.linkId, item]));

/** @type {(block: Item, linkId: string) => string} */
const unit = (block, linkId) => (block.code ? block.linkId : linkId.split(".")[0]);

/** @type {(asked: Item|undefined, before: Item|undefined) => boolean} */
function same(asked, before) {
  if (!asked || !before || asked.type !== before.type || asked.repeats !== before.repeats) return false;
  return before.items.every((one) => asked.items.some(({ linkId }) => linkId === one.linkId));
}

/** Names without accents, case or blanks. @type {(value: any) => string} */
function plain(value) {
  const said = (Array.isArray(value) ? value : [value]).join(" ").normalize("NFKD").toUpperCase().toLowerCase();
  return said.replace(/[^\p{L}\p{N}]/gu, "");
}
