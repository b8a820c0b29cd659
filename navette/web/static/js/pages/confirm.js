// A question before what cannot be undone: what it means, in plain words, and two buttons.
import { element, uid } from "./dom.js";
import { t } from "./words.js";

/** @typedef {{title: string, text: string, yes: string}} Question */

/** Whether the person says yes; Escape says no. The focus goes back where it was. @type {(question: Question) => Promise<boolean>} */
export function confirm({ title, text, yes }) {
  const before = document.activeElement;
  const id = uid("confirm");
  const box = element("dialog", { "aria-labelledby": id });
  const close = (/** @type {string} */ answer) => () => box.close(answer);
  const no = element("button", { type: "button", onclick: close(""), textContent: t("Leave it as it is") });
  const go = element("button", { type: "button", class: "danger", onclick: close("yes"), textContent: yes });
  box.append(element("h2", { id, textContent: title }), element("p", { textContent: text }), element("div", { class: "row" }, no, go));
  document.body.append(box);
  box.showModal();
  return new Promise((done) => {
    box.addEventListener("close", () => {
      box.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      done(box.returnValue === "yes");
    });
  });
}
