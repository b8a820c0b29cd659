// The rules of the INS on the patients of a Bundle, and the keys of professionals. Twin: navette/fhir/check_identity.py

import { noSuchDay } from "./check_formats.js";
import * as ins from "./identity.js";
import { error, warning } from "./issue.js";
import { at, items, obj, resources, text } from "./tree.js";

/** @typedef {import("./issue.js").Issue} Issue */

const INSTANT =
  /^([12][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])(?:\.[0-9]+)?(Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])$/;
/** @type {Record<string, string>} */
const RULES = {
  "not-qualified": "a matricule travels with the status QUAL only (EXI SI 08)",
  doubtful: "a doubtful or fictitious identity is provisional (EXI SI 09)",
};

/** Every Patient and every Practitioner. @type {(bundle: any, production: boolean) => Generator<Issue>} */
export function* checkIdentities(bundle, production) {
  const today = writtenDay(text(bundle.timestamp));
  for (const [location, resource] of resources(bundle)) {
    if (resource.resourceType === "Patient") yield* checkPatient(resource, location, production, today);
    if (resource.resourceType === "Practitioner") yield* professional(resource, location);
  }
}

/** today: the day of the document, after which nobody is born. @type {(patient: any, location: string, production: boolean, today?: string) => Generator<Issue>} */
export function* checkPatient(patient, location, production, today = "") {
  /** @type {[string, any][]} */
  const identifiers = items(patient.identifier).map((one, index) => [`${location}.identifier[${index}]`, obj(one)]);
  const found = identifiers.filter(([, one]) => isIns(one));
  const trust = trustOf(patient, found.length > 0);
  const rule = ins.fault(trust, found.length > 0);
  if (rule) yield error(`identity-${rule}`, `${location}.extension`, RULES[rule]);
  if (trust.legacy) yield warning("identity-legacy-status", `${location}.extension`, "VALI of an older code system, read as QUAL");
  for (const [place, identifier] of found) yield* matricule(identifier, place, production);
  if (found.length) yield* traits(patient, location);
  const born = text(patient.birthDate);
  if (today && born > today.slice(0, born.length)) {
    yield error("identity-birth-date", `${location}.birthDate`, "born after the document was written");
  }
  if (inseeCode(patient) === ins.UNKNOWN_PLACE) {
    yield warning("identity-birth-place", `${location}.extension`, "the place of birth is coded as unknown");
  }
}

/** The day of an instant, as far east as France is in summer. @type {(instant: string) => string} */
export function writtenDay(instant) {
  const found = INSTANT.exec(instant);
  if (!found || noSuchDay(instant)) return "";
  return new Date(Date.parse(found[1] + found[2]) + 7_200_000).toISOString().slice(0, 10);
}

/** By its type; without one, by its system. @type {(identifier: any) => boolean} */
export function isIns(identifier) {
  const codes = types(identifier);
  return codes.length ? codes.some((code) => Object.hasOwn(ins.MATRICULES, code)) : Object.values(ins.MATRICULES).includes(identifier.system);
}

/** The status and its doubts, of any generation. @type {(patient: any, hasMatricule: boolean) => ins.Trust} */
export function trustOf(patient, hasMatricule) {
  const reliability = extension(patient, ins.RELIABILITY);
  const status = obj(extension(reliability, "identityStatus").valueCoding);
  const said = items(reliability.extension).filter((one) => at(one, "url") === "comment");
  const codings = said.flatMap((one) => [...items(at(one, "valueCodeableConcept", "coding")), at(one, "valueCoding")]);
  const comments = new Set(codings.map((coding) => text(at(coding, "code"))));
  return ins.normalise(text(status.system), text(status.code), comments, hasMatricule);
}

/** The INSEE code of the place of birth. @type {(patient: any) => string} */
export function inseeCode(patient) {
  const address = obj(extension(patient, ins.BIRTH_PLACE).valueAddress);
  return text(at(extension(address, ins.INSEE_CODE), "valueCoding", "code")) || text(address.district);
}

/** @type {(identifier: any, location: string, production: boolean) => Generator<Issue>} */
function* matricule(identifier, location, production) {
  const [codes, system, value] = [types(identifier), text(identifier.system), text(identifier.value)];
  const tests = [...ins.TESTS];
  if (codes.length && !codes.some((code) => Object.hasOwn(ins.MATRICULES, code) && ins.MATRICULES[code] === system)) {
    yield error("identity-type", location, "the type and the system of the identifier say different things");
  }
  if (production && tests.some((code) => codes.includes(code) || ins.MATRICULES[code] === system)) {
    yield error("identity-test-identity", location, "an identity made for tests or demonstrations");
  }
  if (!ins.isMatricule(value)) yield error("identity-format", `${location}.value`, "not the fifteen characters of a matricule");
  else if (!ins.keyFits(value)) yield warning("identity-key", `${location}.value`, "the key does not fit the matricule");
}

/** @type {(patient: any, location: string) => Generator<Issue>} */
function* traits(patient, location) {
  const official = items(patient.name).filter((one) => at(one, "use") === "official");
  if (!official.some((name) => text(at(name, "family")) && items(at(name, "given")).length)) {
    yield error("identity-traits", `${location}.name`, "no official name with family and given names");
  }
  if ([...text(patient.birthDate)].length !== 10) yield error("identity-traits", `${location}.birthDate`, "no full date of birth");
  if (!text(patient.gender)) yield error("identity-traits", `${location}.gender`, "no sex");
  if (!inseeCode(patient)) yield warning("identity-traits", `${location}.extension`, "no INSEE code of the place of birth");
}

/** @type {(practitioner: any, location: string) => Generator<Issue>} */
function* professional(practitioner, location) {
  for (const [index, one] of items(practitioner.identifier).entries()) {
    if (at(one, "system") === ins.RPPS && !ins.rppsFits(text(at(one, "value")))) {
      yield warning("rpps-key", `${location}.identifier[${index}].value`, "not eleven figures with their key");
    }
  }
}

/** @type {(identifier: any) => string[]} */
const types = (identifier) => items(at(identifier, "type", "coding")).map((coding) => text(at(coding, "code"))).filter(Boolean);

/** @type {(element: any, url: string) => any} */
const extension = (element, url) => obj(items(element.extension).find((one) => at(one, "url") === url));
