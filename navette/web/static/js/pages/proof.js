// The proof panel: who, when, and what was signed, in the order of the register.
import { dated } from "./dates.js";
import { element } from "./dom.js";
import { ACT, REASON, capital, label } from "./labels.js";
import { t } from "./words.js";

/** @typedef {import("./interface.js").ActRecord} ActRecord @typedef {import("./interface.js").Party} Party */

/** @type {Record<string, string>} */
const PROOFS = {
  deposit: t("Signed by the sender; the server has kept it since."),
  delivered: t("Receipt (delivered), signed when the fiche was opened and checked on the recipient's side."),
  opened: t("Receipt (opened), signed in the name of who read it."),
  failed: t("Signed receipt: the fiche could not be opened."),
  "transient-error": t("Signed receipt: the fiche could not be opened yet."),
  removal: t("Written by the server when the time of keeping had ended."),
};

/** @type {(acts: ActRecord[], sender: Party) => HTMLElement[]} */
export const proofRows = (acts, sender) =>
  acts.map((act) =>
    element(
      "tr",
      null,
      element("td", { textContent: dated(act.time) }),
      element("td", null, element("bdi", { textContent: (act.act === "deposit" ? sender.name : act.byName) || "–" })),
      element("td", null, element("strong", { textContent: what(act) }), element("br"), proof(act)),
    ),
  );

/** Declined (no room). @type {(act: ActRecord) => string} */
export const what = ({ act, code }) => capital(label(ACT, act)) + (code ? ` (${label(REASON, code)})` : "");

/** @type {(act: ActRecord) => string} */
export const proof = ({ act, index }) =>
  t("{proof} Line {index} of the register.", { proof: PROOFS[act] ?? t("Signed by this person."), index: index + 1 });
