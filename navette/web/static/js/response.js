// Answers as the FHIR QuestionnaireResponse that travels in the document, and back. Twin of navette/fhir/response.py.
import { Row } from "./answers.js";
import { at, items, obj } from "./tree.js";

const VALUES = {
  boolean: "valueBoolean",
  decimal: "valueDecimal",
  integer: "valueInteger",
  date: "valueDate",
  dateTime: "valueDateTime",
  time: "valueTime",
};

/** The response that says what `row` says. authored: an instant. */
export function respond(form, row, authored) {
  const response = {
    resourceType: "QuestionnaireResponse",
    questionnaire: form.canonical,
    status: "completed",
    authored,
  };
  const item = written(form.items, row);
  return item.length ? { ...response, item } : response;
}

/** The answers that a response holds; what is no item of the form is not read. */
export const answersOf = (form, response) => answers(form.items, response);

/** The items of that linkId in a response, or in an item of one: several for a group that repeats. */
export const said = (holder, linkId) => items(at(holder, "item")).map(obj).filter((one) => one.linkId === linkId);

/** Each answer of an item of a response, with the name of its value. */
export const values = (item) =>
  items(item.answer).flatMap((answer) => Object.entries(obj(answer)).filter(([key]) => key.startsWith("value")));

const written = (asked, row) => asked.flatMap((item) => writtenItem(item, row));

function writtenItem(item, row) {
  const { linkId } = item;
  if (item.type === "group") {
    const inside = (item.rows ? row.rows(linkId) : [row]).map((one) => written(item.items, one));
    return inside.filter((one) => one.length).map((one) => ({ linkId, item: one }));
  }
  const answer = (row.values.get(linkId) ?? []).map((value) => answered(item, value));
  return answer.length ? [{ linkId, answer }] : [];
}

function answered(item, value) {
  if (typeof value === "object" && "code" in value) return { valueCoding: coding(value) };
  return { [VALUES[item.type] ?? "valueString"]: value };
}

/** A Coding of a form as a FHIR Coding. */
export const coding = ({ system, code, display }) => (display ? { system, code, display } : { system, code });

function answers(asked, holder) {
  const found = Object.create(null);
  for (const item of asked) {
    const here = said(holder, item.linkId);
    if (item.rows && here.length) found[item.linkId] = here.map((one) => answers(item.items, one));
    else if (item.type === "group") for (const one of here) Object.assign(found, answers(item.items, one));
    else {
      const given = here.flatMap(values).map(([, value]) => spelled(value));
      if (given.length) found[item.linkId] = item.repeats || given.length > 1 ? given : given[0];
    }
  }
  return found;
}

/** A choice as `system|code`: two systems may share a code. */
const spelled = (value) => (value?.code !== undefined ? `${value.system}|${value.code}` : value);
