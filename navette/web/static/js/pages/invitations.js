// Invitations: who may come in, with a link or a sheet that is handed over; and vouching for those who came.
import { confirm } from "./confirm.js";
import { clone, element, part } from "./dom.js";
import { moment } from "./dates.js";
import { emptySheet, fillSheet } from "./invitation_sheet.js";
import { foreign, notice, showFailure } from "./notice.js";
import { sentences, t } from "./words.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./interface.js").Coordination} Coordination */
/** @typedef {import("../client/coordinator.js").Invitation} Invitation @typedef {import("../client/coordinator.js").Wanted} Wanted */

/** What each choice of the form means to the client half. @type {Record<string, Wanted>} */
const WANTED = {
  person: { role: "person" },
  own: { role: "mailbox", kind: "PER" },
  ward: { role: "mailbox", kind: "ORG" },
  practice: { role: "mailbox", kind: "CAB" },
  coordinator: { role: "coordinator" },
};
/** @type {Record<string, string>} */
const ROLE = { person: t("Colleague of a ward"), mailbox: t("Mailbox"), coordinator: t("Coordinator") };

/** @type {(app: App) => Promise<import("./routes.js").Shown>} */
export async function open(app) {
  const page = new Invitations(app);
  await page.run(() => page.read());
  return { title: t("Invitations"), root: page.root, close: () => page.close() };
}

class Invitations {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.root = element("div", null, clone("screen-invitations"));
    this.form = /** @type {HTMLFormElement} */ (part(this.root, "invite"));
    this.busy = false;
    this.listen();
    this.choose();
  }

  listen() {
    const on = (/** @type {string} */ name, /** @type {() => unknown} */ work) =>
      part(this.root, name).addEventListener("click", () => void work());
    part(this.root, "role").addEventListener("input", () => this.choose());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.complete()) void this.run(() => this.invite());
    });
    on("confirm", () => this.run(() => this.confirm()));
    on("sheet-print", () => print());
    on("sheet-copy", () => this.run(() => this.copy()));
    on("sheet-close", () => {
      emptySheet(this.root);
      part(this.root, "name").focus();
    });
  }

  close() {
    emptySheet(this.root);
    this.root.replaceChildren();
  }

  /** @param {string} name */
  value(name) {
    return /** @type {HTMLInputElement|HTMLSelectElement} */ (part(this.root, name)).value.trim();
  }

  /** A mailbox has an address and a facility; a personal one bears the name of the person. */
  choose() {
    const { role, kind } = WANTED[this.value("role")];
    part(this.root, "mailbox").hidden = role !== "mailbox";
    part(this.root, "mailbox-names").hidden = kind === "PER";
  }

  /** Whether nothing that is asked for is missing; else the first that is has the focus. */
  complete() {
    const fields = [...this.form.querySelectorAll("input[data-needed]")].map((field) => /** @type {HTMLInputElement} */ (field));
    const missing = fields.filter((field) => field.checkVisibility() && !field.value.trim());
    for (const field of fields) field.setAttribute("aria-invalid", String(missing.includes(field)));
    part(this.root, "missing").hidden = !missing.length;
    missing[0]?.focus();
    return !missing.length;
  }

  /** @returns {Promise<Coordination>} */
  async desk() {
    const { account, client } = this.app;
    if (!account) throw new Error("locked");
    return client.coordinator(account);
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

  async read() {
    const all = await (await this.desk()).invitations();
    part(this.root, "none").hidden = all.length > 0;
    part(this.root, "board").hidden = !all.length;
    part(this.root, "lines").replaceChildren(...all.map((one) => this.row(one)));
    part(this.root, "waiting").hidden = !all.some((one) => one.state === "used" && !one.certified && one.ours);
  }

  async invite() {
    const [name, profession] = [this.value("name"), this.value("profession")];
    const wanted = { ...WANTED[this.value("role")], days: Number(this.value("days")) };
    if (wanted.role === "mailbox") Object.assign(wanted, this.mailbox());
    const { code, expires } = await (await this.desk()).invite({ name, profession }, wanted);
    this.form.reset();
    this.choose();
    await this.read();
    this.show(name, code, expires);
  }

  mailbox() {
    const [address, mailboxName, facility] = [this.value("address"), this.value("mailbox-name"), this.value("facility")];
    return { address, ...(mailboxName && { mailboxName }), ...(facility && { facility }) };
  }

  /** @param {string} name @param {string} code @param {number} expires */
  show(name, code, expires) {
    fillSheet(this.root, name, code, expires);
    const heading = part(this.root, "sheet-heading");
    heading.focus();
    this.app.say(t("The invitation of {name} is ready.", { name }));
  }

  async copy() {
    await navigator.clipboard.writeText(part(this.root, "sheet-link").textContent ?? "");
    this.app.say(t("The link is copied: hand it over by another way than Navette."));
  }

  /** Vouches for those who joined as they were invited; says why for the others. */
  async confirm() {
    const done = await (await this.desk()).confirm();
    await this.read();
    const told = done.filter(({ problem }) => problem).map(({ name, problem }) => refusal(name, problem));
    part(this.root, "refusals").replaceChildren(...told);
    this.app.say(t("Vouched for: {count}", { count: done.length - told.length }));
  }

  /** @param {Invitation} one */
  row(one) {
    const [tone, state] = stateOf(one);
    const badge = element("span", { class: `badge ${tone}`, textContent: state });
    const what = element("td", null, ROLE[one.role] ?? one.role, one.address && element("br"), one.address && foreign(one.address));
    const cells = [what, element("td", null, badge), element("td", { textContent: moment(one.expires) })];
    return element("tr", null, element("th", { scope: "row" }, foreign(one.name)), ...cells, element("td", { class: "no-print" }, this.buttons(one)));
  }

  /** @param {Invitation} one */
  buttons(one) {
    if (one.state !== "open") return "–";
    const of = () => element("span", { class: "visually-hidden", textContent: ` ${one.name}` });
    const again = element("button", { type: "button", onclick: () => void this.run(() => this.again(one)) }, t("Show the sheet"), of());
    const drop = element("button", { type: "button", onclick: () => void this.run(() => this.withdraw(one)) }, t("Withdraw"), of());
    return element("div", { class: "row" }, one.ours && again, drop);
  }

  /** @param {Invitation} one */
  async again({ id, name, expires }) {
    const code = await (await this.desk()).codeOf(id);
    if (code) this.show(name, code, expires);
  }

  /** @param {Invitation} one */
  async withdraw({ id, name }) {
    const text = t("The link and the sheet stop working at once. Whoever has them needs another invitation.");
    const question = { title: t("Withdraw the invitation of {name}?", { name }), text, yes: t("Withdraw the invitation") };
    if (!(await confirm(question))) return;
    await (await this.desk()).withdraw(id);
    emptySheet(this.root);
    await this.read();
    part(this.root, "states").focus();
    this.app.say(t("The invitation of {name} is withdrawn.", { name }));
  }
}

/** @type {(one: Invitation) => [string, string]} */
function stateOf({ state, certified, ours }) {
  if (state === "open") return ["soon", t("Not used yet")];
  if (state !== "used") return ["", t("Expired")];
  if (certified) return ["fine", t("Joined, vouched for")];
  return ["late", ours ? t("Joined: to be vouched for") : t("Joined: another coordinator is to vouch")];
}

/** @type {(name: string, problem: string) => HTMLElement} */
function refusal(name, problem) {
  const { what, meaning, next } = sentences({ code: problem, data: {} });
  return notice("late", { what: t("Nobody was vouched for as {name}: {what}", { name, what }), meaning, next });
}
