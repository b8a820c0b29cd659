// Who the fiche is about: a code read or pasted, a patient of one's recent fiches, or somebody new.

import { faults } from "../patient.js";
import { keyFits } from "../identity.js";
import { locate } from "../response.js";
import { Combobox } from "./combobox.js";
import { element, uid } from "./dom.js";
import { Blame } from "./form_fields.js";
import { isScanned, readScanned } from "./scanned.js";
import { showMoment } from "./typed.js";
import { t } from "./words.js";

/** @typedef {Record<string, any>} Answers */
/** reference: of the last fiche about this patient. @typedef {{answers: Answers, reference: string}} Recent */
/** @typedef {{answers: Answers, recent: Recent|null}} Found */

/** What each refusal means to who reads a code. @type {Record<string, () => string>} */
const REFUSED = {
  "other-code": () => t("This code is not that of a patient's identity: read the square one beside the INS."),
  damaged: () => t("This code was read badly: nothing is taken from it. Read it again, or type the identity."),
  matricule: () => t("An INS number has fifteen characters, key included: check it. Nothing is taken from it."),
  unknown: () => t("This text is not known here: nothing is taken from it. Type the identity."),
};

/** One field for all three; `found` is told who it is. */
export class PatientBox {
  /** @param {Recent[]} recent latest first @param {(found: Found) => void} found */
  constructor(recent, found) {
    this.found = found;
    this.recent = recent;
    this.input = element("input", { type: "text", id: uid("patient"), dir: "auto", autocomplete: "off", spellcheck: "false" });
    this.error = new Blame();
    const hint = element("p", { class: "hint", id: uid("help") }, t("The code of the INS read by a reader or pasted, the name of a recent patient, or a new name."));
    this.input.setAttribute("aria-describedby", `${hint.id} ${this.error.node.id}`);
    this.box = new Combobox(this.input, t("Recent patients"), { choices: () => this.choices(), choose: ({ value }) => this.choose(value) });
    const label = element("label", { for: this.input.id }, t("Who is the patient?"));
    this.node = element("div", { class: "field" }, label, hint, this.error.node, this.box.node);
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("paste", () => setTimeout(() => this.scan(), 0));
  }

  focus() {
    this.input.focus();
  }

  /** @returns {import("./combobox.js").Choice[]} */
  choices() {
    const typed = this.input.value.trim();
    const known = this.recent.map((value) => ({ text: nameOf(value.answers), aside: bornOf(value.answers), value }));
    return typed && !isScanned(typed) ? [...known, { text: t("New patient: {name}", { name: typed }), value: null }] : known;
  }

  /** @param {Recent|null} recent null for somebody new, called as was typed */
  choose(recent) {
    const typed = this.input.value.trim();
    this.say("");
    this.input.value = "";
    if (recent) this.found({ answers: recent.answers, recent });
    else this.found({ answers: typed ? { "patient.family": typed } : {}, recent: null });
  }

  /** A reader ends with Enter. @param {KeyboardEvent} event */
  press(event) {
    if (event.key !== "Enter" || event.ctrlKey || event.defaultPrevented) return;
    event.preventDefault();
    if (isScanned(this.input.value)) this.scan();
  }

  /** Takes a whole code; what cannot be read stays to be looked at. */
  scan() {
    if (!isScanned(this.input.value)) return;
    const read = readScanned(this.input.value);
    this.box.close();
    if ("refused" in read) {
      this.say(REFUSED[read.refused]());
      this.input.select();
      return;
    }
    this.say("");
    this.input.value = "";
    const recent = this.recent.find(({ answers }) => answers["patient.ins"] === read.answers["patient.ins"]) ?? null;
    this.found({ answers: { ...recent?.answers, ...read.answers }, recent }); // how the identity was verified was said before
  }

  /** @param {string} text */
  say(text) {
    this.error.say("");
    this.error.say(text);
    this.input.setAttribute("aria-invalid", String(Boolean(text)));
  }
}

/** FAURE-TEST Marguerite (PEYRARD-TEST). @type {(answers: Answers) => string} */
export function nameOf(answers) {
  const used = answers["patient.used-family"];
  const said = [answers["patient.family"], [answers["patient.used-given"] ?? answers["patient.given"] ?? []].flat()[0]].filter(Boolean).join(" ");
  return used && used !== answers["patient.family"] ? `${said} (${used})` : said;
}

/** The date of birth as it is read. @type {(answers: Answers) => string} */
export const bornOf = (answers) => (answers["patient.birth-date"] ? t("born {date}", { date: showMoment(String(answers["patient.birth-date"])) }) : "");

/** What the rules of the identity say of these answers, at once; nothing that is only missing yet. @type {(form: import("../form.js").Form, row: import("../answers.js").Row, today: string, production: boolean) => import("../issue.js").Issue[]} */
export function identityIssues(form, row, today, production) {
  const began = (/** @type {string} */ item) => row.values.has(item);
  const found = faults(row, today, production).filter(({ rule, item }) => rule !== "traits" && began(item));
  const issues = found.map(({ rule, item }) => issue(form, `identity-${rule}`, item, "error"));
  const matricule = row.text("patient.ins").replaceAll(" ", "").toUpperCase();
  if (/^[0-9AB]{15}$/.test(matricule) && !keyFits(matricule)) issues.push(issue(form, "identity-key", "patient.ins", "warning"));
  return issues;
}

/** @type {(form: import("../form.js").Form, code: string, item: string, severity: "error"|"warning") => import("../issue.js").Issue} */
const issue = (form, code, item, severity) => ({ severity, code, location: locate(form, item), diagnostics: item, facts: { link: item } });
