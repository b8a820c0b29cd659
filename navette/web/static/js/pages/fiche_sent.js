// What became of a fiche, and the drafts that never left: boxes at the top of Nouvelle fiche.

import { element } from "./dom.js";
import { delay, moment } from "./dates.js";
import { nameOf } from "./patient_box.js";
import { codeOf, sentences, t } from "./words.js";

/** @typedef {{name: string, written: import("./drafts.js").Written}} Kept @typedef {(path: string) => void} Go */
/** late: it had left when it was stopped. @typedef {import("./fiche_leaving.js").Left & {names: string}} Left @typedef {import("../client/items.js").Waiting} Waiting */

/** It was sent, or waits sealed. also: for whom besides. @type {(left: Left & {late: boolean, also?: string}, go: Go) => HTMLElement} */
export function sentBox({ late, also = "", ...left }, go) {
  const { reference, waits, problem } = left;
  const follow = !waits && link(`/fiche/${reference}`, t("Follow this fiche"), "button", go);
  const again = link("/nouvelle", t("Another fiche"), "button primary", go);
  const next = waits ? t("You can close this page: what waits leaves when Navette is open again.") : t("You will see here when it is taken in charge.");
  const more = [also, late && t("It was too late to stop it."), problem ? t("The answer is there; closing the fiche that it answers is not done yet: {what}", { what: sentences(problem).what }) : "", next];
  const lines = more.filter(Boolean).map((text) => element("p", null, /** @type {string} */ (text)));
  return element("div", { class: `notice ${waits || problem ? "soon" : "fine"}`, tabindex: "-1" }, element("strong", null, sentText(left)), ...lines, element("div", { class: "row" }, again, follow));
}

/** The same in one sentence. @type {(left: Left) => string} */
export function sentText({ reference, names, waits }) {
  if (!waits) return t("Fiche {reference} sent to {names}.", { reference, names });
  if (codeOf(waits) === "server-unreachable") return t("No connection: fiche {reference} waits, sealed, and leaves for {names} as soon as it is back.", { reference, names });
  return t("Fiche {reference} waits, sealed, and leaves for {names} by itself: {what}", { reference, names, what: sentences(waits).what });
}

/** What waited was refused: it is a draft again. @type {(job: Waiting, go: Go) => HTMLElement} */
export function refusedBox({ reference, problem, draft }, go) {
  const { what, meaning } = sentences({ code: problem });
  const again = link(`/nouvelle?brouillon=${draft}`, t("Take it up again"), "button primary", go);
  const lines = [what, meaning].map((text) => element("p", null, text));
  return element("div", { class: "notice late", role: "alert", tabindex: "-1" }, element("strong", null, t("Fiche {reference} did not leave.", { reference })), ...lines, element("div", { class: "row" }, again));
}

/** Another tab sent this draft, or threw it away. reference: "" when nobody says. @type {(reference: string, goOn: () => void, go: Go) => HTMLElement} */
export function elsewhereBox(reference, goOn, go) {
  const what = reference ? t("This fiche was sent from another tab: {reference}.", { reference }) : t("This draft was sent or thrown away in another tab.");
  const follow = reference && link(`/fiche/${reference}`, t("Follow this fiche"), "button primary", go);
  const keep = element("button", { type: "button", onclick: goOn }, t("Make another fiche of what is written here"));
  return element("div", { class: "notice soon", role: "alert", tabindex: "-1" }, element("strong", null, what), element("p", null, t("Nothing more was sent from here.")), element("div", { class: "row" }, follow, keep));
}

/** What was being written; nothing when there is none. @type {(kept: Kept[], now: number, take: (kept: Kept) => void, drop: (kept: Kept) => Promise<() => Promise<unknown>>) => HTMLElement[]} */
export function draftsBox(kept, now, take, drop) {
  if (!kept.length) return [];
  const rows = kept.map((one) => draftRow(one, now, take, drop));
  const title = element("strong", null, t("Drafts that did not leave"));
  return [element("div", { class: "notice" }, title, element("ul", { class: "plain-list stack" }, ...rows))];
}

/** @type {(one: Kept, now: number, take: (kept: Kept) => void, drop: (kept: Kept) => Promise<() => Promise<unknown>>) => HTMLElement} */
function draftRow(one, now, take, drop) {
  const { answers, time, signed } = one.written;
  const name = nameOf(answers) || t("New patient");
  const said = signed ? t("{name}, signed {moment}, did not leave", { name, moment: moment(signed) }) : t("{name}, written {moment}", { name, moment: moment(time) });
  const age = t("{delay} ago", { delay: delay(Math.max(0, now - time)) });
  const go = element("button", { type: "button", dir: "auto", onclick: () => take(one) }, t("Go on: {what}", { what: said }));
  const away = element("button", { type: "button", class: "quiet", "aria-label": t("Throw away: {what}", { what: said }) }, t("Throw away"));
  const row = element("li", { class: "row" }, go, element("span", { class: "soft" }, age), away);
  away.addEventListener("click", async () => {
    const restore = await drop(one);
    const back = element("button", { type: "button", onclick: () => void restore().then(() => row.replaceWith(draftRow(one, now, take, drop))) }, t("Get it back"));
    row.replaceChildren(element("span", null, t("This draft was thrown away.")), back);
    back.focus();
  });
  return row;
}

/** Whether what is typed is kept. @type {(told: import("./drafts.js").Told) => Node[]} */
export function keeping(told) {
  if (told.state !== "failed") return [document.createTextNode(t("Draft kept."))];
  const { what } = sentences(told.error);
  return [element("span", { class: "notice late", role: "alert" }, what, " ", t("This draft could not be kept: do not close the page."))];
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
