// One fiche as coordinators see it: where it stands at each mailbox, all that happened, and what shows it. Never what it says.
import { isSilent, lateness, restsUntil } from "./board.js";
import { nameOf, nudgedText, stateOf } from "./board_line.js";
import { proven, warnings } from "./board_proof.js";
import { clone, element, part } from "./dom.js";
import { against, dated, moment, now } from "./dates.js";
import { titleOf, titlesOf } from "./forms.js";
import { Keeping } from "./handoff_holds.js";
import { story } from "./handoff_story.js";
import { URGENCY, capital } from "./labels.js";
import { foreign, notice } from "./notice.js";
import { Nudges } from "./nudges.js";
import { t } from "./words.js";
import { Work } from "./work.js";

/** @typedef {import("./frame.js").App} App @typedef {import("../client/history.js").History} History @typedef {import("../client/history.js").Copy} Copy @typedef {import("../client/items.js").RecipientState} RecipientState */

const MINUTE = 60_000; // ms

/** @type {(app: App, where: import("./routes.js").Where) => Promise<import("./routes.js").Shown>} */
export async function open(app, { parts, query }) {
  const page = new HandoffPage(app, query.get("m") ?? parts[0]);
  await page.read();
  return { title: t("Fiche {reference}", { reference: page.history?.item.reference ?? parts[0] }), root: page.root, close: () => page.close() };
}

class HandoffPage {
  /** ref: its reference, or its message id, which is never another's. @param {App} app @param {string} ref */
  constructor(app, ref) {
    this.app = app;
    this.ref = ref;
    this.root = element("div", { class: "board" }, clone("screen-handoff"));
    this.template = /** @type {HTMLTemplateElement} */ (part(this.root, "recipient"));
    this.nudges = new Nudges(app.account?.name ?? "");
    this.work = new Work(part(this.root, "failure"));
    /** @type {History|null} */
    this.history = null;
    /** @type {RecipientLine[]} */
    this.lines = [];
    this.holding = "";
    this.keeping = new Keeping(part(this.root, "keeping"), { place: (code) => void this.hold(code), lift: (hold) => void this.lift(hold) });
    this.timer = setInterval(() => this.tick(), MINUTE);
    part(this.root, "reference").textContent = ref;
    part(this.root, "again").addEventListener("click", () => void this.again());
    part(this.root, "print").addEventListener("click", () => print());
  }

  close() {
    clearInterval(this.timer);
    this.history = null;
    this.root.replaceChildren();
  }

  async desk() {
    const { account, client } = this.app;
    if (!account) throw new Error("locked");
    return client.coordinator(account);
  }

  /** From the server, each time judged anew; when it is absent, what was there stays. */
  read() {
    return this.work.run(async () => {
      const [titles, history] = await Promise.all([titlesOf(this.app), this.desk().then((desk) => desk.history(this.ref))]);
      this.history = history;
      this.show(history, titles);
    });
  }

  async again() {
    await this.read();
    if (this.history && !part(this.root, "failure").hasChildNodes()) this.app.say(proven(this.history.verified));
  }

  /** @param {History} history @param {import("./interface.js").FormTitle[]} titles */
  show(history, titles) {
    const { item, verified } = history;
    const texts = { reference: item.reference, by: [item.sender.name === item.sender.mailboxName ? "" : item.sender.name, item.sender.profession].filter(Boolean).join(", "), form: titleOf(titles, item.form) || t("no form"), urgency: capital(URGENCY[item.urgency] ?? ""), received: dated(item.received), at: t("As it stood on {when}.", { when: moment(now()) }) };
    for (const [name, text] of Object.entries(texts)) part(this.root, name).textContent = text;
    lead(part(this.root, "from"), item.sender.mailbox, item.sender.mailboxName);
    part(this.root, "proven").replaceChildren(notice(verified.faults.length ? "late" : "fine", { what: proven(verified) }), ...warnings(verified));
    this.thread(history);
    this.keeping.show(item, history.holds);
    part(this.root, "whole").hidden = false;
    this.lines = item.recipients.map((one) => this.line(one, history));
    part(this.root, "recipients").replaceChildren(...this.lines.map(({ root }) => root));
    part(this.root, "story").replaceChildren(...story(history).map(row));
    this.tick();
  }

  /** What it answers, and what answers it. @param {History} history */
  thread({ before, replies }) {
    const links = [...(before ? [before] : []), ...replies].map(({ message, reference }) => element("a", { href: `/coordination/${reference}?m=${message}`, class: "reference", textContent: reference }));
    part(this.root, "thread-row").hidden = !links.length;
    part(this.root, "thread").replaceChildren(...links.flatMap((link) => [link, " "]));
  }

  /** Held back for that reason, once: the same call when nobody knows whether it arrived. @param {string} code */
  hold(code) {
    return this.change(async (desk, message) => {
      this.holding ||= desk.newNudge();
      await desk.holdBack(this.holding, message, code);
      this.holding = "";
      return t("Removal held back.");
    });
  }

  /** @param {string} hold */
  lift(hold) {
    return this.change(async (desk) => {
      await desk.letGo(hold);
      return t("It will be removed in time.");
    });
  }

  /** Does it, then shows how it stands. @param {(desk: import("./interface.js").Coordination, message: string) => Promise<string>} act */
  async change(act) {
    let said = "";
    await this.work.run(async () => {
      const { history } = this;
      if (history) said = await act(await this.desk(), history.item.message);
    });
    if (!said) return;
    await this.read();
    this.app.say(said);
  }

  /** @param {RecipientState} recipient @param {History} history */
  line(recipient, { item, nudges, copies }) {
    const last = nudges.findLast(({ mailbox }) => mailbox === recipient.mailbox);
    const copy = copies.find(({ mailbox }) => mailbox === recipient.mailbox);
    return new RecipientLine(this.template, { ...recipient, message: item.message, reference: item.reference, nudgedByName: last?.byName ?? "" }, copy, (line) => void this.nudge(line));
  }

  tick() {
    for (const line of this.lines) line.tick(now());
  }

  /** @param {RecipientLine} line */
  nudge(line) {
    return this.work.run(async () => {
      if (restsUntil(line.fact, now())) return this.app.say(part(line.root, "rests").textContent ?? "");
      await this.nudges.send(await this.desk(), [/** @type {any} */ (line)]);
      line.show(now());
      this.app.say(part(line.root, "told").textContent ?? "");
    });
  }
}

/** Where it stands at one mailbox. */
class RecipientLine {
  /** @param {HTMLTemplateElement} template @param {any} fact as lines of the board are @param {Copy|undefined} copy @param {(line: RecipientLine) => void} nudge */
  constructor(template, fact, copy, nudge) {
    this.fact = fact;
    this.root = /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
    lead(part(this.root, "to"), fact.mailbox, fact.mailboxName);
    part(this.root, "of-nudge").textContent = nameOf(fact.mailboxName);
    part(this.root, "copy").textContent = copy ? copyText(copy) : "";
    part(this.root, "nudge").addEventListener("click", () => nudge(this));
    this.show(now());
  }

  /** @param {number} at */
  show(at) {
    part(this.root, "state").textContent = stateOf(this.fact);
    part(this.root, "due").textContent = t("To answer before {when}. Last change: {changed}.", { when: dated(this.fact.dueBy), changed: moment(this.fact.changed) });
    part(this.root, "nudged").textContent = nudgedText(this.fact);
    this.tick(at);
  }

  /** What the hour changes. @param {number} at */
  tick(at) {
    const clock = part(this.root, "clock");
    clock.hidden = part(this.root, "nudge").hidden = !isSilent(this.fact);
    clock.textContent = capital(against(this.fact.dueBy, at));
    clock.className = `badge ${lateness(this.fact, at)}`;
    const rests = isSilent(this.fact) ? restsUntil(this.fact, at) : 0;
    part(this.root, "nudge").setAttribute("aria-disabled", String(rests > 0));
    part(this.root, "rests").textContent = rests ? t("Possible again at {when}.", { when: moment(rests) }) : "";
  }

  /** Said under the line, in place of what was. @param {...Node} nodes */
  tell(...nodes) {
    part(this.root, "told").replaceChildren(...nodes);
  }
}

/** Until when it waits, what became of it. @type {(copy: Copy) => string} */
function copyText({ substituteName, releases, state }) {
  const facts = { name: nameOf(substituteName), when: moment(releases) };
  if (state === "waiting") return t("Sealed for {name} too, which will open it from {when} on if nobody answers.", facts);
  if (state === "released") return t("Given to {name} on {when}.", facts);
  return state === "stale" ? t("What was sealed for {name} no longer opens there: the sender must send it again.", facts) : t("What was sealed for {name} was not needed.", facts);
}

/** To the page of a partner. @type {(link: HTMLElement, mailbox: string, name: string) => void} */
function lead(link, mailbox, name) {
  link.setAttribute("href", `/partenaires/${mailbox}`);
  link.replaceChildren(foreign(nameOf(name)));
}

/** @type {(one: import("./handoff_story.js").Happened) => HTMLElement} */
function row({ time, who, place, what, proof, holds, kind }) {
  const shown = element("p", { class: holds ? "soft" : "wrong", textContent: holds ? proof : t("Does not hold: not to be relied on.") });
  const people = element("p", null, foreign(who), place && element("br"), place && element("span", { class: "soft" }, foreign(place)));
  const said = element("div", null, element("p", null, element(kind === "act" ? "strong" : "span", { textContent: what })), shown);
  return element("li", { class: kind === "act" ? "" : "by-server" }, element("p", { class: "story-when", textContent: dated(time) }), people, said);
}
