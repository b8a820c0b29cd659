// "What you read is what was entered": the document, made again from the answers it carries, and compared.
import { verify } from "../bundle_verify.js";
import { readObject } from "../strict.js";
import { at, items, text } from "../tree.js";
import { t } from "./words.js";

/** @typedef {import("./notice.js").Tone} Tone @typedef {import("./interface.js").Form} Form */

/** What is said of the comparison. @type {(raw: Uint8Array, formOf: (canonical: string) => Promise<Form|null>) => Promise<{tone: Tone, text: string}>} */
export async function compared(raw, formOf) {
  const bundle = readObject(raw);
  const forms = new Map();
  for (const canonical of canonicals(bundle)) forms.set(canonical, await formOf(canonical));
  const codes = verify(bundle, (canonical) => forms.get(canonical) ?? null).map((issue) => issue.code);
  if (!codes.length) return { tone: "fine", text: t("What you read is what was entered.") };
  if (codes.includes("no-response")) return { tone: "", text: t("Written by other software: nothing to compare it with.") };
  if (codes.includes("form-unknown")) return { tone: "soon", text: t("Its form is not known here: it could not be compared with what was entered.") };
  return { tone: "late", text: t("What is shown is not what was entered. Call the sender before you rely on it.") };
}

/** The forms that the answers in a document were given to. @type {(bundle: object) => string[]} */
const canonicals = (bundle) =>
  items(at(bundle, "entry"))
    .map((entry) => at(entry, "resource"))
    .filter((resource) => at(resource, "resourceType") === "QuestionnaireResponse")
    .map((resource) => text(at(resource, "questionnaire")));
