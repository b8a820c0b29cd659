// The board as a file: what is shown, a line each.
import { lateness } from "./board.js";
import { nameOf, stateOf } from "./board_line.js";
import { dated } from "./dates.js";
import { URGENCY, capital } from "./labels.js";
import { lang, t } from "./words.js";

/** @typedef {import("./board.js").Item} Item */

const HOUR = 3600;
const FIGURE = new Intl.NumberFormat(lang, { minimumFractionDigits: 1, maximumFractionDigits: 1, useGrouping: false });

/** Headings, then lines. @type {(items: Item[], form: (item: Item) => string, at: number) => string[][]} */
export function boardFile(items, form, at) {
  const heads = [t("Reference"), t("For"), t("From"), t("Form"), t("Urgency"), t("State"), t("Sent on"), t("Deadline"), t("Hours late"), t("Last nudge"), t("Nudges")];
  const lines = items.map((item) => {
    const late = lateness(item, at) === "late" ? (at - item.dueBy) / HOUR : 0;
    const about = [item.reference, nameOf(item.mailboxName), nameOf(item.senderName), form(item), capital(URGENCY[item.urgency] ?? ""), stateOf(item)];
    return [...about, dated(item.received), dated(item.dueBy), FIGURE.format(late), item.nudged ? dated(item.nudged) : "", String(item.nudges ?? 0)];
  });
  return [heads, ...lines];
}
