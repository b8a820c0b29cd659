// From the response to the resources of the document, by templates and observations. Twin: navette/fhir/extract.py

import { coded, concept } from "./draft.js";
import { values as found } from "./fhirpath_nodes.js";
import * as responses from "./response.js";
import { at, isObject, items, obj, text } from "./tree.js";

/** @typedef {import("./tree.js").Obj} Obj */
/** @typedef {import("./strict.js").Json} Json */
/** @typedef {import("./form.js").Item} Item */
/** @typedef {{[name: string]: Json}} Env */
/** @typedef {import("./fhirpath_nodes.js").Node[]} Focus */
/** @typedef {{template: string, fullUrl: string}} Extract */

export const URN = "urn:uuid:";
const SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-templateExtract";
const CONTEXT = `${SDC}Context`;
const VALUE = `${SDC}Value`;
const UCUM = "http://unitsofmeasure.org";

/** Adds every resource to the draft; the references to those of items, by the linkId of the group at the top. @type {(form: import("./form.js").Form, response: Obj, draft: import("./draft.js").Draft, env: Env) => Map<string, Obj[]>} */
export function extract(form, response, draft, env) {
  const engine = new Engine(form, response, draft);
  const whole = { ...env, resource: response };
  engine.apply(form.extract, response, whole);
  return new Map(form.items.map((item) => [item.linkId, engine.walk([item], response, response, whole)]));
}

/** One extraction. */
class Engine {
  /** @param {import("./form.js").Form} form @param {Obj} response @param {import("./draft.js").Draft} draft */
  constructor(form, response, draft) {
    this.form = form;
    this.response = response;
    this.draft = draft;
  }

  /** References to what the items that `holder` answers are made into. @type {(items: readonly Item[], holder: Obj, row: Obj, env: Env) => Obj[]} */
  walk(items, holder, row, env) {
    return items.flatMap((item) =>
      responses.said(holder, item.linkId).flatMap((one) => {
        const named = { ...env };
        for (const name of item.allocated) named[name] = URN + this.draft.newId();
        const made = this.apply(item.extract, one, named);
        if (item.observe) made.push(...this.observations(item, one, row, env));
        return [...made, ...this.walk(item.items, one, item.rows ? one : row, named)];
      }),
    );
  }

  /** One resource of each template, or as many as its own context has nodes. @type {(extracts: readonly Extract[], context: Obj, env: Env) => Obj[]} */
  apply(extracts, context, env) {
    const inside = { ...env, context };
    /** @type {Focus} */
    const focus = [[context, null]];
    return extracts.flatMap(({ template, fullUrl }) =>
      this.clones(this.form.templates[template], focus, inside).map((fields) => {
        const [url] = fullUrl ? this.values(fullUrl, focus, inside) : [];
        return this.add(obj(fields), text(url).slice(URN.length));
      }),
    );
  }

  /** @type {(fields: Obj, given: string) => Obj} */
  add({ resourceType, ...fields }, given) {
    return this.draft.add(text(resourceType), fields, this.draft.used.has(given) ? "" : given);
  }

  /** @type {(expression: string, focus: Focus, env: Env) => Json[]} */
  values(expression, focus, env) {
    return found(this.form.expressions[expression](focus, env));
  }

  /** What stands for one element of a template: nothing empty, one for each node of its context. @type {(template: Json, focus: Focus, env: Env) => Json[]} */
  clones(template, focus, env) {
    if (!isObject(template)) return [template];
    const value = expressionOf(template, VALUE);
    if (value) return this.values(value, focus, env);
    const context = expressionOf(template, CONTEXT);
    const contexts = context ? this.form.expressions[context](focus, env).map((node) => [node]) : [focus];
    return contexts.flatMap((one) => this.fill(template, one, env) ?? []);
  }

  /** @type {(template: Obj, focus: Focus, env: Env) => Obj|null} */
  fill(template, focus, env) {
    /** @type {Obj} */
    const made = Object.create(null);
    for (const [key, value] of Object.entries(template)) {
      const each = key === "extension" ? items(value).filter(isKept) : Array.isArray(value) ? value : [value];
      const clones = each.flatMap((one) => this.clones(one, focus, env));
      const isValue = key.startsWith("_") && each.some((one) => expressionOf(obj(one), VALUE));
      if (clones.length) made[isValue ? key.slice(1) : key] = Array.isArray(value) ? clones : clones[0];
    }
    return Object.keys(made).some((key) => key !== "resourceType") ? made : null;
  }

  /** @type {(item: Item, one: Obj, row: Obj, env: Env) => Obj[]} */
  observations(item, one, row, { patient, encounter, now }) {
    const fields = {
      status: "final",
      ...(item.category && { category: [concept([coded(item.category)])] }),
      code: concept(item.code ? [coded(item.code)] : [], item.text),
      subject: { reference: patient },
      ...(encounter ? { encounter: { reference: encounter } } : {}),
      effectiveDateTime: this.observedAt(item, row) ?? now,
    };
    return responses
      .values(one)
      .map(([key, value]) => this.draft.add("Observation", { ...fields, ...observed(item, key, value) }));
  }

  /** When it was observed, as answered in the same row, or anywhere in the form. @type {(item: Item, row: Obj) => Json} */
  observedAt({ observedAt }, row) {
    return observedAt ? (answer(row, observedAt) ?? answer(this.response, observedAt)) : null;
  }
}

/** @type {(holder: Obj, linkId: string) => Json} */
function answer(holder, linkId) {
  for (const one of items(holder.item).map(obj)) {
    const given = one.linkId === linkId ? responses.values(one) : [];
    const value = given.length ? given[0][1] : answer(one, linkId);
    if (value !== null) return value;
  }
  return null;
}

/** @type {(item: Item, key: string, value: Json) => Obj} */
function observed({ unit }, key, value) {
  if (key === "valueCoding") return { valueCodeableConcept: concept([obj(value)]) };
  if (key === "valueDecimal" || (key === "valueInteger" && unit)) return { valueQuantity: quantity(value, unit) };
  return { [key === "valueDate" ? "valueDateTime" : key]: value };
}

/** A Quantity; a number without unit is a number of ones. @type {(value: Json, unit: import("./form.js").Coding|null) => Obj} */
const quantity = (value, unit) =>
  unit
    ? { value, unit: unit.display || unit.code, system: unit.system, code: unit.code }
    : { value, system: UCUM, code: "1" };

/** The expression of that extension of an element of a template. @type {(element: Obj, url: string) => string} */
const expressionOf = (element, url) =>
  text(at(items(element.extension).find((one) => at(one, "url") === url), "valueString"));

/** @type {(extension: Json) => boolean} */
const isKept = (extension) => ![CONTEXT, VALUE].includes(text(at(extension, "url")));
