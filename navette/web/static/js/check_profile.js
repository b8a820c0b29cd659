// Whether resources are what their profiles say. Twin: navette/fhir/check_profile.py

import { within } from "./check_structure.js";
import { capital } from "./definitions.js";
import { truth } from "./fhirpath_nodes.js";
import { same } from "./fhirpath_values.js";
import { error } from "./issue.js";
import { at, isObject, items, obj, text } from "./tree.js";

/** @typedef {import("./issue.js").Issue} Issue */
/** An element, where it is, its type when it is one of a choice. @typedef {{value: any, location: string, type: string}} Node */
/** The resource looked at, the profile, the element of it. @typedef {{resource: any, profile: string, element: string, slice: string}} Place */

/** The profiles of the table, each tried once on a resource. */
export class Profiles {
  /** @param {import("./definitions.js").Definitions} definitions @param {import("./check_references.js").References} references */
  constructor(definitions, references) {
    this.definitions = definitions;
    this.references = references;
    /** @type {Map<any, Set<string>>} */
    this.tried = new Map();
  }

  /** Each profile that meta.profile names. @type {(resource: any, location: string) => Generator<Issue>} */
  *claimed(resource, location) {
    for (const url of items(at(resource, "meta", "profile"))) yield* this.check(resource, location, text(url).split("|")[0]);
  }

  /** A profile by its canonical url. @type {(resource: any, location: string, url: string) => Generator<Issue>} */
  *check(resource, location, url) {
    const root = this.definitions.profiles.get(url);
    const tried = this.tried.get(resource) ?? new Set();
    if (!root || tried.has(url)) return;
    this.tried.set(resource, tried.add(url));
    const place = { resource, profile: url.slice(url.lastIndexOf("/") + 1), element: root.type, slice: "" };
    if (resource.resourceType === root.type) yield* this.element(root, [{ value: resource, location, type: "" }], location, place);
    else yield fault(place, "type", location, "the profile is of another resource", { type: root.type });
  }

  /** @type {(rule: any, nodes: Node[], location: string, place: Place) => Generator<Issue>} */
  *element(rule, nodes, location, place) {
    const { min = 0, max = nodes.length, c = {}, closed } = rule;
    if (nodes.length < min) yield fault(place, nodes.length ? "too-few" : "missing", location, "the profile asks for more", { min });
    if (nodes.length > max) yield fault(place, max ? "too-many" : "forbidden", location, "the profile allows less", { max });
    const sliced = this.sliced(rule, nodes);
    for (const node of nodes) {
      yield* this.value(rule, node, place);
      yield* this.typed(rule, node, place);
      for (const [name, child] of Object.entries(c)) {
        const below = { ...place, element: `${place.element}.${name}`, slice: "" };
        yield* this.element(child, children(node, name), `${node.location}.${plain(name)}`, below);
      }
      if (closed && !sliced.some(([, chosen]) => chosen.includes(node))) {
        yield fault(place, "outside-slices", node.location, "the profile allows nothing else here");
      }
    }
    for (const [slice, chosen] of sliced) yield* this.element(rule.s[slice], chosen, location, { ...place, slice });
  }

  /** @type {(rule: any, node: Node, place: Place) => Generator<Issue>} */
  *value(rule, { value, location }, place) {
    if (("fix" in rule && !same(value, rule.fix)) || ("pat" in rule && !covers(value, rule.pat))) {
      yield fault(place, "pattern", location, "the profile asks for another value");
    }
    if (value === null) return;
    if (rule.b && !within(this.definitions.values(rule.b), value)) {
      yield fault(place, "code-invalid", location, "not of the value set", { values: rule.b });
    }
    for (const { key, holds } of this.definitions.invariants(rule.i)) {
      const env = { resource: place.resource, rootResource: place.resource, context: value };
      if (truth(holds([[value, null]], env)) === false) yield fault(place, "invariant", location, "a rule of the profile is broken", { key });
    }
  }

  /** @type {(rule: any, node: Node, place: Place) => Generator<Issue>} */
  *typed(rule, node, place) {
    const [kind, target] = [typeOf(node), this.references.type(node.value)];
    if (rule.ty && kind && !this.types(rule).includes(kind)) {
      yield fault(place, "type", node.location, "the profile asks for another type", { type: kind });
    }
    if (target && rule.t && !rule.t.includes(target)) {
      yield fault(place, "reference-type", node.location, "the profile asks for another target", { type: target });
    }
    for (const url of rule.pr ?? []) {
      if (kind && this.definitions.profiles.get(url)?.type === kind) yield* this.check(node.value, node.location, url);
    }
  }

  /** The types of an element, as the keys of a choice, or resources, say them. @type {(rule: any) => string[]} */
  types({ pr = [], ty = [] }) {
    const found = pr.flatMap((/** @type {string} */ url) => this.definitions.profiles.get(url)?.type ?? []);
    return found.length ? found : ty.map(capital);
  }

  /** The nodes of each slice. @type {(rule: any, nodes: Node[]) => [string, Node[]][]} */
  sliced({ s = {}, d = [] }, nodes) {
    const reached = nodes.map((node) => d.map((/** @type {string[]} */ [, path]) => along(node, path, Object.values(s))));
    return Object.entries(s).map(([name, one]) => {
      const tests = d.map((/** @type {string[]} */ [how, path]) => this.test(how, inside(one, path)));
      return [name, nodes.filter((_, index) => tests.every((/** @type {any} */ test, /** @type {number} */ at) => test(reached[index][at])))];
    });
  }

  /** What tells whether an element is of a slice. @type {(how: string, rule: any) => (nodes: Node[]) => boolean} */
  test(how, rule) {
    if (how === "exists") return (nodes) => nodes.length > 0 === (rule.max !== 0);
    const kinds = this.types(rule);
    if (how === "type") return (nodes) => nodes.some((one) => kinds.includes(typeOf(one)));
    const expected = rule.fix ?? rule.pat ?? null;
    return (nodes) => nodes.some((one) => covers(one.value, expected));
  }
}

/** @type {(name: string) => string} */
const plain = (name) => name.replace("[x]", "");

/** @type {(path: string) => string[]} */
const steps = (path) => (path === "$this" ? [] : path.split("."));

/** What stands at the end of a discriminator's path. @type {(node: Node, path: string, slices: any[]) => Node[]} */
function along(node, path, slices) {
  let nodes = [node];
  for (const step of steps(path)) {
    const name = slices.some((one) => one.c && `${step}[x]` in one.c) ? `${step}[x]` : step;
    nodes = nodes.flatMap((one) => children(one, name));
    slices = slices.flatMap((one) => one.c?.[name] ?? []);
  }
  return nodes;
}

/** What a slice says of what stands there. @type {(rule: any, path: string) => any} */
const inside = (rule, path) => steps(path).reduce((one, step) => one.c?.[step] ?? one.c?.[`${step}[x]`] ?? {}, rule);

/** The elements `name`; of a choice (`value[x]`) whichever there is; also what has extensions only. @type {(node: Node, name: string) => Node[]} */
function children({ value, location }, name) {
  const [holder, step] = [obj(value), plain(name)];
  const keys = step === name ? [name] : [...new Set(Object.keys(holder).map((key) => key.replace(/^_/, "")))];
  return keys.flatMap((key) => {
    const [type, place] = [key.slice(step.length), `${location}.${step}`];
    if (step !== name && !(key.startsWith(step) && /^[A-Z]/.test(type))) return [];
    const [own, beside] = [holder[key] ?? null, holder[`_${key}`] ?? null];
    if (!Array.isArray(own) && !Array.isArray(beside)) return own === null && beside === null ? [] : [{ value: own, location: place, type }];
    const values = Array.isArray(own) ? own : items(beside).map(() => null);
    return values.map((one, index) => ({ value: one, location: `${place}[${index}]`, type }));
  });
}

/** Whether a value has all that a pattern has. @type {(value: any, pattern: any) => boolean} */
export function covers(value, pattern) {
  if (Array.isArray(pattern)) return pattern.every((inner) => items(value).some((one) => covers(one, inner)));
  if (!isObject(pattern)) return same(value, pattern);
  const given = obj(value);
  return Object.entries(pattern).every(([key, inner]) => Object.hasOwn(given, key) && covers(given[key], inner));
}

/** @type {(place: Place, code: string, location: string, diagnostics: string, facts?: any) => Issue} */
const fault = ({ element, profile, slice }, code, location, diagnostics, facts) =>
  error(code, location, diagnostics, { element, profile, slice, ...facts });

/** @type {(node: Node) => string} */
const typeOf = ({ type, value }) => type || text(obj(value).resourceType);
