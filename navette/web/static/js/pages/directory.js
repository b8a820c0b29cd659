// Annuaire: who can be written to, and whether somebody reads what is sent there. Before sending, not after.
import { capital } from "./labels.js";
import { collected, isSilent } from "./collected.js";
import { clone, element, part } from "./dom.js";
import { now } from "./dates.js";
import { readFavourites, setFavourite, usual } from "./favourites.js";
import { titlesOf } from "./forms.js";
import { KIND } from "./kinds.js";
import { showFailure } from "./notice.js";
import { closedUntil, doubt, standIn } from "./presence.js";
import { facts } from "./presence_view.js";
import { lang, t } from "./words.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./interface.js").Entry} Entry */
/** @typedef {{entry: Entry, item: HTMLElement, text: string}} Line */

const plural = new Intl.PluralRules(lang);

/** @type {(app: App) => Promise<import("./routes.js").Shown>} */
export async function open(app) {
  const page = new Directory(app);
  await page.read();
  return { title: t("Directory"), root: page.root, close: () => page.close() };
}

class Directory {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.root = element("div", null, clone("screen-directory"));
    this.search = /** @type {HTMLInputElement} */ (part(this.root, "search"));
    this.choice = /** @type {HTMLSelectElement} */ (part(this.root, "choice"));
    this.kinds = /** @type {HTMLSelectElement} */ (part(this.root, "kinds"));
    this.template = /** @type {HTMLTemplateElement} */ (part(this.root, "line"));
    /** @type {Line[]} */
    this.lines = [];
    /** @type {Entry[]} */
    this.entries = [];
    /** @type {import("./interface.js").FormTitle[]} */
    this.titles = [];
    /** @type {import("./hygiene.js").Hygiene|undefined} */
    this.hygiene = undefined;
    /** @type {import("./favourites.js").Favourites} */
    this.favourites = { mailboxes: [], reasons: {}, uses: {} };
    for (const field of [this.search, this.choice, this.kinds]) field.addEventListener("input", () => this.filter());
  }

  close() {
    this.lines = [];
    this.root.replaceChildren();
  }

  async read() {
    const { account, client } = this.app;
    if (!account) return;
    try {
      const [entries, favourites, titles] = await Promise.all([client.entries(account), readFavourites(account), titlesOf(this.app)]);
      Object.assign(this, { entries, favourites, titles });
      this.lines = ranked(entries, usual(favourites)).map((entry) => this.line(entry));
      part(this.root, "list").replaceChildren(...this.lines.map(({ item }) => item));
      this.offerKinds(entries);
      this.filter();
      if (account.coordinator) await this.order(entries);
    } catch (error) {
      showFailure(part(this.root, "failure"), error);
    }
  }

  /** What is to be put in order, for who coordinates. @param {Entry[]} entries */
  async order(entries) {
    const { Hygiene } = await import("./hygiene.js");
    this.hygiene ??= new Hygiene(this.app, () => this.read());
    part(this.root, "hygiene").replaceChildren(this.hygiene.root);
    await this.hygiene.show(entries);
  }

  /** @param {Entry[]} entries */
  offerKinds(entries) {
    if (this.kinds.options.length > 1) return;
    const found = Object.entries(KIND).filter(([kind]) => entries.some((one) => one.kind === kind));
    const chosen = this.kinds.value;
    this.kinds.replaceChildren(this.kinds.options[0], ...found.map(([value, textContent]) => element("option", { value, textContent })));
    this.kinds.value = chosen;
  }

  /** @param {Entry} entry @returns {Line} */
  line(entry) {
    const made = element("div", null, document.importNode(this.template.content, true));
    const item = /** @type {HTMLElement} */ (made.firstElementChild);
    const texts = [entry.name || entry.address, entry.facility, KIND[entry.kind] ?? entry.kind, entry.address];
    for (const [place, name] of ["name", "facility", "kind", "address"].entries()) part(item, name).textContent = texts[place];
    if (this.app.account?.coordinator) part(item, "name").replaceChildren(element("a", { href: `/partenaires/${entry.mailbox}`, textContent: texts[0] }));
    part(item, "members").textContent = counted(entry.members, t("{count} member", { count: entry.members }), t("{count} members", { count: entry.members }));
    part(item, "ours").hidden = !entry.ours;
    this.state(item, entry);
    this.presence(item, entry);
    this.write(item, entry);
    this.star(part(item, "favourite"), entry);
    return { entry, item, text: plain(texts.join(" ")) };
  }

  /** Who reads it, who vouches for it. @param {HTMLElement} item @param {Entry} entry */
  state(item, entry) {
    const { tone, text } = collected(entry, now());
    part(item, "collected").textContent = capital(text);
    if (tone) part(item, "collected").classList.add(tone);
    part(item, "telephone").hidden = !isSilent(entry, now());
    part(item, "vouched").textContent = entry.vouched ? t("A coordinator vouches for it") : t("Nobody vouches for it: check by telephone");
    part(item, "vouched").classList.add(entry.vouched ? "fine" : "late");
  }

  /** Whether somebody is there, and what else it says of itself. @param {HTMLElement} item @param {Entry} entry */
  presence(item, entry) {
    const [at, { service }] = [now(), entry];
    const nameOf = (/** @type {string} */ mailbox) => this.nameOf(mailbox);
    const closed = closedUntil(entry, at);
    const besides = closed ? [service?.note, standIn(entry, { nameOf })].filter(Boolean).join(" – ") : "";
    for (const [name, text] of [["closed", closed], ["besides", besides], ["doubt", doubt(entry, at)]]) {
      part(item, name).textContent = capital(text ?? "");
      part(item, name).hidden = !text;
    }
    part(item, "said").hidden = !service;
    if (service) part(item, "facts").replaceChildren(facts(service, { at, titles: this.titles, nameOf }));
  }

  /** A mailbox, as people know it. @param {string} mailbox */
  nameOf(mailbox) {
    const found = this.entries.find((one) => one.mailbox === mailbox);
    return found ? [found.name || found.address, found.facility].filter(Boolean).join(", ") : t("a mailbox that is not known here");
  }

  /** Nouvelle fiche, to that mailbox; from one's own. @param {HTMLElement} item @param {Entry} entry */
  write(item, { mailbox, name, address, vouched, ours }) {
    const [link, change] = [part(item, "write"), part(item, "say")];
    change.hidden = !ours && !this.app.account?.coordinator;
    change.setAttribute("href", `/service?boite=${encodeURIComponent(mailbox)}`);
    link.hidden = !vouched || ours || !this.app.mailboxes.length;
    link.setAttribute("href", `/nouvelle?a=${encodeURIComponent(mailbox)}`);
    part(link, "to").textContent = name || address;
    const sent = this.favourites.uses[mailbox] ?? 0;
    part(item, "used").hidden = !sent;
    part(item, "used").textContent = counted(sent, t("{count} fiche sent by you", { count: sent }), t("{count} fiches sent by you", { count: sent }));
  }

  /** @param {HTMLElement} button @param {Entry} entry */
  star(button, { mailbox, name, address }) {
    const isChosen = () => this.favourites.mailboxes.includes(mailbox);
    const show = () => button.setAttribute("aria-pressed", String(isChosen()));
    part(button, "of").textContent = name || address;
    show();
    button.addEventListener("click", async () => {
      const wanted = !isChosen();
      try {
        if (!this.app.account) return;
        this.favourites.mailboxes = await setFavourite(this.app.account, mailbox, wanted);
        this.app.say(wanted ? t("Added to your favourites.") : t("Taken out of your favourites."));
      } catch (error) {
        showFailure(part(this.root, "failure"), error);
      }
      show();
    });
  }

  filter() {
    const words = plain(this.search.value).split(/\s+/);
    for (const line of this.lines) line.item.hidden = !this.wanted(line, words);
    const shown = this.lines.filter(({ item }) => !item.hidden).length;
    part(this.root, "none").hidden = shown > 0;
    part(this.root, "found").textContent = counted(shown, t("{count} mailbox", { count: shown }), t("{count} mailboxes", { count: shown }));
  }

  /** Every word of what is looked for, in any order. @param {Line} line @param {string[]} words */
  wanted({ entry, text }, words) {
    if (this.kinds.value && entry.kind !== this.kinds.value) return false;
    if (this.choice.value === "favourites" && !usual(this.favourites).includes(entry.mailbox)) return false;
    if (this.choice.value === "forgotten" && !isSilent(entry, now())) return false;
    return words.every((word) => text.includes(word));
  }
}

/** The usual ones first. @type {(entries: Entry[], usual: string[]) => Entry[]} */
function ranked(entries, usual) {
  const places = new Map(usual.map((mailbox, place) => [mailbox, place]));
  const place = (/** @type {Entry} */ { mailbox }) => places.get(mailbox) ?? usual.length;
  return entries.toSorted((one, other) => place(one) - place(other));
}

/** @type {(count: number, one: string, many: string) => string} */
const counted = (count, one, many) => (plural.select(count) === "one" ? one : many);

/** Without accents nor capitals. @type {(text: string) => string} */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
