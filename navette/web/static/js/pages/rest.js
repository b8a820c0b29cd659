// What the document leaves for later: the other screens, words and styles, in one file of the release. It is asked for
// once the first list is there, and before any page that needs it opens.
import { NavetteError } from "../core/errors.js";
import { isKnown, lang, learn } from "./words.js";

/** @type {Promise<void>|null} */
let asked = null;

/** It is all here. Throws server-unreachable; then it may be asked for again. @type {() => Promise<void>} */
export function rest() {
  asked ??= bring().catch((error) => {
    asked = null;
    throw error;
  });
  return asked;
}

/** The words of that failure are here, if they can be. @type {(error: unknown) => Promise<void>} */
export const worded = (error) => (isKnown(error) ? Promise.resolve() : rest().catch(() => {}));

async function bring() {
  const found = await read(new URL(`../../rest.${lang}.html`, import.meta.url).href);
  learn(JSON.parse(found.getElementById("words")?.textContent ?? "{}"));
  document.body.append(...[...found.querySelectorAll("body > template")].filter((one) => !document.getElementById(one.id)));
  await Promise.all([...found.querySelectorAll("link[rel=stylesheet]")].map((link) => dressed(/** @type {HTMLLinkElement} */ (link))));
  if (!document.documentElement.dataset.server) document.head.append(...found.querySelectorAll("link[rel=manifest]")); // a poste is not installed
}

/** A document that the browser reads by itself: nothing in it runs, and no text is made into one. @type {(url: string) => Promise<Document>} */
const read = (url) =>
  new Promise((done, refused) => {
    const request = new XMLHttpRequest();
    const lost = () => refused(new NavetteError("server-unreachable"));
    request.addEventListener("load", () => (request.responseXML ? done(request.responseXML) : lost()));
    request.addEventListener("error", lost);
    request.open("GET", url);
    request.responseType = "document";
    request.send();
  });

/** Once that style applies; a page without one is read all the same. @type {(link: HTMLLinkElement) => Promise<void>} */
const dressed = ({ href, media }) =>
  new Promise((done) => {
    const link = document.createElement("link");
    link.addEventListener("load", () => done());
    link.addEventListener("error", () => done());
    Object.assign(link, { rel: "stylesheet", href, media });
    document.head.append(link);
  });
