// Answers as the FHIR QuestionnaireResponse that travels in the document, and back. Twin: navette/fhir/response.py

import { coded } from "./draft.js";
import { at, isObject, items, obj, text } from "./tree.js";

/** @typedef {import("./tree.js").Obj} Obj */
/** @typedef {import("./strict.js").Json} Json */
/** @typedef {import("./form.js").Item} Item */
/** @typedef {import("./answers.js").Row} Row */

/** @type {Record<string, string>} */
const VALUES = {
  boolean: "valueBoolean",
  decimal: "valueDecimal",
  integer: "valueInteger",
  date: "valueDate",
  dateTime: "valueDateTime",
  time: "valueTime",
};

/** The response that says what `row` says. authored: an instant. @type {(form: import("./form.js").Form, row: Row, authored: string) => Obj} */
export function respond(form, row, authored) {
  const item = written(form.items, row);
  return {
    resourceType: "QuestionnaireResponse",
    questionnaire: form.canonical,
    status: "completed",
    authored,
    ...(item.length && { item }),
  };
}

/** The answers a response holds; what is no item of the form is not read. @type {(form: import("./form.js").Form, response: Obj) => Obj} */
export const answersOf = (form, response) => read(form.items, response);

/** The FHIRPath of an item in a response. @type {(form: import("./form.js").Form, linkId: string) => string} */
export const locate = (form, linkId) => `QuestionnaireResponse${path(form.items, linkId)}`;

/** @type {(asked: Item[], linkId: string) => string} */
function path(asked, linkId) {
  for (const item of asked) {
    const here = `.item.where(linkId='${item.linkId}')`;
    const inside = path(item.items, linkId);
    if (item.linkId === linkId || inside) return here + inside;
  }
  return "";
}

/** The items of that linkId in a response, or in an item of one. @type {(holder: Json, linkId: string) => Obj[]} */
export const said = (holder, linkId) => items(at(holder, "item")).map(obj).filter((one) => one.linkId === linkId);

/** Each answer of an item of a response, with the name of its value. @type {(item: Obj) => [string, Json][]} */
export const values = (item) =>
  items(item.answer).flatMap((answer) => Object.entries(obj(answer)).filter(([key]) => key.startsWith("value")));

/** @type {(asked: Item[], row: Row) => Obj[]} */
const written = (asked, row) => asked.flatMap((item) => writtenItem(item, row));

/** @type {(item: Item, row: Row) => Obj[]} */
function writtenItem(item, row) {
  const { linkId } = item;
  if (item.type === "group") {
    const inside = (item.rows ? row.rows(linkId) : [row]).map((one) => written(item.items, one));
    return inside.filter((one) => one.length).map((one) => ({ linkId, item: one }));
  }
  const answer = (row.values.get(linkId) ?? []).map((value) => answered(item, value));
  return answer.length ? [{ linkId, answer }] : [];
}

/** @type {(item: Item, value: any) => Obj} */
const answered = (item, value) =>
  value.system === undefined ? { [VALUES[item.type] ?? "valueString"]: value } : { valueCoding: coded(value) };

/** @type {(asked: Item[], holder: Obj) => Obj} */
function read(asked, holder) {
  /** @type {Obj} */
  const found = Object.create(null);
  for (const item of asked) {
    const here = said(holder, item.linkId);
    if (item.rows && here.length) found[item.linkId] = here.map((one) => read(item.items, one));
    else if (item.type === "group") here.forEach((one) => Object.assign(found, read(item.items, one)));
    else {
      const given = here.flatMap(values).map(([, value]) => spelled(value));
      if (given.length) found[item.linkId] = item.repeats || given.length > 1 ? given : given[0];
    }
  }
  return found;
}

/** A choice as `system|code`: two systems may share a code. @type {(value: Json) => Json} */
const spelled = (value) => (isObject(value) ? `${text(value.system)}|${text(value.code)}` : value);
