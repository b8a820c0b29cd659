// What the reader of answers makes of a form and of answers, as JSON.
import { askedQuestions, check } from "../../../navette/web/static/js/answers.js";
import { check as checkConstraints } from "../../../navette/web/static/js/constraints.js";
import { isDate, isDateTime, isTime, order } from "../../../navette/web/static/js/dates.js";
import { readForm, walkItems } from "../../../navette/web/static/js/form.js";
import { sentence } from "../../../navette/web/static/js/issue.js";
import { respond } from "../../../navette/web/static/js/response.js";
import { Decimal, read, readObject } from "../../../navette/web/static/js/strict.js";

const forms = new Map();

function formOf(text) {
  if (!forms.has(text)) forms.set(text, readForm(readObject(text)));
  return forms.get(text);
}

const plain = (key, value) =>
  value instanceof Decimal ? { decimal: value.text } : value instanceof Map ? Object.fromEntries(value) : value;

export function readAnswers(compiled, answers, words) {
  const { row, faults, issues } = check(formOf(compiled), read(answers, 1 << 23));
  const told = words.map((one) => issues.map((issue) => sentence(issue, one)));
  return JSON.parse(JSON.stringify({ row, faults, issues, told }, plain));
}

export function judge(compiled, answers, env) {
  const form = formOf(compiled);
  const { row } = check(form, readObject(answers));
  return checkConstraints(form, row, respond(form, row, "2026-11-22T11:00:00+01:00"), env).issues;
}

export function asked(compiled, answers, group, row) {
  const form = formOf(compiled);
  const held = group && walkItems(form.items).find((item) => item.linkId === group);
  return [...askedQuestions(form, readObject(answers), held, row ? readObject(row) : undefined)].sort();
}

/** The form itself, without what prepares it. */
export function formShown(compiled) {
  const { questionnaire, expressions, templates, ...form } = formOf(compiled);
  return JSON.parse(JSON.stringify({ ...form, expressions: Object.keys(expressions).length, templates: Object.keys(templates) }, plain));
}

export const dates = (texts) => texts.map((text) => [isDate(text), isDateTime(text), isTime(text)]);

export const orders = (pairs) => pairs.map(([one, other]) => order(one, other));

export const told = (issues, words) => issues.map((issue) => sentence(issue, words));
