// Names in À faire. A line that is seen is decrypted behind it, so that a ward knows whom a fiche is about before anybody
// opens it: that is a receipt of the software, never of a person. What cannot be read now says so when it is opened.
import { FHIR_JSON } from "../envelope/manifest.js";
import { View } from "../view.js";
import { who } from "./labels.js";
import { pattern } from "./words.js";

/** @typedef {import("./line.js").Line} Line @typedef {import("./frame.js").App} App */

const AT_ONCE = 2;
const SOON = 50; // ms
const MOST = 100; // those that are seen, whatever their number; of the others, so many

export class Naming {
  /** For as long as that person is there. @param {App} app */
  constructor(app) {
    this.app = app;
    this.account = app.account;
    /** @type {WeakMap<Element, Line>} */
    this.lines = new WeakMap();
    /** @type {Line[]} */
    this.waiting = [];
    /** Those that were asked for: once each, whatever came of it. @type {Set<string>} */
    this.asked = new Set();
    this.working = 0;
    this.later = 0;
    this.eyes = new IntersectionObserver((entries) => this.see(entries));
  }

  /** @param {Map<string, Line>} lines */
  watch(lines) {
    for (const line of lines.values()) {
      if (this.lines.has(line.item) || this.app.seen.has(line.row.reference)) continue;
      this.lines.set(line.item, line);
      this.eyes.observe(line.item);
    }
  }

  /** Somebody else may be there by now. */
  get over() {
    return this.app.account !== this.account;
  }

  /** @param {IntersectionObserverEntry[]} entries */
  see(entries) {
    if (this.over) return this.eyes.disconnect();
    for (const { target, isIntersecting } of entries) {
      const line = this.lines.get(target);
      if (!line || this.asked.has(line.row.reference) || !(isIntersecting || this.asked.size < MOST)) continue;
      this.asked.add(line.row.reference);
      this.eyes.unobserve(target);
      if (isIntersecting) this.waiting.unshift(line);
      else this.waiting.push(line);
    }
    while (this.working < AT_ONCE && this.waiting.length) void this.work();
  }

  /** One after the other, as long as there are any. */
  async work() {
    this.working += 1;
    for (let line = this.waiting.shift(); line && !this.over; line = this.waiting.shift()) {
      await this.name(line).catch(() => undefined);
    }
    this.working -= 1;
  }

  /** @param {Line} line */
  async name({ row }) {
    const { fiche, manifest, sender, item } = await row.mailbox.collect(row.reference, { read: false });
    if (this.over || manifest.media !== FHIR_JSON) return;
    const view = new View(fiche, pattern);
    const other = "n" in item ? who(sender) : item.recipients.map((one) => one.mailboxName || one.address).join(", ");
    this.app.seen.set(row.reference, { reference: row.reference, name: view.name, other, title: view.title, at: item.time });
    this.later ||= window.setTimeout(() => this.show(), SOON);
  }

  /** Several names, one look at the list. */
  show() {
    this.later = 0;
    if (!this.over) this.app.shown?.named?.();
  }
}
