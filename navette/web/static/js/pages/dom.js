// Elements of a page, made and found. Texts are set as texts: nothing here reads HTML.

/** @typedef {string|Node|null|undefined|false} Child what is empty is left out */
/** @typedef {Record<string, any>} Props attributes; `onclick` and the like are listeners */

const PROPERTIES = ["value", "checked", "textContent"];
const SEEN = 5000; // milliseconds
let [last, said] = [0, 0];

/**
 * An element with its attributes, listeners and children. true gives an empty attribute; false and null give none.
 * @type {<K extends keyof HTMLElementTagNameMap>(tag: K, props?: Props|null, ...children: Child[]) => HTMLElementTagNameMap[K]}
 */
export function element(tag, props, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) set(made, name, value);
  made.append(.../** @type {(string|Node)[]} */ (children.filter((child) => child || child === "")));
  return made;
}

/** What a `<template>` of the page holds, to be filled. @type {(id: string) => DocumentFragment} */
export function clone(id) {
  const found = document.getElementById(id);
  if (!(found instanceof HTMLTemplateElement)) throw new Error(`no template ${id}`);
  return document.importNode(found.content, true);
}

/** The element a template calls `data-part=name`. @type {(root: ParentNode, name: string) => HTMLElement} */
export function part(root, name) {
  const found = root.querySelector(`[data-part="${name}"]`);
  if (!(found instanceof HTMLElement)) throw new Error(`no part ${name}`);
  return found;
}

/** The children of a list, in that order, moving as few as can be. @type {(list: HTMLElement, items: HTMLElement[]) => void} */
export function arrange(list, items) {
  const wanted = new Set(/** @type {Element[]} */ (items));
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
  for (const [place, item] of items.entries()) {
    if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
  }
}

/** An id that nothing else in the page has. @type {(prefix: string) => string} */
export const uid = (prefix) => `${prefix}-${(last += 1)}`;

/** Said in the live region of the frame, once what is going on is said; the same text is said again. @type {(text: string) => void} */
export function announce(text) {
  const live = document.querySelector('[role="status"][data-part="said"]');
  if (!live) return;
  live.textContent = "";
  clearTimeout(said);
  said = setTimeout(() => {
    live.textContent = text; // a region that never was empty says nothing new
    said = setTimeout(() => (live.textContent = ""), SEEN);
  }, 50);
}

/** Whether an element can be seen: neither it nor what holds it is hidden or closed. @type {(node: Element) => boolean} */
export const isShown = (node) => node.isConnected && node.getClientRects().length > 0;

/** Opens every disclosure around an element, so that it can take the focus. @type {(node: Element) => void} */
export function reveal(node) {
  for (let at = node.closest("details:not([open])"); at; at = node.closest("details:not([open])")) at.setAttribute("open", "");
}

/** @type {(made: any, name: string, value: any) => void} */
function set(made, name, value) {
  if (typeof value === "function") made.addEventListener(name.slice(2), value);
  else if (PROPERTIES.includes(name)) made[name] = value;
  else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value === true ? "" : value);
}
