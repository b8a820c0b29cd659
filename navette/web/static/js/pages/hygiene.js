// For coordinators, above the directory: what is to be put in order, and who can.
import { clone, element, part } from "./dom.js";
import { now } from "./dates.js";
import { disorders } from "./hygiene_rules.js";
import { foreign } from "./notice.js";
import { dateOf } from "./periods.js";
import { t } from "./words.js";
import { Work, once } from "./work.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./interface.js").Entry} Entry @typedef {import("./hygiene_rules.js").Disorder} Disorder */

const KINDS = ["unread", "not-vouched", "ends", "seat-ends", "one-guardian", "unconfirmed", "no-substitute"];
const SAID = ["unconfirmed", "no-substitute"]; // mended by what the mailbox says of itself

/** The box, to be put above the entries. */
export class Hygiene {
  /** @param {App} app @param {() => Promise<unknown>} changed once something was mended */
  constructor(app, changed) {
    this.app = app;
    this.changed = changed;
    this.root = element("div", null, clone("screen-hygiene"));
    this.work = new Work(part(this.root, "failure"));
  }

  /** @param {Entry[]} entries */
  async show(entries) {
    const standings = await (await this.desk()).standings();
    const found = entries.flatMap((entry) => {
      const standing = standings.get(entry.mailbox);
      return standing ? disorders(entry, standing, now()).map((one) => ({ entry, ...one })) : [];
    });
    const groups = KINDS.map((kind) => found.filter((one) => one.kind === kind)).filter(({ length }) => length);
    part(this.root, "count").textContent = found.length ? t("To be put in order ({count})", { count: found.length }) : t("Everything is in order");
    part(this.root, "fine").hidden = found.length > 0;
    part(this.root, "groups").replaceChildren(...groups.map((group) => this.group(group)));
  }

  async desk() {
    const { account, client } = this.app;
    if (!account) throw new Error("locked");
    return client.coordinator(account);
  }

  /** @param {(Disorder & {entry: Entry})[]} found */
  group(found) {
    const title = element("h3", { textContent: `${titleOf(found[0].kind)} (${found.length})` });
    return element("section", null, title, element("ul", { class: "plain-list" }, ...found.map((one) => this.line(one))));
  }

  /** For two more years, as before. @param {string} subject @param {string} name */
  prolong(subject, name) {
    return this.work.run(async () => {
      const until = await (await this.desk()).prolong(subject);
      await this.changed();
      this.root.querySelector("summary")?.focus(); // the button is gone
      this.app.say(t("{name}: vouched for until {day}.", { name, day: dateOf(until) }));
    });
  }

  /** The partner, what is wrong, who can mend it: a link, or a button when it is the coordinator. @param {Disorder & {entry: Entry}} one */
  line(one) {
    const { entry, who, you, subject } = one;
    const link = element("a", { href: `/partenaires/${entry.mailbox}` }, foreign(entry.name || entry.address));
    const people = who.map(({ name }) => name).filter(Boolean);
    const can = you ? "" : people.length ? t("Can do it: {names}.", { names: people.join(", ") }) : t("Nobody there is known: telephone.");
    const act = you && subject ? this.button(one) : elsewhere(one);
    const detail = detailOf(one);
    const said = element("p", null, link, detail && ` · ${detail}`, can && " · ", can && element("span", { class: "soft", textContent: can }));
    return element("li", { class: "hygiene-line" }, said, act);
  }

  /** @param {Disorder & {entry: Entry}} one */
  button({ entry, subject, name }) {
    const whom = name || entry.name || entry.address;
    return element("button", { type: "button", onclick: once(() => this.prolong(subject, whom)) }, t("Vouch for two more years"), element("span", { class: "visually-hidden", textContent: ` ${whom}` }));
  }
}

/** Where a coordinator may do it too, in one click. @type {(one: Disorder & {entry: Entry}) => HTMLElement|""} */
function elsewhere({ kind, entry: { mailbox, name, address } }) {
  const whom = element("span", { class: "visually-hidden", textContent: ` ${name || address}` });
  if (kind === "not-vouched") return element("a", { class: "button", href: "/invitations" }, t("Confirm who it is"), whom);
  return SAID.includes(kind) ? element("a", { class: "button", href: `/service?boite=${mailbox}` }, t("Hours and substitute"), whom) : "";
}

/** @type {(kind: string) => string} */
const titleOf = (kind) =>
  ({
    unread: t("Nobody reads what is sent there"),
    "not-vouched": t("Nobody vouches for it"),
    ends: t("Mailboxes vouched for until soon"),
    "seat-ends": t("People vouched for until soon"),
    "one-guardian": t("One guardian only"),
    unconfirmed: t("Not confirmed for a long time"),
    "no-substitute": t("Nobody stands in"),
  })[kind] ?? kind;

/** What is to be known of it beside its title. @type {(one: Disorder) => string} */
function detailOf({ kind, name, until, days }) {
  if (kind === "ends") return t("until {day}", { day: dateOf(until) });
  if (kind === "seat-ends") return t("{name}, until {day}", { name, day: dateOf(until) });
  if (kind === "unconfirmed") return t("not confirmed for {days} days", { days });
  return "";
}
