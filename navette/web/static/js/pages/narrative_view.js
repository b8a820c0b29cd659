// A narrative as elements of the page: made one by one from the allow-list, so that no markup is ever parsed here.
import { fault, scan } from "../xhtml.js";
import { element } from "./dom.js";

// What a reader needs; nothing that leads elsewhere, styles, or names an element of the page.
const KEPT = ["abbr", "alt", "colspan", "dir", "lang", "rowspan", "scope", "title"];

/** The elements of a narrative; null when it is not one. @type {(div: string) => HTMLElement|null} */
export function narrative(div) {
  if (fault(div)) return null;
  const root = element("div", { class: "narrative" });
  /** @type {HTMLElement[]} */
  const open = [root];
  for (const { kind, text, attributes } of scan(div)) {
    const parent = open[open.length - 1];
    if (kind === "text") parent.append(text);
    else if (kind === "end") open.pop();
    else {
      const made = document.createElement(text);
      for (const name of KEPT) if (attributes.has(name)) made.setAttribute(name, /** @type {string} */ (attributes.get(name)));
      parent.append(made);
      open.push(made);
    }
  }
  return root;
}
