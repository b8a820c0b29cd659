// What a person may answer to a fiche, and the small forms that ask for what goes with it.
import { clone, element, part, uid } from "./dom.js";
import { REASON, capital, label } from "./labels.js";
import { t } from "./words.js";

/** @typedef {import("./interface.js").Entry} Entry @typedef {import("../core/handoff.js").Status} Status */
/** @typedef {"accept"|"question"|"decline"|"reroute"|"reply"|"letter"|"close"|"withdraw"} Action */
/** What a small form asked for. @typedef {{code: string, text: string, to: string}} Given */
/** @typedef {{declines: string[], entries: () => Promise<Entry[]>}} Around */

/** @type {Record<Action, string>} */
export const ACTIONS = {
  accept: t("Take in charge"),
  question: t("Ask a question"),
  decline: t("Decline"),
  reroute: t("Not for us"),
  reply: t("Answer with a fiche"),
  letter: t("Answer in a few words"),
  close: t("Close it"),
  withdraw: t("Withdraw this fiche"),
};

/** What may be done of a fiche that was received. kind: of what was sealed. @type {(status: Status, kind: string) => Action[]} */
export function received(status, kind) {
  if (kind === "question" && status !== "accepted") return status === "received" ? ["letter", "reply", "close"] : [];
  if (kind !== "fiche") return ["received", "accepted", "on-hold"].includes(status) ? ["close", "reply"] : [];
  if (status === "received") return ["accept", "question", "decline", "reroute"];
  if (status === "on-hold") return ["accept", "decline", "reroute"];
  return status === "accepted" ? ["reply", "close"] : [];
}

/** What may be done of a fiche that was sent: taken back, until somebody takes it in charge. @type {(statuses: Status[]) => Action[]} */
export const sent = (statuses) =>
  statuses.some((status) => ["requested", "received", "on-hold"].includes(status)) && !statuses.includes("accepted") ? ["withdraw"] : [];

/** The form of an action, in a box, which no browser remembers; `done` gets what was given, `undo` closes it. @type {(action: Action, around: Around, done: (given: Given) => void, undo: () => void) => HTMLFormElement} */
export function answerForm(action, { declines, entries }, done, undo) {
  const form = element("form", { class: "card answer", "aria-label": ACTIONS[action], novalidate: true, autocomplete: "off" }, clone(`screen-answer-${action}`));
  fillReasons(form, declines);
  fillWards(form, entries);
  for (const labelled of form.querySelectorAll("label[data-for]")) tie(form, /** @type {HTMLLabelElement} */ (labelled));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (complete(form)) done(given(form));
  });
  part(form, "undo").addEventListener("click", undo);
  return form;
}

/** What was typed and chosen so far. @type {(form: HTMLFormElement) => Given} */
export function given(form) {
  const data = new FormData(form);
  const said = (/** @type {string} */ name) => String(data.get(name) ?? "").trim();
  const other = form.querySelector("select[name=other]");
  const ward = other instanceof HTMLSelectElement && other.value ? t("Another ward: {name}", { name: other.selectedOptions[0].text }) : "";
  return { code: said("code"), text: [said("text"), ward].filter(Boolean).join("\n"), to: said("to") };
}

/** What was typed before, in its fields again. @type {(form: HTMLFormElement, typed: Record<string, unknown>) => void} */
export function refill(form, typed) {
  for (const field of /** @type {NodeListOf<HTMLInputElement|HTMLTextAreaElement>} */ (form.querySelectorAll("textarea, input[type=radio]"))) {
    if (field.type === "radio") /** @type {HTMLInputElement} */ (field).checked = field.value === typed[field.name];
    else field.value = String(typed[field.name] ?? "");
  }
}

/** What is missing is said at its place, and gets the focus. @type {(form: HTMLFormElement) => boolean} */
function complete(form) {
  for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[required]"))) {
    const fault = field.closest("fieldset, .field")?.querySelector(".wrong");
    const missing = field.type === "radio" ? !given(form).code : !field.value.trim();
    if (fault instanceof HTMLElement) fault.hidden = !missing;
    field.setAttribute("aria-invalid", String(missing));
    if (!missing) continue;
    field.focus();
    return false;
  }
  return true;
}

/** @type {(form: HTMLFormElement, codes: string[]) => void} */
function fillReasons(form, codes) {
  const place = form.querySelector("[data-part=reasons]");
  for (const code of place ? codes : []) {
    const radio = element("input", { type: "radio", name: "code", value: code, required: true });
    place?.append(element("label", { class: "choice" }, radio, element("span", { textContent: capital(label(REASON, code)) })));
  }
}

/** @type {(form: HTMLFormElement, entries: () => Promise<Entry[]>) => void} */
function fillWards(form, entries) {
  const place = form.querySelector("select");
  if (!place) return;
  void entries().then((found) => {
    for (const { address, name, facility } of found) {
      place.append(element("option", { value: address, textContent: [name, facility].filter(Boolean).join(", ") || address }));
    }
  });
}

/** A template is copied more than once: its labels are tied here. @type {(form: HTMLElement, labelled: HTMLLabelElement) => void} */
function tie(form, labelled) {
  const field = part(form, labelled.dataset.for ?? "");
  const fault = labelled.parentElement?.querySelector(".wrong");
  field.id = labelled.htmlFor = uid("answer");
  if (!fault) return;
  fault.id = uid("wrong");
  field.setAttribute("aria-describedby", fault.id);
}
