// What a check found, and its sentence for a person. Twin: navette/fhir/issue.py

/** @typedef {Record<string, string|number>} Facts */
/** @typedef {{severity: "error"|"warning", code: string, location: string, diagnostics: string, facts: Facts}} Issue */

/** @type {(code: string, location: string, diagnostics: string, facts?: Facts) => Issue} */
export const error = (code, location, diagnostics, facts = {}) => ({ severity: "error", code, location, diagnostics, facts });

/** @type {(code: string, location: string, diagnostics: string, facts?: Facts) => Issue} */
export const warning = (code, location, diagnostics, facts = {}) => ({ severity: "warning", code, location, diagnostics, facts });

/** words: the table of one language, issue_words.py. @type {(issue: Issue, words: Record<string, string>) => string} */
export function sentence({ code, location, facts: given }, words) {
  /** @type {Facts} */
  const facts = { code, location, ...given };
  if (words.lang !== "en") {
    if (facts.limit !== undefined) facts.limit = String(facts.limit).replaceAll(".", ",");
  } else for (const [key, fact] of Object.entries(given)) if (key.endsWith("_en") && fact) facts[key.slice(0, -3)] = fact;
  if (facts.item !== undefined) facts.what = fill(words[facts.of ? "of" : facts.row ? "line" : ""] ?? "{item}", facts);
  if (facts.human !== undefined) return fill(words[facts.row ? "answers-line" : "answers"], facts);
  return fill(words[code] || words[code.split("-")[0]] || words.document, facts);
}

/** @type {(text: string, facts: Facts) => string} */
const fill = (text, facts) => text.replace(/\{([a-z_]+)\}/g, (_, name) => String(facts[name] ?? "…"));
