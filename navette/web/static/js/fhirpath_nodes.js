// What FHIRPath expressions work on: values, each with its type when it is known. Twin: navette/fhir/fhirpath_nodes.py

import { double, isNumber, isWhole, same } from "./fhirpath_values.js";
import { isObject } from "./tree.js";

/** @typedef {[any, string|null]} Node a value and its type, when it is known */

/** @type {(text: string) => string[]} */
const words = (text) => text.split(" ");
/** @type {Record<string, string>} */
const ABOVE = { Age: "Quantity", Count: "Quantity", Distance: "Quantity", Duration: "Quantity" };
for (const name of words("code id markdown")) ABOVE[name] = "string";
for (const name of words("url canonical uuid oid")) ABOVE[name] = "uri";
for (const name of words("positiveInt unsignedInt")) ABOVE[name] = "integer";
const TEXTS = words("base64Binary canonical code date dateTime id instant markdown oid string time uri url uuid");
const OTHERS = words(
  "boolean decimal integer positiveInt unsignedInt Address Age Annotation Attachment CodeableConcept Coding ContactDetail" +
    " ContactPoint Contributor Count DataRequirement Distance Dosage Duration Expression HumanName Identifier Meta Money" +
    " ParameterDefinition Period Quantity Range Ratio Reference RelatedArtifact SampledData Signature Timing" +
    " TriggerDefinition UsageContext",
);
const CHOICES = new Map([...TEXTS, ...OTHERS].map((name) => [name[0].toUpperCase() + name.slice(1), name]));

/** The values without their types. @type {(nodes: Node[]) => any[]} */
export const values = (nodes) => nodes.map(([value]) => value);

/** What a condition says: null when it is empty. @type {(nodes: Node[]) => boolean|null} */
export function truth(nodes) {
  if (!nodes.length) return null;
  return nodes.length === 1 && typeof nodes[0][0] === "boolean" ? nodes[0][0] : true;
}

/** A node of a value, when there is one. @type {(value: any) => Node[]} */
export const said = (value) => (value === null || value === undefined ? [] : [[value, null]]);

/** @type {(value: any) => Node[]} */
export const listed = (value) => (Array.isArray(value) ? value.flatMap(said) : said(value));

/** The value when there is exactly one. @type {(nodes: Node[]) => any} */
export const only = (nodes) => (nodes.length === 1 ? nodes[0][0] : null);

/** @type {(nodes: Node[], name: string) => Node[]} */
export function members(nodes, name) {
  /** @type {Node[]} */
  const found = [];
  for (const [value] of nodes) {
    if (!isObject(value)) continue;
    const inner = Object.hasOwn(value, name) ? value[name] : null;
    if (inner === null || (Array.isArray(inner) && inner.includes(null))) found.push(...otherwise(value, name));
    else if (Array.isArray(inner)) for (const one of inner) found.push([one, null]);
    else found.push([inner, null]);
  }
  return found;
}

/** What has extensions in the place of a value, or a choice. @type {(value: any, name: string) => Node[]} */
function otherwise(value, name) {
  if (Object.hasOwn(value, name) || Object.hasOwn(value, `_${name}`)) return extended(value, name, null);
  for (const key in value) {
    const plain = key[0] === "_" ? key.slice(1) : key;
    const kind = plain.startsWith(name) && CHOICES.get(plain.slice(name.length));
    if (kind) return extended(value, plain, kind);
  }
  return [];
}

/** @type {(value: any, name: string, kind: string|null) => Node[]} */
function extended(value, name, kind) {
  const [plain, beside] = [value[name], value[`_${name}`]].map((one) => (Array.isArray(one) ? one : [one]));
  const count = Math.max(plain.length, beside.length);
  return Array.from({ length: count }, (_, at) => plain[at] ?? beside[at] ?? null).flatMap((one) =>
    one === null ? [] : [/** @type {Node} */ ([one, kind])],
  );
}

/** By its type when it is known, else by what JSON says. @type {(node: Node, kind: string) => boolean} */
export function isA([value, known], kind) {
  const structure = isObject(value);
  if (structure && Object.hasOwn(value, "resourceType")) return kind === "Resource" || kind === value.resourceType;
  const plain = structure ? kind : kind.slice(0, 1).toLowerCase() + kind.slice(1);
  if (known || structure) return known !== null && (plain === known || plain === ABOVE[known]);
  if (plain === "boolean") return typeof value === "boolean";
  if (plain === "decimal") return isNumber(value);
  if (plain === "integer" || ABOVE[plain] === "integer") return isWhole(value);
  return typeof value === "string" && TEXTS.includes(plain);
}

/** @type {(nodes: Node[]) => Node[]} */
export const children = (nodes) =>
  nodes.flatMap(([value]) =>
    isObject(value)
      ? Object.entries(value).flatMap(([key, inner]) => (key === "resourceType" || key[0] === "_" ? [] : listed(inner)))
      : [],
  );

/** @type {(nodes: Node[]) => Node[]} */
export const descendants = (nodes) => children(nodes).flatMap((node) => [node, ...descendants([node])]);

/** @type {(nodes: Node[]) => Node[]} */
export function distinct(nodes) {
  const seen = new Set();
  /** @type {any[]} */
  const structures = [];
  return nodes.filter(([value]) => {
    if (isNumber(value)) value = double(value);
    if (typeof value === "object") return !structures.some((one) => same(one, value)) && structures.push(value);
    return !seen.has(value) && seen.add(value);
  });
}

/** @type {(value: any, nodes: Node[]) => boolean} */
export const among = (value, nodes) => nodes.some(([one]) => same(value, one));
