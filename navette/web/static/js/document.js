// The FHIR R4 document of a form and its answers: a pure function. Twin: navette/fhir/document.py

import { ahead } from "./core/paris.js";
import { Draft, coded, concept, reference } from "./draft.js";
import { URN, extract } from "./extract.js";
import { narrative, section, title } from "./narrative.js";
import { RECIPIENT, addAuthor, addOrganisation, addPractitioner, addRecipient } from "./parties.js";
import { patient } from "./patient.js";
import { respond } from "./response.js";

/** @typedef {import("./tree.js").Obj} Obj */
/** @typedef {import("./form.js").Form} Form */
/** @typedef {import("./answers.js").Row} Row */
/** @typedef {import("./parties.js").Place} Place */
/** @typedef {{author: import("./parties.js").Author, custodian: Place, recipients: Place[], now: number, bundleId: string, production: boolean, urgency?: string}} Context now: seconds since 1970 */
/** @typedef {{place: Obj, author: Obj, received: Obj[], doctor: Obj|null}} Parties */
/** @typedef {{composition: string, patient: string, encounter: string, written: string}} Head */

const EMPTY_REASON = "http://terminology.hl7.org/CodeSystem/list-empty-reason";
const DEFINITION = "https://navette.example/fhir/StructureDefinition";
export const URGENCY = `${DEFINITION}/urgency`;

/** Seconds since 1970 as a FHIR instant on the clocks of Paris: 2026-11-20T10:05:00+01:00. @type {(seconds: number) => string} */
export function instant(seconds) {
  const [shift, clock] = [ahead(seconds), (/** @type {number} */ at) => new Date(at * 1000).toISOString()];
  return `${clock(seconds + shift).slice(0, 19)}+${clock(shift).slice(11, 16)}`;
}

/** The Bundle. row: answers without faults, of the form or of identity. @type {(form: Form, row: Row, context: Context) => Obj} */
export function document(form, row, context) {
  const [draft, written] = [new Draft(context.bundleId), instant(context.now)];
  const [composition, patientId, encounter] = [draft.newId(), draft.newId(), draft.newId()];
  const allocated = form.allocated.map((name) => [name, URN + draft.newId()]);
  const visits = form.extract.some(({ fullUrl }) => fullUrl === "%encounter");
  const head = { composition, patient: patientId, encounter: visits ? encounter : "", written };
  const parties = partiesOf(draft, row, context);
  draft.add("Patient", patient(row, parties.doctor), patientId);
  const response = responseOf(form, row, context, head, parties);
  const env = { ...envOf(context, head, parties), ...Object.fromEntries(allocated) };
  const made = extract(form, response, draft, env);
  const sections = form.items.flatMap((group) => {
    const said = group.type === "group" && group.code ? section(group, row) : "";
    return said ? [sectionOf(group, said, made.get(group.linkId) ?? [])] : [];
  });
  draft.add("Composition", { ...compositionOf(form, row, context, head, parties), section: sections }, composition);
  const source = draft.add("QuestionnaireResponse", response);
  draft.add("Provenance", {
    target: [reference(composition)],
    recorded: written,
    agent: [{ who: parties.author }],
    entity: [{ role: "source", what: source }],
  });
  return bundleOf(draft, head);
}

/** @type {(draft: Draft, row: Row, context: Context) => Parties} */
function partiesOf(draft, row, context) {
  const place = addOrganisation(draft, context.custodian);
  const author = addAuthor(draft, context.author, place);
  const received = context.recipients.map((one) => addRecipient(draft, one));
  const name = row.text("attending-doctor.name");
  const doctor = name ? addPractitioner(draft, name, row.text("attending-doctor.rpps")) : null;
  return { place, author, received, doctor };
}

/** What the expressions of a form may name. @type {(context: Context, head: Head, parties: Parties) => import("./extract.js").Env} */
const envOf = (context, head, parties) => ({
  patient: URN + head.patient,
  encounter: head.encounter ? URN + head.encounter : null,
  author: parties.author.reference,
  custodian: parties.place.reference,
  recipients: parties.received.map((one) => one.reference),
  now: head.written,
  today: head.written.slice(0, 10),
  urgency: context.urgency ?? "routine",
});

/** @type {(head: Head) => Obj} */
const visit = ({ encounter }) => (encounter ? { encounter: reference(encounter) } : {});

/** @type {(form: Form, row: Row, context: Context, head: Head, parties: Parties) => Obj} */
function responseOf(form, row, context, head, parties) {
  const { item, questionnaire, status, authored } = respond(form, row, head.written);
  return {
    extension: [{ url: URGENCY, valueCode: context.urgency ?? "routine" }],
    questionnaire,
    status,
    authored,
    subject: reference(head.patient),
    ...visit(head),
    author: { reference: parties.author.reference },
    ...(item ? { item } : {}),
  };
}

/** @type {(form: Form, row: Row, context: Context, head: Head, parties: Parties) => Obj} */
function compositionOf(form, row, { bundleId }, head, { author, place, received }) {
  const summary = form.items
    .filter((group) => !group.code && group.linkId !== "patient")
    .map((group) => [section(group, row), group.type === "group" ? title(group) : ""])
    .map(([said, before]) => said && before + said)
    .join("");
  return {
    language: "fr",
    ...(summary && { text: narrative(summary) }),
    ...(received.length ? { extension: received.map((one) => ({ url: RECIPIENT, valueReference: one })) } : {}),
    identifier: identifier(bundleId),
    status: row.coding("document.status")?.code ?? "final",
    type: concept(form.code ? [coded(form.code)] : [], form.titleFr),
    subject: reference(head.patient),
    ...visit(head),
    date: head.written,
    author: [author],
    title: form.titleFr,
    confidentiality: "N",
    attester: [{ mode: "legal", time: head.written, party: author }],
    custodian: place,
  };
}

/** @type {(group: import("./form.js").Item, said: string, entry: Obj[]) => Obj} */
function sectionOf(group, said, entry) {
  const code = { coding: group.code ? [coded(group.code)] : [] };
  const fields = { title: group.text, code, text: narrative(said) };
  if (entry.length) return { ...fields, entry };
  const none = group.emptyReason && concept([{ system: EMPTY_REASON, code: group.emptyReason }]);
  return { ...fields, ...(none && { emptyReason: none }) };
}

/** In the order people expect: the Composition points at all the others. @type {(draft: Draft, head: Head) => Obj} */
function bundleOf(draft, head) {
  const first = [head.composition, head.patient, head.encounter];
  const place = (/** @type {{resource: Obj}} */ { resource }) => {
    const at = first.indexOf(String(resource.id));
    return at < 0 ? first.length : at;
  };
  return {
    resourceType: "Bundle",
    id: draft.bundleId,
    ...(head.encounter && { meta: { profile: [`${DEFINITION}/navette-document`] } }),
    identifier: identifier(draft.bundleId),
    type: "document",
    timestamp: head.written,
    entry: draft.entries.toSorted((one, other) => place(one) - place(other)),
  };
}

/** @type {(bundleId: string) => Obj} */
const identifier = (bundleId) => ({ system: "urn:ietf:rfc:3986", value: URN + bundleId });
