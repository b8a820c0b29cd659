// The compiled table (navette/fhir/table.json), ready to check with. Twin: navette/fhir/definitions.py

import { faultFinder } from "./check_formats.js";
import { prepare } from "./fhirpath.js";

/** @typedef {{key: string, holds: (nodes: any[], env: any) => any[]}} Invariant */
/** @typedef {{url: string, systems: Map<string, string[]>}} ValueSet */
/** @typedef {{path: string, minimum: number, maximum: number, values: ValueSet|null, targets: string[], invariants: Invariant[]}} Element */
/** @typedef {{element: Element, key: string, name: string, many: boolean, type: string, fault: import("./check_formats.js").Fault|null, beside: boolean}} Slot */
/** @typedef {{name: string, resource: boolean, compiled: boolean, slots: Map<string, Slot>, required: Element[], invariants: Invariant[]}} Shape */

// The rules of documents and of references say these in more words, or in less time.
const SAID_ELSEWHERE = ["bdl-9", "bdl-10", "bdl-11", "dom-3", "ref-1"];

/** @type {(value: any) => Map<string, any>} */
const map = (value) => new Map(Object.entries(value));

/** @type {(kind: string) => string} */
export const capital = (kind) => kind.slice(0, 1).toUpperCase() + kind.slice(1);

/** The table, by the piece. profiles: by canonical url. */
export class Definitions {
  /** @param {{T: any, V: any, I: any, P: any}} table */
  constructor({ T, V, I, P }) {
    this.types = map(T);
    this.sets = map(V);
    this.rules = map(I);
    this.profiles = map(P);
    /** @type {Map<string, any>} */
    this.kept = new Map();
  }

  /** Made once. @type {<Kind>(key: string, make: () => Kind) => Kind} */
  keep(key, make) {
    if (!this.kept.has(key)) this.kept.set(key, make());
    return this.kept.get(key);
  }

  /** The type of that name or path; null for a primitive, or for no type. @type {(name: string) => Shape|null} */
  shape(name) {
    return this.keep(`T ${name}`, () => this.shaped(name));
  }

  /** @type {(url: string) => ValueSet} */
  values(url) {
    return this.keep(`V ${url}`, () => ({ url, systems: map(this.sets.get(url)) }));
  }

  /** @type {(keys?: string[]) => Invariant[]} */
  invariants(keys = []) {
    return keys.filter((key) => !SAID_ELSEWHERE.includes(key)).map((key) =>
      this.keep(`I ${key}`, () => ({ key: key.split(" ")[0], holds: prepare(this.rules.get(key)) })));
  }

  /** @type {(name: string) => Shape|null} */
  shaped(name) {
    const row = this.types.get(name);
    if (!row || "p" in row) return null;
    const slots = new Map();
    const required = [];
    for (const [key, [minimum, maximum, types, more = {}]] of Object.entries(row.e ?? {})) {
      const element = {
        path: `${name}.${key}`,
        minimum,
        maximum,
        values: more.b ? this.values(more.b) : null,
        targets: more.t ?? [],
        invariants: this.invariants(more.i),
      };
      for (const slot of this.slots(key, element, types)) slots.set(slot.key, slot);
      if (minimum) required.push(element);
    }
    const invariants = this.invariants(row.i);
    return { name, resource: "r" in row, compiled: "e" in row, slots, required, invariants };
  }

  /** @type {(key: string, element: Element, types: string[]) => Slot[]} */
  slots(key, element, types) {
    const name = key.replace("[x]", "");
    return types.flatMap((type) => {
      const fault = this.fault(key === "language" && type === "code" ? key : type);
      const slot = { element, key: name === key ? key : name + capital(type), name, many: element.maximum !== 1, type, fault, beside: false };
      return fault && key !== "id" && type !== "xhtml" ? [slot, { ...slot, key: `_${slot.key}`, beside: true }] : [slot];
    });
  }

  /** @type {(kind: string) => import("./check_formats.js").Fault|null} */
  fault(kind) {
    const row = this.types.get(kind === "language" ? "code" : kind);
    return row && "p" in row ? this.keep(`F ${kind}`, () => faultFinder(kind, row.p)) : null;
  }
}
