// Where a fiche stands and how urgent it is, as people read it: what lists need of labels.js. Twin: navette/cli/labels.py
import { t } from "./words.js";

/** @typedef {Record<string, string>} Labels */

/** @type {Labels} */
export const STATUS = {
  requested: t("sent"),
  received: t("delivered"),
  accepted: t("taken in charge"),
  "on-hold": t("question asked"),
  rejected: t("declined"),
  completed: t("closed"),
  cancelled: t("withdrawn"),
};

/** By the urgency's place. */
export const URGENCY = [t("planned"), t("urgent"), t("as soon as possible"), t("very urgent")];

/** The word for a code, or the code itself when it is a later version's. @type {(words: Labels, code: string) => string} */
export const label = (words, code) => words[code] ?? code;

/** The first letter large. @type {(text: string) => string} */
export const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);
