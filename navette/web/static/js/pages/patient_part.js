// The patient's part of a fiche: who it is in one line, and the questions of the identity, closed while nothing is wrong.

import { element, part } from "./dom.js";
import { bornOf, nameOf } from "./patient_box.js";
import { t } from "./words.js";

/** @typedef {Record<string, any>} Answers */

/** Around the field that names the patient. */
export class PatientPart {
  /** @param {HTMLElement} root @param {import("./patient_box.js").PatientBox} box */
  constructor(root, box) {
    this.box = box;
    this.known = part(root, "known");
    this.band = part(root, "band");
    this.identity = part(root, "identity");
    this.fields = part(root, "identity-fields");
    part(root, "patient").append(box.node);
  }

  /** Whether somebody was named. */
  get isKnown() {
    return !this.known.hidden;
  }

  /** @param {boolean} open whether the identity is to be completed */
  show(open) {
    this.box.node.hidden = true;
    this.known.hidden = false;
    this.identity.hidden = false;
    if (open) this.identity.setAttribute("open", "");
  }

  hide() {
    this.box.node.hidden = false;
    this.known.hidden = true;
    this.identity.hidden = true;
    this.box.focus();
  }

  /** The questions of a form about the patient. @param {import("./form_view.js").FormView} view */
  hold(view) {
    const asked = view.part("patient");
    this.fields.replaceChildren(...(asked ? [asked] : []));
    if (!asked) return;
    asked.removeAttribute("aria-labelledby"); // it stands in a region of that name
    view.watch(asked);
  }

  /** @param {Answers} answers */
  name(answers) {
    this.band.replaceChildren(...bandOf(answers));
  }
}

/** Name, date of birth, matricule. @type {(answers: Answers) => (string|HTMLElement)[]} */
export function bandOf(answers) {
  const said = [bornOf(answers), answers["patient.ins"] && `INS ${answers["patient.ins"]}`].filter(Boolean).join(" · ");
  return [element("strong", { dir: "auto" }, nameOf(answers) || t("New patient")), ` ${said}`];
}

/** Whether a question is of who the patient is. @type {(linkId: string) => boolean} */
export const isIdentity = (linkId) => linkId.startsWith("patient.");

/** Some of the answers. @type {(answers: Answers, kept: (linkId: string) => boolean) => Answers} */
export const only = (answers, kept) => Object.fromEntries(Object.entries(answers).filter(([linkId]) => kept(linkId)));
