// Joined files: looked at or saved, one at a time, never fetched before they are asked for.
import { element } from "./dom.js";
import { size } from "./labels.js";
import { icon, notice, showFailure } from "./notice.js";
import { t } from "./words.js";

/** @typedef {import("./interface.js").Mailbox} Mailbox @typedef {import("./interface.js").Opened} Opened */
/** @typedef {import("./frame.js").App} App */

const PICTURES = ["image/jpeg", "image/png", "image/webp", "image/gif"]; // an SVG is a document, not a picture

/** A line for each joined file. @type {(app: App, mailbox: Mailbox, opened: Opened) => HTMLElement[]} */
export const attachmentLines = (app, mailbox, opened) =>
  opened.manifest.attachments.map((_, place) => new JoinedFile(app, mailbox, opened, place).line);

/** What was saved, and that it stays. @type {(name: string) => import("./notice.js").Said} */
export const onShared = (name) => ({ what: t("Saved on a shared machine: {name}", { name }), next: t("Delete it once it has served: the lock does not reach it.") });

class JoinedFile {
  /** @param {App} app @param {Mailbox} mailbox @param {Opened} opened @param {number} place */
  constructor(app, mailbox, opened, place) {
    this.app = app;
    this.fetch = () => mailbox.saveAttachment(opened, place, (_, done, total) => this.show(done, total));
    this.file = opened.manifest.attachments[place];
    this.bar = element("progress", { max: 1, value: 0, hidden: true, "aria-label": t("Download of {name}", { name: this.file.name }) });
    this.below = element("div");
    this.line = this.make();
    /** @type {Blob|null} */
    this.blob = null;
  }

  make() {
    const { name, type } = this.file;
    const title = element("span", { class: "row" }, icon("file"), element("bdi", { textContent: name }), element("span", { class: "soft", textContent: size(this.file.size) }));
    const save = element("button", { type: "button", onclick: () => void this.run(() => this.save()), textContent: t("Save") });
    const look = element("button", { type: "button", onclick: () => void this.run(() => this.look()), textContent: t("Look at it") });
    for (const button of [save, look]) button.append(element("span", { class: "visually-hidden", textContent: ` ${name}` }));
    const buttons = element("span", { class: "row no-print" }, PICTURES.includes(type) && look, save);
    return element("li", { class: "joined" }, title, buttons, this.bar, this.below);
  }

  /** @param {number} done @param {number} total */
  show(done, total) {
    this.bar.hidden = done >= total;
    this.bar.value = total ? done / total : 1;
  }

  /** One thing at a time, and what went wrong said where it was asked. @param {() => void} then */
  async run(then) {
    if (!this.bar.hidden) return;
    this.bar.hidden = false;
    try {
      this.blob ??= await this.fetch();
      then();
    } catch (error) {
      showFailure(this.below, error);
    }
    this.bar.hidden = true;
  }

  save() {
    const url = this.address();
    element("a", { href: url, download: this.file.name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    if (this.app.shared) this.below.replaceChildren(notice("soon", onShared(this.file.name)));
    this.app.say(t("Saved: {name}", { name: this.file.name }));
  }

  look() {
    const url = this.address();
    const picture = element("img", { src: url, alt: this.file.name, class: "picture", onload: () => URL.revokeObjectURL(url) });
    this.below.replaceChildren(picture);
    this.app.say(t("Shown: {name}", { name: this.file.name }));
  }

  address() {
    return URL.createObjectURL(/** @type {Blob} */ (this.blob));
  }
}
