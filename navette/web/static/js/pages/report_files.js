// The figures of a period as files: what one asks of them elsewhere.
import { COUNTS } from "./figures.js";
import { nameOf } from "./board_line.js";
import { BY, COUNTED, HAPPENED } from "./report_words.js";
import { count } from "./year_cells.js";
import { lang, t } from "./words.js";

/** @typedef {import("../client/indicators.js").Indicators} Indicators @typedef {{form: (name: string) => string}} Given */

const HOUR = 3600;
const HOURS = new Intl.NumberFormat(lang, { minimumFractionDigits: 2, maximumFractionDigits: 2, useGrouping: false });

/** Fiches by month, form, sender and recipient. @type {(found: Indicators, given: Given) => string[][]} */
export function volumesFile({ rows }, { form }) {
  const heads = [t("Month"), t("Form"), t("From"), t("For"), ...COUNTS.map((name) => COUNTED[name])];
  const lines = rows.map((row) => [row.month, form(row.form), nameOf(row.senderName), nameOf(row.recipientName), ...COUNTS.map((name) => spelled(row[name]))]);
  return [heads, ...lines];
}

/** Delays in hours. @type {(found: Indicators, given: Given) => string[][]} */
export function delaysFile({ delays }, { form }) {
  const heads = [t("By"), t("Of"), t("Until what"), t("How many"), t("Median (h)"), t("90th percentile (h)")];
  const lines = delays.map((one) => {
    const named = one.by === "form" ? form(one.name) : nameOf(one.name);
    const name = one.by === "all" ? "" : named;
    const hours = one.count === null ? ["", ""] : [one.median, one.p90].map((length) => HOURS.format(length / HOUR));
    return [BY[one.by] ?? one.by, name, HAPPENED[one.what] ?? one.what, spelled(one.count), ...hours];
  });
  return [heads, ...lines];
}

/** @type {(number: number|null) => string} */
const spelled = (number) => count(number).plain;
