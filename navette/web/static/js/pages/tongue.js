// The language somebody chose: it stays in the address; on one's own machine it is kept, and found again without it.
import { isShared } from "./storage.js";
import { lang } from "./words.js";

const NAME = "lang";

const asked = () => new URL(location.href).searchParams.get(NAME);

/** Loads the page again in the language kept on this machine; whether it does. */
export function settle() {
  const said = asked();
  const kept = isShared() ? null : localStorage.getItem(NAME);
  if (said && said === lang && !isShared()) localStorage.setItem(NAME, lang);
  if (said || !kept || kept === lang) return false;
  location.replace(tongued(location.href, kept));
  return true;
}

/** A path, in the language of the present address. @type {(path: string) => string} */
export const spoken = (path) => (asked() ? tongued(path, lang) : path);

/** @type {(href: string, tongue: string) => string} */
function tongued(href, tongue) {
  const url = new URL(href, location.origin);
  url.searchParams.set(NAME, tongue);
  return url.pathname + url.search + url.hash;
}

/** The link to the other language keeps what the address asks for. @type {(link: HTMLAnchorElement) => void} */
export const tie = (link) => link.addEventListener("click", () => (link.href = tongued(location.href, link.lang)));
