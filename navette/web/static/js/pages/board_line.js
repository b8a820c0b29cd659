// One line of the board: which fiche, whose turn it is, how late; to be nudged, to be verified.
import { isSilent, keyOf, lateness, restsUntil } from "./board.js";
import { element, part } from "./dom.js";
import { isStoodIn } from "./lanes.js";
import { against, moment } from "./dates.js";
import { STATUS, URGENCY, capital, label } from "./labels.js";
import { t } from "./words.js";

/** @typedef {import("./board.js").Item} Item */
/** @typedef {{nudge: (line: BoardLine) => void, verify: (line: BoardLine) => void, check: () => void, form: (item: Item) => string}} Asked */

/** The line of a fiche at one mailbox; shown again as it changes, it stays the same element. */
export class BoardLine {
  /** @param {HTMLTemplateElement} template @param {Asked} asked */
  constructor(template, asked) {
    this.asked = asked;
    /** @type {Item} */
    this.fact = /** @type {any} */ (null);
    this.root = /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
    this.box = /** @type {HTMLInputElement} */ (part(this.root, "check"));
    this.button = part(this.root, "nudge");
    this.box.addEventListener("input", () => asked.check());
    this.button.addEventListener("click", () => asked.nudge(this));
    part(this.root, "verify").addEventListener("click", () => asked.verify(this));
  }

  get key() {
    return keyOf(this.fact);
  }

  /** Whether a nudge may leave now. @param {number} at */
  isFree(at) {
    return isSilent(this.fact) && !restsUntil(this.fact, at);
  }

  /** @param {Item} item @param {number} at */
  show(item, at) {
    this.fact = item;
    const { reference } = item;
    this.write({ reference, to: nameOf(item.mailboxName), from: nameOf(item.senderName), form: this.asked.form(item), urgency: capital(URGENCY[item.urgency] ?? ""), received: t("sent {when}", { when: moment(item.received) }) });
    part(this.root, "reference").setAttribute("href", `/coordination/${reference}?m=${item.message}`);
    this.write({ state: isStoodIn(item) ? t("Taken in charge by the substitute") : stateOf(item), of: reference, "of-verify": reference, "of-nudge": reference });
    part(this.root, "nudged").textContent = nudgedText(item);
    this.tick(at);
  }

  /** What the hour changes. @param {number} at */
  tick(at) {
    const clock = part(this.root, "clock");
    clock.textContent = capital(against(this.fact.dueBy, at));
    clock.hidden = !isSilent(this.fact);
    clock.className = `badge ${lateness(this.fact, at)}`;
    const rests = restsUntil(this.fact, at);
    this.button.hidden = !isSilent(this.fact);
    this.button.setAttribute("aria-disabled", String(rests > 0));
    part(this.root, "rests").textContent = rests && isSilent(this.fact) ? t("Possible again at {when}.", { when: moment(rests) }) : "";
    const free = this.isFree(at);
    part(this.root, "choose").hidden = !free;
    if (!free) this.box.checked = false;
  }

  /** @param {Record<string, string>} texts */
  write(texts) {
    for (const [name, text] of Object.entries(texts)) part(this.root, name).textContent = text;
  }

  /** Said under the line, in place of what was. @param {...Node} nodes */
  tell(...nodes) {
    part(this.root, "told").replaceChildren(...nodes);
  }
}

/** Taken in charge by Mme Leroy. @type {(item: Item) => string} */
export function stateOf({ status, owner, ownerName }) {
  const state = capital(label(STATUS, status));
  if (!owner || status !== "accepted") return state;
  return t("{state} by {name}", { state, name: ownerName || t("somebody nobody vouches for") });
}

/** When it was last nudged, by whom, and how often. @type {(item: Item) => string} */
export function nudgedText({ nudged, nudges = 0, nudgedByName = "" }) {
  if (!nudged) return "";
  const facts = { count: nudges, when: moment(nudged), name: nudgedByName };
  if (!nudgedByName) return nudges > 1 ? t("Nudged {count} times, last on {when}.", facts) : t("Nudged on {when}.", facts);
  return nudges > 1 ? t("Nudged {count} times, last on {when} by {name}.", facts) : t("Nudged on {when} by {name}.", facts);
}

/** @type {(name: string) => string} */
export const nameOf = (name) => name || t("a mailbox nobody vouches for");

/** A paragraph. @type {(text: string, tone?: string) => HTMLElement} */
export const said = (text, tone = "") => element("p", { class: `said-here ${tone}`, textContent: text });
