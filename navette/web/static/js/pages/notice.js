// Boxes that say something to a person, and texts that somebody else wrote.
import { element } from "./dom.js";
import { sentences } from "./words.js";

/** @typedef {"late"|"soon"|"fine"|""} Tone @typedef {{what: string, meaning?: string, next?: string}} Said */

/** What somebody else wrote, whatever its direction. @type {(text: string) => HTMLElement} */
export const foreign = (text) => element("bdi", { textContent: text });

/** Up to three sentences in a box. @type {(tone: Tone, said: Said) => HTMLElement} */
export function notice(tone, { what, meaning = "", next = "" }) {
  const rest = [meaning, next].filter(Boolean).map((textContent) => element("p", { textContent }));
  return element("div", { class: `notice ${tone}` }, element("strong", { textContent: what }), ...rest);
}

/** What a failure means, spoken at once and shown in `place`, which is brought into view. @type {(place: HTMLElement, error: unknown) => void} */
export function showFailure(place, error) {
  const box = notice("late", sentences(error));
  box.setAttribute("role", "alert");
  place.replaceChildren(box);
  box.scrollIntoView({ block: "nearest" });
}

/** A picture of frame.html, copied: hundreds of references to one cost a browser more. @type {(name: string) => SVGSVGElement} */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const drawn = document.getElementById(`icon-${name}`);
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.append(...[...(drawn?.children ?? [])].map((shape) => shape.cloneNode()));
  return svg;
}
