// Whether a document is what was entered: made again from the answers it carries. Twin: navette/fhir/bundle_verify.py

import { check } from "./answers.js";
import { URGENCY, document } from "./document.js";
import { error, warning } from "./issue.js";
import { RECIPIENT, authorOf, placeOf } from "./parties.js";
import { faults } from "./patient.js";
import { answersOf, locate } from "./response.js";
import { Decimal } from "./strict.js";
import { at, byFullUrl, isObject, items, obj, resources, text } from "./tree.js";

/** @typedef {import("./tree.js").Obj} Obj */
/** @typedef {import("./form.js").Form} Form */
/** @typedef {import("./strict.js").Json} Json */

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const INSTANT = /^[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+][0-9]{2}:[0-9]{2}$/;
const URGENCIES = ["routine", "urgent", "asap", "stat"];

/** Nothing when the document is what was entered; else one issue. bundle: read by strict.js; formOf: the form of a canonical. @type {(bundle: Obj, formOf: (canonical: string) => Form|null) => import("./issue.js").Issue[]} */
export function verify(bundle, formOf) {
  const [location, response] = sourceOf(bundle);
  if (!response) return [warning("no-response", "Bundle", "the document does not carry the answers it was made of")];
  const form = formOf(text(response.questionnaire));
  if (!form) return [warning("form-unknown", `${location}.questionnaire`, "the form that was filled is not known here")];
  const place = entered(form, bundle, location, response);
  return place ? [error("not-as-entered", place, "not what the answers give")] : [];
}

/** The response that a Provenance names as source of the Composition; without one, any. @type {(bundle: Obj) => [string, Obj|null]} */
export function sourceOf(bundle) {
  const composition = at(bundle, "entry", 0, "fullUrl");
  const sources = [...resources(bundle)]
    .filter(([, one]) => one.resourceType === "Provenance" && at(one, "target", 0, "reference") === composition)
    .flatMap(([, one]) => items(one.entity).map((entity) => at(entity, "what", "reference")));
  /** @type {[string, Obj|null]} */
  let found = ["", null];
  for (const [index, entry] of items(at(bundle, "entry")).entries()) {
    const resource = obj(at(entry, "resource"));
    if (resource.resourceType !== "QuestionnaireResponse") continue;
    if (!found[1] || sources.includes(at(entry, "fullUrl"))) found = [`Bundle.entry[${index}].resource`, resource];
  }
  return found;
}

/** The first place that is not as entered, or nothing. @type {(form: Form, bundle: Obj, location: string, response: Obj) => string} */
function entered(form, bundle, location, response) {
  const context = contextOf(bundle, response);
  if (typeof context === "string") return context || `${location}.extension`;
  const { row, faults: wrong } = check(form, answersOf(form, response));
  const [path] = [
    ...wrong.map((fault) => fault.location),
    ...faults(row, "9999", false).map(({ item }) => locate(form, item)),
  ];
  if (path) return location + path.slice("QuestionnaireResponse".length);
  return difference(document(form, row, context), bundle, "Bundle");
}

/** What the document says beside the answers; the place of what cannot be read. @type {(bundle: Obj, response: Obj) => import("./document.js").Context|string} */
function contextOf(bundle, response) {
  const [composition, known] = [obj(at(bundle, "entry", 0, "resource")), byFullUrl(bundle)];
  const [bundleId, written] = [text(bundle.id), text(bundle.timestamp)];
  if (!UUID.test(bundleId)) return "Bundle.id";
  const now = INSTANT.test(written) ? Date.parse(written) / 1000 : NaN;
  if (Number.isNaN(now)) return "Bundle.timestamp";
  const said = extensions(response, URGENCY).map((one) => text(one.valueCode));
  if (said.length !== 1 || !URGENCIES.includes(said[0])) return "";
  return {
    author: authorOf(known, at(composition, "author", 0)),
    custodian: placeOf(known, composition.custodian),
    recipients: extensions(composition, RECIPIENT).map((one) => placeOf(known, one.valueReference)),
    now,
    bundleId,
    production: false,
    urgency: said[0],
  };
}

/** The first place where two trees differ, or nothing; a number is what it is spelled as. @type {(made: Json, found: Json, location: string) => string} */
function difference(made, found, location) {
  if (isObject(made) && isObject(found)) {
    const others = Object.keys(found).filter((key) => !Object.hasOwn(made, key));
    for (const key of [...Object.keys(made), ...others.sort()]) {
      const both = Object.hasOwn(made, key) && Object.hasOwn(found, key);
      const place = both ? difference(made[key], found[key], `${location}.${key}`) : `${location}.${key}`;
      if (place) return place;
    }
    return "";
  }
  if (Array.isArray(made) && Array.isArray(found)) {
    for (let index = 0; index < Math.max(made.length, found.length); index++) {
      const here = `${location}[${index}]`;
      const both = index < made.length && index < found.length;
      const place = both ? difference(made[index], found[index], here) : here;
      if (place) return place;
    }
    return "";
  }
  return spelled(made) === spelled(found) ? "" : location;
}

/** A scalar, and 1 is no "1"; a list or an object equals nothing else. @type {(value: Json) => any} */
function spelled(value) {
  if (value instanceof Decimal || typeof value === "number") return `#${value instanceof Decimal ? value.text : value}`;
  return typeof value === "string" ? `"${value}` : value;
}

/** @type {(holder: Obj, url: string) => Obj[]} */
const extensions = (holder, url) => items(holder.extension).map(obj).filter((one) => one.url === url);
