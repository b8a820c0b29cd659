// Invitations: who may come in, with a link or a sheet that is handed over; and vouching for those who came.
import { confirm } from "./confirm.js";
import { clone, element, part } from "./dom.js";
import { moment } from "./dates.js";
import { emptySheets, showSheets } from "./invitation_sheet.js";
import { foreign, notice } from "./notice.js";
import { sentences, t } from "./words.js";
import { Work, once } from "./work.js";

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
  await page.work.run(() => page.read());
  return { title: t("Invitations"), root: page.root, close: () => page.close() };
}

class Invitations {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.root = element("div", null, clone("screen-invitations"));
    /** @type {Map<HTMLInputElement, Invitation>} */
    this.boxes = new Map();
    this.form = /** @type {HTMLFormElement} */ (part(this.root, "invite"));
    this.work = new Work(part(this.root, "failure"));
    this.listen();
    this.choose();
  }

  listen() {
    const on = (/** @type {string} */ name, /** @type {() => unknown} */ work) =>
      part(this.root, name).addEventListener("click", () => void work());
    part(this.root, "role").addEventListener("input", () => this.choose());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.complete()) void this.work.run(() => this.invite());
    });
    on("confirm", () => this.work.run(() => this.confirm()));
    on("sheet-print", () => print());
    on("several", () => this.work.run(() => this.again(this.ticked)));
    on("sheet-copy", () => this.work.run(() => this.copy()));
    on("sheet-close", () => {
      emptySheets(this.root);
      part(this.root, "name").focus();
    });
  }

  close() {
    emptySheets(this.root);
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

  async read() {
    const all = await (await this.desk()).invitations();
    this.boxes.clear();
    part(this.root, "none").hidden = all.length > 0;
    part(this.root, "board").hidden = !all.length;
    part(this.root, "lines").replaceChildren(...all.map((one) => this.row(one)));
    this.count();
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
    this.show([{ name, address: wanted.address ?? "", code, expires }]);
    this.app.say(t("The invitation of {name} is ready.", { name }));
  }

  mailbox() {
    const [address, mailboxName, facility] = [this.value("address"), this.value("mailbox-name"), this.value("facility")];
    return { address, ...(mailboxName && { mailboxName }), ...(facility && { facility }) };
  }

  /** @param {import("./invitation_sheet.js").Sheet[]} sheets */
  show(sheets) {
    showSheets(this.root, sheets);
  }

  get ticked() {
    return [...this.boxes].filter(([box]) => box.checked).map(([, one]) => one);
  }

  /** What the button over the list will show. */
  count() {
    const { length } = this.ticked;
    const button = part(this.root, "several");
    button.hidden = this.boxes.size < 2;
    button.setAttribute("aria-disabled", String(!length));
    button.textContent = t("Show the sheets ticked ({count})", { count: length });
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
    if (one.state === "used") return "–";
    const button = (/** @type {string} */ text, /** @type {() => Promise<unknown>} */ work) =>
      element("button", { type: "button", onclick: once(() => this.work.run(work)) }, text, element("span", { class: "visually-hidden", textContent: ` ${one.name}` }));
    const isShown = one.ours && one.state === "open";
    const show = isShown && button(t("Show the sheet"), () => this.again([one]));
    const renew = one.ours && button(t("Renew"), () => this.renew(one));
    return element("div", { class: "row" }, isShown && this.box(one), show, renew, button(t("Withdraw"), () => this.withdraw(one)));
  }

  /** @param {Invitation} one */
  box(one) {
    const box = element("input", { type: "checkbox", "aria-label": t("Tick {name}", { name: one.name }), oninput: () => this.count() });
    this.boxes.set(box, one);
    return box;
  }

  /** @param {Invitation[]} all */
  async again(all) {
    if (!all.length) return this.app.say(t("Tick the invitations first."));
    const desk = await this.desk();
    const codes = await Promise.all(all.map(({ id }) => desk.codeOf(id)));
    this.show(all.flatMap(({ name, address, expires }, place) => (codes[place] ? [{ name, address, code: codes[place], expires }] : [])));
    this.app.say(t("Sheets shown: {count}. Each is printed on a page of its own.", { count: all.length }));
  }

  /** Another link, for the same person; the one before serves no more. @param {Invitation} one */
  async renew({ id, name, address }) {
    const { code, expires } = await (await this.desk()).renew(id, { days: Number(this.value("days")) });
    await this.read();
    this.show([{ name, address, code, expires }]);
    this.app.say(t("The invitation of {name} is renewed: the sheet of before serves no more.", { name }));
  }

  /** @param {Invitation} one */
  async withdraw({ id, name }) {
    const text = t("The link and the sheet stop working at once. Whoever has them needs another invitation.");
    const question = { title: t("Withdraw the invitation of {name}?", { name }), text, yes: t("Withdraw the invitation") };
    if (!(await confirm(question))) return;
    await (await this.desk()).withdraw(id);
    emptySheets(this.root);
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
