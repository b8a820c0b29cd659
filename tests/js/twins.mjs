// The twins as tests call them: JSON in, JSON out. What was prepared is kept for the calls that follow.

import { compose } from "../../navette/web/static/js/bundle.js";
import { verify } from "../../navette/web/static/js/bundle_verify.js";
import { Checker } from "../../navette/web/static/js/check.js";
import { readForm } from "../../navette/web/static/js/form.js";
import { sentence } from "../../navette/web/static/js/issue.js";
import { Refusal, read, readObject } from "../../navette/web/static/js/strict.js";

/** @typedef {import("../../navette/web/static/js/issue.js").Issue} Issue */
/** @typedef {import("../../navette/web/static/js/form.js").Form} Form */
/** @typedef {import("../../navette/web/static/js/document.js").Context} Context */
/** @typedef {{issues: object[], text: string|null, verified: object[]} | {refused: string, problem: unknown}} Outcome */

/** @type {Map<string, Form>} */
const forms = new Map();
/** @type {Record<string, string>[]} */
let told = [];
/** @type {Checker} */
let checker;

/**
 * @param {any} table navette/fhir/table.json
 * @param {Record<string, string>[]} words of each language
 */
export function prepare(table, words) {
  checker = new Checker(table);
  told = words;
}

/** @param {string} text a compiled form */
export function addForm(text) {
  const form = readForm(/** @type {any} */ (readObject(text)));
  forms.set(form.name, form);
  forms.set(form.canonical, form);
}

/** @type {(name: string, answers: string, context: Context, verified: boolean) => Outcome} */
export function composeFiche(name, answers, context, verified) {
  return refusing(() => {
    const form = /** @type {Form} */ (forms.get(name));
    const { issues, text } = compose(form, readObject(answers), context, checker);
    return { issues: issues.map(shown), text, verified: verified && text !== null ? verifyText(text) : [] };
  });
}

/** Issues of bytes, in base64, that should be a document. @type {(base64: string, production: boolean) => object[]} */
export const checkBytes = (base64, production) =>
  checker.checkBundle(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)), { production }).map(shown);

/** @type {(text: string, profile: string|null) => object} */
export const checkText = (text, profile) =>
  refusing(() => ({ issues: checker.checkResource(read(text), profile).map(shown) }));

/** @type {(text: string) => object[]} */
export const verifyText = (text) =>
  verify(readObject(text), (canonical) => forms.get(canonical) ?? null).map(shown);

/** @type {(issue: Issue) => object} */
const shown = (issue) => ({ ...issue, told: told.map((words) => sentence(issue, words)) });

/** @template T @param {() => T} make */
function refusing(make) {
  try {
    return make();
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    return { refused: thrown.code, problem: thrown.data.problem ?? null };
  }
}
