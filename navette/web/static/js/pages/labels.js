// The words of the exchange as people read them, those of states.js with them. Twin: navette/cli/labels.py
import { lang, t } from "./words.js";

export { STATUS, URGENCY, capital, label } from "./states.js";

/** @typedef {import("./states.js").Labels} Labels */

/** @type {Labels} */
export const ACT = {
  deposit: t("deposited"),
  delivered: t("delivered"),
  failed: t("could not be opened"),
  "transient-error": t("could not be opened yet"),
  opened: t("opened"),
  accepted: t("taken in charge"),
  question: t("question asked"),
  declined: t("declined"),
  rerouted: t("sent on"),
  closed: t("closed"),
  withdrawn: t("withdrawn"),
  removal: t("content removed"),
};

/** @type {Labels} */
export const REASON = {
  full: t("no room"),
  "not-for-us": t("not for us"),
  incomplete: t("incomplete"),
  duplicate: t("duplicate"),
  "wrong-patient": t("wrong patient"),
  "too-late": t("too late"),
  identity: t("identity in doubt"),
  replied: t("answered"),
  done: t("done"),
  found: t("what was looked for is found"),
  "no-show": t("the patient did not come"),
  other: t("other reason"),
};

/** @type {Labels} */
export const CONTENT = { fiche: t("fiche"), reply: t("reply"), question: t("question"), reason: t("reason") };

/** Bytes as people read them: 640 o, 12 Ko, 3,1 Mo. @type {(count: number) => string} */
export function size(count) {
  for (const [unit, bytes] of /** @type {[string, number][]} */ ([[t("GB"), 1e9], [t("MB"), 1e6], [t("kB"), 1e3]])) {
    if (count < bytes) continue;
    const figure = new Intl.NumberFormat(lang, { maximumFractionDigits: count < 10 * bytes ? 1 : 0 });
    return `${figure.format(count / bytes)} ${unit}`;
  }
  return t("{count} B", { count });
}

/** The person and the mailbox; says so when no coordinator vouches for them. @type {(party: import("../client/items.js").Party) => string} */
export function who(party) {
  const name = [...new Set([party.name, party.mailboxName])].filter(Boolean).join(", ") || party.address || "–";
  return party.vouched ? name : t("{name} (nobody vouches for this sender)", { name });
}
