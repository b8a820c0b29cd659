// A received document, as what a person reads of it: who, from whom, when, then the sections in their order.
// Twin: navette/fhir/view.py

import { isIns, trustOf } from "./check_identity.js";
import { MATRICULES, TESTS } from "./identity.js";
import { RECIPIENT } from "./parties.js";
import { Refusal, readObject } from "./strict.js";
import { at, byFullUrl, items, obj, text } from "./tree.js";

/** @typedef {import("./tree.js").Obj} Obj @typedef {import("./strict.js").Json} Json */
/** A label, empty for more of the one before, and what there is to say. @typedef {[string, string]} Fact */
/** div: its narrative as it came; lines: what there is without one. @typedef {{title: string, depth: number, div: string, lines: string[]}} Section */
/** @typedef {(msgid: string) => string} Translate */

const DATE = /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:T([0-9]{2}):([0-9]{2}))?)?)?/;
const PARTY_DEPTH = 3; // a place that is part of itself

/** One document, in one language. */
export class View {
  /**
   * Refusal (strict.js) when the bytes are not JSON that can be trusted; `bundle` when no Composition is where a
   * document has it. Attachments are not in the document: the caller lists them.
   * @param {Uint8Array} raw @param {Translate} t
   */
  constructor(raw, t) {
    this.t = t;
    this.bundle = readObject(raw);
    this.known = byFullUrl(this.bundle);
    this.composition = obj(at(this.bundle, "entry", 0, "resource"));
    if (this.composition.resourceType !== "Composition") {
      throw new Refusal("bundle", { fault: "composition-first", location: "Bundle.entry", faults: 1 });
    }
  }

  get title() {
    return text(this.composition.title);
  }

  /** The language its author wrote in. */
  get language() {
    return text(this.composition.language) || "fr";
  }

  /** What is said before a narrative that cannot be read as one. */
  get badlyWritten() {
    const { t } = this;
    return t("This part is not written as it should be; here is all of it:");
  }

  /** The patient's official name. */
  get name() {
    const names = items(this.target(this.composition.subject).name).map(obj);
    return humanName(names.find((one) => one.use === "official") ?? names[0] ?? {});
  }

  /** The identity band: who the fiche is about. */
  patient() {
    return told(this.identity(this.target(this.composition.subject)));
  }

  /** Dates, authors, recipients, the stay: what must be read before the rest. */
  facts() {
    return told(this.about(this.composition));
  }

  /** The summary of the Composition, when it has one, then every section; those inside another after it. @returns {Section[]} */
  sections() {
    const div = text(at(this.composition, "text", "div"));
    const summary = div ? [{ title: "", depth: 0, div, lines: [] }] : [];
    return [...summary, ...items(this.composition.section).flatMap((section) => this.section(obj(section), 0))];
  }

  /** @param {Obj} section @param {number} depth @returns {Section[]} */
  section(section, depth) {
    const title = text(section.title) || concept(section.code);
    const div = text(at(section, "text", "div"));
    const entries = items(section.entry).map((entry) => `- ${summary(this.target(entry))}`);
    const lines = div ? [] : [concept(section.emptyReason), ...entries].filter(Boolean);
    const inside = items(section.section).flatMap((one) => this.section(obj(one), depth + 1));
    return [{ title, depth, div, lines }, ...inside];
  }

  /** @param {Obj} composition @returns {Generator<Fact>} */
  *about(composition) {
    const { t } = this;
    const status = text(composition.status);
    yield [t("Date"), this.date(text(composition.date))];
    if (status !== "final") yield [t("Status"), this.status(status)];
    for (const author of items(composition.author)) yield [t("Author"), this.party(author)];
    yield [t("Kept by"), this.party(composition.custodian)];
    for (const one of items(composition.extension)) {
      if (at(one, "url") === RECIPIENT) yield [t("Recipient"), this.party(at(one, "valueReference"))];
    }
    yield [t("Stay"), this.stay(this.target(at(composition, "encounter")))];
    yield [t("Document"), text(obj(this.bundle.identifier).value)];
  }

  /** @param {Obj} patient @returns {Generator<Fact>} */
  *identity(patient) {
    const { t } = this;
    const names = items(patient.name).map(obj);
    names.sort((one, other) => Number(one.use !== "official") - Number(other.use !== "official"));
    for (const [place, name] of names.entries()) yield [place ? t("Name used") : t("Patient"), humanName(name)];
    yield [t("Sex"), this.sex(text(patient.gender))];
    yield [t("Born"), this.date(text(patient.birthDate))];
    const numbers = items(patient.identifier).map(obj).filter(isIns);
    for (const { value, system } of numbers) {
      yield [t("INS"), text(value)];
      if ([...TESTS].some((code) => MATRICULES[code] === system)) yield ["", t("TEST IDENTITY: this is nobody")];
    }
    const trust = trustOf(patient, numbers.length > 0);
    yield [t("Identity"), this.trust(trust.status)];
    if (trust.doubts.size) yield ["", t("DOUBTFUL OR FICTITIOUS IDENTITY")];
    yield* this.reach(patient);
  }

  /** @param {Obj} patient @returns {Generator<Fact>} */
  *reach(patient) {
    const { t } = this;
    for (const one of items(patient.telecom).map(obj)) yield [t("Telephone"), text(one.value) || address(one)];
    for (const one of items(patient.address).map(obj)) yield [t("Address"), text(one.text) || address(one)];
    for (const one of items(patient.contact).map(obj)) {
      const links = items(one.relationship).map(concept);
      const phones = items(one.telecom).map((phone) => text(obj(phone).value));
      yield [t("Contact"), joined([humanName(obj(one.name)), ...links, ...phones])];
    }
  }

  /** @param {Obj} encounter */
  stay(encounter) {
    const half = (/** @type {string} */ day, /** @type {string} */ way) =>
      joined([this.date(text(obj(encounter.period)[day])), concept(at(encounter, "hospitalization", way))]);
    return [half("start", "admitSource"), half("end", "dischargeDisposition")].filter(Boolean).join(" → ");
  }

  /** @param {Json} reference */
  target(reference) {
    return this.known.get(text(at(reference, "reference"))) ?? {};
  }

  /** A person or a place by its own resource; what the reference says of it when there is none. @param {Json} reference @returns {string} */
  party(reference, depth = PARTY_DEPTH) {
    if (depth === 0) return "";
    const target = this.target(reference);
    if (target.resourceType === "PractitionerRole") {
      const [person, place] = [target.practitioner, target.organization].map((one) => this.party(one, depth - 1));
      return joined([...new Set([person, ...items(target.code).map(concept), place])]);
    }
    const { name } = target;
    const own = typeof name === "string" ? name : humanName(obj(at(name, 0)));
    return joined([...new Set([own || text(obj(reference).display), this.party(target.partOf, depth - 1)])]);
  }

  /** A FHIR date or dateTime, of whatever precision; anything else as it is. @param {string} value */
  date(value) {
    const found = DATE.exec(value);
    if (!found) return value;
    const [, year, month, day, hour, minute] = found;
    const { t } = this;
    const longest = day ? t("{year}-{month}-{day}") : month ? t("{year}-{month}") : "{year}";
    const pattern = minute ? t("{year}-{month}-{day} {hour}:{minute}") : longest;
    /** @type {Record<string, string>} */
    const parts = { year, month, day, hour, minute };
    return pattern.replace(/\{([a-z]+)\}/g, (_, part) => parts[part]);
  }

  /** @param {string} code */
  sex(code) {
    const { t } = this;
    const known = { male: t("male"), female: t("female"), unknown: t("unknown"), other: t("other") };
    return named(known, code);
  }

  /** @param {string} code */
  status(code) {
    const { t } = this;
    const known = {
      preliminary: t("partial, to be completed"),
      amended: t("amended"),
      "entered-in-error": t("ENTERED IN ERROR: do not use"),
    };
    return named(known, code);
  }

  /** @param {string|null} status */
  trust(status) {
    const { t } = this;
    const known = {
      PROV: t("provisional"),
      RECUP: t("retrieved, not checked"),
      VALI: t("checked, not retrieved"),
      QUAL: t("qualified"),
    };
    return status ? named(known, status) : t("status not given");
  }
}

/** What has no label of its own belongs to the label before it; equal labels one after the other are one. @type {(facts: Fact[]) => [string, string[]][]} */
export function grouped(facts) {
  /** @type {[string, string[]][]} */
  const groups = [];
  for (const [label, value] of facts) {
    const last = groups.at(-1);
    if (last && (!label || label === last[0])) last[1].push(value);
    else groups.push([label, [value]]);
  }
  return groups;
}

/** What there is nothing to say of is left out. @type {(facts: Iterable<Fact>) => Fact[]} */
const told = (facts) => [...facts].filter(([, value]) => value);

/** @type {(parts: string[]) => string} */
const joined = (parts) => parts.filter(Boolean).join(", ");

/** @type {(known: Record<string, string>, code: string) => string} */
const named = (known, code) => (Object.hasOwn(known, code) ? known[code] : code);

/** FAMILY given names, as French records order them; the text when that is all there is. @type {(name: Obj) => string} */
function humanName(name) {
  const [prefix, given] = [items(name.prefix).map(text), items(name.given).map(text)];
  return [...prefix, text(name.family).toUpperCase(), ...given].filter(Boolean).join(" ") || text(name.text);
}

/** @type {(address: Obj) => string} */
const address = (address) =>
  joined([...items(address.line).map(text), `${text(address.postalCode)} ${text(address.city)}`.trim()]);

/** @type {(value: Json) => string} */
function concept(value) {
  const coding = obj(at(value, "coding", 0));
  return text(at(value, "text")) || text(coding.display) || text(coding.code);
}

/** What a resource without narrative is about. @type {(resource: Obj) => string} */
function summary(resource) {
  const keys = ["code", "medicationCodeableConcept", "vaccineCode", "type"];
  return keys.map((key) => concept(resource[key])).find(Boolean) ?? text(resource.resourceType);
}
