// An opened document, on the page: who it is about first, then facts, then sections.
// Twin: navette/fhir/show_html.py, templates/fiche.html
import { View, grouped } from "../view.js";
import { element } from "./dom.js";
import { narrative } from "./narrative_view.js";
import { lang, pattern, t } from "./words.js";

/** @typedef {import("../view.js").Section} Section @typedef {import("../view.js").Fact} Fact */
/** The three parts of a page that shows a document. @typedef {{title: string, name: string, lang: string, patient: Node, about: Node, body: Node}} Shown */

/** Throws as View does. @type {(raw: Uint8Array) => Shown} */
export function documentView(raw) {
  const view = new View(raw, pattern);
  return {
    title: view.title,
    name: view.name,
    lang: view.language,
    patient: facts("patient", t("Patient"), view.patient()),
    about: facts("about", t("About this document"), view.facts()),
    body: element("div", { class: "sections" }, ...view.sections().map((section) => sectionView(view, section))),
  };
}

/** A text without a form: a question, a reason. @type {(raw: Uint8Array) => HTMLElement} */
export const textView = (raw) =>
  element("p", { class: "letter", textContent: new TextDecoder().decode(raw).trim(), dir: "auto" });

/** @type {(name: string, label: string, pairs: Fact[]) => HTMLElement} */
function facts(name, label, pairs) {
  const rows = grouped(pairs).map(([term, values]) =>
    element("div", null, element("dt", { textContent: term }), ...values.map((textContent) => element("dd", { textContent, dir: "auto" }))),
  );
  return element("div", { class: name, lang, role: "group", "aria-label": label }, element("dl", null, ...rows));
}

/** @type {(view: View, section: Section) => HTMLElement} */
function sectionView(view, { title, depth, div, lines }) {
  const heading = /** @type {"h2"|"h3"|"h4"} */ (`h${Math.min(depth + 2, 4)}`);
  const made = div ? narrative(div) : null;
  const rest = div && !made ? [view.badlyWritten, div] : lines;
  return element(
    "section",
    { class: `depth-${Math.min(depth, 3)}`, lang: view.language },
    title && element(heading, { textContent: title, dir: "auto" }),
    made,
    ...(made ? [] : rest.map((textContent) => element("p", { textContent, dir: "auto" }))),
  );
}
