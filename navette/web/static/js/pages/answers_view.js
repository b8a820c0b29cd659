// Answers as a person reads them again: section by section, question and answer.

import { Row } from "../answers.js";
import { textOf } from "./form_fields.js";
import { element } from "./dom.js";
import { showMoment, showNumber } from "./typed.js";
import { language, t } from "./words.js";

/** @typedef {import("../form.js").Item} Item */

/** The sections of a form that say something; heading: the level of their titles. @type {(items: Item[], row: Row, heading: "h3"|"h4") => HTMLElement[]} */
export function sections(items, row, heading) {
  return items.flatMap((item) => {
    const said = listOf(item.type === "group" && !item.rows ? item.items : [item], row);
    return said ? [element("section", null, element(heading, null, words(item)), said)] : [];
  });
}

/** Questions and their answers; null when nothing is answered. @type {(items: Item[], row: Row) => HTMLElement|null} */
export function listOf(items, row) {
  const pairs = items.flatMap((item) => pairsOf(item, row));
  return pairs.length ? element("dl", { class: "answers" }, ...pairs) : null;
}

/** @type {(item: Item, row: Row) => HTMLElement[]} */
function pairsOf(item, row) {
  if (item.rows) return row.rows(item.linkId).map((one) => pair(words(item), rowOf(item, one)));
  if (item.type === "group") return item.items.flatMap((one) => pairsOf(one, row));
  const values = row.values.get(item.linkId) ?? [];
  return values.length ? [pair(words(item), values.map((value) => shown(item, value)).join("\n"))] : [];
}

/** A row in one line: its answers in their order. @type {(item: Item, row: Row) => string} */
function rowOf(item, row) {
  const texts = item.items.flatMap((one) => (row.values.get(one.linkId) ?? []).map((value) => (value instanceof Row ? "" : shown(one, value))));
  return texts.filter(Boolean).join(" · ");
}

/** @type {(item: Item, value: any) => string} */
function shown(item, value) {
  if (typeof value === "boolean") return value ? t("Yes") : t("No");
  if (value?.code) return (language() === "en" && value.displayEn) || value.display || value.code;
  if (item.type === "date" || item.type === "dateTime") return showMoment(value);
  const said = String(value.text ?? value);
  if (item.type !== "decimal" && item.type !== "integer") return said;
  return item.unit ? `${showNumber(said)} ${item.unit.display || item.unit.code}` : showNumber(said);
}

/** @type {(item: Item) => string} */
const words = (item) => textOf(item, { language: language() });

/** @type {(question: string, answer: string) => HTMLElement} */
const pair = (question, answer) => element("div", null, element("dt", null, question), element("dd", { dir: "auto" }, answer));
