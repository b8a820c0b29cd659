// A fiche that is written: the document it makes, what is read again of it, the letter it leaves as.

import { check } from "../answers.js";
import { closing, compose } from "../bundle.js";
import { refuse } from "../core/errors.js";
import { URGENCIES } from "../core/parties.js";
import { titleOf } from "./fiche_head.js";

/** @typedef {import("./fiche_new.js").NewFiche} NewFiche */

/** The latest form of that name, or any; refuses unknown-form. @type {(office: import("./office.js").Office, name: string) => Promise<import("../form.js").Form>} */
export async function formNamed({ titles, formOf }, name) {
  const found = titles.find((one) => one.name === name) ?? titles[0];
  return (found && (await formOf(found.canonical))) ?? refuse("unknown-form");
}

/** The document as it would leave now, and all that is wrong with it. @param {NewFiche} page */
export function composed({ office, recipients, view, head, checker }) {
  const { author, production, now } = office;
  const { custodian } = head.sender;
  const places = recipients.chosen.map((one) => ({ ...one, kind: one.kind === "PER" ? "personal" : one.kind }));
  const context = { author, custodian, recipients: places, now: now(), bundleId: crypto.randomUUID(), production, urgency: URGENCIES[head.urgency] };
  return compose(view.form, view.collect(), context, checker);
}

/** What the person reads again. @type {(page: NewFiche, warnings: string[]) => import("./review.js").Ready} */
export function ready({ view, recipients, head, files }, warnings) {
  const answers = view.collect();
  return {
    form: view.form,
    answers,
    row: check(view.form, answers).row,
    title: titleOf(view.form),
    to: recipients.chosen,
    urgency: head.urgency,
    dueBy: head.dueBy(view),
    files: files.files,
    warnings: [...recipients.warnings(), ...warnings],
    standbys: recipients.standbys(),
  };
}

/** Sends it: to its recipients, or as the answer to another fiche. What could not leave and waits sealed is no failure. @type {(page: NewFiche, fiche: Uint8Array, signal: AbortSignal) => Promise<import("./fiche_leaving.js").Left>} */
export async function leave(page, fiche, signal) {
  const { mailbox } = page.head.sender;
  await letGo(page);
  try {
    return await sent(page, fiche, signal);
  } catch (error) {
    const job = kept(page);
    if (job && !job.parked) return { reference: job.reference, waits: error };
    if (job) await mailbox.discard(job.job); // it is here, to be changed
    throw error;
  }
}

/** @type {(page: NewFiche, fiche: Uint8Array, signal: AbortSignal) => Promise<import("./office.js").Sent>} */
function sent({ office, view, recipients, head, files, sending, draft, review }, fiche, signal) {
  const { answered } = office;
  const { mailbox } = head.sender;
  const kind = answered || view.form.kind === "reply" ? "reply" : "fiche";
  /** @type {import("./office.js").Letter} */
  const letter = { fiche, form: view.form.name, urgency: head.urgency, due: head.wanted(view), attachments: files.files, kind, draft: draft.name, signal };
  const progress = sending.progress.bind(sending);
  if (answered) return mailbox.reply(answered.reference, { ...letter, closing: closing(view.form, view.answers) }, { close: true }, progress);
  const alsoSubstitute = review.also.checked && recipients.standbys().length > 0;
  return mailbox.send(recipients.chosen.map((one) => one.mailbox), { ...letter, alsoSubstitute }, progress);
}

/** What the outbox holds of this draft. @param {NewFiche} page */
export const kept = ({ head, draft }) => head.sender.mailbox.waiting().find((one) => one.draft === draft.name);

/** What was refused of this draft before has no use: it leaves anew. @param {NewFiche} page */
async function letGo(page) {
  const job = kept(page);
  if (job?.parked) await page.head.sender.mailbox.discard(job.job);
}
