// The last fiche about this patient, offered block by block: each is taken over by a person, or left.

import { check } from "../answers.js";
import { takeOver, USUAL } from "../reuse.js";
import { listOf } from "./answers_view.js";
import { announce, element } from "./dom.js";
import { textOf } from "./form_fields.js";
import { language, t } from "./words.js";

/** @typedef {import("../form.js").Form} Form */
/** @typedef {Record<string, any>} Answers */
/** A document, and the form it was filled with by its canonical. @typedef {{bundle: any, formOf: (canonical: string) => Form|null}} Earlier */
/** @typedef {{linkId: string, name: string, answers: Answers, node: HTMLElement, take: HTMLButtonElement}} Block */

/** Nothing is taken over before somebody says so. */
export class ReuseBox {
  /** @param {(answers: Answers, linkId: string) => void} take @param {() => void} done nothing is left to decide */
  constructor(take, done) {
    this.take = take;
    this.done = done;
    /** @type {Block[]} */
    this.pending = [];
    /** @type {Set<string>} blocks that were taken over or left */
    this.decided = new Set();
    this.node = element("section", { class: "section reuse", hidden: true });
  }

  /** Offers what an earlier document says of the questions of a form. @type {(earlier: Earlier|null, form: Form) => void} */
  offer(earlier, form) {
    const blocks = form.items.filter(({ linkId }) => linkId !== "patient" && USUAL.includes(linkId) && !this.decided.has(linkId));
    this.pending = blocks.flatMap((item) => {
      const answers = earlier ? takeOver(earlier.bundle, form, earlier.formOf, [item.linkId]) : {};
      const said = listOf([item], check(form, answers).row);
      return said ? [this.block(item, answers, said)] : [];
    });
    const title = element("h2", null, t("Last fiche of this patient"));
    const hint = element("p", { class: "hint" }, t("Check each part, then take it over or leave it: nothing is taken over by itself."));
    this.node.replaceChildren(title, hint, ...this.pending.map(({ node }) => node));
    this.node.hidden = !this.pending.length;
  }

  /** To what is to be decided; false when nothing is. @returns {boolean} */
  focus() {
    const block = this.pending[0];
    const same = block && document.activeElement === block.take; // asked again: it is said why one stays here
    if (same) announce(t("First, take it over or leave it: {what}", { what: block.name }));
    block?.take.focus();
    return this.pending.length > 0;
  }

  /** @type {(item: import("../form.js").Item, answers: Answers, said: HTMLElement) => Block} */
  block(item, answers, said) {
    const name = textOf(item, { language: language() });
    const take = element("button", { type: "button", "aria-label": t("Take over: {what}", { what: name }) }, t("Take over"));
    const leave = element("button", { type: "button", class: "quiet", "aria-label": t("Leave: {what}", { what: name }) }, t("Leave"));
    const node = element("div", { class: "block" }, element("h3", null, name), said, element("div", { class: "row" }, take, leave));
    const block = { linkId: item.linkId, name, answers, node, take };
    take.addEventListener("click", () => {
      this.take(answers, item.linkId);
      this.decide(block, t("{what}: taken over", { what: name }));
    });
    leave.addEventListener("click", () => this.decide(block, t("{what}: left", { what: name })));
    return block;
  }

  /** @type {(block: Block, said: string) => void} */
  decide(block, said) {
    this.decided.add(block.linkId);
    this.pending = this.pending.filter((one) => one !== block);
    block.node.remove();
    this.node.hidden = !this.pending.length;
    announce(said);
    if (!this.focus()) this.done();
  }
}
