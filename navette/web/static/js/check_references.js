// Whether references lead somewhere, and to what they may. Twin: navette/fhir/check_references.py

import { error, warning } from "./issue.js";
import { at, byFullUrl, items, obj, text } from "./tree.js";

/** Where something points. @typedef {{location: string, value: any, written: string, element: string, targets: string[], resource: any, entry: any, server: string}} Link */
/** @typedef {import("./issue.js").Issue} Issue */

const WHITE = "[^ \\t\\n\\r]+";
/** @type {(pattern: string) => RegExp} */
const whole = (pattern) => new RegExp(`^(?:${pattern})$`);
const UUID = "urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
export const ABSOLUTE = whole(`${UUID}|urn:oid:[0-2](?:\\.(?:0|[1-9][0-9]*))+|https?://[^ \\t\\n\\r/]+/${WHITE}`);
const TYPED = "([A-Z][A-Za-z]+)/[A-Za-z0-9.-]{1,64}";
const RESTFUL = whole(`(https?://${WHITE}/)${TYPED}`);
const KIND = whole(`(?:https?://${WHITE}/)?${TYPED}`);

/** The references of a Bundle, or of a resource alone: then `bundle` is empty. */
export class References {
  /** @param {Link[]} links @param {any} bundle */
  constructor(links, bundle) {
    this.known = byFullUrl(bundle);
    this.bundle = bundle;
    /** @type {Map<any, Map<string, any>>} */
    this.inside = new Map();
    this.links = links.filter((link) => "reference" in link.value);
    this.byValue = new Map(this.links.map((link) => [link.value, link]));
  }

  /** @returns {Generator<Issue>} */
  *check() {
    for (const link of this.links) {
      if (!this.target(link)) yield* this.unresolved(link);
      const [kind, stated] = [this.kind(link), text(link.value.type)];
      if (kind && ((link.targets.length && !link.targets.includes(kind)) || (stated && stated !== kind))) {
        yield error("reference-type", link.location, "it leads to another type of resource", { element: link.element, type: kind });
      }
    }
  }

  /** The type of what a reference leads to, when that is known. @type {(reference: any) => string} */
  type(reference) {
    const link = this.byValue.get(reference);
    return link ? this.kind(link) : "";
  }

  /** @type {(link: Link) => string} */
  kind(link) {
    const target = this.target(link);
    return target ? text(target.resourceType) : KIND.exec(plain(link))?.[1] ?? "";
  }

  /** @type {(link: Link) => any} */
  target(link) {
    if (link.written === "#") return link.resource;
    return link.written.startsWith("#") ? this.contained(link.resource).get(link.written.slice(1)) : this.known.get(absolute(link));
  }

  /** The first resource of each id inside this one. @type {(resource: any) => Map<string, any>} */
  contained(resource) {
    const inside = items(resource.contained).map(obj).reverse();
    const found = this.inside.get(resource) ?? new Map(inside.map((one) => [text(one.id), one]));
    this.inside.set(resource, found);
    return found;
  }

  /** @type {(link: Link) => Generator<Issue>} */
  *unresolved({ written, location, element, entry }) {
    const document = this.bundle.type === "document";
    if (document && /^https?:\/\//.test(written) && at(entry, "resource", "resourceType") !== "Composition") {
      yield warning("external-reference", location, "it leads out of the document", { element });
    } else if (document || written.startsWith("#") || (this.known.size && written.startsWith("urn:"))) {
      yield error("dangling-reference", location, "it leads to no entry of the document", { element });
    }
  }
}

/** A relative reference is relative to the server of its entry; versions are not told apart. @type {(link: Link) => string} */
export const absolute = (link) => (link.server && !ABSOLUTE.test(plain(link)) ? link.server + plain(link) : plain(link));

/** The server an entry comes from; nothing for a urn. @type {(fullUrl: string) => string} */
export const serverOf = (fullUrl) => RESTFUL.exec(fullUrl)?.[1] ?? "";

/** @type {(link: Link) => string} */
const plain = (link) => link.written.split("/_history/")[0];
