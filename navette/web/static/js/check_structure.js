// Whether JSON has the shape of FHIR R4. Twin: navette/fhir/check_structure.py

import { serverOf } from "./check_references.js";
import { truth } from "./fhirpath_nodes.js";
import { error, warning } from "./issue.js";
import { at, isObject, items, obj, text } from "./tree.js";
import * as xhtml from "./xhtml.js";

/** @typedef {import("./definitions.js").Slot} Slot @typedef {import("./definitions.js").Shape} Shape @typedef {import("./definitions.js").Element} Element */

export const MAX_ISSUES = 100;
/** @type {Record<string, string>} */
const LINKS = { Reference: "reference", Attachment: "url" };
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const NO_ELEMENT = "FHIR R4 has no such element here";
const NO_RULE = "a rule of FHIR is broken";
const NO_NULL = "null is no value";

/** One walk over one resource. bad: how many errors, of which the first hundred are kept. */
export class Structure {
  /** @param {import("./definitions.js").Definitions} definitions */
  constructor(definitions) {
    this.definitions = definitions;
    /** @type {import("./issue.js").Issue[]} */
    this.issues = [];
    /** @type {import("./check_references.js").Link[]} */
    this.links = [];
    this.bad = 0;
    /** @type {any} */
    this.entry = {};
    /** @type {any} */
    this.root = {};
    this.server = "";
    /** What `#` leads to: ids, and resources that refer to what holds them. @type {Set<any>} */
    this.anchors = new Set();
    /** @type {any} */
    this.env = {};
  }

  /** @param {string} code @param {string} location @param {string} diagnostics @param {any} [facts] */
  error(code, location, diagnostics, facts) {
    this.bad += 1;
    this.add(error(code, location, diagnostics, facts));
  }

  /** @param {import("./issue.js").Issue} issue */
  add(issue) {
    if (this.issues.length < MAX_ISSUES) this.issues.push(issue);
  }

  /** @param {any} value @param {string} location @param {boolean} [contained] */
  resource(value, location, contained = false) {
    const kind = obj(value).resourceType;
    if (typeof kind !== "string") {
      this.error("no-resource", location, "a resource is an object that names its type");
      return;
    }
    const shape = this.definitions.shape(kind);
    if (!shape?.resource) {
      this.error("unknown-resource", location, "FHIR R4 has no such resource");
      return;
    }
    const [root, env, anchors, before] = [this.root, this.env, this.anchors, this.bad];
    if (!contained) [this.root, this.anchors] = [value, new Set()];
    this.env = { resource: value, rootResource: this.root };
    if (shape.compiled) this.object(shape, value, location);
    else {
      this.add(warning("unchecked-resource", location, "its elements are not checked", { type: kind }));
      this.foreign(value, location);
    }
    if (!contained && shape.compiled && this.bad === before) this.checkContained(value, location);
    [this.root, this.env, this.anchors] = [root, env, anchors];
  }

  /** dom-3: what is contained is referred to, or refers to what holds it. @param {any} resource @param {string} location */
  checkContained(resource, location) {
    const unused = items(resource.contained).map(obj).find((one) => !this.anchors.has(`#${text(one.id)}`) && !this.anchors.has(one));
    if (unused) this.error("invariant", location, NO_RULE, { key: "dom-3" });
  }

  /** @param {Shape} shape @param {any} value @param {string} location */
  object(shape, value, location) {
    if (!isObject(value)) {
      this.error("not-an-object", location, "an object belongs here", { type: shape.name });
      return;
    }
    if (!shape.resource && Object.keys(value).every((key) => key === "id")) {
      this.error("empty", location, "an element has a value or children", { element: shape.name });
      return;
    }
    if (shape.name === "Bundle.entry") [this.entry, this.server] = [value, serverOf(text(value.fullUrl))];
    const before = this.bad;
    const found = this.keys(shape, value, location);
    for (const element of shape.required.filter((one) => !found.has(one))) {
      const name = element.path.slice(shape.name.length + 1).replace("[x]", "");
      this.error("missing", `${location}.${name}`, "a required element", { element: element.path });
    }
    if (this.bad === before) this.rules(shape.invariants, value, location);
  }

  /** What an object holds; the elements found, with their types. @param {Shape} shape @param {any} value @param {string} location */
  keys(shape, value, location) {
    /** @type {Map<Element, string>} */
    const found = new Map();
    const unknown = [];
    for (const [key, inner] of Object.entries(value)) {
      const slot = shape.slots.get(key);
      if (slot) {
        const { element, name, type } = slot;
        if ((found.get(element) ?? type) !== type) this.error("two-values", `${location}.${name}`, "one type of value", { element: element.path });
        else found.set(element, type);
        this.slot(slot, inner, `${location}.${name}`, value);
      } else if (key !== "resourceType" || !shape.resource) unknown.push(key);
    }
    const names = unknown.filter((key) => NAME.test(key)).sort();
    const places = names.map((name) => `${location}.${name}`);
    if (names.length < unknown.length) places.push(location);
    for (const place of places) this.error("unknown-element", place, NO_ELEMENT, { type: shape.name });
    return found;
  }

  /** @param {Slot} slot @param {any} value @param {string} location @param {any} holder */
  slot(slot, value, location, holder) {
    const facts = { element: slot.element.path };
    if (slot.beside) this.beside(slot, value, location, holder[slot.key.slice(1)]);
    else if (value === null) this.error("null", location, NO_NULL, facts);
    else if (!slot.many) {
      if (Array.isArray(value)) this.error("an-array", location, "one value belongs here, not a list", facts);
      else this.value(slot, value, location);
    } else if (!Array.isArray(value)) this.error("not-an-array", location, "a list belongs here", facts);
    else if (!value.length) this.error("empty", location, "a list has a value", facts);
    else this.list(slot, value, location, slot.fault ? items(holder[`_${slot.key}`]) : []);
  }

  /** @param {Slot} slot @param {any[]} values @param {string} location @param {any[]} beside */
  list(slot, values, location, beside) {
    const { path, maximum } = slot.element;
    if (maximum && values.length > maximum) {
      this.error("too-many", location, "more values than allowed", { element: path, max: maximum });
    }
    for (const [index, value] of values.entries()) {
      if (value !== null) this.value(slot, value, `${location}[${index}]`);
      else if ((beside[index] ?? null) === null) this.error("null", `${location}[${index}]`, NO_NULL, { element: path });
    }
  }

  /** `_birthDate`: id and extensions of a primitive. @param {Slot} slot @param {any} value @param {string} location @param {any} own */
  beside(slot, value, location, own = null) {
    const facts = { element: slot.element.path };
    if (!slot.many) this.extended(value, location, own !== null);
    else if (!items(value).length || (Array.isArray(own) && own.length !== value.length)) {
      this.error("misaligned", location, "a list as long as that of the values", facts);
    } else {
      for (const [index, one] of value.entries()) {
        if (one !== null) this.extended(one, `${location}[${index}]`, (items(own)[index] ?? null) !== null);
        else if (own === null) this.error("null", `${location}[${index}]`, NO_NULL, facts);
      }
    }
  }

  /** @param {any} value @param {string} location @param {boolean} hasValue */
  extended(value, location, hasValue) {
    const shape = this.definitions.shape("Element");
    if (shape && !(hasValue && Object.keys(obj(value)).join() === "id")) this.object(shape, value, location);
  }

  /** @param {Slot} slot @param {any} value @param {string} location */
  value({ element, type, fault }, value, location) {
    const before = this.bad;
    if (fault) {
      const code = fault(value);
      if (code) this.error(code, location, `not a ${type}`, { element: element.path, type });
      else this.anchor(value);
    } else if (type === "Resource") this.resource(value, location, element.path.endsWith(".contained"));
    else {
      const shape = this.definitions.shape(type);
      if (shape) this.object(shape, value, location);
      if (Object.hasOwn(LINKS, type)) this.link(obj(value), LINKS[type], location, element);
    }
    if (this.bad > before) return;
    if (element.values && !within(element.values, value)) {
      this.error("code-invalid", location, "not of the value set", { element: element.path, values: element.values.url });
    }
    this.rules(element.invariants, value, location);
  }

  /** @param {any} value */
  anchor(value) {
    if (text(value).startsWith("#")) this.anchors.add(value === "#" ? this.env.resource : value);
  }

  /** @param {import("./definitions.js").Invariant[]} invariants @param {any} value @param {string} location */
  rules(invariants, value, location) {
    for (const { key, holds } of invariants) {
      this.env.context = value;
      if (truth(holds([[value, null]], this.env)) === false) this.error("invariant", location, NO_RULE, { key });
    }
  }

  /** @param {any} value @param {string} key @param {string} location @param {Element|null} element */
  link(value, key, location, element) {
    const written = value[key];
    if (typeof written !== "string") return;
    const { path, targets } = element ?? { path: "", targets: [] };
    this.links.push({ location: `${location}.${key}`, value, written, element: path, targets, resource: this.root, entry: this.entry, server: this.server });
  }

  /** Inside a resource that the table only names. @param {any} value @param {string} location */
  foreign(value, location) {
    this.anchor(value);
    if (Array.isArray(value)) value.forEach((inner, index) => this.foreign(inner, `${location}[${index}]`));
    if (!isObject(value)) return;
    if (!Object.keys(value).every((key) => NAME.test(key))) {
      this.error("unknown-element", location, NO_ELEMENT, { type: "Element" });
      return;
    }
    const fault = typeof value.div === "string" && xhtml.fault(value.div);
    if (fault) this.error(`narrative-${fault}`, `${location}.div`, "not a xhtml", { element: "Narrative.div", type: "xhtml" });
    this.link(value, "reference", location, null);
    for (const [key, inner] of Object.entries(value)) this.foreign(inner, `${location}.${key}`);
  }
}

/** Whether a code, a coding of a concept, or a coding or quantity is of a value set. @type {(values: import("./definitions.js").ValueSet, value: any) => boolean} */
export function within({ systems }, value) {
  if (typeof value === "string") return [...systems.values()].flat().includes(value);
  const given = obj(value);
  return ("coding" in given || "text" in given ? items(given.coding) : [given]).some((coding) => {
    const [system, code] = [at(coding, "system"), text(at(coding, "code"))];
    return system === null ? within({ url: "", systems }, code) : systems.get(text(system))?.includes(code) ?? false;
  });
}
