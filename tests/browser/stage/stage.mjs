// What tests ask of a page: a form to look at, to fill, to read.

import { readObject } from "../static/js/strict.js";
import { Checker } from "../static/js/check.js";
import { compose } from "../static/js/bundle.js";
import { readForm } from "../static/js/form.js";
import { NavetteError } from "../static/js/core/errors.js";
import { openNewFiche } from "../static/js/pages/fiche_new.js";
import { FormView } from "../static/js/pages/form_view.js";
import { issueWords, language } from "../static/js/pages/words.js";

const fetched = await Promise.all(["/forms", "/table/table.json"].map(async (path) => readObject(await (await fetch(path)).text())));
export const forms = new Map(Object.entries(fetched[0]).map(([name, one]) => [name, readForm(one)]));
export const checker = new Checker(fetched[1]);
export const ready = true;

/** @type {FormView} */
let view;

/** Shows a form, filled with answers in JSON. */
export function show(name, answers = "{}", favourites = {}) {
  const form = forms.get(name);
  view = new FormView(form, { language: language(), favourites: (linkId) => favourites[linkId] ?? [] });
  const title = document.createElement("h1");
  title.textContent = form.titleFr;
  document.getElementById("stage").replaceChildren(title, view.node);
  view.fill(readObject(answers));
}

export const fill = (answers) => view.fill(readObject(answers));
export const collect = () => JSON.stringify(view.collect(), spelled);
export const everything = () => JSON.stringify(view.everything(), spelled);
export const next = () => view.next();
export const openAll = () => document.querySelectorAll("details").forEach((one) => one.setAttribute("open", ""));

export const enlarge = () => (document.documentElement.style.fontSize = "200%");

/** What the clipboard gives to the field that has the focus. */
export function paste(text) {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}

/** What is wrong, said in the page too. */
export function blame(context) {
  const { issues } = compose(view.form, view.collect(), context, checker);
  return view.blame(issues, issueWords()).map(({ text, severity, target }) => ({ text, severity, found: target !== null }));
}

/** The focus goes to a question: of the form, or of a row (from 0) of a group, which is added when it is not there. */
export function focusOn(linkId, group, row) {
  const rows = group && view.level.entries.get(group);
  while (rows && rows.lines.length <= row) rows.add(true);
  const entry = (rows ? rows.lines[row] : view.level).entries.get(linkId);
  entry.focus();
  if (document.activeElement === document.body) throw new Error(`${linkId} cannot take the focus`);
}

/** The line (from 0) of a question that repeats. */
export function focusLine(linkId, line) {
  const lines = view.level.entries.get(linkId);
  while (lines.lines.length <= line) lines.add(true);
  lines.lines[line].focus();
}

export const composed = (context) => compose(view.form, view.collect(), context, checker).text;

/** What the mailbox was asked to send, and what the store of drafts holds. */
export const sent = [];
export const kept = new Map();
export const outbox = [];
const NOW = 1795341600; // 2026-11-22T11:00:00+01:00
let behaviour = {};

/** Nouvelle fiche. given: {recent, undo, fail, slow} of a test. */
export async function openFiche(given = {}) {
  behaviour = given;
  const page = await openNewFiche(officeOf(given));
  document.getElementById("stage").replaceChildren(page.root);
  page.focus();
  globalThis.fiche = page;
}

export const closeFiche = () => globalThis.fiche.close();
export const sentCount = () => sent.length;
export const keptNames = () => [...kept.keys()];
export const sentBundle = (at) => new TextDecoder().decode(sent[at].letter.fiche);
export const sentLetter = (at) => ({ to: sent[at].to, ...sent[at].letter, fiche: null, signal: null, attachments: sent[at].letter.attachments.map(({ name, size, type }) => ({ name, size, type })) });

const SAID = { hours: { mon: "08:30-12:00" }, closed: [], substitute: "geriatrie", forms: ["referral"], note: "urgences : régulation 15" };
const ENTRIES = [
  { mailbox: "geriatrie", name: "Gériatrie", facility: "CH du Gier", finess: "420000000", kind: "ORG", address: "geriatrie@ch-du-gier.example", lastCollected: NOW - 3600, vouched: true },
  { mailbox: "cardiologie", name: "Cardiologie", facility: "CH du Gier", finess: "420000000", kind: "ORG", address: "cardiologie@ch-du-gier.example", lastCollected: NOW - 30 * 86400, waitingSince: NOW - 20 * 86400, vouched: true },
  { mailbox: "pharmacie", name: "Pharmacie du Marché", facility: "", kind: "CAB", address: "pharmacie@monistrol.example", lastCollected: null, vouched: true, service: SAID, confirmed: NOW - 120 * 86400, holidays: [] },
  { mailbox: "inconnue", name: "", facility: "", kind: "ORG", address: "urgences@ch-du-gier.example", lastCollected: null, vouched: false },
];

const store = {
  save: async (name, bytes) => {
    if (behaviour.full && bytes.length > behaviour.full) throw new Error("too-large");
    kept.set(name, bytes);
  },
  load: async (name) => kept.get(name) ?? null,
  list: async () => [...kept.keys()],
  remove: async (name) => kept.delete(name),
  held: async () => [],
};

const pause = (milliseconds, signal) =>
  new Promise((done, stop) => {
    setTimeout(done, milliseconds);
    signal?.addEventListener("abort", () => stop(new DOMException("stopped", "AbortError")));
  });

const send = async (to, letter, progress) => {
  for (const { name, size } of letter.attachments) progress(name, size / 2, size);
  if (behaviour.slow) await pause(behaviour.slow, letter.signal);
  if (behaviour.fail) outbox.push({ job: "job", reference: "NV-7K3F-22Q", draft: letter.draft, problem: behaviour.fail, parked: !behaviour.data.reference });
  if (behaviour.fail) throw new NavetteError(behaviour.fail, behaviour.data);
  sent.push({ to, letter });
  return { reference: "NV-7K3F-22Q" };
};

const sender = (id, name, kind) => ({
  id,
  mailbox: { send, reply: (reference, letter, options, progress) => send([reference], letter, progress), waiting: () => outbox, discard: async () => outbox.splice(0) },
  custodian: { name, kind, address: `${id}@monistrol.example` },
});

const officeOf = ({ recent = [], undo = 0, production = false, answered = null, two = false }) => ({
  senders: [sender("martin", "Dr Claire Martin", "personal"), ...(two ? [sender("sucs", "Cabinet des Sucs", "CAB")] : [])],
  entries: ENTRIES,
  online: true,
  titles: [...forms.values()].map((one) => ({ ...one, hash: one.name })),
  formOf: async (canonical) => [...forms.values()].find((one) => one.canonical === canonical) ?? null,
  checker: async () => checker,
  drafts: store,
  recent: {
    list: async () => recent.map(({ answers, reference }) => ({ answers: JSON.parse(answers), reference })),
    last: async ({ reference }) => new TextEncoder().encode(recent.find((one) => one.reference === reference).document),
    remember: async () => {},
  },
  favourites: { mailboxes: ["geriatrie"], reasons: () => [], learn: async (mailboxes) => void (globalThis.learnt = mailboxes) },
  author: { name: "Dr Claire Martin", profession: "médecin", rpps: "10100000016" },
  holidays: [],
  production,
  words: issueWords(),
  now: () => NOW,
  undo,
  go: (path) => (globalThis.went = path),
  refresh: () => {},
  listen: (listener) => {
    behaviour.happened = listener;
    return () => (behaviour.happened = null);
  },
  answered: answered && { ...answered, bundle: readObject(answered.bundle), form: answered.form ?? "reply" },
});

/** A decimal keeps its digits. */
const spelled = (_, value) => value?.text ?? value;
