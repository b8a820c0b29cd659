// What became of a fiche, and the drafts that never left: boxes at the top of Nouvelle fiche.

import { element } from "./dom.js";
import { moment } from "./dates.js";
import { nameOf } from "./patient_box.js";
import { t } from "./words.js";

/** @typedef {{name: string, written: import("./drafts.js").Written}} Kept */

/** It was sent, or waits sealed for the connection. @type {(reference: string, names: string, waits: boolean, go: (path: string) => void) => HTMLElement} */
export function sentBox(reference, names, waits, go) {
  const what = sentText(reference, names, waits);
  const follow = link(`/fiche/${reference}`, t("Follow this fiche"), "button", go);
  const again = link("/nouvelle", t("Another fiche"), "button primary", go);
  const next = element("p", null, t("You will see here when it is taken in charge."));
  return element("div", { class: `notice ${waits ? "soon" : "fine"}`, tabindex: "-1" }, element("strong", null, what), next, element("div", { class: "row" }, again, follow));
}

/** The same in one sentence. @type {(reference: string, names: string, waits: boolean) => string} */
export const sentText = (reference, names, waits) =>
  waits
    ? t("No connection: fiche {reference} waits, sealed, and leaves for {names} as soon as it is back.", { reference, names })
    : t("Fiche {reference} sent to {names}.", { reference, names });

/** What was being written; nothing when there is none. @type {(kept: Kept[], take: (kept: Kept) => void) => HTMLElement[]} */
export function draftsBox(kept, take) {
  if (!kept.length) return [];
  const rows = kept.map((one) => {
    const name = nameOf(one.written.answers) || t("New patient");
    const label = t("{name}, written {moment}", { name, moment: moment(one.written.time) });
    return element("li", null, element("button", { type: "button", dir: "auto", onclick: () => take(one) }, t("Go on: {what}", { what: label })));
  });
  const title = element("strong", null, t("Drafts that did not leave"));
  return [element("div", { class: "notice" }, title, element("ul", { class: "plain-list stack" }, ...rows))];
}

/** A draft that was thrown away, and the button that gets it back. @type {(go: (path: string) => void, undo: () => void) => [HTMLElement, HTMLElement]} */
export function thrownBox(go, undo) {
  const button = element("button", { type: "button", onclick: undo }, t("Get it back"));
  const again = link("/nouvelle", t("Another fiche"), "button primary", go);
  return [element("div", { class: "notice" }, element("strong", null, t("This draft was thrown away.")), element("div", { class: "row" }, button, again)), button];
}

/** @type {(path: string, text: string, kind: string, go: (path: string) => void) => HTMLElement} */
function link(path, text, kind, go) {
  const follow = (/** @type {Event} */ event) => {
    event.preventDefault();
    go(path);
  };
  return element("a", { class: kind, href: path, onclick: follow }, text);
}
