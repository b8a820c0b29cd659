// A signed fiche on its way: no other tab sends this draft meanwhile, and what became of it is said in the end.

import { announce, element, part } from "./dom.js";
import { composed, kept, leave } from "./fiche_ready.js";
import { elsewhereBox, refusedBox, sentBox, sentText } from "./fiche_sent.js";
import { isIdentity, only } from "./patient_part.js";
import { titleOf } from "./recipients.js";
import { sealedFor } from "./standby.js";
import { t } from "./words.js";

/** @typedef {import("./fiche_new.js").NewFiche} NewFiche */
/** waits: why it has not left yet, null when it has; problem: what was to follow and did not; copies: what was sealed for substitutes. @typedef {{reference: string, waits?: unknown, problem?: unknown, copies?: import("../client/copies.js").Copied[]}} Left */

/** The person signed: a few seconds, then it leaves. @type {(page: NewFiche) => Promise<void>} */
export async function depart(page) {
  const { text } = composed(page);
  if (text === null || !page.sending.begin()) return;
  const fiche = new TextEncoder().encode(text);
  page.writing.hidden = true;
  const alone = await page.draft.alone(async () => {
    page.draft.rest();
    await page.sending.start({
      to: page.recipients.chosen,
      leave: (signal) => leave(page, fiche, signal),
      isKept: () => Boolean(kept(page)),
      back: () => back(page),
      sent: (left, late) => void arrived(page, left, late),
    });
  });
  if (!alone) elsewhere(page);
}

/** To change it again. @param {NewFiche} page */
export function back(page) {
  page.draft.wake();
  if (!page.isOpen) return announce(t("The fiche did not leave: it is kept as a draft."));
  page.writing.hidden = false;
  part(page.root, "review").focus();
}

/** What became of it; the draft has no use any more. @type {(page: NewFiche, left: Left, late: boolean) => Promise<void>} */
async function arrived(page, left, late) {
  const answers = only(page.view.answers, isIdentity);
  const names = page.recipients.chosen.map(titleOf).join(" · ");
  const to = page.recipients.chosen.map(({ mailbox }) => mailbox);
  const also = sealedFor(left.copies ?? [], (mailbox) => titleOf(page.office.entries.find((one) => one.mailbox === mailbox) ?? { name: "" }));
  if (page.isOpen) page.tell(sentBox({ ...left, names, late, also }, page.office.go));
  else announce(sentText({ ...left, names }));
  if (left.waits) watch(page, left.reference, names);
  const { draft, office } = page;
  office.refresh();
  await Promise.allSettled([left.waits ? draft.held(left.reference) : draft.discard(left.reference), office.recent.remember(answers, left.reference), office.favourites.learn(to)]);
}

/** What waits leaves later, or is refused then: it is said here too. @type {(page: NewFiche, reference: string, names: string) => void} */
function watch(page, reference, names) {
  const { mailbox } = page.head.sender;
  const stop = page.office.listen(() => {
    const job = kept(page);
    if (job && !job.parked) return;
    stop();
    if (!page.isOpen) return;
    const left = mailbox.left?.(page.draft.name) ?? reference;
    page.tell(job ? refusedBox(job, page.office.go) : sentBox({ reference: left, names, late: false }, page.office.go));
  });
}

/** Another tab has this draft in its hands, or had. @param {NewFiche} page */
function elsewhere(page) {
  page.sending.end();
  if (page.draft.gone) return;
  page.writing.hidden = false;
  const said = element("div", { class: "notice soon", role: "alert" }, element("strong", null, t("This fiche is leaving from another tab.")), element("p", null, t("Nothing was sent from here.")));
  page.sending.show(said);
}

/** This draft was sent from another tab, or thrown away there: what is written here goes on as another one, if at all. @type {(page: NewFiche, reference: string) => void} */
export function lost(page, reference) {
  if (!page.isOpen) return;
  const goOn = () => {
    page.draft = page.newDraft();
    part(page.root, "done").hidden = true;
    back(page);
    void page.keepFiles();
  };
  page.writing.hidden = true;
  page.say(elsewhereBox(reference, goOn, page.office.go));
}
