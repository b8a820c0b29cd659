// What the operators of FHIRPath give. Twin: navette/fhir/fhirpath_operators.py

import { among, distinct, only, said, values } from "./fhirpath_nodes.js";
import { alike, same, spelled } from "./fhirpath_values.js";

/** @typedef {import("./fhirpath_nodes.js").Node} Node */
/** @typedef {boolean|null} Truth */
/** @type {(one: Truth, other: Truth) => Truth} */
const or = (one, other) => (one || other ? true : one === null || other === null ? null : false);
/** @type {(one: Truth) => Truth} */
export const not = (one) => (one === null ? null : !one);

/** @type {Record<string, (one: Truth, other: Truth) => Truth>} */
export const LOGIC = {
  and: (one, other) => not(or(not(one), not(other))),
  or,
  xor: (one, other) => (one === null || other === null ? null : one !== other),
  implies: (one, other) => or(not(one), other),
};
/** @type {Record<string, boolean>} */
export const SETTLED = { and: false, or: true, implies: false };

/** @type {(one: Node[], other: Node[]) => Truth} */
const equal = (one, other) =>
  one.length && other.length
    ? one.length === other.length && one.every(([value], at) => same(value, other[at][0]))
    : null;

/** In any order. @type {(one: Node[], other: Node[]) => boolean} */
function equivalent(one, other) {
  const left = values(other);
  const all = one.every(([value]) => {
    const at = left.findIndex((candidate) => alike(value, candidate));
    return at >= 0 && left.splice(at, 1);
  });
  return all && !left.length;
}

/** @type {(one: Node[], other: Node[]) => Node[]} */
const within = (one, other) => (one.length === 1 ? said(among(one[0][0], other)) : []);

/** @type {Record<string, (one: Node[], other: Node[]) => Node[]>} */
export const COLLECTIONS = {
  "=": (one, other) => said(equal(one, other)),
  "!=": (one, other) => said(not(equal(one, other))),
  "~": (one, other) => said(equivalent(one, other)),
  "!~": (one, other) => said(!equivalent(one, other)),
  "|": (one, other) => distinct([...one, ...other]),
  "&": (one, other) => (one.length > 1 || other.length > 1 ? [] : said(spelled(only(one)) + spelled(only(other)))),
  in: within,
  contains: (one, other) => within(other, one),
};
