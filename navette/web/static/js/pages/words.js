// The words of the pages, in the language the server wrote this page in; and what a failure means to a person.

/** @typedef {{lang: string, texts: Record<string, string>, errors: Record<string, string[]>, issues?: Record<string, string>, facts?: Record<string, string>}} Words */
/** @typedef {Record<string, string|number>} Facts */
/** What happened, what it means for the fiche, what to do next. @typedef {{what: string, meaning: string, next: string}} Sentences */

/** @type {Words} */
const words = JSON.parse(document.getElementById("words")?.textContent || '{"lang": "en", "texts": {}, "errors": {}}');

/** Those that come after the first list: see rest.js. @type {(more: Words) => void} */
export function learn({ texts, errors, issues }) {
  Object.assign(words.texts, texts);
  Object.assign(words.errors, errors);
  words.issues = issues;
}

/** The words of a failure are here. @type {(error: unknown) => boolean} */
export const isKnown = (error) => codeOf(error) in words.errors || !codeOf(error);

export const lang = words.lang;

/** @type {() => "fr"|"en"} */
export const language = () => (lang === "fr" ? "fr" : "en");

/** The sentences of issue.js: what is wrong with an answer. @type {() => Record<string, string>} */
export const issueWords = () => words.issues ?? { lang };

/** A text, an English msgid, in the language of the page. @type {(msgid: string, facts?: Facts) => string} */
export const t = (msgid, facts = {}) => fill(pattern(msgid), facts);

/** The same with its {places} as they are. @type {(msgid: string) => string} */
export const pattern = (msgid) => words.texts[msgid] ?? msgid;

/** @type {(text: string, facts: Facts) => string} */
const fill = (text, facts) => text.replace(/\{([a-z_]+)\}/g, (_, name) => String((facts[name] ?? "") === "" ? (words.facts?.[name] ?? "…") : facts[name]));

/** A failure in three sentences; one nobody foresaw says so, and nothing of itself. said: by the page itself. @type {(error: unknown) => Sentences} */
export function sentences(error) {
  const { code = "", data = {}, said } = /** @type {{code?: string, data?: Facts, said?: Sentences}} */ (error ?? {});
  if (said) return said;
  const known = words.errors[code] ?? [
    t("Something went wrong in this page."),
    t("The fiche stands where it stood; nothing is lost."),
    t("Try again; doing it twice does no harm."),
  ];
  const [what, meaning, next] = known.map((text) => fill(text, data));
  return { what, meaning, next };
}

/** The code of a failure, "" for anything else. @type {(error: unknown) => string} */
export const codeOf = (error) => /** @type {{code?: string}} */ (error ?? {}).code ?? "";

/** The three sentences of a failure, in their order. @type {(error: unknown) => string[]} */
export const tell = (error) => Object.values(sentences(error));
