// Mon compte, "Be told": an address that is confirmed by a code, the hours, and this device; never a name nor health data.
import { confirm } from "./confirm.js";
import { clone, part } from "./dom.js";
import { ToldDevices } from "./told_devices.js";
import { readTime } from "./typed.js";
import { lang, t } from "./words.js";
import { Work } from "./work.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./interface.js").Notices} Notices */
/** @typedef {import("../client/notices.js").Told} Answer @typedef {import("../client/notices.js").Wish} Wish */

const MORNING = "08:00";
const NIGHT = { from: "20:00", to: "07:00" };

export class Told {
  /** @param {App} app @param {HTMLElement} root */
  constructor(app, root) {
    this.app = app;
    this.root = root;
    root.replaceChildren(clone("screen-told"));
    this.work = new Work(part(root, "told-failure"));
    this.devices = new ToldDevices(app, part(root, "told-devices"), this.work);
    /** @type {Answer} */
    this.known = { mail: false, contact: null };
    this.push = false; // devices may be told
    this.listen();
  }

  listen() {
    const on = (/** @type {string} */ name, /** @type {string} */ kind, /** @type {() => Promise<unknown>} */ work) =>
      part(this.root, name).addEventListener(kind, (event) => {
        event.preventDefault();
        void this.work.run(work);
      });
    on("told-form", "submit", () => this.save());
    on("told-code", "submit", () => this.compare());
    on("told-again", "click", () => this.save());
    on("told-remove", "click", () => this.remove());
    for (const name of ["told-now", "told-later", "told-daily", "told-quiet"]) part(this.root, name).addEventListener("change", () => this.follow());
  }

  /** What the server knows; nothing of the page waits for it. */
  read() {
    return this.work.run(async () => {
      const { account, client } = this.app;
      if (!account) return;
      this.notices = await client.notices(account);
      const [known, { key, devices }] = await Promise.all([this.notices.read(), this.notices.devices()]);
      await this.devices.show(this.notices, key, devices);
      this.push = key !== null;
      this.show(known);
    });
  }

  /** @param {Answer} known */
  show(known) {
    this.known = known;
    const { push } = this;
    const { mail, contact } = known;
    const waits = Boolean(contact?.email && !contact.confirmed && !contact.failing);
    this.fill(contact);
    part(this.root, "told-none").hidden = mail || push;
    part(this.root, "told-form").hidden = !mail && !push;
    part(this.root, "told-address").hidden = !mail;
    this.input("told-email").required = !push;
    part(this.root, "told-code").hidden = !waits || !mail;
    part(this.root, "told-remove").hidden = !contact;
    part(this.root, "told-failing").hidden = !contact?.failing;
    part(this.root, "told-at").hidden = !contact?.confirmed || contact.failing || !contact.email;
    part(this.root, "told-at").textContent = t("You are written to at {email}.", { email: contact?.email ?? "" });
    part(this.root, "told-sent").textContent = t("Six digits were sent to {email}. They take a minute; look among unwanted mail too.", { email: contact?.email ?? "" });
  }

  /** @param {Answer["contact"]} contact */
  fill(contact) {
    const [daily, quiet] = [contact ? contact.digest : MORNING, contact?.quiet ?? null];
    this.input("told-email").value = contact?.email ?? "";
    this.input(contact?.immediate === false ? "told-later" : "told-now").checked = true;
    this.input("told-daily").checked = daily !== null;
    this.input("told-daily-at").value = daily ?? MORNING;
    this.input("told-quiet").checked = quiet !== null;
    this.input("told-quiet-from").value = (quiet ?? NIGHT).from;
    this.input("told-quiet-to").value = (quiet ?? NIGHT).to;
    this.follow();
  }

  /** An hour that does not count is not asked for; who is told once a day says when. */
  follow() {
    const later = this.input("told-later").checked;
    if (later) this.input("told-daily").checked = true;
    this.input("told-daily").disabled = later;
    part(this.root, "told-hour").hidden = !this.known.mail && !later;
    this.input("told-daily-at").disabled = !this.input("told-daily").checked;
    for (const name of ["told-quiet-from", "told-quiet-to"]) this.input(name).disabled = !this.input("told-quiet").checked;
  }

  /** @returns {Wish} */
  wish() {
    return {
      email: this.known.mail ? this.input("told-email").value.trim() : "",
      lang: lang === "en" ? "en" : "fr",
      immediate: this.input("told-now").checked,
      digest: this.input("told-daily").checked ? this.hour("told-daily-at") : null,
      quiet: this.input("told-quiet").checked ? { from: this.hour("told-quiet-from"), to: this.hour("told-quiet-to") } : null,
    };
  }

  /** What was typed, as `HH:MM`. @param {string} name */
  hour(name) {
    const field = this.input(name);
    const found = readTime(field.value);
    if (/^([01]\d|2[0-3]):[0-5]\d$/.test(found)) return found;
    field.focus();
    throw { said: { what: t("This is no time of day: {typed}", { typed: field.value }), meaning: t("Nothing was changed."), next: t("Write it as 08:00.") } };
  }

  async save() {
    if (!this.notices) return;
    this.show(await this.notices.put(this.wish()));
    this.app.say(t("Your choice is kept."));
    if (!part(this.root, "told-code").hidden) this.input("told-digits").focus();
  }

  async compare() {
    if (!this.notices) return;
    const digits = this.input("told-digits");
    this.show(await this.notices.confirm(digits.value.replace(/\D/g, "")));
    digits.value = "";
    this.heading().focus();
    this.app.say(t("This address is confirmed: you are written to there from now on."));
  }

  async remove() {
    if (!this.notices) return;
    const text = t("What waits stays in the list. Devices that are told stay told, at once.");
    if (!(await confirm({ title: t("Be written to no more?"), text, yes: t("Write to me no more") }))) return;
    await this.notices.remove();
    this.show(await this.notices.read());
    this.heading().focus();
    this.app.say(t("Nobody writes to you any more."));
  }

  heading() {
    return /** @type {HTMLElement} */ (this.root.querySelector("h2"));
  }

  /** @param {string} name */
  input(name) {
    return /** @type {HTMLInputElement} */ (part(this.root, name));
  }
}
