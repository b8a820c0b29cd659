// The Patient of a document, from the answers, by the rules of the INS. Twin: navette/fhir/patient.py

import { concept } from "./draft.js";
import * as ins from "./identity.js";

/** @typedef {import("./tree.js").Obj} Obj */
/** @typedef {import("./answers.js").Row} Row */

const PROFILE_INS = "https://navette.example/fhir/StructureDefinition/navette-patient-ins";
const TRAITS = ["patient.status", "patient.family", "patient.given", "patient.birth-date", "patient.sex"];

/** Every rule broken, with the linkId of the answer that breaks it. today: YYYY-MM-DD. @type {(row: Row, today: string, production: boolean) => {rule: string, item: string}[]} */
export function faults(row, today, production) {
  const found = TRAITS.filter((item) => !row.values.has(item)).map((item) => ({ rule: "traits", item }));
  const add = (/** @type {boolean} */ broken, /** @type {string} */ rule, /** @type {string} */ name) => {
    if (broken) found.push({ rule, item: `patient.${name}` });
  };
  const [said, born, known] = [row.text("patient.ins"), row.text("patient.birth-date"), trust(row)];
  if (known) {
    const rule = known.status ? ins.fault(known, Boolean(said)) : "traits";
    add(Boolean(rule), rule, "status");
  }
  if (said) {
    const kind = code(row, "patient.ins-type");
    add(!Object.hasOwn(ins.MATRICULES, kind), "traits", "ins-type");
    add(production && ins.TESTS.has(kind), "test-identity", "ins-type");
    add(!ins.isMatricule(figures(row)), "format", "ins");
    add(!row.text("patient.birth-place"), "traits", "birth-place");
    add(Boolean(born) && born.length !== 10, "traits", "birth-date");
  }
  add(born > today, "birth-date", "birth-date");
  return found;
}

/** The fields of the Patient, for answers without faults. @type {(row: Row, doctor: Obj|null) => Obj} */
export function patient(row, doctor) {
  const [number, phone, address] = ["ins", "phone", "address"].map((name) => row.text(`patient.${name}`));
  const contacts = row.rows("contact");
  return {
    ...(number && { meta: { profile: [PROFILE_INS] } }),
    extension: extensions(row),
    ...(number && { identifier: [matricule(row)] }),
    active: true,
    name: names(row),
    gender: code(row, "patient.sex"),
    birthDate: row.text("patient.birth-date"),
    ...(phone && { telecom: [phoned(phone)] }),
    ...(address && { address: [{ use: "home", text: address }] }),
    ...(contacts.length && { contact: contacts.map(contact) }),
    ...(doctor && { generalPractitioner: [doctor] }),
  };
}

/** @type {(row: Row) => import("./identity.js").Trust|null} */
function trust(row) {
  const said = row.coding("patient.status");
  const comments = new Set([code(row, "patient.doubt")].filter(Boolean));
  return said && ins.normalise(said.system, said.code, comments, Boolean(row.text("patient.ins")));
}

/** @type {(row: Row) => string} */
const figures = (row) => row.text("patient.ins").replaceAll(" ", "").toUpperCase();

/** @type {(row: Row) => Obj} */
function matricule(row) {
  const kind = code(row, "patient.ins-type");
  return {
    use: kind === "INS-NIA" ? "temp" : "official",
    type: concept([{ system: ins.IDENTIFIER_TYPE, code: kind }]),
    system: /** @type {any} */ (ins.MATRICULES)[kind],
    value: figures(row),
  };
}

/** @type {(row: Row) => Obj[]} */
function extensions(row) {
  /** @type {Obj[]} */
  const extension = [];
  const status = trust(row)?.status;
  if (status) {
    const display = /** @type {any} */ (ins.STATUS_TEXT)[status];
    extension.push({ url: "identityStatus", valueCoding: { system: ins.STATUS, code: status, display } });
  }
  const doubt = row.coding("patient.doubt");
  if (doubt) {
    const comment = { system: ins.COMMENT, code: doubt.code, display: doubt.display };
    extension.push({ url: "comment", valueCodeableConcept: concept([comment]) });
  }
  const place = row.text("patient.birth-place");
  const insee = { url: ins.INSEE_CODE, valueCoding: { system: ins.COMMUNES, code: place } };
  const birth = { url: ins.BIRTH_PLACE, valueAddress: { extension: [insee] } };
  return [{ url: ins.RELIABILITY, extension }, ...(place ? [birth] : [])];
}

/** @type {(row: Row) => Obj[]} */
function names(row) {
  const given = row.texts("patient.given");
  const [family, first] = [row.text("patient.used-family"), row.text("patient.used-given")];
  const birth = {
    extension: [{ url: ins.GIVEN_NAMES, valueString: given.join(" ") }],
    use: "official",
    family: row.text("patient.family"),
    given,
  };
  const used = { use: "usual", ...(family && { family }), ...(first && { given: [first] }) };
  return family || first ? [birth, used] : [birth];
}

/** @type {(row: Row) => Obj} */
function contact(row) {
  const [link, phone] = [row.text("contact.link"), row.text("contact.phone")];
  return {
    name: { text: row.text("contact.name") },
    ...(link && { relationship: [concept([], link)] }),
    ...(phone && { telecom: [phoned(phone)] }),
  };
}

/** @type {(value: string) => Obj} */
const phoned = (value) => ({ system: "phone", value });

/** @type {(row: Row, linkId: string) => string} */
const code = (row, linkId) => row.coding(linkId)?.code ?? "";
