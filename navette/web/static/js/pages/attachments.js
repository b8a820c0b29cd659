// Files that go with the fiche: chosen, dropped, pasted, or photographed with a phone.

import { announce, element, uid } from "./dom.js";
import { size } from "./labels.js";
import { t } from "./words.js";

/** @typedef {{file: File, node: HTMLElement}} Joined */

const MOST = 64; // as the envelope has it
const LARGEST = 200e6;

/** A list of files, and the ways to add to it. */
export class Attachments {
  /** @param {HTMLElement} place where they are dropped and pasted @param {() => void} changed */
  constructor(place, changed) {
    this.changed = changed;
    /** @type {Joined[]} */
    this.joined = [];
    this.list = element("ul", { class: "plain-list attachments" });
    this.error = element("p", { class: "wrong", role: "alert", hidden: true });
    this.file = this.picker({ multiple: true });
    this.photo = this.picker({ accept: "image/*", capture: "environment" });
    this.more = element("button", { type: "button", onclick: () => this.file.click() }, t("Add files"));
    const shoot = element("button", { type: "button", class: "photo", onclick: () => this.photo.click() }, t("Take a photo"));
    const hint = element("p", { class: "hint" }, t("Or drop them here, or paste an image."));
    this.node = element("div", { class: "drop" }, this.list, this.error, element("div", { class: "row" }, this.more, shoot), hint, this.file, this.photo);
    this.listen(place);
  }

  /** @returns {File[]} */
  get files() {
    return this.joined.map(({ file }) => file);
  }

  /** @param {Iterable<File>} files */
  add(files) {
    this.say("");
    for (const file of files) this.join(file);
    this.changed();
  }

  /** @param {File} file */
  join(file) {
    const twice = this.joined.some((one) => one.file.name === file.name && one.file.size === file.size && one.file.lastModified === file.lastModified);
    if (twice) return;
    if (!file.size) return this.say(t("{name} is empty: it is not joined.", { name: file.name }));
    if (file.size > LARGEST || this.joined.length >= MOST) return this.say(t("{name} is too large, or one too many: it is not joined.", { name: file.name }));
    const drop = element("button", { type: "button", class: "quiet", "aria-label": t("Remove: {what}", { what: file.name }) }, t("Remove"));
    const node = element("li", { class: "chosen" }, element("span", null, element("bdi", { class: "chosen-name" }, file.name), " ", element("span", { class: "soft" }, size(file.size))), drop);
    const joined = { file, node };
    drop.addEventListener("click", () => this.remove(joined));
    this.joined.push(joined);
    this.list.append(node);
    announce(t("{name} joined", { name: file.name }));
  }

  /** @param {Joined} joined */
  remove(joined) {
    this.joined = this.joined.filter((one) => one !== joined);
    joined.node.remove();
    this.more.focus();
    this.changed();
    announce(t("{name} removed", { name: joined.file.name }));
  }

  /** @param {string} text */
  say(text) {
    this.error.textContent = text;
    this.error.hidden = !text;
  }

  /** @type {(props: Record<string, any>) => HTMLInputElement} */
  picker(props) {
    const input = element("input", { type: "file", id: uid("file"), hidden: true, "aria-label": t("Add files"), ...props });
    input.addEventListener("change", () => {
      this.add([...(input.files ?? [])]);
      input.value = "";
      this.more.focus();
    });
    return input;
  }

  /** @param {HTMLElement} place */
  listen(place) {
    const over = (/** @type {DragEvent} */ event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      this.node.classList.toggle("over", event.type === "dragover");
    };
    place.addEventListener("dragover", over);
    place.addEventListener("dragleave", over);
    place.addEventListener("drop", (event) => {
      over(event);
      this.add([...(event.dataTransfer?.files ?? [])]);
    });
    place.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length) event.preventDefault();
      if (files.length) this.add(files.map((file, at) => named(file, at)));
    });
  }
}

/** A pasted image has no name of its own: image.png, always. @type {(file: File, at: number) => File} */
function named(file, at) {
  if (file.name !== "image.png") return file;
  const when = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
  return new File([file], `image-${when}${at ? `-${at + 1}` : ""}.png`, { type: file.type, lastModified: file.lastModified });
}
