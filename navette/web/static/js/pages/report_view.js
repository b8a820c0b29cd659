// The figures of a period as people read them: for each, a drawing and its table.
import { chart, shown } from "./charts.js";
import { COUNTS, byVolume, delaysBy, isSaid, sums, total } from "./figures.js";
import { nameOf } from "./board_line.js";
import { element, uid } from "./dom.js";
import { delay } from "./dates.js";
import { capital } from "./labels.js";
import { foreign } from "./notice.js";
import { monthOf } from "./periods.js";
import { COUNTED, HAPPENED } from "./report_words.js";
import { count as cell, length } from "./year_cells.js";
import { t } from "./words.js";

/** @typedef {import("../client/indicators.js").Indicators} Indicators @typedef {import("./figures.js").Length} Length @typedef {import("./figures.js").Delays} Delays @typedef {import("./figures.js").Sum} Sum */
/** width: of a drawing. @typedef {{width: number, form: (name: string) => string}} Given */
/** @typedef {import("./charts.js").Bar} Bar @typedef {import("../client/indicators.js").Row} Row */
/** rows: by month, and by form unless masked; senders, recipients: those alone. Masked, what was sent is all that may be said but of recipients. @typedef {Indicators & {senders: Row[], recipients: Row[]}} Figures */
/** @typedef {{name: string, sent: number|null} & Partial<Record<typeof COUNTS[number], number|null>>} Line */

const STEPS = /** @type {const} */ (["received", "accepted", "completed"]);
const SENT = /** @type {const} */ (["sent"]);

/** @type {(found: Figures, given: Given) => HTMLElement[]} */
export function sections(found, given) {
  const { rows, senders, recipients, delays } = found;
  const [partners, forms] = [delaysBy(delays, "recipient"), delaysBy(delays, "form")];
  const months = sums(rows, ({ month }) => [month, monthOf(month)]).sort((one, other) => (one.key < other.key ? -1 : 1));
  const volumes = found.masked ? found.forms.map(({ form, volume }) => ({ name: given.form(form), sent: volume })).sort(byVolume) : sums(rows, ({ form }) => [form, given.form(form)]);
  const told = found.masked ? SENT : COUNTS;
  return [
    summary(found),
    delayFigure(t("Delays by partner"), t("Partner"), partners.map((one) => ({ ...one, name: nameOf(one.name) })), given),
    delayFigure(t("Delays by form"), t("Form"), forms.map((one) => ({ ...one, name: given.form(one.name) })), given),
    volumeFigure(t("Volume by month"), t("Month"), months, told, given),
    volumeFigure(t("Volume by form"), t("Form"), volumes, told, given),
    volumeFigure(t("Volume by partner who receives"), t("Partner"), sums(recipients, ({ recipient, recipientName }) => [recipient, nameOf(recipientName)]), COUNTS, given),
    volumeFigure(t("Volume by partner who sends"), t("Partner"), sums(senders, ({ sender, senderName }) => [sender, nameOf(senderName)]), told, given),
  ];
}

/** The period in a few numbers. @type {(found: Figures) => HTMLElement} */
function summary({ masked, acknowledgement, recipients, delays }) {
  const sum = total(recipients);
  const accepted = delaysBy(delays, "all")[0]?.accepted ?? null;
  const pairs = masked
    ? [[COUNTED.sent, count(acknowledgement.sent)], [COUNTED.accepted, count(accepted ? accepted.count : 0)]]
    : /** @type {const} */ (["sent", "accepted", "rejected", "unanswered"]).map((name) => [COUNTED[name], count(sum[name])]);
  const lengths = isSaid(accepted) ? [[t("Taken in charge: half within"), delay(accepted.median)], [t("Taken in charge: 9 in 10 within"), delay(accepted.p90)]] : [];
  const boxes = [...pairs, ...lengths].map(([term, text]) => element("div", null, element("dt", { textContent: term }), element("dd", { textContent: text })));
  return element("dl", { class: "report-sum" }, ...boxes);
}

/** @type {(title: string, head: string, lines: Delays[], given: Given) => HTMLElement} */
function delayFigure(title, head, lines, { width }) {
  const bars = lines.flatMap(({ name, accepted }) => {
    if (!isSaid(accepted)) return [];
    const text = t("{median}, 9 in 10: {most}", { median: delay(accepted.median), most: delay(accepted.p90) });
    return [{ label: name, text, value: accepted.median, beyond: accepted.p90 }];
  });
  const over = STEPS.map((step) => HAPPENED[step]);
  const heads = [head, ...STEPS.flatMap(() => [t("How many"), t("Median"), t("90th percentile")])];
  const rows = lines.map((line) => [line.name, ...STEPS.flatMap((step) => lengthCells(line[step]))]);
  const note = t("Until it is taken in charge. Bar: the median, half go faster. Line: 9 in 10 go faster.");
  return figure(title, note, { bars, width }, table(heads, rows, over));
}

/** How many, median, 90th percentile. @type {(found: Length) => string[]} */
const lengthCells = (found) => (found ? [count(found.count), ...[found.median, found.p90].map((one) => length(one).text)] : ["–", "–", "–"]);

/** told: which counts. @type {(title: string, head: string, lines: Line[], told: readonly (typeof COUNTS[number])[], given: Given) => HTMLElement} */
function volumeFigure(title, head, lines, told, { width }) {
  const bars = lines.flatMap(({ name, sent }) => (sent === null ? [] : [{ label: name, text: count(sent), value: sent }]));
  const heads = [head, ...told.map((name) => COUNTED[name])];
  const rows = lines.map((line) => [line.name, ...told.map((name) => count(line[name] ?? null))]);
  return figure(title, t("Fiches sent."), { bars, width }, table(heads, rows));
}

/** @type {(title: string, note: string, drawn: {bars: Bar[], width: number}, made: HTMLElement) => HTMLElement} */
function figure(title, note, { bars, width }, made) {
  const id = uid("figure");
  const more = bars.length > shown ? ` ${t("The first {count} are drawn; all are in the table.", { count: shown })}` : "";
  const label = t("{title}: bars. The table beside says the same.", { title });
  const picture = bars.length ? chart(label, bars, width) : null;
  const caption = element("figcaption", null, element("h2", { id, textContent: title }), element("p", { class: "soft", textContent: note + more }));
  const scroll = element("div", { class: "scroll desk-table", tabindex: "0", role: "region", "aria-labelledby": id }, made);
  return element("figure", { class: "card report-figure", "aria-labelledby": id }, caption, element("div", { class: "report-pair" }, picture && element("div", null, picture), scroll));
}

/** over: what every three columns after the first are about. @type {(heads: string[], rows: string[][], over?: string[]) => HTMLElement} */
function table(heads, rows, over = []) {
  const top = element("tr", null, element("td"), ...over.map((text) => element("th", { scope: "colgroup", colspan: "3", textContent: capital(text) })));
  const head = element("tr", null, ...heads.map((text) => element("th", { scope: "col", textContent: text })));
  const body = rows.map(([name, ...cells]) => {
    const figures = cells.map((text) => element("td", { class: "figure", textContent: text }));
    return element("tr", null, element("th", { scope: "row" }, foreign(name)), ...figures);
  });
  return element("table", null, element("thead", null, over.length > 0 && top, head), element("tbody", null, ...body));
}

/** @type {(number: number|null) => string} */
const count = (number) => cell(number).text;
