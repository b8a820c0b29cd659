// FHIRPath expressions, evaluated. Twin: navette/fhir/fhirpath.py, fhirpath_nodes.py and fhirpath_operators.py

import * as math from "./fhirpath_values.js";
import { isObject } from "./tree.js";

/** @typedef {import("./strict.js").Json} Json */
/** @typedef {[any, string|null]} Node a value and its type, when it is known */
/** @typedef {Record<string, any>} Env the value of each %name, a list for several */
/** @typedef {(focus: Node[], env: Env) => Node[]} Prepared */
/** @typedef {(nodes: Node[], self: Node[], env: Env) => Node[]} Run */
/** @typedef {(nodes: Node[], given: Run[], self: Node[], env: Env) => Node[]} Rule */

const { same } = math;
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

/** The expression as a function, made once and kept. @type {(expression: any) => Prepared} */
export function prepare(expression) {
  const run = made(expression);
  return (focus, env) => run(focus, focus, env);
}

/** The values without their types. @type {(nodes: Node[]) => any[]} */
export const values = (nodes) => nodes.map(([value]) => value);

/** What a condition says: null when it is empty. @type {(nodes: Node[]) => boolean|null} */
export function truth(nodes) {
  if (!nodes.length) return null;
  return nodes.length === 1 && typeof nodes[0][0] === "boolean" ? nodes[0][0] : true;
}

/** @type {(expression: any) => Run} */
function made([form, first, ...rest]) {
  switch (form) {
    case "m":
      if (first >= "A" && first < "[") return (nodes) => nodes.filter((node) => isA(node, first));
      return (nodes) => members(nodes, first);
    case ".": {
      const [outer, inner] = [made(first), made(rest[0])];
      return (nodes, self, env) => inner(outer(nodes, self, env), self, env);
    }
    case "l":
      return () => [[first, null]];
    case "$this":
      return (_, self) => self;
    case "%":
      return (_, _self, env) => listed(env[first]);
    case "{}":
      return () => [];
    case "[]": {
      const [inner, index] = [made(first), made(rest[0])];
      return (nodes, self, env) => {
        const at = only(index(self, self, env));
        return Number.isInteger(at) && at >= 0 ? inner(nodes, self, env).slice(at, at + 1) : [];
      };
    }
    case "f1": {
      const [inner, typed] = [made(rest[0]), ofType(first, rest[1])];
      return (nodes, self, env) => typed(inner(nodes, self, env));
    }
    case "f":
      return called(first, rest);
    case "o":
      return operated(first, made(rest[0]), made(rest[1]));
  }
  throw new TypeError(`no such expression: ${form}`);
}

/** @type {(name: string, given: any[]) => Run} */
function called(name, given) {
  if (name === "is" || name === "as" || name === "ofType") return ofType(name, given[0][1]);
  if (name === "matches") {
    const pattern = new RegExp(given[0][1], "su");
    return (nodes) => (typeof only(nodes) === "string" ? said(pattern.test(only(nodes))) : []);
  }
  if (!Object.hasOwn(FUNCTIONS, name)) throw new TypeError(`no such function: ${name}`);
  const rule = FUNCTIONS[name];
  const runs = given.map(made);
  return (nodes, self, env) => rule(nodes, runs, self, env);
}

/** @type {(name: string, kind: string) => (nodes: Node[]) => Node[]} */
const ofType = (name, kind) =>
  name === "is"
    ? (nodes) => (nodes.length === 1 ? said(isA(nodes[0], kind)) : [])
    : (nodes) => nodes.filter((node) => isA(node, kind));

/** @type {(operator: string, left: Run, right: Run) => Run} */
function operated(operator, left, right) {
  if (operator in LOGIC) {
    const rule = LOGIC[operator];
    return (nodes, self, env) => {
      const one = truth(left(nodes, self, env));
      return said(one !== null && one === SETTLED[operator] ? rule(one, null) : rule(one, truth(right(nodes, self, env))));
    };
  }
  const rule = COLLECTIONS[operator] ?? single(operator);
  return (nodes, self, env) => rule(left(nodes, self, env), right(nodes, self, env));
}

/** @type {(operator: string) => (one: Node[], other: Node[]) => Node[]} */
function single(operator) {
  const rule = "<>".includes(operator[0]) ? math.ordered : math.computed;
  return (one, other) => said(rule(operator, only(one), only(other)));
}

/** A node of a value, when there is one. @type {(value: any) => Node[]} */
const said = (value) => (value === null || value === undefined ? [] : [[value, null]]);

/** @type {(value: any) => Node[]} */
const listed = (value) => (Array.isArray(value) ? value.flatMap(said) : said(value));

/** The value when there is exactly one. @type {(nodes: Node[]) => any} */
const only = (nodes) => (nodes.length === 1 ? nodes[0][0] : null);

/** @type {(nodes: Node[], name: string) => Node[]} */
function members(nodes, name) {
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
function isA([value, known], kind) {
  const structure = isObject(value);
  if (structure && Object.hasOwn(value, "resourceType")) return kind === "Resource" || kind === value.resourceType;
  const plain = structure ? kind : kind.slice(0, 1).toLowerCase() + kind.slice(1);
  if (known || structure) return known !== null && (plain === known || plain === ABOVE[known]);
  if (plain === "boolean") return typeof value === "boolean";
  if (plain === "decimal") return math.isNumber(value);
  if (plain === "integer" || ABOVE[plain] === "integer") return math.isWhole(value);
  return typeof value === "string" && TEXTS.includes(plain);
}

/** @type {(nodes: Node[]) => Node[]} */
const children = (nodes) =>
  nodes.flatMap(([value]) =>
    isObject(value)
      ? Object.entries(value).flatMap(([key, inner]) => (key === "resourceType" || key[0] === "_" ? [] : listed(inner)))
      : [],
  );

/** @type {(nodes: Node[]) => Node[]} */
const descendants = (nodes) => children(nodes).flatMap((node) => [node, ...descendants([node])]);

/** @type {(nodes: Node[]) => Node[]} */
function distinct(nodes) {
  const seen = new Set();
  /** @type {any[]} */
  const structures = [];
  return nodes.filter(([value]) => {
    if (math.isNumber(value)) value = math.double(value);
    if (typeof value === "object") return !structures.some((one) => same(one, value)) && structures.push(value);
    return !seen.has(value) && seen.add(value);
  });
}

/** @typedef {boolean|null} Truth */
/** @type {(one: Truth, other: Truth) => Truth} */
const or = (one, other) => (one || other ? true : one === null || other === null ? null : false);
/** @type {(one: Truth) => Truth} */
const not = (one) => (one === null ? null : !one);

/** @type {Record<string, (one: Truth, other: Truth) => Truth>} */
const LOGIC = {
  and: (one, other) => not(or(not(one), not(other))),
  or,
  xor: (one, other) => (one === null || other === null ? null : one !== other),
  implies: (one, other) => or(not(one), other),
};
/** @type {Record<string, boolean>} */
const SETTLED = { and: false, or: true, implies: false };

/** @type {(one: Node[], other: Node[]) => Truth} */
const equal = (one, other) =>
  one.length && other.length
    ? one.length === other.length && one.every(([value], at) => same(value, other[at][0]))
    : null;

/** In any order. @type {(one: Node[], other: Node[]) => boolean} */
function equivalent(one, other) {
  const left = values(other);
  const all = one.every(([value]) => {
    const at = left.findIndex((candidate) => math.alike(value, candidate));
    return at >= 0 && left.splice(at, 1);
  });
  return all && !left.length;
}

/** @type {(value: any, nodes: Node[]) => boolean} */
const among = (value, nodes) => nodes.some(([one]) => same(value, one));

/** @type {(one: Node[], other: Node[]) => Node[]} */
const within = (one, other) => (one.length === 1 ? said(among(one[0][0], other)) : []);

/** @type {Record<string, (one: Node[], other: Node[]) => Node[]>} */
const COLLECTIONS = {
  "=": (one, other) => said(equal(one, other)),
  "!=": (one, other) => said(not(equal(one, other))),
  "~": (one, other) => said(equivalent(one, other)),
  "!~": (one, other) => said(!equivalent(one, other)),
  "|": (one, other) => distinct([...one, ...other]),
  "&": (one, other) => (one.length > 1 || other.length > 1 ? [] : said(math.spelled(only(one)) + math.spelled(only(other)))),
  in: within,
  contains: (one, other) => within(other, one),
};

/** A condition on one node, which is then $this. @type {(node: Node, criteria: Run, env: Env) => Truth} */
const holds = (node, criteria, env) => truth(criteria([node], [node], env));

/** A function of one scalar and of its arguments, when none is missing. @type {(rule: (...found: any[]) => any) => Rule} */
const ofOne = (rule) => (nodes, given, self, env) => {
  const found = [only(nodes), ...given.map((argument) => only(argument(self, self, env)))];
  return found.some((one) => one === null || isObject(one) || Array.isArray(one)) ? [] : said(rule(...found));
};

/** @type {(rule: (...found: string[]) => any) => Rule} */
const ofTexts = (rule) => ofOne((...found) => (found.every((one) => typeof one === "string") ? rule(...found) : null));

/** @type {(rule: (one: Node[], other: Node[]) => Node[]) => Rule} */
const withOther = (rule) => (nodes, given, self, env) => rule(nodes, given[0](self, self, env));

/** @type {(text: any, start: any, length?: any) => string|null} */
function substring(text, start, length) {
  const letters = typeof text === "string" ? [...text] : [];
  if (!Number.isInteger(start) || start < 0 || start >= letters.length) return null;
  if (length === undefined) return letters.slice(start).join("");
  return Number.isInteger(length) ? letters.slice(start, start + Math.max(length, 0)).join("") : null;
}

/** @type {Record<string, Rule>} */
const FUNCTIONS = {
  where: (nodes, given, _, env) => nodes.filter((node) => holds(node, given[0], env)),
  exists: (nodes, given, _, env) => said(given.length ? nodes.some((node) => holds(node, given[0], env)) : nodes.length > 0),
  all: (nodes, given, _, env) => said(nodes.every((node) => holds(node, given[0], env))),
  select: (nodes, given, _, env) => nodes.flatMap((node) => given[0]([node], [node], env)),
  iif: (nodes, given, _, env) => (given[truth(given[0](nodes, nodes, env)) ? 1 : 2] ?? (() => []))(nodes, nodes, env),
  extension(nodes, given, self, env) {
    const url = only(given[0](self, self, env));
    return members(nodes, "extension").filter(([value]) => typeof url === "string" && isObject(value) && value.url === url);
  },
  join(nodes, given, self, env) {
    const separator = given.length ? only(given[0](self, self, env)) : "";
    const texts = values(nodes).filter((value) => !isObject(value) && !Array.isArray(value)).map(math.spelled);
    return texts.length && typeof separator === "string" ? said(texts.join(separator)) : [];
  },
  trace: (nodes) => nodes,
  empty: (nodes) => said(!nodes.length),
  not: (nodes) => said(not(truth(nodes))),
  allTrue: (nodes) => said(nodes.every(([value]) => value === true)),
  allFalse: (nodes) => said(nodes.every(([value]) => value === false)),
  anyTrue: (nodes) => said(nodes.some(([value]) => value === true)),
  count: (nodes) => said(nodes.length),
  first: (nodes) => nodes.slice(0, 1),
  last: (nodes) => nodes.slice(-1),
  tail: (nodes) => nodes.slice(1),
  children,
  descendants,
  distinct,
  isDistinct: (nodes) => said(distinct(nodes).length === nodes.length),
  hasValue: (nodes) => said(nodes.length === 1 && !isObject(nodes[0][0]) && !Array.isArray(nodes[0][0])),
  intersect: withOther((one, other) => distinct(one).filter(([value]) => among(value, other))),
  union: withOther((one, other) => distinct([...one, ...other])),
  combine: withOther((one, other) => [...one, ...other]),
  toString: ofOne(math.spelled),
  toInteger: ofOne(math.toInteger),
  toDecimal: ofOne(math.toDecimal),
  substring: ofOne(substring),
  length: ofTexts((text) => [...text].length),
  upper: ofTexts((text) => text.toUpperCase()),
  lower: ofTexts((text) => text.toLowerCase()),
  startsWith: ofTexts((text, part) => text.startsWith(part)),
  endsWith: ofTexts((text, part) => text.endsWith(part)),
  contains: ofTexts((text, part) => text.includes(part)),
  replace: ofTexts((text, part, by) => (part ? text.split(part) : ["", ...text, ""]).join(by)),
};
