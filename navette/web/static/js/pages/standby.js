// Who stands in for a recipient: whom a fiche can be sealed for too before it leaves, and what became of that.

import { element } from "./dom.js";
import { moment } from "./dates.js";
import { STATUS, label } from "./labels.js";
import { t } from "./words.js";

/** @typedef {import("./recipients.js").Entry} Entry @typedef {import("../client/items.js").State} State @typedef {import("../client/items.js").Item} Item */
/** @typedef {(subject: string) => string} Named a mailbox or a person, as the directory vouches for it */

/** The substitutes that those chosen name, but for who gets the fiche anyhow. @type {(given: {chosen: Entry[], entries: Entry[], sender: string}) => Entry[]} */
export function standbys({ chosen, entries, sender }) {
  const known = new Set([sender, ...chosen.map(({ mailbox }) => mailbox)]);
  const named = new Set(chosen.flatMap(({ service }) => service?.substitute || []));
  return entries.filter(({ mailbox, vouched }) => vouched && named.has(mailbox) && !known.has(mailbox));
}

/** What was sealed for them on sending, in one sentence; "" when nothing was. @type {(copies: import("../client/copies.js").Copied[], names: Named) => string} */
export function sealedFor(copies, names) {
  const found = copies.filter(({ state }) => state);
  if (!found.length) return "";
  const said = { names: found.map(({ substitute }) => names(substitute) || "–").join(" · "), date: moment(Math.min(...found.map(({ releases }) => releases))) };
  return t("Sealed for {names} too, who can open it from {date} on if nobody has answered.", said);
}

/** Where what was sealed for a recipient's substitute stands; nothing when it was not needed. @type {(state: State, names: Named) => HTMLElement[]} */
export function standbyLines({ copy }, names) {
  if (!copy || copy.state === "dropped") return [];
  const { state, status, owner, releases } = copy;
  const name = names(copy.mailbox) || "–";
  if (state === "waiting") return [line(t("Sealed for {names} too, who can open it from {date} on if nobody has answered.", { names: name, date: moment(releases) }))];
  if (state === "stale") return [line(t("{name} could not be given it at the deadline: it is sealed again.", { name }))];
  if (owner && status === "accepted") return [line(t("Taken in charge by the substitute, {name}: {owner}", { name, owner: names(owner) || "–" }))];
  return [line(t("{name} stands in since {date}: {state}", { name, date: moment(releases), state: label(STATUS, status ?? "requested") }))];
}

/** To who was given it at the deadline. @type {(item: Item) => HTMLElement[]} */
export const standingIn = ({ standsInFor, standsInForName }) => (standsInFor ? [line(t("You stand in for {name}, where nobody answered.", { name: standsInForName || "–" }))] : []);

/** Where what was sealed for substitutes goes on: the messages. @type {(item: import("./interface.js").Opened["item"]) => (string|undefined)[]} */
export const copiesOf = (item) => ("n" in item ? [item] : item.recipients).map(({ copy }) => copy?.message);

/** Whether a copy could not be given to its substitute. @type {(states: State[]) => boolean} */
export const isStale = (states) => states.some(({ copy }) => copy?.state === "stale");

/** @param {string} text */
const line = (text) => element("li", { class: "standby" }, element("bdi", null, text));
