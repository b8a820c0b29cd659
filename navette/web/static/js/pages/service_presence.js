// Service: what the mailbox says of itself to those about to write to it; confirmed in one click, changed by a guardian.
import { part } from "./dom.js";
import { now } from "./dates.js";
import { titlesOf } from "./forms.js";
import { doubt } from "./presence.js";
import { facts } from "./presence_view.js";
import { PresenceForm } from "./presence_form.js";
import { t } from "./words.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./work.js").Work} Work */
/** @typedef {import("../client/presence.js").Content} Content @typedef {import("./interface.js").Presence} Presence */

/** @type {Content} */
const NOTHING = { hours: {}, closed: [], substitute: "", forms: [], note: "" };

export class PresenceSection {
  /** @param {App} app @param {HTMLElement} root @param {Work} work */
  constructor(app, root, work) {
    this.app = app;
    this.root = root;
    this.work = work;
    this.mailbox = "";
    /** @type {PresenceForm|null} */
    this.form = null;
    /** What was said last, as far as the person knows. @type {import("../ledger/services.js").ServiceState|null} */
    this.seen = null;
    /** @type {import("./interface.js").Entry[]} */
    this.entries = [];
    /** @type {import("./interface.js").FormTitle[]} */
    this.titles = [];
    // The second click of two is for the button that was there at the first one.
    part(root, "exact").addEventListener("click", ({ detail }) => void (detail < 2 && work.run(() => this.say(this.seen ?? NOTHING))));
    part(root, "change-presence").addEventListener("click", ({ detail }) => void (detail < 2 && this.change()));
  }

  /** @param {string} mailbox @param {boolean} mine whether this person may change it */
  async read(mailbox, mine) {
    const { account, client } = this.app;
    if (!account) return;
    if (mailbox !== this.mailbox) this.put(null);
    this.mailbox = mailbox;
    [this.entries, this.titles] = await Promise.all([client.entries(account), titlesOf(this.app)]);
    part(this.root, "whose").textContent = this.nameOf(mailbox);
    this.show(await client.presence(account, mailbox));
    part(this.root, "acts").hidden = !mine;
  }

  /** @param {Presence} presence */
  show({ said, confirmed }) {
    const at = now();
    this.seen = said;
    const stale = doubt({ service: said, confirmed: confirmed ?? at, holidays: [] }, at);
    part(this.root, "stale").textContent = stale && t("Nobody has confirmed this since long: if it is still right, say so.");
    part(this.root, "stale").hidden = !stale;
    part(this.root, "nothing").hidden = said !== null;
    part(this.root, "exact").hidden = said === null;
    part(this.root, "facts").replaceChildren(...(said ? [facts(said, { at, titles: this.titles, nameOf: (one) => this.nameOf(one) })] : []));
  }

  /** A mailbox, as people know it. @param {string} mailbox */
  nameOf(mailbox) {
    const found = this.entries.find((one) => one.mailbox === mailbox);
    return found ? [found.name || found.address, found.facility].filter(Boolean).join(", ") : t("a mailbox that is not known here");
  }

  /** Opens the form, filled with what is said; or closes it. */
  change() {
    if (this.form) return this.close();
    const { mailbox: own, entries, titles } = this;
    const form = new PresenceForm({ own, entries, titles, at: now(), nameOf: (one) => this.nameOf(one) }, this.seen ?? NOTHING);
    this.put(form);
    form.focus();
  }

  close() {
    this.put(null);
    part(this.root, "change-presence").focus();
  }

  /** @param {PresenceForm|null} form */
  put(form) {
    this.form = form;
    part(this.root, "form").replaceChildren(...(form ? [form.root] : []));
    part(this.root, "change-presence").setAttribute("aria-expanded", String(form !== null));
    if (!form) return;
    part(form.root, "leave").addEventListener("click", () => this.close());
    form.node.addEventListener("submit", (event) => {
      event.preventDefault();
      const content = form.read();
      if (content) void this.work.run(() => this.say(content));
    });
  }

  /** Says it; when somebody else did meanwhile, that is shown, and what was typed stays. @param {Content} content */
  async say(content) {
    const { account, client } = this.app;
    if (!account) return;
    const presence = await client.presence(account, this.mailbox);
    try {
      await presence.say(content, this.seen);
    } catch (error) {
      this.show(presence);
      throw error;
    }
    this.show(presence);
    this.put(null);
    part(this.root, "heading").focus();
    this.app.say(t("Said: whoever writes to this mailbox sees it."));
  }
}
