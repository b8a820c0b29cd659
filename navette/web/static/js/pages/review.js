// The fiche read again before it leaves: everything that will be sent, and one key to seal and sign it.

import { sections } from "./answers_view.js";
import { element, part } from "./dom.js";
import { moment } from "./dates.js";
import { URGENCY, capital, size } from "./labels.js";
import { bandOf } from "./patient_part.js";
import { titleOf } from "./recipients.js";
import { t } from "./words.js";

/** @typedef {import("../form.js").Form} Form */
/**
 * @typedef {{form: Form, row: import("../answers.js").Row, answers: Record<string, any>, title: string, to: import("./recipients.js").Entry[],
 *   urgency: number, dueBy: number, files: File[], warnings: string[], standbys: import("./recipients.js").Entry[]}} Ready
 */

/** Opens the dialog of the screen; `send` once, when the person says so. */
export class Review {
  /** @param {HTMLElement} root @param {() => void} send */
  constructor(root, send) {
    this.dialog = /** @type {HTMLDialogElement} */ (part(root, "dialog"));
    this.body = part(this.dialog, "content");
    this.button = part(this.dialog, "send");
    /** Whether it is sealed for the substitutes too: as it was answered last. */
    this.also = element("input", { type: "checkbox" });
    this.button.addEventListener("click", () => {
      if (!this.dialog.open) return; // the second click of two
      this.dialog.close();
      send();
    });
    this.dialog.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.repeat || event.ctrlKey)) event.preventDefault(); // the key that opened it signs nothing
    });
    part(this.dialog, "back").addEventListener("click", () => this.dialog.close());
  }

  /** @param {Ready} ready */
  open(ready) {
    const clinical = ready.form.items.filter(({ linkId }) => linkId !== "patient");
    const more = ready.form.items.filter(({ linkId }) => linkId === "patient");
    this.body.replaceChildren(element("p", { class: "band" }, ...bandOf(ready.answers)), ...warned(ready.warnings), about(ready), ...proposed(ready.standbys, this.also), ...sections(clinical, ready.row, "h3"), ...sections(more, ready.row, "h3"));
    this.dialog.showModal();
    this.body.scrollTop = 0;
    this.button.focus();
  }
}

/** @type {(warnings: string[]) => HTMLElement[]} */
const warned = (warnings) =>
  warnings.length ? [element("div", { class: "notice soon" }, element("strong", null, t("To be checked")), element("ul", null, ...warnings.map((text) => element("li", null, text))))] : [];

/** To be sealed for who stands in, when somebody does. @type {(standbys: Ready["standbys"], box: HTMLInputElement) => HTMLElement[]} */
function proposed(standbys, box) {
  if (!standbys.length) return [];
  const names = standbys.map(titleOf).join(" · ");
  const said = t("Seal it for the substitute too, who opens it at the deadline if nobody has answered: {names}", { names });
  return [element("p", { class: "no-print" }, element("label", { class: "choice" }, box, element("span", { dir: "auto" }, said)))];
}

/** @type {(ready: Ready) => HTMLElement} */
function about({ to, title, urgency, dueBy, files }) {
  const pairs = [
    [t("To"), to.map(titleOf).join("\n")],
    [t("Form"), title],
    [t("Urgency"), capital(URGENCY[urgency])],
    [t("To be answered before"), moment(dueBy)],
    ...(files.length ? [[t("Attachments"), files.map((file) => `${file.name} (${size(file.size)})`).join("\n")]] : []),
  ];
  return element("dl", { class: "answers" }, ...pairs.map(([term, said]) => element("div", null, element("dt", null, term), element("dd", { dir: "auto" }, said))));
}
