// Mon compte: what unlocks it, and when each was last used; one more device, a new sheet or new words, which count once
// they were typed back; one way in less; the language.
import { confirm } from "./confirm.js";
import { clone, element, part } from "./dom.js";
import { moment } from "./dates.js";
import { foreign } from "./notice.js";
import { askSymbols, fillPhrase, fillSheet, samePhrase, sameSymbols } from "./recovery.js";
import { refused } from "./refused.js";
import { poste } from "./site.js";
import { Told } from "./told.js";
import { lang, t } from "./words.js";
import { Work, once } from "./work.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./interface.js").Lock} Lock */
/** @typedef {"ways"|"sheet"|"check"|"phrase"|"phrase-check"} Step */

/** @type {Step[]} */
const STEPS = ["ways", "sheet", "check", "phrase", "phrase-check"];
/** @type {Record<string, string>} */
const KIND = { prf: t("Device"), code: t("Printed code"), passphrase: t("Five words") };

/** What each is. @type {Record<string, string>} */
const IS = {
  prf: t("Its fingerprint reader, its camera or its PIN opens your account, there."),
  code: t("The sheet you printed: whoever holds it opens your account, anywhere."),
  passphrase: t("The words you wrote down: whoever knows them opens your account, anywhere."),
};

/** What removing one means. @type {Record<string, string>} */
const MEANS = {
  prf: t("At its next use, that device no longer unlocks your account. What you wrote and received stays."),
  code: t("That code no longer unlocks your account: throw its sheet away. What you wrote and received stays."),
  passphrase: t("Those words no longer unlock your account. What you wrote and received stays."),
};

/** @type {(app: App) => Promise<import("./routes.js").Shown>} */
export async function open(app) {
  const page = new MyAccount(app);
  await Promise.all([page.work.run(() => page.read()), page.told.read()]);
  return { title: t("My account"), root: page.root, close: () => page.close() };
}

/** What a person calls it. @type {(lock: Lock) => string} */
const nameOf = ({ kind, label, created }) => (kind === "prf" ? label : `${KIND[kind] ?? kind}, ${moment(created)}`);

/** A browser refuses a second one of the same device. @type {(error: unknown) => never} */
function already(error) {
  if (!(error instanceof DOMException) || error.name !== "InvalidStateError") throw error;
  throw { said: { what: t("This device unlocks your account already."), meaning: t("Nothing was changed."), next: t("It is in the list above.") } };
}

class MyAccount {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.account = app.account;
    this.root = element("div", { class: "narrow" }, clone("screen-account"));
    this.work = new Work(part(this.root, "failure"), refused);
    this.told = new Told(app, part(this.root, "told"));
    /** What is shown and not kept yet. @type {import("./interface.js").Renewed|null} */
    this.renewed = null;
    /** @type {number[]} */
    this.places = [];
    part(this.root, "account-name").textContent = this.account?.name ?? "";
    part(this.root, "account-profession").textContent = this.account?.profession ?? "";
    part(this.root, `lang-${lang === "fr" ? "fr" : "en"}`).setAttribute("aria-current", "true");
    if (poste) for (const name of ["renew-code", "speak-code"]) part(this.root, name).setAttribute("required", "");
    this.listen();
  }

  listen() {
    const on = (/** @type {string} */ name, /** @type {string} */ kind, /** @type {() => unknown} */ work) =>
      part(this.root, name).addEventListener(kind, (event) => {
        event.preventDefault();
        void work();
      });
    on("add", "submit", () => this.work.run(() => this.add()));
    on("renew", "submit", () => this.work.run(() => this.renew()));
    on("speak", "submit", () => this.work.run(() => this.speak()));
    on("check", "submit", () => this.work.run(() => this.compare()));
    on("phrase-check", "submit", () => this.work.run(() => this.compareWords()));
    on("phrase-noted", "click", () => this.show("phrase-check"));
    on("phrase-again", "click", () => this.show("phrase"));
    on("print", "click", () => print());
    on("printed", "click", () => this.ask());
    on("again", "click", () => this.show("sheet"));
  }

  close() {
    this.renewed = null;
    this.root.replaceChildren();
  }

  /** @param {Step} step */
  show(step) {
    for (const one of STEPS) part(this.root, one).hidden = one !== step;
    const heading = part(this.root, step).querySelector("h2");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus();
  }

  async read() {
    const locks = (await this.account?.locks()) ?? [];
    part(this.root, "locks").replaceChildren(...locks.map((lock) => this.item(lock, locks.length === 1)));
    part(this.root, "only").hidden = locks.length > 1;
    part(this.root, "no-sheet").hidden = locks.some(({ kind }) => kind === "code");
  }

  /** @param {Lock} lock @param {boolean} last */
  item(lock, last) {
    const used = lock.used === null ? t("Never used yet") : t("Last used {when}", { when: moment(lock.used) });
    const facts = element("p", { class: "soft", textContent: `${t("Made {when}", { when: moment(lock.created) })} · ${used}` });
    const name = element("p", null, element("strong", { textContent: KIND[lock.kind] ?? lock.kind }));
    if (lock.kind === "prf") name.append(" · ", foreign(lock.label)); // the others are called by a date, which is said below
    if (lock.id === this.account?.openedWith) name.append(" ", element("span", { class: "badge fine", textContent: t("opened this page") }));
    const of = element("span", { class: "visually-hidden", textContent: ` ${nameOf(lock)}` });
    const remove = element("button", { type: "button", onclick: once(() => this.work.run(() => this.remove(lock))) }, t("Remove"), of);
    return element("li", { class: "card" }, element("div", null, name, element("p", { textContent: IS[lock.kind] ?? "" }), facts), !last && remove);
  }

  /** The printed code that was typed in a form, if any. @param {string} name */
  typed(name) {
    const code = this.field(name);
    return code ? { code } : {};
  }

  /** @param {string} name */
  field(name) {
    return /** @type {HTMLInputElement} */ (part(this.root, name)).value.trim();
  }

  async add() {
    const [label, proof] = [this.field("label"), this.typed("add-code")];
    await this.account?.addPasskey(label, proof).catch(already);
    /** @type {HTMLFormElement} */ (part(this.root, "add")).reset();
    await this.read();
    this.app.say(t("This device unlocks your account from now on."));
  }

  async renew() {
    if (!this.account) return;
    this.renewed = await this.account.newCode(this.typed("renew-code"));
    /** @type {HTMLFormElement} */ (part(this.root, "renew")).reset();
    fillSheet(this.root, this.renewed.words, this.account.name);
    this.show("sheet");
  }

  async speak() {
    this.app.say(t("Getting ready: it may take a minute on a slow device…"));
    this.renewed = (await this.account?.newPassphrase(this.typed("speak-code"))) ?? null;
    /** @type {HTMLFormElement} */ (part(this.root, "speak")).reset();
    fillPhrase(this.root, this.renewed?.words ?? "");
    this.show("phrase");
  }

  ask() {
    this.places = askSymbols(this.root, this.renewed?.words ?? "");
    this.show("check");
  }

  async compare() {
    if (sameSymbols(this.root, this.renewed?.words ?? "", this.places)) await this.keep(t("Your new sheet is in use."));
  }

  async compareWords() {
    if (samePhrase(this.root, this.renewed?.words ?? "")) await this.keep(t("Your five words are in use."));
  }

  /** From now on, and those of before no more. @param {string} said */
  async keep(said) {
    await this.renewed?.keep();
    this.renewed = null;
    for (const shown of ["code", "phrase-words"]) part(this.root, shown).replaceChildren();
    await this.read();
    this.show("ways");
    this.app.say(said);
  }

  /** @param {Lock} lock */
  async remove(lock) {
    const { id, kind } = lock;
    const label = nameOf(lock);
    const text = MEANS[kind] ?? MEANS.prf;
    if (!(await confirm({ title: t("Remove “{label}”?", { label }), text, yes: t("Remove it") }))) return;
    await this.account?.removeLock(id);
    await this.read();
    this.show("ways");
    this.app.say(t("Removed: {label}", { label }));
  }
}
