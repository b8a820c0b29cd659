// Nouvelle fiche, at its address: what it needs of the person, of the mailbox and of the program.

import { Checker } from "../check.js";
import { holidaysOf } from "../client/directory.js";
import { identity } from "../client/names.js";
import { samePatient } from "../reuse.js";
import { readObject } from "../strict.js";
import { element } from "./dom.js";
import { learn, readFavourites, usual } from "./favourites.js";
import { openNewFiche } from "./fiche_new.js";
import { notice } from "./notice.js";
import { nameOf } from "./patient_box.js";
import { lastFiche, readRecent, rememberPatient } from "./recent.js";
import { remember } from "./seen.js";
import { issueWords, t } from "./words.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./routes.js").Where} Where @typedef {import("./routes.js").Shown} Shown */
/** @typedef {import("./interface.js").Account} Account @typedef {import("./interface.js").Mailbox} Mailbox */
/** @typedef {import("./office.js").Office} Office @typedef {import("./office.js").Answered} Answered */
/** @typedef {import("../client/desk.js").Desk} Desk */

const UNDO = 5; // seconds
const DRAFTS = "drafts/";
/** Which form answers which; any other is answered freely. @type {Record<string, string>} */
const ANSWERS = { admission: "discharge", "doctor-search": "doctor-search-answer", stroke: "stroke-appointment" };

/** @type {Promise<Checker>|null} */
let checker = null;

/** @type {(app: App, where: Where) => Promise<Shown>} */
export async function open(app, where) {
  const account = /** @type {Account} */ (app.account);
  if (!app.mailboxes.length) return nobody();
  const reference = where.query.get("reponse");
  const mailbox = (reference && app.boxes.get(reference)) || app.mailboxes[0];
  const answered = reference ? await answeredBy(mailbox, reference) : null;
  const page = await openNewFiche(await officeOf(app, account, mailbox, answered));
  const to = where.query.get("a"); // from the directory
  if (to && !answered) page.recipients.write([to]);
  await page.takeUp(where.query.get("brouillon") ?? "");
  setTimeout(() => page.focus(), 0); // after the frame has put its heading under the focus
  return { title: t("New fiche"), root: page.root, close: () => page.close() };
}

/** A fiche leaves from a mailbox. @type {() => Shown} */
function nobody() {
  const said = { what: t("You sit in no mailbox yet: ask a guardian of your ward to let you in."), meaning: t("A fiche leaves from a mailbox: you can send none.") };
  return { title: t("New fiche"), root: element("div", { class: "narrow" }, notice("", said)) };
}

/** @type {(app: App, account: Account, mailbox: Mailbox, answered: Answered|null) => Promise<Office>} */
async function officeOf(app, account, mailbox, answered) {
  const desk = deskOf(account);
  const { client } = app;
  const [entries, titles, favourites] = await Promise.all([client.entries(account), client.titles(account), readFavourites(account)]);
  const from = answered ? [mailbox] : app.mailboxes;
  const { name = account.name, profession = account.profession, rpps } = identity(desk.directory, account.person, desk.today());
  return {
    senders: from.map((one) => senderOf(one, entries)),
    entries,
    online: mailbox.online,
    titles: /** @type {any[]} */ (titles),
    formOf: (canonical) => client.formOf(mailbox, canonical),
    checker: checkerOnce,
    drafts: storeOf(account, app),
    refresh: () => app.refreshBanner(),
    listen: (listener) => app.onEvent(listener),
    recent: {
      list: () => readRecent(account),
      last: ({ reference }) => lastFiche(app.mailboxes, reference),
      remember: (answers, reference) => {
        remember(app, { reference, name: nameOf(answers), other: "", title: t("Fiche"), at: desk.now() });
        return rememberPatient(account, answers, reference, samePatient);
      },
    },
    favourites: { mailboxes: usual(favourites), reasons: (linkId) => favourites.reasons[linkId] ?? [], learn: (mailboxes) => learn(account, mailboxes) },
    author: { name, profession, ...(rpps && { rpps }) },
    holidays: holidaysOf(desk),
    production: desk.production ?? false, // one that never said refuses nothing
    words: issueWords(),
    now: () => desk.now(),
    undo: UNDO,
    go: (path) => void app.go(path),
    answered,
  };
}

/** A mailbox, as the directory names it. @type {(mailbox: Mailbox, entries: import("./interface.js").Entry[]) => import("./office.js").From} */
function senderOf(mailbox, entries) {
  const own = entries.find((one) => one.mailbox === mailbox.id);
  const custodian = { ...own, name: own?.name || mailbox.address, kind: own?.kind === "PER" ? "personal" : own?.kind };
  return { id: mailbox.id, mailbox: /** @type {any} */ (mailbox), custodian };
}

/** What stands behind an account: the directory, the clock, what the server says of itself. @type {(account: Account) => Desk} */
const deskOf = (account) => /** @type {any} */ (account).desk;

/** The table of FHIR is fetched once. @returns {Promise<Checker>} */
function checkerOnce() {
  checker ??= fetch(new URL("../../data/table.json", import.meta.url)).then(async (answer) => new Checker(await answer.json()));
  checker.catch(() => (checker = null));
  return checker;
}

/** Drafts in the person's sealed records. @type {(account: Account, app: App) => import("./drafts.js").Store} */
const storeOf = ({ vault }, app) => ({
  save: (name, bytes) => vault.write(DRAFTS + name, new Uint8Array(bytes)),
  load: (name) => vault.read(DRAFTS + name),
  list: () => vault.names("drafts"),
  remove: (name) => vault.remove(DRAFTS + name),
  held: async () => {
    await Promise.all(app.mailboxes.map((one) => one.look()));
    return app.mailboxes.flatMap((one) => one.waiting()).flatMap(({ draft, parked }) => (draft && !parked ? [draft] : []));
  },
});

/** The fiche that is answered: who sent it, and what it says. @type {(mailbox: Mailbox, reference: string) => Promise<Answered>} */
async function answeredBy(mailbox, reference) {
  const { item, manifest, fiche, sender } = await mailbox.collect(reference);
  const bundle = manifest.media === "application/fhir+json" ? readObject(fiche) : null;
  return { reference, to: sender.mailbox, bundle, form: ANSWERS[item.form] ?? "reply" };
}
