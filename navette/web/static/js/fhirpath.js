// FHIRPath expressions, evaluated. Twin: navette/fhir/fhirpath.py

import { among, children, descendants, distinct, isA, listed, members, only, said, truth, values } from "./fhirpath_nodes.js";
import { COLLECTIONS, LOGIC, SETTLED, not } from "./fhirpath_operators.js";
import * as math from "./fhirpath_values.js";
import { isObject } from "./tree.js";

/** @typedef {import("./fhirpath_nodes.js").Node} Node @typedef {import("./fhirpath_operators.js").Truth} Truth */
/** @typedef {Record<string, any>} Env the value of each %name, a list for several */
/** @typedef {(focus: Node[], env: Env) => Node[]} Prepared */
/** @typedef {(nodes: Node[], self: Node[], env: Env) => Node[]} Run */
/** @typedef {(nodes: Node[], given: Run[], self: Node[], env: Env) => Node[]} Rule */

/** The expression as a function, made once and kept. @type {(expression: any) => Prepared} */
export function prepare(expression) {
  const run = made(expression);
  return (focus, env) => run(focus, focus, env);
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
