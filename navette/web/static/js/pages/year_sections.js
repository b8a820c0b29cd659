// The yearly report: its sections, each a table that the page, the paper and the file share. Figures in, cells out; no page here.
import { COUNTS } from "./figures.js";
import { nameOf } from "./board_line.js";
import { REASON, label } from "./labels.js";
import { monthOf } from "./periods.js";
import { COUNTED } from "./report_words.js";
import { count, length, nothing, rate, sum, words } from "./year_cells.js";
import { isKnown, sentences, t } from "./words.js";

/** @typedef {import("../client/indicators.js").Indicators} Indicators @typedef {import("../client/indicators.js").Row} Row @typedef {import("../client/indicators.js").Delay} Delay */
/** @typedef {import("./year_cells.js").Cell} Cell */
/**
 * One answer, by recipient, and of two others what was sent alone: they share its sum and nothing else, so that what is
 * hidden in one cannot be worked out with another (docs/spec/indicators.md).
 * @typedef {{recipient: Indicators, month: Indicators, sender: Indicators}} Year
 */
/** kind: key (the first column but one are values, the last says what they are) or table. @typedef {{kind: "key"|"table", title: string, note: string, heads: string[], rows: {name: string, cells: Cell[]}[], none: string}} Section */
/** @typedef {(name: string) => string} Titled */

const DAY = 86_400;
const AGES = [DAY, 2 * DAY, 7 * DAY];

/** @type {(year: Year, form: Titled) => Section[]} */
export const sections = (year, form) => [key(year, form), months(year), forms(year, form), recipients(year), senders(year), waiting(year), failures(year)];

/** What the health insurance asks for first, with what each of them is. @type {(year: Year, form: Titled) => Section} */
function key({ recipient: all }, form) {
  const { sent, received, taken, answered } = all.acknowledgement;
  const [delivered, accepted] = ["received", "accepted"].map((what) => all.delays.find((one) => one.by === "all" && one.what === what));
  const days = all.sameDay.map((one) => line(t("Sent the same day: {form}", { form: form(one.form) }), [count(one.sameDay), rate(one.sameDay, one.count)], t("Among those whose day is known, those sent before it was over.")));
  const rows = [
    line(t("Fiches sent"), [count(sent)], t("A fiche sent to two mailboxes counts twice.")),
    line(t("Fiches delivered"), [count(received), rate(received, sent)], t("The recipient's software opened and checked it, and signed a receipt.")),
    line(t("Taken in charge"), [count(taken), rate(taken, sent)], t("A person of the recipient signed that it is now theirs, or closed it at once.")),
    line(t("Fiches answered"), [count(answered), rate(answered, sent)], t("Taken in charge, declined or sent on.")),
    line(t("Delay until delivered, median"), [length(delivered?.median)], t("From the sending on to the receipt: half go faster.")),
    line(t("Delay until delivered, 90th percentile"), [length(delivered?.p90)], t("Nine in ten go faster.")),
    line(t("Delay until taken in charge, median"), [length(accepted?.median)], t("From the sending on until a person signed: half go faster.")),
    line(t("Delay until taken in charge, 90th percentile"), [length(accepted?.p90)], t("Nine in ten go faster.")),
    ...days,
    line(t("Treating doctor found"), [count(all.found.found), rate(all.found.found, all.found.asked)], t("Searches for a treating doctor, those closed as found.")),
    line(t("Active professionals"), [count(all.actors.professionals)], t("Persons who signed a fiche or an act of it.")),
    line(t("Active mailboxes"), [count(all.actors.mailboxes)], t("Wards, practices and teams that sent or received.")),
    line(t("Facilities"), [count(all.actors.facilities)], t("Those of the active mailboxes, as who vouches for them names them.")),
  ];
  return { kind: "key", title: t("The year in figures"), note: "", heads: [t("Indicator"), t("Value"), t("Rate"), t("What it is")], rows, none: "" };
}

/** @type {(name: string, cells: Cell[], what: string) => {name: string, cells: Cell[]}} */
const line = (name, [first, second = words("")], what) => ({ name, cells: [first, second, words(what)] });

/** @type {(delay: Delay|undefined) => Cell[]} */
const lengths = (delay) => [length(delay?.median), length(delay?.p90)];

/** @type {(title: string, note: string, heads: string[], rows: {name: string, cells: Cell[]}[]) => Section} */
const table = (title, note, heads, rows) => ({ kind: "table", title, note, heads, rows, none: t("None in this year.") });

const VOLUMES = () => COUNTS.map((name) => COUNTED[name]);

/** @type {(row: Row) => Cell[]} */
const volumes = (row) => COUNTS.map((name) => count(row[name]));

/** @type {(year: Year) => Section} */
const months = ({ month: { rows } }) =>
  table(t("By month"), t("By the day on which the server had the fiche."), [t("Month"), COUNTED.sent], rows.toSorted((one, other) => (one.month < other.month ? -1 : 1)).map(({ month, sent }) => ({ name: monthOf(month), cells: [count(sent)] })));

/** @type {(year: Year, form: Titled) => Section} */
function forms({ recipient: { forms: found, delays } }, form) {
  const steps = /** @type {const} */ (["received", "accepted", "completed"]);
  const of = (/** @type {string} */ name) => steps.map((what) => delays.find((one) => one.by === "form" && one.key === name && one.what === what));
  const rows = largest(found.map((one) => ({ name: form(one.form), key: one.form, sent: one.volume }))).map(({ name, key: hash, sent }) => {
    const happened = of(hash);
    return { name, cells: [count(sent), ...happened.map((one) => count(one ? one.count : 0)), ...lengths(happened[1])] };
  });
  return table(t("By form"), AFTER(), [t("Form"), COUNTED.sent, ...steps.map((step) => COUNTED[step]), ...DELAYS()], rows);
}

/** @type {(year: Year) => Section} */
const recipients = ({ recipient: { rows, delays } }) =>
  table(t("By recipient"), AFTER(), [t("Mailbox"), ...VOLUMES(), ...DELAYS()], largest(rows.map((row) => ({ ...row, name: nameOf(row.recipientName) }))).map((row) => ({ name: row.name, cells: [...volumes(row), ...lengths(taken(delays, row.recipient))] })));

/** @type {(year: Year) => Section} */
const senders = ({ sender: { rows } }) =>
  table(t("By sender"), "", [t("Mailbox"), COUNTED.sent], largest(rows.map(({ senderName, sent }) => ({ name: nameOf(senderName), sent }))).map(({ name, sent }) => ({ name, cells: [count(sent)] })));

const AFTER = () => t("Delays: from the sending on until a person took it in charge.");
const DELAYS = () => [t("Median"), t("9 in 10")];

/** @type {(delays: Delay[], recipient: string) => Delay|undefined} */
const taken = (delays, recipient) => delays.find((one) => one.by === "recipient" && one.key === recipient && one.what === "accepted");

/** Those that are hidden last. @template {{name: string, sent: import("./year_cells.js").Shown}} T @param {T[]} rows @returns {T[]} */
const largest = (rows) => rows.toSorted((one, other) => (other.sent ?? -1) - (one.sent ?? -1) || one.name.localeCompare(other.name));

/** What nobody has closed, by age. @type {(year: Year) => Section} */
function waiting({ recipient: { unresolved } }) {
  const names = new Map(unresolved.map(({ recipient, recipientName }) => [recipient, nameOf(recipientName)]));
  const of = (/** @type {string} */ box) =>
    AGES.map((age) => {
      const one = unresolved.find(({ recipient, over }) => recipient === box && over === age);
      return one ? one.count : 0;
    });
  const rows = [...names].map(([box, name]) => ({ name, numbers: of(box) }));
  const all = AGES.map((_, place) => sum(rows.map(({ numbers }) => numbers[place])));
  const lines = [...rows, ...(rows.length > 1 ? [{ name: t("All"), numbers: all }] : [])].map(({ name, numbers }) => ({ name, cells: numbers.map(count) }));
  return table(t("Waiting still, by recipient"), t("What nobody has closed, declined or withdrawn; what waits for 7 days is in the three columns."), [t("Mailbox"), t("More than 24 h"), t("More than 48 h"), t("More than 7 days")], lines);
}

/** @type {(year: Year) => Section} */
const failures = ({ recipient: { failures: found } }) =>
  table(t("Receipts of a failure"), t("What the recipient's software could not open: for good, or at first."), [t("Reason"), t("For good"), t("At first")], [...new Set(found.map(({ code }) => code))].map((code) => ({ name: reason(code), cells: ["fatal-error", "transient-error"].map((response) => ofResponse(found, code, response)) })));

/** @type {(found: Indicators["failures"], code: string, response: string) => Cell} */
function ofResponse(found, code, response) {
  const one = found.find((failure) => failure.code === code && failure.response === response);
  return one ? count(one.count) : nothing;
}

/** @type {(code: string) => string} */
const reason = (code) => (isKnown({ code }) ? sentences({ code }).what : label(REASON, code));
