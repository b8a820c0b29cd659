// Whether bytes are a FHIR R4 document Bundle that can be sealed, or shown. Twin: navette/fhir/check.py

import { checkDocument, checkDosages, checkReach } from "./check_document.js";
import { checkIdentities } from "./check_identity.js";
import { Profiles } from "./check_profile.js";
import { References } from "./check_references.js";
import { MAX_ISSUES, Structure } from "./check_structure.js";
import { Definitions } from "./definitions.js";
import { error } from "./issue.js";
import { Refusal, readObject } from "./strict.js";
import { obj, resources, text } from "./tree.js";

/** @typedef {import("./issue.js").Issue} Issue */

/** Made once of the compiled table; checks as often as one likes. */
export class Checker {
  /** @param {any} table */
  constructor(table) {
    this.definitions = new Definitions(table);
  }

  /** Every fault of a document, in the order of the checks. @type {(raw: Uint8Array|string, options: {production: boolean}) => Issue[]} */
  checkBundle(raw, { production }) {
    let bundle;
    try {
      bundle = readObject(raw);
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      return [error(thrown.code, "Bundle", "not JSON that can be trusted", { problem: String(thrown.data.problem ?? "") })];
    }
    return this.checkTree(bundle, { production });
  }

  /** The same for what is read already: all but the checks of the bytes. @type {(bundle: any, options: {production: boolean}) => Issue[]} */
  checkTree(bundle, { production }) {
    if (bundle.resourceType !== "Bundle") return [error("not-a-bundle", "Bundle", "resourceType is not Bundle")];
    const one = new Checked(this.definitions, bundle);
    one.references();
    one.document();
    one.add(checkIdentities(bundle, production));
    one.add(checkDosages(bundle));
    one.profiles();
    return one.issues;
  }

  /** One resource, and the profiles it claims; `profile` (a url) too. @type {(value: any, profile?: string|null) => Issue[]} */
  checkResource(value, profile = null) {
    const one = new Checked(this.definitions, value);
    one.references();
    one.profiles(profile);
    return one.issues;
  }
}

/** One value on its way through the checks; each keeps its first hundred issues. */
class Checked {
  /** @param {Definitions} definitions @param {any} value */
  constructor(definitions, value) {
    this.definitions = definitions;
    this.root = obj(value);
    this.kind = text(this.root.resourceType) || "Resource";
    this.structure = new Structure(definitions);
    this.structure.resource(value, this.kind);
    this.issues = [...this.structure.issues];
    this.bundle = this.kind === "Bundle" ? this.root : {};
    this.found = new References(this.structure.links, this.bundle);
  }

  isSound() {
    return this.issues.every((issue) => issue.severity === "warning");
  }

  /** @param {Iterable<Issue>} found */
  add(found) {
    let count = 0;
    for (const issue of found) {
      if (count++ === MAX_ISSUES) return;
      this.issues.push(issue);
    }
  }

  references() {
    this.add(this.found.check());
  }

  document() {
    this.add(checkDocument(this.root));
    if (this.isSound()) this.add(checkReach(this.root, this.structure.links));
  }

  /** @param {string|null} [url] */
  profiles(url = null) {
    if (!this.isSound()) return;
    const profiles = new Profiles(this.definitions, this.found);
    if (url !== null) this.add(profiles.check(this.root, this.kind, url));
    for (const [location, resource] of [[this.kind, this.root], ...resources(this.bundle)]) {
      this.add(profiles.claimed(resource, /** @type {string} */ (location)));
    }
  }
}
