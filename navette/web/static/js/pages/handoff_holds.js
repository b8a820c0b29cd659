// How long a fiche is kept: when its content goes, what holds it back, and holding it back oneself.
import { dated } from "./dates.js";
import { element, part } from "./dom.js";
import { label } from "./labels.js";
import { foreign } from "./notice.js";
import { t } from "./words.js";

/** @typedef {import("../client/holds.js").Hold} Hold @typedef {import("../client/items.js").SentItem} SentItem */
/** place: holds it back for that reason; lift: ends a hold. @typedef {{place: (code: string) => void, lift: (hold: string) => void}} Asked */

/** Twin: HOLD of navette/cli/labels.py. @type {Record<string, string>} */
const REASONS = { complaint: t("complaint"), litigation: t("litigation"), inspection: t("inspection"), "access-request": t("request for access"), other: t("other reason") };

export class Keeping {
  /** @param {HTMLElement} root the section @param {Asked} asked */
  constructor(root, asked) {
    this.root = root;
    this.asked = asked;
    this.reason = /** @type {HTMLSelectElement} */ (part(root, "reason"));
    this.reason.append(...Object.entries(REASONS).map(([value, textContent]) => element("option", { value, textContent })));
    part(root, "hold").addEventListener("click", () => asked.place(this.reason.value));
  }

  /** @param {SentItem} item @param {Hold[]} holds */
  show({ removal, removed }, holds) {
    part(this.root, "removal").textContent = when(removal, removed, holds.length > 0);
    part(this.root, "holds").replaceChildren(...holds.map((one) => this.line(one)));
    part(this.root, "holding").hidden = holds.some(({ scope }) => scope === "handoff");
  }

  /** @param {Hold} one */
  line({ hold, scope, code, byName, time }) {
    const said = element("p", null, heldBack(scope, label(REASONS, code)), " ", element("span", { class: "soft" }, t("On {when}, by", { when: dated(time) }), " ", foreign(byName || t("somebody nobody vouches for"))));
    const end = scope === "handoff" && element("button", { type: "button", class: "no-print", onclick: () => this.asked.lift(hold), textContent: t("Let it be removed in time") });
    return element("li", { class: "hygiene-line" }, said, end);
  }
}

/** @type {(scope: string, reason: string) => string} */
function heldBack(scope, reason) {
  if (scope === "mailbox") return t("Removal held back for a whole mailbox: {reason}.", { reason });
  return scope === "all" ? t("Removal held back for all fiches: {reason}.", { reason }) : t("Removal held back: {reason}.", { reason });
}

/** @type {(removal: number|null, removed: number|null, held: boolean) => string} */
function when(removal, removed, held) {
  if (removed) return t("Removed on {when}; what happened stays here.", { when: dated(removed) });
  if (removal && !held) return t("Will be removed on {when}.", { when: dated(removal) });
  return t("What it says is kept until some time after it is closed; what happened, longer.");
}
