// A fiche taken out of Navette, with its joined files and its proofs: an archive that the browser saves.
import { onShared } from "./attachments_view.js";
import { element } from "./dom.js";
import { save } from "./files.js";
import { notice, showFailure } from "./notice.js";
import { t } from "./words.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./interface.js").Mailbox} Mailbox @typedef {import("../client/export.js").Exported} Exported */

/** One archive of some fiches of a mailbox: once at a time, and only for who stays to have it. name: of the file; place: where it is said how it goes. @type {(app: App, mailbox: Mailbox, refs: string[], name: string, place: HTMLElement) => Promise<void>} */
export async function exportFiches(app, mailbox, refs, name, place) {
  if (place.querySelector("progress")) return;
  const bar = element("progress", { max: 1, "aria-label": t("Export: {name}", { name }) });
  place.replaceChildren(bar);
  const told = (/** @type {string} */ _, /** @type {number} */ done, /** @type {number} */ total) => {
    if (!place.isConnected) throw new DOMException("nobody waits for it", "AbortError"); // nothing is opened after a lock
    bar.value = total ? done / total : 1;
  };
  try {
    const { archive, left } = await mailbox.export(refs, told);
    if (!archive) throw left[0].error;
    if (place.isConnected) give(app, `${name}.zip`, archive, left, place);
  } catch (error) {
    if (place.isConnected) showFailure(place, error);
  }
}

/** @type {(app: App, name: string, archive: Blob, left: Exported["left"], place: HTMLElement) => void} */
function give(app, name, archive, left, place) {
  save(name, archive);
  const next = t("What is in this file can be read by whoever opens it: keep it as you keep your records.");
  const said = app.shared ? notice("soon", onShared(name)) : notice("fine", { what: t("Saved: {name}", { name }), next });
  const missing = left.map(({ reference }) => t("{reference} cannot be opened, and is not in this file.", { reference }));
  place.replaceChildren(said, ...missing.map((what) => notice("late", { what })));
  app.say([t("Saved: {name}", { name }), ...missing].join(" "));
}
