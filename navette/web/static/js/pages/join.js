// Joining: an invitation, a way to unlock, a printed sheet, and four of its symbols typed back; five words, where they
// stand for the device.
import { clone, element, part } from "./dom.js";
import { choosePlace } from "./place.js";
import { askSymbols, fillPhrase, fillSheet, samePhrase, sameSymbols } from "./recovery.js";
import { refused } from "./refused.js";
import { codeOf, t } from "./words.js";
import { Work } from "./work.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./interface.js").Account} Account */
/** @typedef {"invitation"|"device"|"sheet"|"check"|"phrase"|"phrase-check"} Step @typedef {"passkey"|"code"|"passphrase"} Way */

/** @type {Step[]} */
const STEPS = ["invitation", "device", "sheet", "check"];
/** @type {Step[]} */
const WORDS = ["phrase", "phrase-check"];

/** @type {(app: App) => Promise<import("./routes.js").Shown>} */
export async function open(app) {
  const page = new Join(app);
  await page.begin();
  return { title: t("Join Navette"), root: page.root, close: () => page.close() };
}

class Join {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.root = element("div", { class: "narrow" }, clone("screen-join"));
    this.pasted = /** @type {HTMLTextAreaElement} */ (part(this.root, "pasted"));
    this.isShared = choosePlace(this.root);
    this.work = new Work(part(this.root, "failure"), refused);
    this.code = this.words = "";
    /** @type {Account|null} */
    this.account = null;
    /** Once it was all typed back. @type {() => Promise<void>} */
    this.finish = async () => {};
    /** Places of the symbols asked for, from 0. @type {number[]} */
    this.places = [];
    this.listen();
  }

  listen() {
    const on = (/** @type {string} */ name, /** @type {() => unknown} */ work) =>
      part(this.root, name).addEventListener("click", () => void work());
    const sent = (/** @type {string} */ name, /** @type {() => Promise<void>} */ work) =>
      part(this.root, name).addEventListener("submit", (event) => {
        event.preventDefault();
        void this.work.run(work);
      });
    sent("invitation", () => this.read());
    sent("check", () => this.compare());
    sent("phrase-check", () => this.compareWords());
    on("with-device", () => this.work.run(() => this.create("passkey")));
    on("with-code", () => this.work.run(() => this.create("code")));
    on("with-words", () => this.work.run(() => this.create("passphrase")));
    on("phrase-noted", () => this.show("phrase-check"));
    on("phrase-again", () => this.show("phrase"));
    on("print", () => print());
    on("printed", () => this.ask());
    on("again", () => this.show("sheet"));
  }

  /** The invitation of the link, which leaves the address at once: it is a secret. */
  async begin() {
    this.show("invitation");
    this.pasted.value = decodeURIComponent(location.hash.slice(1));
    if (!this.pasted.value) return;
    history.replaceState(history.state, "", location.pathname);
    await this.work.run(() => this.read());
  }

  close() {
    this.code = this.words = this.pasted.value = "";
    this.root.replaceChildren();
  }

  /** @param {Step} step */
  show(step) {
    for (const one of [...STEPS, ...WORDS]) part(this.root, one).hidden = one !== step;
    part(this.root, "failure").replaceChildren();
    const steps = this.words ? [...STEPS, ...WORDS] : STEPS;
    part(this.root, "steps").textContent = t("Step {n} of {count}", { n: steps.indexOf(step) + 1, count: steps.length });
    const heading = part(this.root, step).querySelector("h2");
    heading?.setAttribute("tabindex", "-1");
    if (this.root.isConnected) heading?.focus();
  }

  async read() {
    const { name, profession, mailbox } = await this.app.client.invitation(this.pasted.value.trim());
    part(this.root, "name").textContent = name;
    part(this.root, "profession").textContent = profession;
    part(this.root, "address").textContent = mailbox?.address ?? "";
    part(this.root, "mailbox").hidden = !mailbox;
    const able = await this.app.client.passkeys();
    this.offer(able);
    this.show("device");
  }

  /** The device, or what stands for it: the printed code always does. @param {boolean} able */
  offer(able) {
    part(this.root, "with-device").hidden = !able;
    part(this.root, "no-device").hidden = part(this.root, "with-words").hidden = able;
    part(this.root, "with-code").classList.toggle("primary", !able);
  }

  /** @param {Way} lock */
  async create(lock) {
    this.app.say(lock === "passphrase" ? t("Getting ready: it may take a minute on a slow device…") : t("Getting ready…"));
    try {
      const made = await this.app.client.create(this.pasted.value.trim(), { lock, shared: this.isShared() });
      Object.assign(this, { account: made.account, code: made.code, words: made.passphrase, finish: made.finish });
    } catch (error) {
      if (lock === "passkey" && codeOf(error) === "browser-too-old") this.offer(false);
      throw error;
    }
    this.pasted.value = "";
    fillSheet(this.root, this.code, this.account?.name ?? "");
    if (this.words) fillPhrase(this.root, this.words);
    this.show("sheet");
  }

  ask() {
    this.places = askSymbols(this.root, this.code);
    this.show("check");
  }

  async compare() {
    if (!sameSymbols(this.root, this.code, this.places)) return;
    if (this.words) this.show("phrase");
    else await this.enter();
  }

  async compareWords() {
    if (samePhrase(this.root, this.words)) await this.enter();
  }

  /** The invitation has served: it is forgotten here. */
  async enter() {
    await this.finish();
    this.code = this.words = "";
    if (this.account) await this.app.enter(this.account, this.isShared());
  }
}
