// Answering a fiche: buttons, their small forms, one act at a time, and a sentence that says what became of it.
import { utf8 } from "../core/encoding.js";
import { AnswerDraft } from "./answer_draft.js";
import { ACTIONS, answerForm, given, received, refill, sent } from "./answer_forms.js";
import { declinesOf } from "./declines.js";
import { element, part } from "./dom.js";
import { titlesOf } from "./forms.js";
import { notice, showFailure } from "./notice.js";
import { t } from "./words.js";
import { once } from "./work.js";

/** @typedef {import("./answer_forms.js").Action} Action @typedef {import("./answer_forms.js").Given} Given */
/** @typedef {import("./interface.js").Opened} Opened @typedef {import("./interface.js").Mailbox} Mailbox */

const SLOW = 600; // ms after which waiting is said
const NOTHING = { code: "", text: "", to: "" };

/** @type {Record<Action, string>} */
const DONE = {
  accept: t("You have taken this fiche in charge. The sender sees it."),
  question: t("The question is with the sender."),
  decline: t("The fiche is declined. The sender sees why."),
  reroute: t("The fiche is with the other ward. The sender sees it."),
  reply: "",
  letter: t("The answer is with the sender."),
  close: t("The fiche is closed."),
  withdraw: t("The fiche is withdrawn. The recipient sees it."),
};

export class Answers {
  /**
   * @param {import("./frame.js").App} app @param {Mailbox} mailbox @param {HTMLElement} root
   * @param {() => Promise<void>} again looks at the fiche anew
   */
  constructor(app, mailbox, root, again) {
    this.app = app;
    this.mailbox = mailbox;
    this.root = root;
    this.again = again;
    this.busy = false;
    this.isOpen = true;
    /** @type {Opened} */
    this.opened = /** @type {any} */ (null);
    this.declines = /** @type {string[]} */ ([]);
    /** @type {AnswerDraft|null} */
    this.draft = null;
  }

  /** The answer that was being typed when the page was left, if it may still be given. @param {Opened} opened */
  async resume({ item }) {
    const { vault } = /** @type {import("./interface.js").Account} */ (this.app.account);
    this.draft = new AnswerDraft(vault, item.reference);
    const typed = await this.draft.read();
    const button = typed && this.root.querySelector(`[data-action="${CSS.escape(typed.action)}"]`);
    if (!typed || !button) return this.draft.forget();
    refill(this.ask(typed.action), typed);
    this.app.say(t("The answer you were typing is back."));
  }

  /** @returns {Promise<string>} what became of what was being typed, or was leaving */
  async close() {
    this.isOpen = false;
    if (this.busy) return t("The answer you had given goes on leaving: its fiche says what became of it.");
    return (await this.draft?.close()) ?? "";
  }

  /** The buttons, for where the fiche stands now. @param {Opened} opened */
  async show(opened) {
    this.opened = opened;
    const { item, manifest } = opened;
    this.declines = declinesOf(await titlesOf(this.app), item.form);
    const actions = "n" in item ? received(item.status, manifest.kind) : sent(item.recipients.map((one) => one.status));
    const held = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.action : "";
    part(this.root, "actions").replaceChildren(...actions.map((action, place) => this.button(action, place === 0)));
    const same = held && this.root.querySelector(`[data-action="${held}"]`);
    if (same instanceof HTMLElement) same.focus();
    this.setBusy(this.busy);
  }

  /** @param {Action} action @param {boolean} first */
  button(action, first) {
    const tone = action === "withdraw" ? "danger" : first ? "primary" : "";
    const onclick = once(() => this.start(action));
    return element("button", { type: "button", class: tone, "data-action": action, onclick, textContent: ACTIONS[action] });
  }

  /** @param {Action} action */
  async start(action) {
    if (this.busy) return;
    if (action === "accept") return this.run(action, NOTHING);
    if (action === "reply") return this.app.go(`/nouvelle?reponse=${this.opened.item.reference}`);
    const form = this.ask(action);
    /** @type {HTMLElement|null} */ (form.querySelector("input, select, textarea, button"))?.focus();
    form.scrollIntoView({ block: "nearest" });
  }

  /** The small form of an action, kept as it is typed. @param {Action} action */
  ask(action) {
    const around = { declines: this.declines, entries: () => this.wards() };
    const form = answerForm(action, around, (said) => void this.run(action, said), () => this.undo(action));
    form.addEventListener("input", () => this.draft?.touch({ ...given(form), action }));
    part(this.root, "form").replaceChildren(form);
    return form;
  }

  /** @param {Action} action */
  undo(action) {
    void this.draft?.forget();
    part(this.root, "form").replaceChildren();
    /** @type {HTMLElement|null} */ (this.root.querySelector(`[data-action="${action}"]`))?.focus();
  }

  /** Where a fiche can go: what is vouched for, and is not here. */
  async wards() {
    const own = this.app.mailboxes.map((one) => one.id);
    const entries = await this.app.client.entries(/** @type {import("./interface.js").Account} */ (this.app.account));
    return entries.filter(({ mailbox, vouched }) => vouched && !own.includes(mailbox));
  }

  /** One act: a second click does nothing, a slow network is said, a failure says what became of the fiche. @param {Action} action @param {Given} given */
  async run(action, given) {
    if (this.busy) return;
    this.setBusy(true);
    const failure = part(this.root, "failure");
    failure.replaceChildren();
    const slow = setTimeout(() => this.app.say(t("Sending…")), SLOW);
    /** @type {unknown} */
    let problem = null;
    try {
      const { problem: after } = /** @type {{problem?: unknown}} */ (await this.act(action, given));
      problem = after;
      void this.draft?.forget();
      part(this.root, "form").replaceChildren();
    } catch (error) {
      problem = error;
    }
    clearTimeout(slow);
    await this.again().catch(() => undefined);
    if (!this.isOpen) return;
    this.setBusy(false);
    if (problem) return showFailure(failure, problem);
    failure.replaceChildren(notice("fine", { what: DONE[action] }));
    this.app.say(DONE[action]);
  }

  /** @param {Action} action @param {Given} given @returns {Promise<object>} */
  act(action, { code, text, to }) {
    const { mailbox } = this;
    const ref = this.opened.item.reference;
    if (action === "accept") return mailbox.acknowledge(ref, "accepted");
    if (action === "question") return mailbox.acknowledge(ref, "question", "", text);
    if (action === "decline") return mailbox.acknowledge(ref, "declined", code, text || undefined);
    if (action === "reroute") return mailbox.reroute(ref, to);
    if (action === "close") return mailbox.acknowledge(ref, "closed", code);
    if (action === "withdraw") return mailbox.withdraw(ref);
    return mailbox.reply(ref, { fiche: utf8(text), media: "text/plain", kind: "reply", form: "" }, { close: true });
  }

  /** @param {boolean} busy */
  setBusy(busy) {
    this.busy = busy;
    for (const button of part(this.root, "state").querySelectorAll("button")) {
      if (busy) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
  }
}
