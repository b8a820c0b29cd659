// Service: who sits in a mailbox; who is let in, who leaves, and what each of these means.
import { confirm } from "./confirm.js";
import { clone, element, part } from "./dom.js";
import { ROLE } from "./kinds.js";
import { holds, plain } from "./lanes.js";
import { chooseAmong } from "./namesakes.js";
import { foreign, notice } from "./notice.js";
import { PresenceSection } from "./service_presence.js";
import { t } from "./words.js";
import { Work, once } from "./work.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./interface.js").Members} Members */
/** @typedef {import("../client/members.js").Member} Member @typedef {import("../client/members.js").Somebody} Somebody */

const GUARDIAN = "guardian";
const SAFE = 2; // guardians: one leaves or falls ill, the other lets people in
const MANY = 8; // members, from which one is looked for by name

/** @type {(app: App, where: import("./routes.js").Where) => Promise<import("./routes.js").Shown>} */
export async function open(app, where) {
  const page = new Service(app);
  const asked = where.query.get("boite"); // from the directory
  await page.work.run(() => (asked ? page.readOf(asked) : page.read()));
  return { title: t("Ward and colleagues"), root: page.root, close: () => page.close() };
}

class Service {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.root = element("div", { class: "narrow" }, clone("screen-service"));
    this.box = /** @type {HTMLSelectElement} */ (part(this.root, "box"));
    this.work = new Work(part(this.root, "failure"));
    this.presence = new PresenceSection(app, part(this.root, "presence"), this.work);
    this.listen();
  }

  listen() {
    for (const { address, name } of this.app.account?.mailboxes ?? []) {
      this.box.append(element("option", { value: address, textContent: name || address }));
    }
    part(this.root, "boxes").hidden = this.box.options.length < 2;
    part(this.root, "no-mailbox").hidden = this.box.options.length > 0;
    part(this.root, "one").hidden = !this.box.options.length;
    part(this.root, "search").addEventListener("input", () => this.filter());
    part(this.root, "look").addEventListener("click", () => void this.work.run(() => this.look()));
    this.box.addEventListener("input", () => void this.work.run(() => this.read()));
    part(this.root, "add").addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.complete()) void this.work.run(() => this.add());
    });
  }

  /** Whether a guardian has let this person in since; then everything opens. */
  async look() {
    const { account, client, shared } = this.app;
    if (!account) return;
    await client.entries(account);
    if (account.mailboxes.length) await this.app.enter(account, shared);
    else this.app.say(t("Nobody has let you in yet."));
  }

  close() {
    this.root.replaceChildren();
  }

  /** The one member's own mailbox that is looked at. */
  mailbox() {
    return this.app.mailboxes.find(({ address }) => address === this.box.value);
  }

  /** @returns {Promise<Members>} */
  async members() {
    const mailbox = this.mailbox();
    if (!mailbox) throw new Error("no mailbox");
    return this.app.client.members(mailbox);
  }

  /** Of one of one's own; of another, a coordinator says when somebody is there, and nothing else. @param {string} mailbox */
  async readOf(mailbox) {
    const own = this.app.mailboxes.find(({ id }) => id === mailbox);
    if (own) this.box.value = own.address;
    if (own || !this.app.account?.coordinator) return this.read();
    for (const name of ["boxes", "seats", "no-mailbox"]) part(this.root, name).hidden = true;
    part(this.root, "one").hidden = false;
    await this.presence.read(mailbox, true);
  }

  async read() {
    const mailbox = this.mailbox();
    if (!mailbox) return;
    const all = (await this.members()).list();
    const guardians = all.filter(({ role }) => role === GUARDIAN);
    const mine = guardians.some(({ person }) => person === this.app.account?.person);
    part(this.root, "members").replaceChildren(...all.map((one) => this.item(one, mine, guardians.length)));
    part(this.root, "count").textContent = String(all.length);
    part(this.root, "searching").hidden = all.length < MANY;
    this.filter();
    part(this.root, "few").hidden = guardians.length >= SAFE;
    part(this.root, "add").hidden = !mine;
    part(this.root, "no-guardian").hidden = mine;
    await this.presence.read(mailbox.id, mine || Boolean(this.app.account?.coordinator));
  }

  /** Those whose name or profession is looked for. */
  filter() {
    const wanted = plain(/** @type {HTMLInputElement} */ (part(this.root, "search")).value);
    const items = /** @type {HTMLElement[]} */ ([...part(this.root, "members").children]);
    for (const item of items) item.hidden = !holds(plain(item.dataset.text ?? ""), wanted);
    const count = items.filter((item) => !item.hidden).length;
    part(this.root, "found").textContent = wanted ? t("Members found: {count}", { count }) : "";
  }

  /** @param {Member} member @param {boolean} mine @param {number} guardians */
  item(member, mine, guardians) {
    const { name, profession, role, person } = member;
    const badge = element("span", { class: `badge ${role === GUARDIAN ? "fine" : ""}`, textContent: ROLE[role] ?? role });
    const shown = element("p", null, element("strong", null, name ? foreign(name) : t("Somebody nobody vouches for")), " ", badge);
    if (profession) shown.append(" ", element("bdi", { class: "soft", textContent: profession }));
    if (person === this.app.account?.person) shown.append(profession ? " · " : " ", element("span", { class: "soft", textContent: t("you") }));
    const item = element("li", { class: "card", "data-text": `${name} ${profession}` }, shown);
    const last = role === GUARDIAN && guardians === 1;
    if (mine && !last) item.append(this.buttons(member, guardians));
    return item;
  }

  /** @param {Member} member @param {number} guardians */
  buttons(member, guardians) {
    const of = () => element("span", { class: "visually-hidden", textContent: ` ${member.name}` });
    const button = (/** @type {string} */ text, /** @type {() => Promise<void>} */ work) =>
      element("button", { type: "button", onclick: once(() => this.work.run(work)) }, text, of());
    const change = member.role === GUARDIAN ? t("Make a member") : t("Make a guardian");
    const roles = member.name && button(change, () => this.change(member, guardians));
    return element("div", { class: "row" }, roles, button(t("Take out"), () => this.remove(member, guardians)));
  }

  field() {
    return /** @type {HTMLInputElement} */ (part(this.root, "name"));
  }

  /** What was typed: a name, and those of a list. */
  typed() {
    const list = /** @type {HTMLTextAreaElement} */ (part(this.root, "names")).value;
    return [...new Set([this.field().value, ...list.split("\n")].map((name) => name.trim()).filter(Boolean))];
  }

  complete() {
    const missing = !this.typed().length;
    this.field().setAttribute("aria-invalid", String(missing));
    part(this.root, "missing").hidden = !missing;
    if (missing) this.field().focus();
    return !missing;
  }

  /** One after the other; those nobody answers to are left to be corrected. */
  async add() {
    const role = /** @type {HTMLInputElement} */ (part(this.root, "as-guardian")).checked ? GUARDIAN : "member";
    const [members, typed] = [await this.members(), this.typed()];
    /** @type {string[]} */
    const unknown = [];
    let last = "";
    let count = 0;
    for (const name of typed) {
      const found = await members.people(name);
      const one = found.length > 1 ? await chooseAmong(name, found) : found[0];
      if (!found.length && typed.length > 1) unknown.push(name);
      if (!one && (found.length || typed.length > 1)) continue;
      last = (await members.add(one?.person ?? name, role)).name; // a name of nobody is refused with its reason
      count += 1;
    }
    await this.let(unknown, count > 1 ? t("Let in: {count}", { count }) : last && t("{name} sits in this mailbox.", { name: last }));
  }

  /** @param {string[]} unknown @param {string} said */
  async let(unknown, said) {
    /** @type {HTMLFormElement} */ (part(this.root, "add")).reset();
    /** @type {HTMLTextAreaElement} */ (part(this.root, "names")).value = unknown.join("\n");
    await this.read();
    const missing = unknown.length ? t("Not in the directory, left in the list: {names}", { names: unknown.join(", ") }) : "";
    if (missing) part(this.root, "failure").replaceChildren(notice("soon", { what: missing }));
    part(this.root, unknown.length ? "names" : "name").focus();
    this.app.say([said, missing].filter(Boolean).join(" "));
  }

  /** A guardian becomes a member, or a member a guardian. @param {Member} member @param {number} guardians */
  async change({ person, name, role }, guardians) {
    const [title, text] = [t("Make {name} a member?", { name }), t("From then on this person lets nobody in, and takes nobody out.")];
    if (role === GUARDIAN && !(await confirm({ title, text: text + few(role, guardians), yes: t("Make a member") }))) return;
    const wanted = role === GUARDIAN ? "member" : GUARDIAN;
    await (await this.members()).add(person, wanted);
    await this.read();
    part(this.root, "heading").focus();
    this.app.say(wanted === GUARDIAN ? t("{name} is now a guardian.", { name }) : t("{name} is now a member.", { name }));
  }

  /** @param {Member} member @param {number} guardians */
  async remove({ person, name, role }, guardians) {
    const means = t("From now on this person opens nothing new that comes here. What was already opened cannot be taken back: it may have been read or printed.");
    if (!(await confirm({ title: t("Take {name} out of this mailbox?", { name }), text: means + few(role, guardians), yes: t("Take this person out") }))) return;
    await (await this.members()).remove(person);
    await this.read();
    part(this.root, "heading").focus();
    this.app.say(t("{name} no longer sits in this mailbox.", { name }));
  }
}

/** What fewer than two guardians mean. @type {(role: string, guardians: number) => string} */
const few = (role, guardians) =>
  role === GUARDIAN && guardians <= SAFE ? ` ${t("One guardian will be left: if that person cannot come, nobody lets colleagues in any more.")}` : "";
