// Walking JSON whose shape nobody vouches for: what is not there, or is something else, reads as empty.
// Twin: navette/fhir/tree.py

import { Decimal } from "./strict.js";

/** @typedef {import("./strict.js").Json} Json */
/** @typedef {{[key: string]: Json}} Obj */

/** @type {(value: any) => value is Obj} */
export const isObject = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Decimal);

/** @type {(value: any) => Obj} */
export const obj = (value) => (isObject(value) ? value : {});

/** @type {(value: any) => Json[]} */
export const items = (value) => (Array.isArray(value) ? value : []);

/** @type {(value: any) => string} */
export const text = (value) => (typeof value === "string" ? value : "");

/** What stands at the end of `path`, null when any step is missing. @type {(value: any, ...path: (string|number)[]) => any} */
export function at(value, ...path) {
  for (const step of path) {
    const holder = typeof step === "number" ? items(value) : obj(value);
    value = Object.hasOwn(holder, step) ? /** @type {any} */ (holder)[step] : null;
  }
  return value ?? null;
}

/** Every object with its FHIRPath, outermost first. @type {(value: any, location: string) => Generator<[string, Obj]>} */
export function* walk(value, location) {
  if (Array.isArray(value)) {
    for (const [index, inner] of value.entries()) yield* walk(inner, `${location}[${index}]`);
  } else if (isObject(value)) {
    yield [location, value];
    for (const [key, inner] of Object.entries(value)) yield* walk(inner, `${location}.${key}`);
  }
}

/** Each entry's resource with its location, in order. @type {(bundle: any) => Generator<[string, Obj]>} */
export function* resources(bundle) {
  for (const [index, entry] of items(at(bundle, "entry")).entries()) {
    const resource = at(entry, "resource");
    if (isObject(resource)) yield [`Bundle.entry[${index}].resource`, resource];
  }
}

/** The resources of a bundle by the fullUrl references use. @type {(bundle: any) => Map<string, Obj>} */
export const byFullUrl = (bundle) =>
  new Map(items(at(bundle, "entry")).map((entry) => [text(at(entry, "fullUrl")), obj(at(entry, "resource"))]));
