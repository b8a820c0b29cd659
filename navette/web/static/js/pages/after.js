// What is done once the first list is there, and its words with it.
import { offer } from "./offer.js";
import { recall } from "./seen.js";
import { t } from "./words.js";

/** @typedef {import("./frame.js").App} App */

/** What a coordinator asks is said wherever one is; what was opened here before is found; then, what may be offered. @type {(app: App) => Promise<void>} */
export async function after(app) {
  app.onEvent(({ kind, reference }) => {
    if (kind === "nudge") app.say(t("A coordinator asks where {reference} stands.", { reference }));
  });
  await recall(app);
  await offer(app).catch(() => undefined); // a comfort
}
