// Nouvelle fiche: one page, no steps. Patient, recipient, form, questions, files; read again, signed, sent.

import { check } from "../answers.js";
import { instant } from "../document.js";
import { walkItems } from "../form.js";
import { filledWith, over, patientIn } from "../reuse.js";
import { readObject } from "../strict.js";
import { Attachments } from "./attachments.js";
import { announce, clone, element, part } from "./dom.js";
import { Draft, drafts, throwAway } from "./drafts.js";
import { discard, restore, written } from "./fiche_draft.js";
import { Head } from "./fiche_head.js";
import { depart, lost } from "./fiche_leaving.js";
import { composed, formNamed, kept, ready } from "./fiche_ready.js";
import { draftsBox, keeping } from "./fiche_sent.js";
import { FormView, summary } from "./form_view.js";
import { PatientBox, identityIssues, nameOf } from "./patient_box.js";
import { PatientPart, isIdentity, only } from "./patient_part.js";
import { released } from "./pressed.js";
import { Recipients } from "./recipients.js";
import { ReuseBox } from "./reuse_box.js";
import { Review } from "./review.js";
import { Sending } from "./sending.js";
import { language, t } from "./words.js";
import { LEAVING } from "./worker.js";

/** @typedef {import("../form.js").Form} Form */
/** @typedef {import("./office.js").Office} Office */
/** @typedef {import("./form_view.js").Told} Told */
/** @typedef {import("./fiche_sent.js").Kept} Kept */
/** @typedef {import("./reuse_box.js").Earlier} Earlier */
/** @typedef {Record<string, any>} Answers */

const FIRST = "admission";

/** The screen, ready to be shown. @type {(office: Office) => Promise<NewFiche>} */
export async function openNewFiche(office) {
  const first = formNamed(office, office.answered?.form ?? FIRST);
  const [recent, kept, checker, form] = await Promise.all([office.recent.list(), drafts(office.drafts), office.checker(), first]);
  const page = new NewFiche(office, { recent, kept, checker, form });
  if (office.answered) await page.answer(office.answered);
  return page;
}

/** One fiche being written. root: what is shown. */
export class NewFiche {
  /** @param {Office} office @param {{recent: import("./office.js").Recent[], kept: Kept[], checker: import("../check.js").Checker, form: Form}} given */
  constructor(office, { recent, kept, checker, form }) {
    this.isOpen = true;
    this.kept = kept;
    /** What leaving the page for good would lose is asked about by the browser. */
    this.leaving = new AbortController();
    this.isMade = false; // what happens before that is nobody's writing
    this.office = office;
    this.checker = checker;
    this.root = element("div", { class: "new" }, clone("screen-new"));
    this.writing = /** @type {HTMLFormElement} */ (part(this.root, "writing"));
    /** @type {Answers} what was answered to questions that this form has not */
    this.aside = {};
    /** @type {Earlier|null} the last fiche of this patient, or the one that is answered */
    this.earlier = null;
    this.reference = "";
    this.head = new Head(this.root, office);
    this.patient = new PatientPart(this.root, new PatientBox(recent, (found) => void this.found(found)));
    this.recipients = new Recipients(office, () => this.head.sender.id, () => this.touch());
    this.reuse = new ReuseBox((answers) => this.takeOver(answers), () => this.next());
    this.files = new Attachments(this.writing, () => void this.keepFiles());
    this.sending = new Sending(this.root, office.undo);
    this.review = new Review(this.root, () => void depart(this));
    this.draft = this.newDraft();
    this.view = this.show(form);
    for (const [name, node] of Object.entries({ to: this.recipients.node, reuse: this.reuse.node, files: this.files.node })) part(this.root, name).append(node);
    const drop = (/** @type {Kept} */ one) => throwAway(office.drafts, one.name);
    part(this.root, "drafts").append(...draftsBox(kept, office.now(), (one) => void restore(this, one), drop));
    this.listen();
    this.follow();
    this.isMade = true;
  }

  listen() {
    this.head.form.addEventListener("change", () => void this.change(this.head.form.value));
    this.head.due.addEventListener("input", () => this.touch());
    part(this.root, "urgency").addEventListener("change", () => this.touch());
    const clicked = { other: () => this.another(), discard: () => void discard(this), review: () => this.readAgain() };
    for (const [name, act] of Object.entries(clicked)) part(this.root, name).addEventListener("click", act);
    this.writing.addEventListener("submit", (event) => event.preventDefault());
    this.writing.addEventListener("change", ({ target }) => released(() => this.look(/** @type {Element} */ (target))));
    this.root.addEventListener("keydown", (event) => this.press(event));
    const { signal } = this.leaving;
    addEventListener("beforeunload", (event) => this.isAtStake() && event.preventDefault(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.draft.since && void this.draft.save(), { signal }); // a phone may not come back
    document.addEventListener(LEAVING, (event) => /** @type {CustomEvent<Promise<unknown>[]>} */ (event).detail.push(this.draft.since ? this.draft.save() : this.draft.turn), { signal });
  }

  /** Where typing begins. */
  focus() {
    this.patient.box.focus();
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    if (this.sending.busy || this.review.dialog.open) return;
    if (event.key === "Enter" && event.ctrlKey) this.readAgain();
    else if (event.key === "F8") this.next();
    else return;
    event.preventDefault();
  }

  /** To the next thing that must be said or decided; to the last button when nothing is left. */
  next() {
    if (!this.patient.isKnown) return this.patient.box.focus();
    if (!this.recipients.chosen.length) return this.recipients.focus();
    if (this.reuse.focus() || this.view.next()) return;
    part(this.root, "review").focus();
    announce(t("Nothing is missing: read again and send."));
  }

  /** @type {(form: Form) => FormView} */
  show(form) {
    const view = new FormView(form, { language: language(), favourites: this.office.favourites.reasons, onchange: () => this.touch() });
    this.patient.hold(view);
    part(this.root, "questions").replaceChildren(view.node);
    this.head.form.value = form.name;
    return view;
  }

  /** Another form: what it asks too is kept, the rest waits aside. @type {(name: string) => Promise<void>} */
  async change(name) {
    const form = await formNamed(this.office, name);
    const typed = { ...this.aside, ...this.view.everything() };
    this.view = this.show(form);
    const asked = new Set(walkItems(form.items).map(({ linkId }) => linkId));
    this.view.fill(only(typed, (linkId) => asked.has(linkId)));
    this.aside = only(typed, (linkId) => !asked.has(linkId));
    this.offer();
    this.touch();
  }

  /** The fiche that is answered says to whom, and about whom. @type {(answered: import("./office.js").Answered) => Promise<void>} */
  async answer({ to, bundle }) {
    this.recipients.answer(to);
    this.earlier = bundle && (await this.read(bundle));
    if (this.earlier) this.view.fill(patientIn(bundle, this.earlier.formOf));
    this.patient.show(!this.earlier);
    this.offer();
    this.follow();
  }

  /** A patient was named. @type {(found: import("./patient_box.js").Found) => Promise<void>} */
  async found({ answers, recent }) {
    this.view.fill({ ...only(this.view.everything(), (linkId) => !isIdentity(linkId)), ...answers });
    this.reference = recent?.reference ?? "";
    this.reuse.decided.clear();
    this.patient.show(!recent);
    this.look(this.patient.identity);
    if (recent && !this.recipients.chosen.length) this.recipients.focus();
    else this.view.next();
    announce(t("Patient: {name}", { name: nameOf(answers) || t("new") }));
    this.touch();
    this.earlier = await this.lastOf(this.reference);
    this.offer();
  }

  another() {
    this.view.fill(only(this.view.everything(), (linkId) => !isIdentity(linkId)));
    this.patient.hide();
    this.reference = "";
    this.earlier = null;
    this.offer();
    this.touch();
  }

  /** What the last fiche about this patient says. @type {(reference: string) => Promise<Earlier|null>} */
  async lastOf(reference) {
    const found = this.patient.box.recent.find((one) => reference && one.reference === reference);
    const raw = found ? await this.office.recent.last(found) : null;
    return raw && this.read(readObject(raw));
  }

  /** An earlier document with the form it was filled with; null when that is not known here. @type {(bundle: any) => Promise<Earlier|null>} */
  async read(bundle) {
    const form = await this.office.formOf(filledWith(bundle));
    return form && { bundle, formOf: (canonical) => (canonical === form.canonical ? form : null) };
  }

  offer() {
    this.reuse.offer(this.earlier, this.view.form);
  }

  /** @param {Answers} answers of one block, confirmed */
  takeOver(answers) {
    this.view.fill(/** @type {Answers} */ (over(this.view.form, this.view.everything(), answers)));
    this.touch();
  }

  /** Something changed: it is kept, and what is shown of it follows. */
  touch() {
    if (!this.isMade) return;
    this.draft.touch();
    this.follow();
  }

  follow() {
    this.patient.name(this.view.answers);
    this.head.hint(this.view);
    this.recipients.suit(this.view.form);
  }

  /** Says what is wrong in what was just left, and in the identity. @param {Element} node */
  look(node) {
    const today = instant(this.office.now()).slice(0, 10);
    const { row } = check(this.view.form, this.view.collect());
    this.view.review(node, this.office.words, identityIssues(this.view.form, row, today, this.office.production));
  }

  /** Everything wrong is shown; when nothing is, the whole fiche to read again. */
  readAgain() {
    if (this.sending.busy || this.review.dialog.open) return;
    void this.draft.save();
    const told = [...this.outside(), ...this.view.blame(composed(this).issues, this.office.words)];
    const wrong = told.filter(({ severity }) => severity === "error");
    this.showFaults(wrong);
    if (!wrong.length) this.review.open(ready(this, told.map(({ text }) => text)));
  }

  /** What is wrong beside the questions. @returns {Told[]} */
  outside() {
    const nobody = this.recipients.chosen.length ? "" : t("Say to whom it goes.");
    this.recipients.blame(nobody);
    const told = /** @type {[string, HTMLElement][]} */ ([[nobody, this.recipients.input], [this.head.fault(), this.head.due]]);
    return told.filter(([text]) => text).map(([text, node]) => ({ text, severity: "error", target: { node, focus: () => node.focus(), blame: () => {} } }));
  }

  /** @param {Told[]} wrong */
  showFaults(wrong) {
    const place = part(this.root, "faults");
    place.replaceChildren();
    const count = wrong.length;
    if (!count) return;
    if (wrong.some(({ target }) => target && this.patient.identity.contains(target.node))) this.patient.show(true);
    place.append(summary(wrong, count === 1 ? t("One thing to correct before it can leave") : t("{count} things to correct before it can leave", { count })));
    /** @type {HTMLElement} */ (place.firstElementChild).focus();
  }

  /** Nothing more is written here. @param {HTMLElement} box */
  tell(box) {
    this.writing.remove();
    this.say(box);
  }

  /** @param {HTMLElement} box */
  say(box) {
    part(this.root, "done").replaceChildren(box);
    part(this.root, "done").hidden = false;
    box.focus();
  }

  /** A draft by its name, when there is such a one. @param {string} name */
  async takeUp(name) {
    const found = name && this.kept.find((one) => one.name === name);
    if (found) await restore(this, found);
  }

  /** @param {string} [name] of a draft that is taken up again @returns {Draft} */
  newDraft(name) {
    const place = part(this.root, "saved");
    const told = (/** @type {import("./drafts.js").Told} */ said) => {
      if (said.state === "lost") return lost(this, said.reference);
      place.replaceChildren(...keeping(said));
    };
    return new Draft(this.office.drafts, () => written(this), told, name);
  }

  async keepFiles() {
    const refused = await this.draft.keep(this.files.files);
    if (refused.length) this.files.say(t("{name} is too large to be kept in the draft: it goes with the fiche if you send it now.", { name: refused.join(", ") }));
    this.touch();
  }

  /** What is written is not kept, or what was signed is not sealed yet. */
  isAtStake() {
    return this.draft.unsaved || (this.sending.busy && !kept(this));
  }

  /** Left, or locked: what was typed is kept, nothing of it stays in the page; what is leaving goes on. Says what became of it. @returns {Promise<string>} */
  async close() {
    const stopped = this.sending.close();
    const isWritten = !this.sending.isLeaving && this.writing.isConnected && !this.draft.gone && Object.keys(this.view.everything()).length > 0;
    this.isOpen = false;
    this.leaving.abort();
    this.root.replaceChildren();
    if (isWritten) await this.draft.save();
    if (stopped) announce(t("The fiche did not leave: it is kept as a draft."));
    if (!this.sending.busy || stopped) this.draft.close();
    if (this.sending.isLeaving) return t("The fiche you had signed goes on leaving: the list says what became of it.");
    if (isWritten && this.draft.unsaved) return t("What you were writing last could not be kept: look at the draft when you write again.");
    if (stopped) return t("The fiche did not leave: it is kept as a draft.");
    return isWritten ? t("What you were writing is kept as a draft.") : "";
  }
}
