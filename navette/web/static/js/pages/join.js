// Joining: an invitation, a way to unlock, a printed sheet, and four of its symbols typed back.
import { clone, element, part } from "./dom.js";
import { showFailure } from "./notice.js";
import { choosePlace } from "./place.js";
import { askSymbols, fillSheet, sameSymbols } from "./recovery.js";
import { refused } from "./refused.js";
import { codeOf, t } from "./words.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./interface.js").Account} Account */
/** @typedef {"invitation"|"device"|"sheet"|"check"} Step */

/** @type {Step[]} */
const STEPS = ["invitation", "device", "sheet", "check"];

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
    this.busy = false;
    this.code = "";
    /** @type {Account|null} */
    this.account = null;
    /** Places of the symbols asked for, from 0. @type {number[]} */
    this.places = [];
    this.listen();
  }

  listen() {
    const on = (/** @type {string} */ name, /** @type {() => unknown} */ work) =>
      part(this.root, name).addEventListener("click", () => void work());
    part(this.root, "invitation").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.run(() => this.read());
    });
    part(this.root, "check").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.run(() => this.compare());
    });
    on("with-device", () => this.run(() => this.create("passkey")));
    on("with-code", () => this.run(() => this.create("code")));
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
    await this.run(() => this.read());
  }

  close() {
    this.code = this.pasted.value = "";
    this.root.replaceChildren();
  }

  /** @param {Step} step */
  show(step) {
    for (const one of STEPS) part(this.root, one).hidden = one !== step;
    part(this.root, "failure").replaceChildren();
    part(this.root, "steps").textContent = t("Step {n} of {count}", { n: STEPS.indexOf(step) + 1, count: STEPS.length });
    const heading = part(this.root, step).querySelector("h2");
    heading?.setAttribute("tabindex", "-1");
    if (this.root.isConnected) heading?.focus();
  }

  /** @param {() => Promise<void>} work */
  async run(work) {
    if (this.busy) return;
    this.busy = true;
    part(this.root, "failure").replaceChildren();
    try {
      await work();
    } catch (error) {
      showFailure(part(this.root, "failure"), refused(error));
    }
    this.busy = false;
  }

  async read() {
    const { name, profession, mailbox } = await this.app.client.invitation(this.pasted.value.trim());
    part(this.root, "name").textContent = name;
    part(this.root, "profession").textContent = profession;
    part(this.root, "address").textContent = mailbox?.address ?? "";
    part(this.root, "mailbox").hidden = !mailbox;
    const able = await this.app.client.passkeys();
    part(this.root, "with-device").hidden = !able;
    part(this.root, "no-device").hidden = able;
    part(this.root, "with-code").classList.toggle("primary", !able);
    this.show("device");
  }

  /** @param {"passkey"|"code"} lock */
  async create(lock) {
    this.app.say(t("Getting ready…"));
    try {
      const made = await this.app.client.create(this.pasted.value.trim(), { lock, shared: this.isShared() });
      [this.account, this.code] = [made.account, made.code];
    } catch (error) {
      if (lock === "passkey" && codeOf(error) === "browser-too-old") this.withoutDevice();
      throw error;
    }
    this.pasted.value = "";
    fillSheet(this.root, this.code, this.account.name);
    this.show("sheet");
  }

  /** The device cannot do it: the printed code always can. */
  withoutDevice() {
    part(this.root, "with-device").hidden = true;
    part(this.root, "no-device").hidden = false;
    part(this.root, "with-code").classList.add("primary");
  }

  ask() {
    this.places = askSymbols(this.root, this.code);
    this.show("check");
  }

  async compare() {
    if (!sameSymbols(this.root, this.code, this.places)) return;
    this.code = "";
    if (this.account) await this.app.enter(this.account, this.isShared());
  }
}
