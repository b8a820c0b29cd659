// Service: who sits in a mailbox; who is let in, who leaves, and what each of these means.
import { confirm } from "./confirm.js";
import { clone, element, part } from "./dom.js";
import { ROLE } from "./kinds.js";
import { foreign, showFailure } from "./notice.js";
import { t } from "./words.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./interface.js").Members} Members */
/** @typedef {import("../client/members.js").Member} Member */

const GUARDIAN = "guardian";
const SAFE = 2; // guardians: one leaves or falls ill, the other lets people in

/** @type {(app: App) => Promise<import("./routes.js").Shown>} */
export async function open(app) {
  const page = new Service(app);
  await page.run(() => page.read());
  return { title: t("Ward and colleagues"), root: page.root, close: () => page.close() };
}

class Service {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.root = element("div", { class: "narrow" }, clone("screen-service"));
    this.box = /** @type {HTMLSelectElement} */ (part(this.root, "box"));
    this.busy = false;
    this.listen();
  }

  listen() {
    for (const { address, name } of this.app.account?.mailboxes ?? []) {
      this.box.append(element("option", { value: address, textContent: name || address }));
    }
    part(this.root, "boxes").hidden = this.box.options.length < 2;
    part(this.root, "no-mailbox").hidden = this.box.options.length > 0;
    part(this.root, "one").hidden = !this.box.options.length;
    this.box.addEventListener("input", () => void this.run(() => this.read()));
    part(this.root, "add").addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.complete()) void this.run(() => this.add());
    });
  }

  close() {
    this.root.replaceChildren();
  }

  /** The one member's own mailbox that is looked at. */
  mailbox() {
    return this.app.mailboxes.find(({ address }) => address === this.box.value);
  }

  /** @param {() => Promise<unknown>} work */
  async run(work) {
    if (this.busy) return;
    this.busy = true;
    part(this.root, "failure").replaceChildren();
    try {
      await work();
    } catch (error) {
      showFailure(part(this.root, "failure"), error);
    }
    this.busy = false;
  }

  /** @returns {Promise<Members>} */
  async members() {
    const mailbox = this.mailbox();
    if (!mailbox) throw new Error("no mailbox");
    return this.app.client.members(mailbox);
  }

  async read() {
    if (!this.mailbox()) return;
    const all = (await this.members()).list();
    const guardians = all.filter(({ role }) => role === GUARDIAN);
    const mine = guardians.some(({ person }) => person === this.app.account?.person);
    part(this.root, "members").replaceChildren(...all.map((one) => this.item(one, mine, guardians.length)));
    part(this.root, "few").hidden = guardians.length >= SAFE;
    part(this.root, "add").hidden = !mine;
    part(this.root, "no-guardian").hidden = mine;
  }

  /** @param {Member} member @param {boolean} mine @param {number} guardians */
  item(member, mine, guardians) {
    const { name, role, person } = member;
    const badge = element("span", { class: `badge ${role === GUARDIAN ? "fine" : ""}`, textContent: ROLE[role] ?? role });
    const shown = element("p", null, element("strong", null, name ? foreign(name) : t("Somebody nobody vouches for")), " ", badge);
    if (person === this.app.account?.person) shown.append(" ", element("span", { class: "soft", textContent: t("you") }));
    const last = role === GUARDIAN && guardians === 1;
    const of = element("span", { class: "visually-hidden", textContent: ` ${name}` });
    const remove = element("button", { type: "button", onclick: () => void this.run(() => this.remove(member, guardians)) }, t("Take out"), of);
    return element("li", { class: "card" }, shown, mine && !last && remove);
  }

  field() {
    return /** @type {HTMLInputElement} */ (part(this.root, "name"));
  }

  complete() {
    const missing = !this.field().value.trim();
    this.field().setAttribute("aria-invalid", String(missing));
    part(this.root, "missing").hidden = !missing;
    if (missing) this.field().focus();
    return !missing;
  }

  async add() {
    const guardian = /** @type {HTMLInputElement} */ (part(this.root, "as-guardian")).checked;
    const { name } = await (await this.members()).add(this.field().value.trim(), guardian ? GUARDIAN : "member");
    /** @type {HTMLFormElement} */ (part(this.root, "add")).reset();
    await this.read();
    this.field().focus();
    this.app.say(t("{name} sits in this mailbox.", { name }));
  }

  /** @param {Member} member @param {number} guardians */
  async remove({ person, name, role }, guardians) {
    const means = t("From now on this person opens nothing new that comes here. What was already opened cannot be taken back: it may have been read or printed.");
    const few = role === GUARDIAN && guardians <= SAFE ? ` ${t("One guardian will be left: if that person cannot come, nobody lets colleagues in any more.")}` : "";
    if (!(await confirm({ title: t("Take {name} out of this mailbox?", { name }), text: means + few, yes: t("Take this person out") }))) return;
    await (await this.members()).remove(person);
    await this.read();
    part(this.root, "heading").focus();
    this.app.say(t("{name} no longer sits in this mailbox.", { name }));
  }
}
