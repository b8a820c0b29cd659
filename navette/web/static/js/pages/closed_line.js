// A line of a closed fiche: as in À faire, with since when, until when its content is kept, and its export.
import { dated, moment } from "./dates.js";
import { element } from "./dom.js";
import { exportFiches } from "./exporting.js";
import { capital } from "./labels.js";
import { Line } from "./line.js";
import { t } from "./words.js";
import { once } from "./work.js";

export class ClosedLine extends Line {
  /** @param {HTMLTemplateElement} template @param {import("./frame.js").App} app @param {import("./closed_rows.js").ClosedRow} row */
  constructor(template, app, row) {
    super(template);
    this.row = this.closed = row;
    const { reference, mailbox, since, removal, removed } = row;
    const gone = removed ? t("content removed on {date}", { date: dated(removed) }) : "";
    const until = removal ? t("export before {date}", { date: dated(removal) }) : gone;
    const facts = element("p", { class: "line-facts soft" }, t("Since {date}", { date: moment(since) }), until && " · ", until && element(removal ? "strong" : "span", null, capital(until)));
    const place = element("div");
    const give = once(() => exportFiches(app, mailbox, [reference], reference, place));
    const button = element("button", { type: "button", onclick: give }, t("Export"), element("span", { class: "visually-hidden" }, ` ${reference}`));
    this.item.append(facts, ...(removed ? [] : [element("div", { class: "line-acts no-print" }, button, place)]));
  }
}
