// Once, where nobody is told outside the pages yet: that one can be.
import { readJson, writeJson } from "../client/folder.js";
import { now } from "./dates.js";
import { clone, element, part } from "./dom.js";
import { t } from "./words.js";

/** @typedef {import("./frame.js").App} App */

const NAME = "told-offer.json";

/** Above the list, when there is no other offer. @type {(app: App) => Promise<void>} */
export async function offerTold(app) {
  const { account, shared } = app;
  const place = app.main.querySelector(".todo h1")?.parentElement;
  if (!account?.vault || shared || !place || app.main.querySelector(".offer")) return;
  if (await readJson(account.vault, NAME).catch(() => null)) return;
  const notices = await app.client.notices(account);
  const [{ mail, contact }, { key, devices }] = await Promise.all([notices.read(), notices.devices()]);
  if (contact || devices.length || (!mail && !key) || app.account !== account || !place.isConnected) return;
  const card = element("section", { class: "card offer no-print", "aria-labelledby": "offer-told-title" }, clone("screen-offer-told"));
  const { vault } = account;
  const said = () => writeJson(vault, NAME, { v: "1", said: now() }).catch(() => {});
  part(card, "how").addEventListener("click", () => void said());
  part(card, "never").addEventListener("click", () => {
    void said();
    card.remove();
    app.main.querySelector("h1")?.focus();
    app.say(t("It will not be offered again. It is always in My account."));
  });
  place.after(card);
}
