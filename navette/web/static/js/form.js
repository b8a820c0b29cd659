// A form, read from its Questionnaire and the trees of its expressions. Twins: navette/fhir/form.py, questionnaire_read.py
import { prepare } from "./fhirpath.js";
import { at, items, text } from "./tree.js";

/** @typedef {{system: string, code: string, display: string, displayEn: string}} Coding */
/** @typedef {{fr: string, en: string}} Phrase */
/** @typedef {{question: string, operator: string, answer: any}} Condition */
/** @typedef {{template: string, fullUrl: string}} Extract */
/** @typedef {{key: string, severity: "error"|"warning", human: Phrase, expression: string, item: string}} Constraint */
/** @typedef {ReturnType<typeof readForm>} Form */
/**
 * @typedef {{linkId: string, type: string, text: string, textEn: string, say: Phrase, help: Phrase, inside: Phrase,
 *   required: boolean, repeats: boolean, rows: boolean, minOccurs: number, maxOccurs: number, maxLength: number,
 *   low: any, high: any, places: number|null, code: Coding|null, unit: Coding|null, options: Coding[],
 *   favourites: Phrase[], conditions: Condition[], any: boolean, constraints: Constraint[], emptyReason: string,
 *   due: boolean, observe: boolean, category: Coding|null, observedAt: string, extract: Extract[], allocated: string[],
 *   items: Item[]}} Item
 */

const HL7 = "http://hl7.org/fhir/StructureDefinition/";
const SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-";
const OURS = "https://navette.example/fhir/StructureDefinition/";
const NO_PHRASE = { fr: "", en: "" };

/** A form that was checked when it was compiled. @param {any} compiled */
export function readForm({ questionnaire: value, expressions }) {
  const { url, version, title } = value;
  const short = phrases(value, `${OURS}short-title`)[0] ?? NO_PHRASE;
  const english = phrase(value, "title").en;
  /** @type {Record<string, ReturnType<typeof prepare>>} */
  const prepared = Object.create(null);
  for (const key of Object.keys(expressions)) prepared[key] = prepare(expressions[key]);
  /** @type {Record<string, any>} */
  const templates = Object.create(null);
  for (const { id, ...template } of items(value.contained).map(any)) templates[id] = template;
  return {
    url,
    version,
    canonical: `${url}|${version}`,
    name: url.slice(url.lastIndexOf("/") + 1),
    titleFr: title,
    titleEn: english,
    shortFr: short.fr || title,
    shortEn: short.en || short.fr || english,
    rule: extension(value, `${OURS}deadline-rule`),
    kind: extension(value, `${OURS}manifest-kind`),
    code: coding(value.code[0]),
    items: readItems(value),
    purpose: text(value.purpose),
    declines: values(value, `${OURS}decline-reason`),
    allocated: values(value, `${SDC}extractAllocateId`),
    extract: extracts(value),
    constraints: constraints(value),
    templates,
    expressions: prepared,
    questionnaire: value,
  };
}

/** Every item, groups before what they hold. @type {(items: Item[]) => Item[]} */
export const walkItems = (items) => items.flatMap((item) => [item, ...walkItems(item.items)]);

/** @type {(holder: any) => Item[]} */
const readItems = (holder) => items(holder.item).map(any).filter((one) => !isHelp(one)).map(readItem);

/** @type {(item: any) => Item} */
function readItem(item) {
  /** @type {(name: string) => any} */
  const said = (name) => extension(item, name);
  const { fr, en } = phrase(item, "text");
  const say = phrases(item, `${OURS}in-sentence`)[0] ?? NO_PHRASE;
  const help = items(item.item).map(any).find(isHelp);
  const inside = { fr: say.fr || `« ${fr} »`, en: say.en || say.fr || `“${en || fr}”` };
  const category = said(`${SDC}observation-extract-category`);
  return {
    linkId: item.linkId,
    type: item.type,
    text: fr,
    textEn: en,
    say,
    help: help ? phrase(help, "text") : NO_PHRASE,
    inside,
    required: item.required === true,
    repeats: item.repeats === true,
    rows: item.type === "group" && item.repeats === true,
    minOccurs: said(`${HL7}questionnaire-minOccurs`) ?? 0,
    maxOccurs: said(`${HL7}questionnaire-maxOccurs`) ?? 0,
    maxLength: item.maxLength ?? 0,
    low: said(`${HL7}minValue`),
    high: said(`${HL7}maxValue`),
    places: said(`${HL7}maxDecimalPlaces`),
    code: item.code ? coding(item.code[0]) : null,
    unit: coding(said(`${HL7}questionnaire-unit`)),
    options: items(item.answerOption).map((one) => /** @type {Coding} */ (coding(at(one, "valueCoding")))),
    favourites: phrases(item, `${OURS}favourite`),
    conditions: items(item.enableWhen).map(condition),
    any: item.enableBehavior === "any",
    constraints: constraints(item),
    emptyReason: text(said(`${OURS}section-empty-reason`)),
    due: said(`${OURS}due-date`) === true,
    observe: said(`${SDC}observationExtract`) === true,
    category: coding(at(category, "coding", 0)),
    observedAt: text(said(`${OURS}observed-at`)),
    extract: extracts(item),
    allocated: values(item, `${SDC}extractAllocateId`),
    items: readItems(item),
  };
}

/** @type {(value: any) => any} */
const any = (value) => value;

/** @type {(item: any) => boolean} */
const isHelp = (item) =>
  item.type === "display" && items(at(extension(item, `${HL7}questionnaire-itemControl`), "coding")).some((one) => at(one, "code") === "help");

/** @type {(value: any) => Coding|null} */
const coding = (value) =>
  value && { system: value.system, code: value.code, display: text(value.display), displayEn: phrase(value, "display").en };

/** @type {(value: any) => Condition} */
function condition(value) {
  const key = Object.keys(value).find((one) => one.startsWith("answer")) ?? "";
  return { question: value.question, operator: value.operator, answer: key === "answerCoding" ? coding(value[key]) : value[key] };
}

/** @type {(element: any) => Extract[]} */
const extracts = (element) =>
  extensions(element, `${SDC}templateExtract`).map((one) => ({
    template: extension(one, "template").reference.replace(/^#/, ""),
    fullUrl: text(extension(one, "fullUrl")),
  }));

/** @type {(element: any) => Constraint[]} */
const constraints = (element) =>
  extensions(element, `${HL7}questionnaire-constraint`).map((one) => ({
    key: extension(one, "key"),
    severity: extension(one, "severity"),
    human: phrases(one, "human")[0],
    expression: extension(one, "expression"),
    item: extension(one, "location") ?? text(element.linkId),
  }));

/** @type {(element: any, url: string) => any[]} */
const extensions = (element, url) => items(at(element, "extension")).filter((one) => at(one, "url") === url);

/** The value of each extension `url`. @type {(element: any, url: string) => any[]} */
export const values = (element, url) =>
  extensions(element, url).map((one) => Object.entries(one).find(([key]) => key.startsWith("value"))?.[1] ?? null);

/** @type {(element: any, url: string) => any} */
const extension = (element, url) => values(element, url)[0] ?? null;

/** @type {(element: any, url: string) => Phrase[]} */
const phrases = (element, url) => extensions(element, url).map((one) => phrase(one, "valueString"));

/** The text at `key` in both languages. @type {(element: any, key: string) => Phrase} */
function phrase(element, key) {
  const translations = extensions(at(element, `_${key}`), `${HL7}translation`);
  const english = translations.find((one) => extension(one, "lang") === "en");
  return { fr: text(element[key]), en: english ? text(extension(english, "content")) : "" };
}
