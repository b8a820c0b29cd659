// The words of the access journal, for a fiche and for the page of its own.
import { moment } from "./dates.js";
import { element } from "./dom.js";
import { capital, label } from "./labels.js";
import { foreign } from "./notice.js";
import { t } from "./words.js";

/** @typedef {import("../client/journal.js").Line} Line */

/** @type {Record<string, string>} */
const ACTION = {
  collect: t("content fetched"),
  attachment: t("attachment fetched"),
  look: t("progress looked at"),
  board: t("board looked at"),
  indicators: t("indicators looked at"),
  invitations: t("invitations looked at"),
  journal: t("journal looked at"),
  export: t("export made"),
  holds: t("holds looked at"),
  invite: t("invitation made"),
  "withdraw-invitation": t("invitation withdrawn"),
  certify: t("identity vouched for"),
  mailbox: t("members or address changed"),
  service: t("hours or substitute changed"),
  nudge: t("nudge"),
  hold: t("removal held back"),
  "release-hold": t("removal held back no more"),
};

/** Who did it. @type {(line: Line) => string} */
export const whoOf = ({ name, itself }) => (itself ? t("the server") : name || t("(nobody vouches)"));

/** What was done, or was refused. @type {(line: Line) => string} */
export function whatOf({ action, result }) {
  const what = capital(label(ACTION, action));
  return result ? t("{what} (refused)", { what }) : what;
}

/** What happened, as a cell: a refusal is seen without its colour too. @type {(line: Line) => HTMLElement} */
export const whatCell = (line) => element("td", null, line.result ? element("strong", { textContent: whatOf(line) }) : whatOf(line));

/** When, and who. @type {(line: Line) => HTMLElement[]} */
export const firstCells = (line) => [element("td", null, moment(line.time)), element("td", null, foreign(whoOf(line)))];

/** A table that scrolls in its own box. @type {(name: string, heads: string[], rows: HTMLElement[]) => HTMLElement} */
export function tableOf(name, heads, rows) {
  const head = element("tr", null, ...heads.map((textContent) => element("th", { scope: "col", textContent })));
  const table = element("table", { class: "proof looks" }, element("thead", null, head), element("tbody", null, ...rows));
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": name }, table);
}
