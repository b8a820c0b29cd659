// From the second time somebody unlocks: another way in is offered, before the only one is lost.
import { readJson, writeJson } from "../client/folder.js";
import { now } from "./dates.js";
import { clone, element, part } from "./dom.js";
import { t } from "./words.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./interface.js").Account} Account */

const NAME = "offers.json";
const LATER = 30 * 86_400; // seconds until it is offered again
const DEVICES = 2;

/** Above the list, when there is something to offer. @type {(app: App) => Promise<void>} */
export async function offer(app) {
  const { account } = app;
  if (!account?.locks || !(await isDue(account))) return;
  const able = await app.client.passkeys();
  const place = app.main.querySelector(".todo h1")?.parentElement;
  if (!place || app.account !== account || app.main.querySelector(".offer")) return;
  const locks = await account.locks();
  const here = able && locks.find(({ id }) => id === account.openedWith)?.kind !== "prf";
  const card = element("section", { class: "card offer no-print", "aria-labelledby": "offer-title" }, clone("screen-offer"));
  part(card, "here").hidden = !here;
  part(card, "elsewhere").hidden = here;
  part(card, "later").addEventListener("click", () => void later(app, account, card));
  place.after(card);
}

/** Somebody was here before, with fewer ways in than they should have, and did not say "later" a moment ago. @type {(account: Account) => Promise<boolean>} */
async function isDue(account) {
  const locks = await account.locks();
  const again = locks.some(({ used }) => used !== null);
  if (!again || locks.filter(({ kind }) => kind === "prf").length >= DEVICES) return false;
  const said = account.vault && (await readJson(account.vault, NAME).catch(() => null));
  return !said || now() - Number(said.later) > LATER;
}

/** @type {(app: App, account: Account, card: HTMLElement) => Promise<void>} */
async function later(app, { vault }, card) {
  card.remove();
  app.main.querySelector("h1")?.focus();
  app.say(t("It will be offered again in a month. It is always in My account."));
  if (vault) await writeJson(vault, NAME, { v: "1", later: now() }).catch(() => {});
}
