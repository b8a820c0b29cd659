// The reuse of an earlier fiche as tests call it: JSON in, JSON out.

import { readForm } from "../../../navette/web/static/js/form.js";
import { over, patientIn, samePatient, takeOver } from "../../../navette/web/static/js/reuse.js";
import { Refusal, readObject, write } from "../../../navette/web/static/js/strict.js";

/** @type {Map<string, any>} */
const forms = new Map();

/** @type {(canonical: string) => any} */
const formOf = (canonical) => [...forms.values()].find((one) => one.canonical === canonical) ?? null;

/** @type {(text: string) => void} */
export function addForm(text) {
  const form = readForm(/** @type {any} */ (readObject(text)));
  forms.set(form.name, form);
}

/** @type {(text: string, name: string, wanted?: string[]) => string} */
export function taken(text, name, wanted) {
  try {
    return write(takeOver(readObject(text), forms.get(name), formOf, wanted ?? undefined));
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  }
}

/** @type {(name: string, given: any, earlier: any) => any} */
export const merged = (name, given, earlier) => over(forms.get(name), given, earlier);

/** @type {(text: string) => string} */
export const patient = (text) => write(patientIn(readObject(text), formOf));

/** @type {(one: any, other: any) => boolean} */
export const same = (one, other) => samePatient(one, other);
