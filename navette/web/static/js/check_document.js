// The rules of a document, and what a letter should say. Twin: navette/fhir/check_document.py

import { ABSOLUTE, absolute } from "./check_references.js";
import { error, warning } from "./issue.js";
import { at, byFullUrl, items, resources, text } from "./tree.js";

/** @typedef {import("./issue.js").Issue} Issue */

/** Type, identifier, timestamp, fullUrls, the Composition and its subject. @type {(bundle: any) => Generator<Issue>} */
export function* checkDocument(bundle) {
  if (bundle.type !== "document") yield error("not-a-document", "Bundle.type", "the Bundle is not a document");
  if (!["system", "value"].every((key) => text(at(bundle, "identifier", key)))) {
    yield error("no-identifier", "Bundle.identifier", "a document has an identifier with system and value");
  }
  if (!text(bundle.timestamp)) yield error("no-timestamp", "Bundle.timestamp", "a document has a timestamp");
  yield* entries(bundle);
  const kinds = items(bundle.entry).map((entry) => at(entry, "resource", "resourceType"));
  if (kinds[0] !== "Composition" || kinds.lastIndexOf("Composition") > 0) {
    yield error("composition-first", "Bundle.entry", "a document has one Composition, its first entry");
    return;
  }
  const subject = text(at(bundle, "entry", 0, "resource", "subject", "reference"));
  if (byFullUrl(bundle).get(subject)?.resourceType !== "Patient") {
    yield error("no-patient", "Bundle.entry[0].resource.subject", "the subject is a Patient of the document");
  }
}

/** Every entry is reached from the Composition, or from a Provenance. @type {(bundle: any, links: import("./check_references.js").Link[]) => Generator<Issue>} */
export function* checkReach(bundle, links) {
  const known = byFullUrl(bundle);
  /** @type {Map<string, string[]>} */
  const leads = new Map([...known.keys()].map((url) => [url, []]));
  for (const link of links) leads.get(text(link.entry.fullUrl))?.push(absolute(link));
  const todo = [...known].filter(([url, resource]) => isStart(resource, leads.get(url) ?? [], known)).map(([url]) => url);
  const reached = new Set(todo);
  for (const url of todo) {
    for (const next of leads.get(url) ?? []) {
      if (!reached.has(next)) todo.push(next);
      reached.add(next);
    }
  }
  for (const [index, [url, resource]] of [...known].entries()) {
    const type = text(resource.resourceType);
    if (reached.has(url) || type === "Binary") continue;
    yield error("unreachable-entry", `Bundle.entry[${index}]`, "nothing of the document leads to it", { type });
  }
}

/** A prescription has a dosage and a duration. @type {(bundle: any) => Generator<Issue>} */
export function* checkDosages(bundle) {
  for (const [location, resource] of resources(bundle)) {
    if (resource.resourceType === "MedicationRequest" && !isDosed(resource)) {
      yield warning("no-dosage", location, "a prescription without dosage or without duration");
    }
  }
}

/** @type {(resource: any, leads: string[], known: Map<string, any>) => boolean} */
const isStart = ({ resourceType }, leads, known) =>
  resourceType === "Composition" || (resourceType === "Provenance" && leads.some((url) => known.has(url)));

/** @type {(bundle: any) => Generator<Issue>} */
function* entries(bundle) {
  const seen = new Set();
  for (const [index, entry] of items(bundle.entry).entries()) {
    const [location, url] = [`Bundle.entry[${index}]`, text(at(entry, "fullUrl"))];
    if (!ABSOLUTE.test(url)) yield error("full-url", `${location}.fullUrl`, "every entry has an absolute fullUrl");
    else if (seen.has(url)) yield error("full-url-twice", `${location}.fullUrl`, "another entry has this fullUrl");
    seen.add(url);
    const [kind, id] = ["resourceType", "id"].map((key) => text(at(entry, "resource", key)));
    if (at(entry, "resource") === null) yield error("no-resource", `${location}.resource`, "every entry has a resource");
    else if (url.startsWith("http") && !url.endsWith(`/${kind}/${id}`)) {
      yield error("full-url-id", `${location}.fullUrl`, "the fullUrl and the id of the resource disagree");
    }
  }
}

/** @type {(prescription: any) => boolean} */
function isDosed(prescription) {
  const lines = items(prescription.dosageInstruction);
  /** @type {(...path: string[]) => boolean} */
  const some = (...path) => lines.some((line) => at(line, ...path) !== null);
  const lasting = at(prescription, "dispenseRequest", "validityPeriod") !== null;
  return (some("text") || some("timing")) && (lasting || some("additionalInstruction") || some("timing", "repeat"));
}
