// What is done once the first list is there: what acts will need is loaded, so that a connection that is lost later does no
// harm. What cannot be had is asked for again when it is needed.
import { Naming } from "./naming.js";
import { offer } from "./offer.js";
import { offerTold } from "./offer_told.js";
import { rest } from "./rest.js";
import { recall } from "./seen.js";
import { t } from "./words.js";

/** @typedef {import("./frame.js").App} App */

/** The other words and screens; the verbs of the mailboxes; then what may be said and offered. @type {(app: App) => Promise<void>} */
export async function after(app) {
  await rest();
  app.banner.refresh();
  await Promise.all(app.mailboxes.map((one) => one.prepare?.({ forms: !app.shared })));
  await told(app);
  await app.last();
}

/** What a coordinator asks is said wherever one is; what was opened here before is found; then, what may be offered. @type {(app: App) => Promise<void>} */
async function told(app) {
  app.onEvent(({ kind, reference }) => {
    if (kind === "nudge") app.say(t("A coordinator asks where {reference} stands.", { reference }));
  });
  await recall(app);
  app.naming = new Naming(app);
  app.shown?.named?.();
  await offer(app).catch(() => undefined); // a comfort
  await offerTold(app).catch(() => undefined); // another
}
