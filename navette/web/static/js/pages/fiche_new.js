// Nouvelle fiche: one page, no steps. Patient, recipient, form, questions, files; read again, signed, sent.

import { check } from "../answers.js";
import { instant } from "../document.js";
import { walkItems } from "../form.js";
import { filledWith, over, patientIn } from "../reuse.js";
import { readObject } from "../strict.js";
import { Attachments } from "./attachments.js";
import { announce, clone, element, part } from "./dom.js";
import { Draft, drafts } from "./drafts.js";
import { discard, restore, written } from "./fiche_draft.js";
import { Head } from "./fiche_head.js";
import { composed, formNamed, leave, ready } from "./fiche_ready.js";
import { draftsBox, sentBox, sentText } from "./fiche_sent.js";
import { FormView, summary } from "./form_view.js";
import { PatientBox, identityIssues, nameOf } from "./patient_box.js";
import { PatientPart, isIdentity, only } from "./patient_part.js";
import { Recipients, titleOf } from "./recipients.js";
import { ReuseBox } from "./reuse_box.js";
import { Review } from "./review.js";
import { Sending } from "./sending.js";
import { language, t } from "./words.js";

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
    this.review = new Review(this.root, () => this.sign());
    this.draft = this.newDraft();
    this.view = this.show(form);
    for (const [name, node] of Object.entries({ to: this.recipients.node, reuse: this.reuse.node, files: this.files.node })) part(this.root, name).append(node);
    part(this.root, "drafts").append(...draftsBox(kept, (one) => void restore(this, one)));
    this.listen();
    this.follow();
    this.isMade = true;
  }

  listen() {
    this.head.form.addEventListener("change", () => void this.change(this.head.form.value));
    this.head.due.addEventListener("input", () => this.touch());
    part(this.root, "urgency").addEventListener("change", () => this.touch());
    part(this.root, "other").addEventListener("click", () => this.another());
    part(this.root, "discard").addEventListener("click", () => void discard(this));
    part(this.root, "review").addEventListener("click", () => this.readAgain());
    this.writing.addEventListener("submit", (event) => event.preventDefault());
    this.writing.addEventListener("change", (event) => this.look(/** @type {Element} */ (event.target)));
    this.root.addEventListener("keydown", (event) => this.press(event));
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

  /** The person signed: a few seconds, then it leaves. */
  sign() {
    const { text } = composed(this);
    if (text === null || this.sending.busy) return;
    const fiche = new TextEncoder().encode(text);
    this.writing.hidden = true;
    this.sending.start({
      to: this.recipients.chosen,
      leave: (signal) => leave(this, fiche, signal),
      back: () => this.back(),
      sent: (sent, waits) => void this.sent(sent.reference, waits),
    });
  }

  /** To change it again. */
  back() {
    if (!this.isOpen) return announce(t("The fiche did not leave: it is kept as a draft."));
    this.writing.hidden = false;
    part(this.root, "review").focus();
  }

  /** What became of it; the draft has no use any more. @type {(reference: string, waits: boolean) => Promise<void>} */
  async sent(reference, waits) {
    const answers = only(this.view.answers, isIdentity);
    const names = this.recipients.chosen.map(titleOf).join(" · ");
    if (this.isOpen) this.tell(sentBox(reference, names, waits, this.office.go));
    else announce(sentText(reference, names, waits));
    const to = this.recipients.chosen.map(({ mailbox }) => mailbox);
    await Promise.allSettled([this.draft.discard(), this.office.recent.remember(answers, reference), this.office.favourites.learn(to)]);
  }

  /** @param {HTMLElement} box */
  tell(box) {
    part(this.root, "done").replaceChildren(box);
    part(this.root, "done").hidden = false;
    this.writing.remove();
    box.focus();
  }

  /** @param {string} [name] of a draft that is taken up again @returns {Draft} */
  newDraft(name) {
    const said = { saved: t("Draft kept."), failed: t("This draft could not be kept: do not close the page.") };
    const place = part(this.root, "saved");
    return new Draft(this.office.drafts, () => written(this), (state) => (place.textContent = said[state]), name);
  }

  async keepFiles() {
    const refused = await this.draft.keep(this.files.files);
    if (refused.length) this.files.say(t("{name} is too large to be kept in the draft: it goes with the fiche if you send it now.", { name: refused.join(", ") }));
    this.touch();
  }

  /** Left, or locked: what was typed is kept, nothing of it stays in the page; what is leaving goes on. */
  async close() {
    const stopped = this.sending.close();
    const isWritten = this.writing.isConnected && !this.draft.gone && Object.keys(this.view.everything()).length > 0;
    this.isOpen = false;
    this.root.replaceChildren();
    if (isWritten) await this.draft.save();
    if (stopped) announce(t("The fiche did not leave: it is kept as a draft."));
  }
}
