// How long what a client does with a form takes, in node and in a page: milliseconds, the best of several rounds.

import * as answers from "../../navette/web/static/js/answers.js";
import { compose } from "../../navette/web/static/js/bundle.js";
import { Checker } from "../../navette/web/static/js/check.js";
import { document } from "../../navette/web/static/js/document.js";
import { readForm } from "../../navette/web/static/js/form.js";
import { readObject } from "../../navette/web/static/js/strict.js";

const ROUNDS = 12;
const MILLISECONDS = 60;

/** @typedef {import("../../navette/web/static/js/document.js").Context} Context */

/**
 * @param {string} compiled a compiled form
 * @param {any} table navette/fhir/table.json
 * @param {string} text its answers
 * @param {Context} context
 */
export function timeFiche(compiled, table, text, context) {
  const form = readForm(/** @type {any} */ (readObject(compiled)));
  const checker = new Checker(table);
  const given = readObject(text);
  const began = performance.now();
  const made = compose(form, given, context, checker);
  const first = performance.now() - began;
  if (made.text === null) throw new Error(JSON.stringify(made.issues));
  const bytes = new TextEncoder().encode(made.text);
  const { row } = answers.check(form, given);
  return {
    first_ms: Math.round(first * 100) / 100,
    read_form_ms: best(() => readForm(/** @type {any} */ (readObject(compiled)))),
    answers_ms: best(() => answers.check(form, given)),
    document_ms: best(() => document(form, row, context)),
    check_ms: best(() => checker.checkBundle(bytes, context)),
    compose_ms: best(() => compose(form, given, context, checker)),
    bytes: bytes.length,
  };
}

/**
 * The expressions of a form, each on the whole response: ours, and those that `evaluate` gives.
 * @param {string} compiled
 * @param {string} response
 * @param {Record<string, any>} env
 * @param {((expression: string) => (resource: any, env: Record<string, any>) => unknown)|null} other
 */
export function timeExpressions(compiled, response, env, other) {
  const form = readForm(/** @type {any} */ (readObject(compiled)));
  const node = readObject(response);
  const ours = Object.values(form.expressions);
  const whole = { ...env, resource: node, context: node };
  const found = { ours_ms: best(() => ours.map((one) => one([[node, null]], whole))), expressions: ours.length };
  if (!other) return found;
  const plain = JSON.parse(response);
  const theirs = Object.keys(form.expressions).map(other);
  const names = { ...env, resource: plain, context: plain };
  return { ...found, theirs_ms: best(() => theirs.map((one) => one(plain, names))) };
}

/** Milliseconds of one call. @param {() => unknown} call */
function best(call) {
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    let done = 0;
    let spent = 0;
    while ((spent = performance.now() - began) < MILLISECONDS) {
      call();
      done++;
    }
    least = Math.min(least, spent / done);
  }
  return Math.round(least * 1e4) / 1e4;
}
