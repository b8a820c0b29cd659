// Once somebody is in: a device that was added here is told again if its push service forgot it; and, until somebody answers,
// where nobody is told outside the pages yet, that one can be.
import { readJson, writeJson } from "../client/folder.js";
import { now } from "./dates.js";
import { HERE, renewed } from "./device.js";
import { clone, element, part } from "./dom.js";
import { t } from "./words.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./interface.js").Account} Account */

const ANSWERED = "told-offer.json";

/** Above the list, when there is no other offer. @type {(app: App) => Promise<void>} */
export async function offerTold(app) {
  const { account, shared } = app;
  if (!account?.vault || shared) return;
  const [answered, here] = await Promise.all([ANSWERED, HERE].map((name) => readJson(account.vault, name).catch(() => null)));
  if (answered && !here) return;
  const notices = await app.client.notices(account);
  const [{ mail, contact }, { key, devices }] = await Promise.all([notices.read(), notices.devices()]);
  if (here) await renewed(notices, key, devices);
  const possible = !contact && !devices.length && (mail || key);
  if (possible && !answered && app.account === account) show(app, account);
}

/** @type {(app: App, account: Account) => void} */
function show(app, { vault }) {
  const place = app.main.querySelector(".todo h1")?.parentElement;
  if (!place || app.main.querySelector(".offer")) return;
  const card = element("section", { class: "card offer no-print", "aria-labelledby": "offer-told-title" }, clone("screen-offer-told"));
  const said = () => writeJson(vault, ANSWERED, { v: "1", said: now() }).catch(() => {});
  part(card, "how").addEventListener("click", () => void said());
  part(card, "never").addEventListener("click", () => {
    void said();
    card.remove();
    app.main.querySelector("h1")?.focus();
    app.say(t("It will not be offered again. It is always in My account."));
  });
  place.after(card);
}
