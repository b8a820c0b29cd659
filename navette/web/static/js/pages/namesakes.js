// Several persons answer to one name: which one is meant is asked, with what tells them apart.
import { element, uid } from "./dom.js";
import { t } from "./words.js";

/** @typedef {import("../client/members.js").Somebody} Somebody */

/** The one the person chooses, null for none of them; Escape says none. @type {(name: string, found: Somebody[]) => Promise<Somebody|null>} */
export function chooseAmong(name, found) {
  const id = uid("namesakes");
  const box = element("dialog", { "aria-labelledby": id });
  const choice = (/** @type {Somebody} */ one, /** @type {number} */ place) =>
    element("li", null, element("button", { type: "button", class: "namesake", onclick: () => box.close(String(place)) }, element("span", null, element("bdi", { textContent: one.name }), ` · ${told(one)}`)));
  const none = element("button", { type: "button", onclick: () => box.close(""), textContent: t("None of them") });
  const title = element("h2", { id, textContent: t("Which {name}?", { name }) });
  box.append(title, element("p", { textContent: t("Several colleagues answer to this name.") }), element("ul", { class: "plain-list stack-small" }, ...found.map(choice)), element("p", { class: "after" }, none));
  document.body.append(box);
  box.showModal();
  return new Promise((done) => {
    box.addEventListener("close", () => {
      box.remove();
      done(box.returnValue === "" ? null : (found[Number(box.returnValue)] ?? null));
    });
  });
}

/** Their profession and where they work; else the beginning of what they are known by. @type {(one: Somebody) => string} */
const told = ({ profession, places, person }) => [profession, ...places].filter(Boolean).join(", ") || person.slice(0, 12);
