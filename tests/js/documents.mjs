// Documents made without the check, as tests call them: JSON in, JSON out.

import { check } from "../../navette/web/static/js/answers.js";
import { closing, due } from "../../navette/web/static/js/bundle.js";
import { verify } from "../../navette/web/static/js/bundle_verify.js";
import { document, instant } from "../../navette/web/static/js/document.js";
import { readForm } from "../../navette/web/static/js/form.js";
import { faults } from "../../navette/web/static/js/patient.js";
import { answersOf, respond } from "../../navette/web/static/js/response.js";
import { readObject, write } from "../../navette/web/static/js/strict.js";

/** @typedef {import("../../navette/web/static/js/document.js").Context} Context */

/** @param {string} text a compiled form */
const formOf = (text) => readForm(/** @type {any} */ (readObject(text)));

/** The document. @type {(form: string, answers: string, context: Context) => string} */
export const make = (form, answers, context) =>
  write(document(formOf(form), check(formOf(form), readObject(answers)).row, context));

/** The issues of a document, when these are the forms known. @type {(text: string, forms: string[]) => object[]} */
export function verified(text, forms) {
  const known = forms.map(formOf);
  return verify(readObject(text), (canonical) => known.find((form) => form.canonical === canonical) ?? null);
}

/** The response, and the answers read back from it. @type {(form: string, answers: string) => string[]} */
export function responded(form, answers) {
  const response = respond(formOf(form), check(formOf(form), readObject(answers)).row, instant(0));
  return [write(response), write(answersOf(formOf(form), response))];
}

/** @type {(form: string, answers: string, today: string, production: boolean) => object[]} */
export const broken = (form, answers, today, production) =>
  faults(check(formOf(form), readObject(answers)).row, today, production);

/** @type {(form: string, answers: string) => number} */
export const wanted = (form, answers) => due(formOf(form), readObject(answers));

/** @type {(form: string, answers: string) => string} */
export const closed = (form, answers) => closing(formOf(form), readObject(answers));

/** @type {(seconds: number[]) => string[]} */
export const instants = (seconds) => seconds.map(instant);

/** The same for many, the forms read once. @type {(texts: string[], forms: string[]) => object[][]} */
export function allVerified(texts, forms) {
  const known = new Map(forms.map(formOf).map((form) => [form.canonical, form]));
  return texts.map((text) => verify(readObject(text), (canonical) => known.get(canonical) ?? null));
}
