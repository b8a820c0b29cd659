// What a close look at a line has shown, in plain words; or the right warning.
import { nameOf } from "./board_line.js";
import { element } from "./dom.js";
import { moment } from "./dates.js";
import { STATUS, capital, label } from "./labels.js";
import { notice } from "./notice.js";
import { proofRows } from "./proof.js";
import { sentences, t } from "./words.js";

/** @typedef {import("../client/verify.js").Verified} Verified @typedef {import("./board.js").Item} Item */

/** In one sentence. @type {(found: Verified) => string} */
export function proven({ acts, faults }) {
  if (faults.length) return t("What the server says of this fiche does not hold.");
  if (acts.length === 1) return t("Verified: one step, signed by who is named, in the register, unaltered.");
  return t("Verified: {count} steps, each signed by who is named, all in the register, unaltered.", { count: acts.length });
}

/** Under the line: who did what and when, and what does not hold. @type {(item: Item, found: Verified) => HTMLElement[]} */
export function proofOf(item, found) {
  const meaning = found.faults.length ? t("Nothing is to be decided from this line; what follows is what still holds.") : standing(item, found);
  return [notice(found.faults.length ? "late" : "fine", { what: proven(found), meaning }), ...warnings(found), table(item, found)];
}

/** What does not hold, each kind once. @type {(found: Verified) => HTMLElement[]} */
export function warnings({ faults }) {
  const known = new Map(faults.map(({ code, detail }) => [code, detail]));
  return [...known].map(([code, data]) => notice("late", sentences({ code, data })));
}

/** Where it stands at that mailbox, by what was signed. @type {(item: Item, found: Verified) => string} */
function standing({ mailbox, mailboxName }, { acts, status, owner }) {
  const name = nameOf(mailboxName);
  const taken = acts.findLast((act) => act.act === "accepted" && act.mailbox === mailbox);
  if (taken && owner.get(mailbox)) return t("{person} of {name} took it in charge on {when}.", { person: taken.byName || t("somebody nobody vouches for"), name, when: moment(taken.time) });
  return t("{name}: {state}. Nobody there has taken it in charge.", { name, state: capital(label(STATUS, status.get(mailbox) ?? "requested")) });
}

/** @type {(item: Item, found: Verified) => HTMLElement} */
function table({ senderName, reference }, { acts }) {
  const heads = [t("When"), t("Who"), t("What")].map((text) => element("th", { scope: "col", textContent: text }));
  const rows = proofRows(acts, /** @type {any} */ ({ name: nameOf(senderName) }));
  const caption = element("caption", { class: "visually-hidden", textContent: t("Steps of {reference}", { reference }) });
  const made = element("table", { class: "proof" }, caption, element("thead", null, element("tr", null, ...heads)), element("tbody", null, ...rows));
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("Steps of {reference}", { reference }) }, made);
}
