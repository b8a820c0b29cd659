// A fiche taken out of Navette, with its joined files and its proofs: an archive that the browser saves.
import { onShared } from "./attachments_view.js";
import { element } from "./dom.js";
import { save } from "./files.js";
import { notice, showFailure } from "./notice.js";
import { t } from "./words.js";

/** Once at a time, and only for who stays to have it. place: where it is said how it goes. @type {(app: import("./frame.js").App, mailbox: import("./interface.js").Mailbox, reference: string, place: HTMLElement) => Promise<void>} */
export async function exportFiche(app, mailbox, reference, place) {
  if (place.querySelector("progress")) return;
  const bar = element("progress", { max: 1, "aria-label": t("Export of {reference}", { reference }) });
  place.replaceChildren(bar);
  try {
    const archive = await mailbox.export(reference, (_, done, total) => (bar.value = total ? done / total : 1));
    if (place.isConnected) give(app, `${reference}.zip`, archive, place);
  } catch (error) {
    showFailure(place, error);
  }
}

/** @type {(app: import("./frame.js").App, name: string, archive: Blob, place: HTMLElement) => void} */
function give(app, name, archive, place) {
  save(name, archive);
  const next = t("What is in this file can be read by whoever opens it: keep it as you keep your records.");
  place.replaceChildren(app.shared ? notice("soon", onShared(name)) : notice("fine", { what: t("Saved: {name}", { name }), next }));
  app.say(t("Saved: {name}", { name }));
}
