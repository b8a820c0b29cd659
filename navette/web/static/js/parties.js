// Who writes, who keeps, who receives. Twin: navette/fhir/parties.py

import { concept } from "./draft.js";
import { FINESS, IDENTIFIER_TYPE, RPPS } from "./identity.js";
import { at, obj, text } from "./tree.js";

/** @typedef {import("./tree.js").Obj} Obj */
/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {{name: string, profession: string, rpps?: string}} Author */
/** @typedef {{name: string, kind?: string, facility?: string, finess?: string, address?: string}} Place kind: "personal" for a professional */

const PROFESSIONS = "https://mos.esante.gouv.fr/NOS/TRE_G15-ProfessionSante/FHIR/TRE-G15-ProfessionSante";
export const RECIPIENT =
  "http://hl7.org/fhir/uv/fhir-clinical-document/StructureDefinition/information-recipient-extension";
const CODES = new Map([
  ["médecin", "10"],
  ["pharmacien", "21"],
  ["pharmacienne", "21"],
  ["infirmier", "60"],
  ["infirmière", "60"],
]);

/** A Practitioner, and the reference to it with the name beside. @type {(draft: Draft, name: string, rpps?: string) => Obj} */
export function addPractitioner(draft, name, rpps) {
  const fields = { ...(rpps && { identifier: [identifier("RPPS", RPPS, rpps)] }), name: [{ text: name }] };
  return { ...draft.add("Practitioner", fields), display: name };
}

/** A PractitionerRole of the author at a place (a Reference). @type {(draft: Draft, author: Author, place: Obj) => Obj} */
export function addAuthor(draft, author, place) {
  const roleId = draft.newId();
  const practitioner = addPractitioner(draft, author.name, author.rpps);
  const fields = { practitioner, organization: place, code: [profession(author.profession)] };
  return { ...draft.add("PractitionerRole", fields, roleId), display: author.name };
}

/** An Organization; a ward is part of its facility, which then carries the FINESS. @type {(draft: Draft, place: Place) => Obj} */
export function addOrganisation(draft, { name, facility, finess, address }) {
  const whole = facility && addOrganisation(draft, { name: facility, finess });
  const fields = {
    ...(!facility && finess && { identifier: [identifier("FINEG", FINESS, finess)] }),
    name,
    ...(address && { telecom: [{ system: "other", value: address, use: "work" }] }),
    ...(whole && { partOf: whole }),
  };
  return { ...draft.add("Organization", fields), display: name };
}

/** A personal mailbox is a Practitioner; any other one an Organization. @type {(draft: Draft, place: Place) => Obj} */
export const addRecipient = (draft, place) =>
  place.kind === "personal" ? addPractitioner(draft, place.name) : addOrganisation(draft, place);

/** The author a reference leads to, as addAuthor wrote it. @type {(known: Map<string, Obj>, role: any) => Author} */
export function authorOf(known, role) {
  const found = target(known, role);
  const person = target(known, found.practitioner);
  return {
    name: text(at(person, "name", 0, "text")),
    profession: text(at(found, "code", 0, "text")),
    rpps: text(at(person, "identifier", 0, "value")),
  };
}

/** The place a reference leads to, as it was written above. @type {(known: Map<string, Obj>, place: any) => Place} */
export function placeOf(known, place) {
  const found = target(known, place);
  if (found.resourceType === "Practitioner") return { name: text(at(found, "name", 0, "text")), kind: "personal" };
  const whole = target(known, found.partOf);
  return {
    name: text(found.name),
    facility: text(whole.name),
    finess: text(at(whole.resourceType ? whole : found, "identifier", 0, "value")),
    address: text(at(found, "telecom", 0, "value")),
  };
}

/** @type {(known: Map<string, Obj>, reference: any) => Obj} */
const target = (known, reference) => obj(known.get(text(at(reference, "reference"))));

/** @type {(said: string) => Obj} */
function profession(said) {
  const code = CODES.get(said.toLowerCase());
  return concept(code ? [{ system: PROFESSIONS, code }] : [], said);
}

/** @type {(code: string, system: string, value: string) => Obj} */
const identifier = (code, system, value) => ({
  type: { coding: [{ system: IDENTIFIER_TYPE, code }] },
  system,
  value,
});
