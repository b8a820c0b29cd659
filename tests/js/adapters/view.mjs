// A document as a person reads it, as JSON. words: what is said, by msgid.
import { View, grouped } from "../../../navette/web/static/js/view.js";

export function viewed(text, words) {
  const view = new View(new TextEncoder().encode(text), (msgid) => words[msgid] ?? msgid);
  const { title, language, name, badlyWritten } = view;
  const [patient, facts] = [view.patient(), view.facts()];
  return { title, language, name, badlyWritten, patient, facts, grouped: grouped(patient), sections: view.sections() };
}
