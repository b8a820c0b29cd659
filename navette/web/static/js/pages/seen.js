// Fiches that were opened or sent here, found again by the patient's name, the partner or the reference. On a shared machine
// they are forgotten at lock; on one's own they are kept, sealed, on that machine and nowhere else.
import { readJson, writeJson } from "../client/folder.js";
import { moment } from "./dates.js";
import { element } from "./dom.js";
import { plain, holds } from "./lanes.js";

/** @typedef {import("./frame.js").App} App */
/** name: of the patient; other: who it came from, or where it went; at: seconds. @typedef {{reference: string, name: string, other: string, title: string, at: number}} Seen */

const NAME = "seen.json";
const MOST = 500; // the latest
const SHOWN = 20;
/** One after the other: a later list never comes before an earlier one. @type {Promise<unknown>} */
let turn = Promise.resolve();

/** @type {(app: App, seen: Seen) => void} */
export function remember(app, seen) {
  app.seen.delete(seen.reference); // the latest last
  app.seen.set(seen.reference, seen);
  const { account, shared } = app;
  if (shared || !account?.vault) return;
  const kept = { v: "1", seen: [...app.seen.values()].slice(-MOST) };
  turn = turn.then(() => writeJson(account.vault, NAME, kept)).catch(() => {}); // a comfort: its loss is not told
}

/** What was opened here before, on one's own machine. @type {(app: App) => Promise<void>} */
export async function recall(app) {
  const { account, shared } = app;
  if (shared || !account?.vault) return;
  const found = await readJson(account.vault, NAME).catch(() => null);
  if (!found || app.account !== account) return;
  for (const one of /** @type {Seen[]} */ (found.seen)) if (!app.seen.has(one.reference)) app.seen.set(one.reference, one);
  app.shown?.named?.();
}

/** Those that are looked for and are in no lane any more, the latest first. @type {(app: App, wanted: string, listed: Set<string>) => HTMLElement[]} */
export function elsewhere(app, wanted, listed) {
  const matches = (/** @type {Seen} */ { name, other, title, reference }) => holds(plain([name, other, title, reference].join(" ")), wanted);
  const found = [...app.seen.values()].filter((one) => !listed.has(one.reference) && matches(one));
  return found.reverse().slice(0, SHOWN).map(line);
}

/** @type {(seen: Seen) => HTMLElement} */
function line({ reference, name, other, title, at }) {
  const link = element("a", { href: `/fiche/${reference}` }, element("bdi", { class: "line-name", textContent: name }), ` ${title}`);
  const facts = element("p", { class: "line-facts soft" }, element("bdi", { textContent: other }), ` · ${moment(at)} · `, element("span", { class: "reference", textContent: reference }));
  return element("li", { class: "line" }, link, facts);
}
