// One line of À faire: a link to the fiche, its clock, who it is from or to, where it stands.
import { UNANSWERED } from "../core/handoff.js";
import { against, now } from "./hours.js";
import { element, part } from "./dom.js";
import { titleOf } from "./forms.js";
import { clockOf, plain } from "./lanes.js";
import { icon } from "./notice.js";
import { STATUS, URGENCY, capital, label } from "./states.js";
import { t } from "./words.js";

/** @typedef {import("./lanes.js").Row} Row @typedef {import("./interface.js").FormTitle} FormTitle */
/** @typedef {{app: import("./frame.js").App, titles: FormTitle[]}} Around */

const TONES = { late: "late", soon: "soon", calm: "" };
const ICONS = { late: "late", soon: "soon", calm: "soon" };

export class Line {
  /** @param {HTMLTemplateElement} template */
  constructor(template) {
    this.item = /** @type {HTMLLIElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
    /** @type {Row} */
    this.row = /** @type {any} */ (null);
    /** What it is found by, plain. */
    this.text = "";
    this.shown = "";
  }

  /** @param {Row} row @param {Around} around @param {number} at */
  show(row, { app, titles }, at) {
    const name = app.seen.get(row.reference)?.name ?? "";
    const form = row.reply ? t("Answer") : titleOf(titles, row.form) || t("Fiche");
    const shown = JSON.stringify([name, form, row.status, row.ownerName, row.other, row.vouched, row.nudged, row.standby]);
    this.row = row;
    if (shown !== this.shown) {
      this.text = plain([name, form, row.other, row.reference, row.ownerName].join(" "));
      this.fill(name, form, app.mailboxes.length > 1);
    }
    this.shown = shown;
    this.showClock(at);
  }

  /** @param {string} name @param {string} form @param {boolean} several */
  fill(name, form, several) {
    const { row, item } = this;
    const set = (/** @type {string} */ key, /** @type {string} */ text) => void (part(item, key).textContent = text);
    part(item, "open").setAttribute("href", `/fiche/${row.reference}`);
    set("name", name);
    set("form", form);
    set("way", row.side === "in" ? t("from") : t("to"));
    set("other", row.vouched ? row.other : t("{name} (nobody vouches for this sender)", { name: row.other }));
    set("reference", row.reference);
    set("box", several ? row.mailbox.address : "");
    part(item, "urgency").className = `badge ${row.urgency === 3 ? "late" : "soon"}`;
    part(item, "urgency").hidden = row.urgency === 0;
    part(item, "urgency").textContent = capital(URGENCY[row.urgency]);
    set("state", stateOf(row));
    part(item, "side").replaceChildren(icon(row.side));
  }

  /** In words, with a picture and a colour. @param {number} at */
  showClock(at) {
    dress(part(this.item, "clock"), this.row, at);
  }
}

/** The same, alone; nothing once somebody has answered. @type {(state: {status: Row["status"], dueBy: number}, since: number) => HTMLElement} */
export function clockWords({ status, dueBy }, since) {
  const badge = element("span", { class: "badge" });
  dress(badge, { status, dueBy: UNANSWERED.includes(status) ? dueBy : 0, received: since }, now());
  return badge;
}

/** @type {(badge: HTMLElement, row: Pick<Row, "status"|"dueBy"|"received">, at: number) => void} */
function dress(badge, row, at) {
  const tone = clockOf(row, at);
  badge.hidden = !row.dueBy;
  badge.className = `badge ${TONES[tone]}`.trim();
  if (row.dueBy) badge.replaceChildren(icon(ICONS[tone]), capital(against(row.dueBy, at)));
}

/** Taken in charge: Mme Leroy. @type {(row: Row) => string} */
function stateOf({ status, ownerName, dueBy, nudged, standby, silent }) {
  if (standby) return t("Taken in charge by the substitute");
  const state = capital(label(STATUS, status));
  if (silent && dueBy) return `${state} · ${t("in the place of {name}", { name: silent })}`;
  if (nudged && dueBy) return `${state} · ${t("nudged")}`;
  return ownerName && status === "accepted" ? t("{state}: {name}", { state, name: ownerName }) : state;
}
