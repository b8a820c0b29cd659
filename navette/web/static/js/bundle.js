// Answers to the FHIR R4 document Bundle that is sealed. Twin: navette/fhir/bundle.py

import * as answers from "./answers.js";
import * as constraints from "./constraints.js";
import { evening } from "./core/deadline.js";
import { ahead } from "./core/paris.js";
import { document, instant } from "./document.js";
import { walkItems } from "./form.js";
import { error } from "./issue.js";
import { faults } from "./patient.js";
import { locate, respond } from "./response.js";
import { write } from "./strict.js";

/** @typedef {import("./form.js").Form} Form */
/** @typedef {import("./issue.js").Issue} Issue */

/** The document as JSON text, null when an issue is an error. now in seconds since 1970. @type {(form: Form, given: Record<string, any>, context: import("./document.js").Context, checker: import("./check.js").Checker) => {issues: Issue[], text: string|null}} */
export function compose(form, given, context, checker) {
  const { row, faults: wrong } = answers.check(form, given);
  const now = instant(context.now);
  const env = { now, today: now.slice(0, 10), urgency: context.urgency ?? "routine" };
  wrong.push(...constraints.check(form, row, respond(form, row, now), env).faults);
  const blamed = new Set(wrong.filter(({ severity }) => severity === "error").map(({ item }) => item));
  const identity = faults(row, env.today, context.production).filter(({ item }) => !blamed.has(item));
  const issues = [...wrong.map(answers.issueOf), ...identity.map((one) => identityIssue(form, one))];
  if (isBarred(issues)) return { issues, text: null };
  const text = write(document(form, row, context));
  issues.push(...checker.checkBundle(new TextEncoder().encode(text), context));
  return { issues, text: isBarred(issues) ? null : text };
}

/** By when the answers themselves want an answer (seconds since 1970), 0 when they name no date; of a form that is to be sent the day it speaks of, the evening of that day, past or not. @type {(form: Form, given: Record<string, any>) => number} */
export function due(form, given) {
  const { row } = answers.check(form, given);
  const [text = ""] = walkItems(form.items).filter((item) => item.due).flatMap((item) => row.texts(item.linkId));
  if (text.length < 10) return 0;
  const read = Date.parse(text) / 1000;
  const named = text.length > 10 ? read : read - ahead(read); // midnight in Greenwich: no clock of Paris changes between the two
  return form.rule === "same-day" ? evening(named) : named;
}

/** Why what such a fiche answers is closed: `found` when it says that the doctor asked for is there. @type {(form: Form, given: Record<string, any>) => string} */
export function closing(form, given) {
  return answers.check(form, given).row.coding("search-answer.outcome")?.code === "found" ? "found" : "replied";
}

/** @type {(issues: Issue[]) => boolean} */
const isBarred = (issues) => issues.some(({ severity }) => severity === "error");

/** @type {(form: Form, fault: {rule: string, item: string}) => Issue} */
function identityIssue(form, { rule, item }) {
  const asked = walkItems(form.items).find(({ linkId }) => linkId === item);
  return error(`identity-${rule}`, locate(form, item), `${item}: ${rule}`, {
    link: item,
    ...(asked && { item: asked.inside.fr, item_en: asked.inside.en }),
  });
}
