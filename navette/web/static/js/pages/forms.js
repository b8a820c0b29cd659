// The forms as lists and fiches name them.
import { lang, t } from "./words.js";

/** @typedef {import("./interface.js").FormTitle} FormTitle @typedef {import("./frame.js").App} App */

/** @type {WeakMap<import("./interface.js").Account, Promise<FormTitle[]>>} */
const known = new WeakMap();

/** Those of the territory, fetched once for those who are there; none when the server is absent. @type {(app: App) => Promise<FormTitle[]>} */
export async function titlesOf({ account, client }) {
  if (!account) return [];
  const found = known.get(account) ?? client.titles(account).catch(() => []);
  known.set(account, found);
  return found;
}

/** The short title of a form; "other form" for one that is not known here, "" for none. @type {(titles: FormTitle[], name: string) => string} */
export function titleOf(titles, name) {
  const form = titles.find((one) => one.name === name);
  if (form) return lang === "fr" ? form.shortFr : form.shortEn;
  return name && t("other form");
}
