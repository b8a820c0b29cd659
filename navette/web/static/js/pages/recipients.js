// To whom the fiche goes: mailboxes of the directory, the usual ones first; one that nobody reads says so before.

import { collected, isSilent } from "./collected.js";
import { Combobox } from "./combobox.js";
import { announce, element, uid } from "./dom.js";
import { Blame } from "./form_fields.js";
import { closedUntil, warnings } from "./presence.js";
import { standbys } from "./standby.js";
import { capital } from "./states.js";
import { t } from "./words.js";

/** @typedef {{mailbox: string, name: string, facility: string, finess?: string, kind: string, address: string, vouched: boolean} & import("./collected.js").Collected & import("./presence.js").Presence} Entry */

/** A field that adds, and the list of those chosen. */
export class Recipients {
  /** @param {import("./office.js").Office} office @param {() => string} sender the mailbox it leaves from @param {() => void} changed */
  constructor({ entries, favourites, now, online, titles }, sender, changed) {
    this.sender = sender;
    this.entries = entries;
    this.favourites = favourites.mailboxes;
    this.clock = now;
    this.titles = titles;
    /** What is sent. @type {import("./office.js").Title|null} */
    this.form = null;
    this.online = online;
    this.changed = changed;
    /** @type {Entry[]} */
    this.chosen = [];
    this.isAnswer = false;
    this.error = new Blame();
    this.input = element("input", { type: "text", id: uid("recipient"), dir: "auto", "aria-describedby": this.error.node.id });
    this.box = new Combobox(this.input, t("Directory"), { choices: () => this.choices(), choose: ({ value }) => this.add(value) });
    this.list = element("ul", { class: "recipients plain-list" });
    this.node = element("div", { class: "field" }, element("label", { for: this.input.id }, t("To whom?")), this.error.node, this.list, this.box.node);
    this.input.addEventListener("keydown", (event) => this.press(event));
  }

  /** The present, by the server's clock. */
  get now() {
    return this.clock();
  }

  focus() {
    this.input.focus();
  }

  /** @param {string} text */
  blame(text) {
    this.error.say("");
    this.error.say(text);
    this.input.setAttribute("aria-invalid", String(Boolean(text)));
  }

  /** @returns {import("./combobox.js").Choice[]} */
  choices() {
    const rank = (/** @type {Entry} */ { mailbox }) => (this.favourites.includes(mailbox) ? this.favourites.indexOf(mailbox) : Infinity);
    const others = this.entries.filter((one) => !this.chosen.includes(one) && one.mailbox !== this.sender());
    const ordered = others.toSorted((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name) || 0);
    return ordered.map((value) => ({ text: `${rank(value) < Infinity ? "★ " : ""}${titleOf(value)}`, aside: this.aside(value), value, disabled: !value.vouched }));
  }

  /** @type {(entry: Entry) => string} */
  aside(entry) {
    if (!entry.vouched) return t("{address}: nobody vouches for it yet", { address: entry.address });
    return [entry.address, this.collected(entry), closedUntil(entry, this.now)].filter(Boolean).join(" · ");
  }

  /** @type {(entry: Entry) => string} */
  collected(entry) {
    return collected(this.online ? entry : { told: false }, this.now).text;
  }

  /** Whether something waits there that nobody opens. @type {(entry: Entry) => boolean} */
  isSilent(entry) {
    return this.online && isSilent(entry, this.now);
  }

  /** What must be said before sending: none of it keeps anybody from it. @returns {string[]} */
  warnings() {
    return this.chosen.flatMap((one) => {
      const [name, collected] = [titleOf(one), this.collected(one)];
      const silent = this.isSilent(one) ? [t("{name}: {collected}. Call, or choose another mailbox.", { name, collected })] : [];
      return [...silent, ...this.said(one).map((said) => t("{name}: {said}.", { name, said }))];
    });
  }

  /** What it says of itself that speaks against sending it this, now. @type {(entry: Entry) => string[]} */
  said(entry) {
    const nameOf = (/** @type {string} */ mailbox) => titleOf(this.entries.find((one) => one.mailbox === mailbox) ?? { name: t("a mailbox that is not known here") });
    return warnings(entry, { at: this.now, form: this.isAnswer ? null : this.form, forms: this.titles, nameOf });
  }

  /** Who could open it when nobody has answered at the deadline; nobody for an answer. @returns {Entry[]} */
  standbys() {
    return this.isAnswer ? [] : standbys({ chosen: this.chosen, entries: this.entries, sender: this.sender() });
  }

  /** Another form is written: some may not take it. @param {{canonical: string}} form */
  suit({ canonical }) {
    if (this.form?.canonical === canonical) return;
    this.form = this.titles.find((one) => one.canonical === canonical) ?? null;
    this.list.replaceChildren(...this.chosen.map((one) => this.card(one)));
  }

  /** @param {Entry} entry */
  add(entry) {
    if (!this.chosen.includes(entry)) this.chosen.push(entry);
    this.input.value = "";
    this.blame("");
    this.show();
    announce(t("{name} added", { name: titleOf(entry) }));
  }

  /** Those of a draft that are still in the directory. @param {string[]} mailboxes */
  write(mailboxes) {
    this.chosen = this.entries.filter(({ mailbox, vouched }) => vouched && mailboxes.includes(mailbox));
    this.show();
  }

  /** An answer goes to who asked, and to nobody else. @param {string} mailbox */
  answer(mailbox) {
    this.isAnswer = true;
    this.box.node.hidden = true;
    this.write([mailbox]);
  }

  show() {
    this.list.replaceChildren(...this.chosen.map((one) => this.card(one)));
    this.changed();
  }

  /** @type {(entry: Entry) => HTMLElement} */
  card(entry) {
    const drop = element("button", { type: "button", class: "quiet", "aria-label": t("Remove: {what}", { what: titleOf(entry) }), onclick: () => this.remove(entry) }, t("Remove"));
    const silent = this.isSilent(entry);
    const said = element("span", { class: silent ? "silent" : "soft" }, silent ? t("Nobody seems to read it: {collected}.", { collected: this.collected(entry) }) : this.collected(entry));
    const against = this.said(entry).map((text) => element("span", { class: "silent chosen-said" }, capital(text)));
    return element("li", { class: "chosen" }, element("span", null, element("bdi", { class: "chosen-name" }, titleOf(entry)), " ", said, ...against), !this.isAnswer && drop);
  }

  /** @param {Entry} entry */
  remove(entry) {
    this.chosen = this.chosen.filter((one) => one !== entry);
    this.show();
    this.focus();
    announce(t("{name} removed", { name: titleOf(entry) }));
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    if (event.key === "Enter" && !event.ctrlKey) event.preventDefault();
    if (event.key === "Backspace" && !this.input.value && this.chosen.length) this.remove(this.chosen[this.chosen.length - 1]);
  }
}

/** The ward and its facility. @type {(entry: {name: string, facility?: string}) => string} */
export const titleOf = ({ name, facility }) => [name, facility].filter(Boolean).join(", ");
