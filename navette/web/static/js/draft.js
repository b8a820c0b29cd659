// A document being written: its entries, in order, and the ids that tie them together. Twin: navette/fhir/draft.py

/** @typedef {import("./tree.js").Obj} Obj */

const LAST_48_BITS = 2 ** 48;

/** Entries with ids made of the bundle's own and consecutive numbers in its last 48 bits. */
export class Draft {
  /** @param {string} bundleId a UUID in lower case */
  constructor(bundleId) {
    this.bundleId = bundleId;
    /** @type {{fullUrl: string, resource: Obj}[]} */
    this.entries = [];
    this.used = new Set();
    this.last = parseInt(bundleId.slice(-12), 16);
  }

  /** The next id. */
  newId() {
    this.last = (this.last + 1) % LAST_48_BITS;
    return this.bundleId.slice(0, -12) + this.last.toString(16).padStart(12, "0");
  }

  /** Appends a resource, under the next id or the one reserved for it; answers a Reference to it. @type {(kind: string, fields: Obj, givenId?: string) => Obj} */
  add(kind, fields, givenId = "") {
    const id = givenId || this.newId();
    this.used.add(id);
    this.entries.push({ fullUrl: `urn:uuid:${id}`, resource: { resourceType: kind, id, ...fields } });
    return reference(id);
  }
}

/** A Reference to the entry of that id. @type {(id: string) => Obj} */
export const reference = (id) => ({ reference: `urn:uuid:${id}` });

/** A CodeableConcept; coded, said, or both. @type {(codings: Obj[], text?: string) => Obj} */
export const concept = (codings, text = "") => ({ ...(codings.length && { coding: codings }), ...(text && { text }) });

/** A Coding of a form as a FHIR Coding. @type {(coding: import("./form.js").Coding) => Obj} */
export const coded = ({ system, code, display }) => ({ system, code, ...(display && { display }) });
