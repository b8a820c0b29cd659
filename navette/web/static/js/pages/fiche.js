// A fiche: who it is about first, then what it says, then who did what; and the answers that may be given to it.
import { attachmentLines } from "./attachments_view.js";
import { dated, now } from "./dates.js";
import { clone, element, part } from "./dom.js";
import { documentView, textView } from "./fiche_view.js";
import { Answers } from "./fiche_answers.js";
import { titleOf, titlesOf } from "./forms.js";
import { CONTENT, STATUS, URGENCY, capital, label, who } from "./labels.js";
import { isStoodIn } from "./lanes.js";
import { icon, notice, showFailure } from "./notice.js";
import { clockWords } from "./line.js";
import { proofRows } from "./proof.js";
import { remember } from "./seen.js";
import { copiesOf, isStale, standbyLines, standingIn } from "./standby.js";
import { lettersOf } from "./thread.js";
import { codeOf, t } from "./words.js";
import { once } from "./work.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./interface.js").Mailbox} Mailbox @typedef {import("../client/items.js").Item} Item */
/** @typedef {import("./interface.js").Opened} Opened @typedef {import("../client/items.js").State} State */

const TEXT = "text/plain";
const ELSEWHERE = ["unknown-reference", "not-addressed-to-this-mailbox", "not-a-member", "unknown-envelope"];

/** @type {(app: App, where: import("./routes.js").Where) => Promise<import("./routes.js").Shown>} */
export async function open(app, { parts: [ref] }) {
  const [mailbox, opened] = await collectFrom(app, ref);
  const page = new Fiche(app, mailbox);
  await page.show(opened);
  return { title: t("Fiche {reference}", { reference: opened.item.reference }), root: page.root, close: () => page.close() };
}

/** Opened by the mailbox it is known to be in; else by the first that has it. @type {(app: App, ref: string) => Promise<[Mailbox, Opened]>} */
async function collectFrom(app, ref) {
  const known = app.boxes.get(ref);
  const boxes = known ? [known] : app.mailboxes;
  for (const [place, mailbox] of boxes.entries()) {
    try {
      return [mailbox, await mailbox.collect(ref)];
    } catch (error) {
      if (place === boxes.length - 1 || !ELSEWHERE.includes(codeOf(error))) throw error;
    }
  }
  throw new TypeError("nobody is there");
}

class Fiche {
  /** @param {App} app @param {Mailbox} mailbox */
  constructor(app, mailbox) {
    this.app = app;
    this.mailbox = mailbox;
    this.root = element("div", { class: "fiche" }, clone("screen-fiche"));
    this.answers = new Answers(app, mailbox, this.root, () => this.again());
    /** @type {Opened|null} */
    this.opened = null;
    this.isRenewed = false;
    this.printing = new AbortController();
    this.stop = app.onEvent((event) => void this.hear(event));
    addEventListener("beforeprint", () => this.sign(), { signal: this.printing.signal });
    part(this.root, "print").addEventListener("click", () => print());
    part(this.root, "export").addEventListener("click", once(() => this.export()));
    part(this.root, "consulted").addEventListener("toggle", () => void this.consulted());
  }

  close() {
    this.stop();
    this.printing.abort();
    this.root.replaceChildren();
    this.opened = null;
    return this.answers.close();
  }

  /** What another act changes is looked at; without the server, what was there stays. @param {import("./interface.js").Event} event */
  async hear({ reference, message }) {
    const item = this.opened?.item;
    if (item && (reference === item.reference || copiesOf(item).includes(message))) await this.again().catch(() => undefined);
  }

  /** The same fiche as it stands now; what is read stays where it is. */
  async again() {
    const opened = this.opened && (await this.mailbox.collect(this.opened.item.reference));
    if (opened && this.opened) await this.showState(opened);
  }

  /** @param {Opened} opened */
  async show(opened) {
    const { item, manifest } = opened;
    const title = titleOf(await titlesOf(this.app), item.form);
    part(this.root, "reference").textContent = item.reference;
    part(this.root, "kind").textContent = t("{kind}, from {sender}, {date} ·", {
      kind: capital(label(CONTENT, manifest.kind)),
      sender: who(opened.sender),
      date: dated(item.time),
    });
    part(this.root, "title").textContent = title || capital(label(CONTENT, manifest.kind));
    if (manifest.media.startsWith(TEXT)) part(this.root, "body").append(textView(opened.fiche));
    else this.document(opened);
    const files = attachmentLines(this.app, this.mailbox, opened);
    part(this.root, "joined").hidden = !files.length;
    part(this.root, "files").append(...files);
    await this.showState(opened);
    await this.answers.resume(opened);
  }

  /** @param {Opened} opened */
  document({ fiche, item, sender }) {
    const shown = documentView(fiche);
    part(this.root, "title").textContent = shown.title;
    part(this.root, "title").lang = shown.lang;
    part(this.root, "patient").append(shown.patient);
    part(this.root, "about").append(shown.about);
    part(this.root, "body").append(shown.body);
    const other = "n" in item ? who(sender) : item.recipients.map((one) => one.mailboxName || one.address).join(", ");
    remember(this.app, { reference: item.reference, name: shown.name, other, title: shown.title, at: item.time });
    void this.compare(fiche);
  }

  /** Once the fiche is there to be read. @param {Uint8Array} raw */
  async compare(raw) {
    const { compared } = await import("./entered.js");
    const formOf = (/** @type {string} */ canonical) => this.app.client.formOf(this.mailbox, canonical).catch(() => null);
    const { tone, text } = await compared(raw, formOf);
    if (!this.opened) return;
    if (tone === "late") part(this.root, "alarm").append(notice(tone, { what: text }));
    const badge = part(this.root, "entered");
    badge.className = `badge ${tone}`;
    badge.replaceChildren(icon(tone || "soon"), text);
    badge.hidden = tone === "late";
  }

  /** @param {Opened} opened */
  async showState(opened) {
    this.opened = opened;
    const { item } = opened;
    const lines = (/** @type {State} */ one, ward = "") => [stateLine(one, item.urgency, item.received, ward), ...standbyLines(one, this.names)];
    const states = "n" in item ? lines(item) : item.recipients.flatMap((one) => lines(one, one.mailboxName || one.address));
    part(this.root, "states").replaceChildren(...standingIn(item), ...states, ...keptLine(item));
    void this.renew(item);
    part(this.root, "proof").replaceChildren(...proofRows(opened.acts, opened.sender));
    await this.answers.show(opened);
    void this.thread(opened);
  }

  /** A person or a mailbox, as the directory vouches for it. @type {(subject: string) => string} */
  names = (subject) => this.mailbox.nameOf?.(subject) ?? "";

  /** What could not be given to a substitute is sealed again, once. @param {Opened["item"]} item */
  async renew(item) {
    if ("n" in item || this.isRenewed || !isStale(item.recipients)) return;
    this.isRenewed = true;
    await this.mailbox.renew?.(item).then(() => this.again()).catch(() => undefined); // said by the line itself
  }

  /** @param {Opened} opened */
  async thread(opened) {
    const letters = await lettersOf(this.mailbox, opened);
    if (this.opened !== opened) return;
    part(this.root, "thread").hidden = !letters.length;
    part(this.root, "letters").replaceChildren(...letters);
  }

  /** Who looked at it, once somebody wants to know. */
  async consulted() {
    const box = /** @type {HTMLDetailsElement} */ (part(this.root, "consulted"));
    const { showConsulted } = await import("./consulted.js");
    if (box.open && this.opened) await showConsulted(this.app, this.opened.item.message, part(this.root, "lookers"));
  }

  /** An archive of it, for one's own records. */
  async export() {
    if (!this.opened) return;
    const [{ reference }, place] = [this.opened.item, part(this.root, "exported")];
    await import("./exporting.js").then(
      ({ exportFiches }) => exportFiches(this.app, this.mailbox, [reference], reference, place),
      (error) => showFailure(place, error),
    );
  }

  /** Printed by whom, and when. */
  sign() {
    const printed = part(this.root, "printed");
    printed.hidden = false;
    printed.textContent = t("Printed on {date} by {name} · {reference}", {
      date: dated(now()),
      name: this.app.account?.name ?? "–",
      reference: this.opened?.item.reference ?? "",
    });
  }
}

/** Where the fiche stands for one ward, with its clock. @type {(state: State, urgency: number, since: number, ward?: string) => HTMLElement} */
function stateLine(state, urgency, since, ward = "") {
  const name = capital(label(STATUS, state.status));
  const words = state.ownerName && state.status === "accepted" ? t("{state}: {name}", { state: name, name: state.ownerName }) : name;
  const urgent = urgency > 0 && element("span", { class: `badge ${urgency === 3 ? "late" : "soon"}`, textContent: capital(URGENCY[urgency]) });
  const who = ward && element("div", null, element("bdi", { textContent: ward }));
  const where = element("strong", null, element("bdi", { textContent: words }));
  return element("li", null, who, where, " ", clockWords(isStoodIn(state) ? { ...state, dueBy: 0 } : state, since), " ", urgent);
}

/** Until when the server keeps what it says; since when it no longer does. @type {(item: Item) => HTMLElement[]} */
function keptLine({ removal, removed }) {
  if (removed) return [element("li", null, t("Content removed from the server on {date}. It can still be read on this device.", { date: dated(removed) }))];
  return removal ? [element("li", null, t("To be exported before {date}: its content is removed then.", { date: dated(removal) }))] : [];
}
