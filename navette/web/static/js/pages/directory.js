// Annuaire: who can be written to, and whether somebody reads what is sent there. Before sending, not after.
import { clone, element, part } from "./dom.js";
import { moment, now } from "./dates.js";
import { readFavourites, setFavourite } from "./favourites.js";
import { KIND } from "./kinds.js";
import { showFailure } from "./notice.js";
import { lang, t } from "./words.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./interface.js").Entry} Entry */
/** @typedef {{entry: Entry, item: HTMLElement, texts: string[]}} Line */

const DAY = 86_400;
const FORGOTTEN = 7 * DAY;
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
    this.template = /** @type {HTMLTemplateElement} */ (part(this.root, "line"));
    /** @type {Line[]} */
    this.lines = [];
    /** @type {Set<string>} */
    this.favourites = new Set();
    for (const field of [this.search, this.choice]) field.addEventListener("input", () => this.filter());
  }

  close() {
    this.lines = [];
    this.root.replaceChildren();
  }

  async read() {
    const [mailbox] = this.app.mailboxes;
    part(this.root, "no-mailbox").hidden = Boolean(mailbox);
    part(this.root, "looking").hidden = !mailbox;
    const { account } = this.app;
    if (!mailbox || !account) return;
    try {
      const [entries, { mailboxes }] = await Promise.all([this.app.client.entries(mailbox), readFavourites(account)]);
      this.favourites = new Set(mailboxes);
      const first = (/** @type {Entry} */ one) => Number(!this.favourites.has(one.mailbox));
      this.lines = [...entries].sort((one, other) => first(one) - first(other)).map((entry) => this.line(entry, mailbox.online));
      part(this.root, "list").replaceChildren(...this.lines.map(({ item }) => item));
      this.filter();
    } catch (error) {
      showFailure(part(this.root, "failure"), error);
    }
  }

  /** @param {Entry} entry @param {boolean} online @returns {Line} */
  line(entry, online) {
    const made = element("div", null, document.importNode(this.template.content, true));
    const item = /** @type {HTMLElement} */ (made.firstElementChild);
    const texts = [entry.name || entry.address, entry.facility, KIND[entry.kind] ?? entry.kind, entry.address];
    for (const [place, name] of ["name", "facility", "kind", "address"].entries()) part(item, name).textContent = texts[place];
    part(item, "ours").hidden = !entry.ours;
    const { tone, text } = collected(entry, online);
    part(item, "collected").textContent = text;
    part(item, "collected").classList.add(...tone);
    part(item, "vouched").textContent = entry.vouched ? t("A coordinator vouches for it") : t("Nobody vouches for it: check by telephone");
    part(item, "vouched").classList.add(entry.vouched ? "fine" : "late");
    this.star(part(item, "favourite"), entry);
    return { entry, item, texts };
  }

  /** @param {HTMLElement} button @param {Entry} entry */
  star(button, { mailbox, name, address }) {
    const show = () => button.setAttribute("aria-pressed", String(this.favourites.has(mailbox)));
    part(button, "of").textContent = name || address;
    show();
    button.addEventListener("click", async () => {
      const wanted = !this.favourites.has(mailbox);
      try {
        if (!this.app.account) return;
        this.favourites = new Set(await setFavourite(this.app.account, mailbox, wanted));
        this.app.say(wanted ? t("Added to your favourites.") : t("Taken out of your favourites."));
      } catch (error) {
        showFailure(part(this.root, "failure"), error);
      }
      show();
    });
  }

  filter() {
    for (const line of this.lines) line.item.hidden = !this.wanted(line);
    const shown = this.lines.filter(({ item }) => !item.hidden).length;
    part(this.root, "none").hidden = shown > 0;
    part(this.root, "found").textContent = plural.select(shown) === "one" ? t("{count} mailbox", { count: shown }) : t("{count} mailboxes", { count: shown });
  }

  /** @param {Line} line */
  wanted({ entry, texts }) {
    if (this.choice.value === "favourites" && !this.favourites.has(entry.mailbox)) return false;
    if (this.choice.value === "forgotten" && !isForgotten(entry)) return false;
    return matches(texts, this.search.value);
  }
}

/** Every word of what is looked for, in any order. @type {(texts: string[], wanted: string) => boolean} */
function matches(texts, wanted) {
  const all = plain(texts.join(" "));
  return plain(wanted).split(/\s+/).every((word) => all.includes(word));
}

/** Without accents nor capitals. @type {(text: string) => string} */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** @type {(entry: Entry) => boolean} */
const isForgotten = ({ lastCollected }) => lastCollected === null || now() - lastCollected > FORGOTTEN;

/** When a mailbox was last read, in words. @type {(entry: Entry, online: boolean) => {tone: string[], text: string}} */
function collected(entry, online) {
  const { lastCollected } = entry;
  if (lastCollected !== null) {
    const facts = { when: moment(lastCollected) };
    if (!isForgotten(entry)) return { tone: ["fine"], text: t("Last read {when}", facts) };
    return { tone: ["late"], text: t("Nobody has read it since {when}: telephone before sending", facts) };
  }
  if (!online) return { tone: [], text: t("Last reading unknown: no connection to the server") };
  return { tone: ["late"], text: t("Never read by anybody: telephone before sending") };
}
