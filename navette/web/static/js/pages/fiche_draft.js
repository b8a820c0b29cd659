// A fiche being written, as its draft holds it, and taken up again where it was left.

import { announce, part } from "./dom.js";
import { back } from "./fiche_leaving.js";
import { thrownBox } from "./fiche_sent.js";
import { t } from "./words.js";

/** @typedef {import("./fiche_new.js").NewFiche} NewFiche */

/** @type {(page: NewFiche) => import("./drafts.js").Written} */
export const written = ({ view, aside, recipients, head, reference, reuse, patient, office, draft, sending }) => ({
  from: head.sender.id,
  form: view.form.name,
  answers: { ...aside, ...view.everything() },
  to: recipients.chosen.map(({ mailbox }) => mailbox),
  urgency: head.urgency,
  due: head.due.value,
  reference,
  decided: [...reuse.decided],
  known: patient.isKnown,
  time: office.now(),
  signed: sending.busy ? office.now() : 0,
  files: draft.kept(),
});

/** Everything is back but what the directory does not hold any more. @type {(page: NewFiche, kept: import("./fiche_sent.js").Kept) => Promise<void>} */
export async function restore(page, { name, written: said }) {
  part(page.root, "drafts").replaceChildren();
  if (page.draft.isKept) await page.draft.save();
  page.draft.close();
  page.draft = page.newDraft(name);
  page.aside = said.answers;
  await page.change(said.form);
  page.head.from.value = said.from;
  page.head.urgency = said.urgency;
  page.head.due.value = said.due;
  page.recipients.write(said.to);
  page.reference = said.reference;
  page.reuse.decided = new Set(said.decided);
  if (said.known) page.patient.show(false);
  page.files.add(await page.draft.restore(said.files));
  page.earlier = await page.lastOf(said.reference);
  page.offer();
  page.next();
  announce(t("The draft is back as you left it."));
}

/** Thrown away, and had back as long as one stays on the page. @type {(page: NewFiche) => Promise<void>} */
export async function discard(page) {
  await page.draft.discard();
  const done = part(page.root, "done");
  const [box, button] = thrownBox(page.office.go, () => {
    page.draft = page.newDraft();
    done.hidden = true;
    back(page);
    void page.keepFiles();
  });
  page.writing.hidden = true;
  done.replaceChildren(box);
  done.hidden = false;
  button.focus();
}
