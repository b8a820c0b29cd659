// Aide: pages of help; they open without being unlocked.
import { clone, element, part } from "./dom.js";
import { t } from "./words.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./routes.js").Where} Where */

/** The pages by their address, in the order in which they are of use. @type {[string, string][]} */
const PAGES = [
  ["premiers-pas", t("First steps")],
  ["envoyer", t("Send a fiche")],
  ["repondre", t("Answer a fiche")],
  ["poste-partage", t("A machine for several people")],
  ["poste-navette", t("Pages from your own computer")],
  ["accessibilite", t("Accessibility")],
];

/** The list of pages, and above it the one that is asked for. @type {(app: App, where: Where) => import("./routes.js").Shown} */
export function open(_, { parts }) {
  const root = element("div", { class: "narrow" }, clone("screen-help"));
  const shown = PAGES.find(([name]) => parts.length === 1 && name === parts[0]);
  const links = PAGES.map(([name, textContent]) => {
    const link = element("a", { href: `/aide/${name}`, "aria-current": name === shown?.[0] && "page", textContent });
    return element("li", null, link);
  });
  part(root, "pages").append(...links);
  if (!shown) return { title: t("Help"), root };
  const template = /** @type {HTMLTemplateElement} */ (part(root, `page-${shown[0]}`));
  part(root, "text").append(document.importNode(template.content, true));
  part(root, "text").hidden = false;
  return { title: shown[1], root };
}
