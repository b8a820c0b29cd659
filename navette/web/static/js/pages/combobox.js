// A text field with a list that it filters: arrows move, Enter chooses, Escape closes (ARIA combobox with a listbox).

import { element, uid } from "./dom.js";

/** @typedef {{text: string, aside?: string, value: any, disabled?: boolean}} Choice */
/** @typedef {{choices: () => Choice[], choose: (choice: Choice) => void, free?: boolean, most?: number}} Behaviour free: any text will do, so nothing is highlighted before an arrow is pressed */

const ACCENTS = /\p{M}/gu;

/** Without accents or case: what one types finds what one means. @type {(text: string) => string} */
export const folded = (text) => text.normalize("NFD").replace(ACCENTS, "").toLowerCase();

/** Gives an input its list, which follows it in the page. */
export class Combobox {
  /** @param {HTMLInputElement} input @param {string} label @param {Behaviour} behaviour */
  constructor(input, label, behaviour) {
    this.input = input;
    this.behaviour = behaviour;
    this.list = element("ul", { role: "listbox", id: uid("list"), "aria-label": label, class: "choices", hidden: true });
    this.node = element("div", { class: "combobox" }, input, this.list);
    /** @type {Choice[]} */
    this.found = [];
    this.at = -1;
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", this.list.id], ["autocomplete", "off"]])
      input.setAttribute(name, value);
    input.addEventListener("input", () => this.open());
    input.addEventListener("click", () => this.open());
    input.addEventListener("blur", () => this.close());
    input.addEventListener("keydown", (event) => this.press(event));
  }

  /** Shows what goes with the text. */
  open() {
    const words = folded(this.input.value).split(/\s+/).filter(Boolean);
    const fits = (/** @type {Choice} */ one) => words.every((word) => folded(`${one.text} ${one.aside ?? ""}`).includes(word));
    const most = this.behaviour.most ?? 50;
    this.found = this.behaviour.choices().filter(fits).slice(0, most);
    this.list.replaceChildren(...this.found.map((choice, at) => this.option(choice, at)));
    this.list.hidden = !this.found.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.highlight(this.behaviour.free || !this.input.value ? -1 : 0);
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.highlight(-1);
  }

  /** @type {(choice: Choice, at: number) => HTMLElement} */
  option(choice, at) {
    const aside = choice.aside && element("span", { class: "aside" }, choice.aside);
    const chosen = (/** @type {Event} */ event) => {
      event.preventDefault(); // the focus stays where it is
      this.choose(at);
    };
    return element("li", { role: "option", id: uid("option"), "aria-selected": "false", "aria-disabled": choice.disabled && "true", dir: "auto", onmousedown: chosen }, choice.text, aside);
  }

  /** @type {(at: number) => void} */
  highlight(at) {
    this.at = at;
    for (const [index, option] of [...this.list.children].entries()) option.setAttribute("aria-selected", String(index === at));
    const option = this.list.children[at];
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  /** @type {(at: number) => void} */
  choose(at) {
    const choice = this.found[at];
    if (!choice || choice.disabled) return;
    this.close();
    this.behaviour.choose(choice);
  }

  /** @type {(event: KeyboardEvent) => void} */
  press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const steps = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1 })[event.key];
    if (steps) this.step(steps);
    else if (event.key === "Escape" && !this.list.hidden) this.close();
    else if (event.key === "Enter" && !this.list.hidden && this.at >= 0) this.choose(this.at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @type {(by: number) => void} */
  step(by) {
    const from = this.list.hidden ? -1 : this.at;
    if (this.list.hidden) this.open();
    const count = this.found.length;
    if (count) this.highlight(from < 0 ? (by > 0 ? 0 : count - 1) : (from + by + count) % count);
  }
}

