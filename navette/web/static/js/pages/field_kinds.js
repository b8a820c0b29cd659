// How one question is answered: the controls of each type, what they say, and how they show an answer again.

import { Combobox, folded } from "./combobox.js";
import { element, uid } from "./dom.js";
import { readDate, readMoment, readNumber, readTime, showMoment, showNumber } from "./typed.js";
import { t } from "./words.js";

/** @typedef {import("../form.js").Item} Item */
/** @typedef {import("../form.js").Coding} Coding */
/** @typedef {{language: string, favourites: (item: Item) => string[], changed: () => void}} Talk */
/**
 * @typedef {{control: HTMLElement, body: HTMLElement, many: boolean, read: () => any, write: (value: any) => void}} Kind
 *   control: what takes the focus and is described; many: several controls under one legend; read: null for nothing
 */

export const FEW = 5;

/** @type {(item: Item, talk: Talk) => Kind} */
export function kindOf(item, talk) {
  if (item.type === "boolean") return item.linkId.endsWith(".none") ? tick(item, talk) : yesOrNo(item);
  if (item.type === "choice") {
    if (item.repeats) return ticks(item, talk);
    if (shownOptions(item, talk).length > FEW) return select(item, talk);
    return radios(item, codedOptions(item, talk), (given) => shownValue(item, talk, given));
  }
  if (item.type === "open-choice") return open(item, talk);
  if (item.type === "date" || item.type === "dateTime") return dated(item);
  if (item.type === "text") return long(item, talk);
  if (item.type === "decimal" || item.type === "integer") return line(readNumber, showNumber, { inputmode: item.type === "decimal" ? "decimal" : "numeric", class: "short" });
  if (item.type === "time") return line(readTime, String, { class: "short", placeholder: "hh:mm" });
  return suggested(item, talk);
}

/** The words of an option in the language of the page. @type {(option: Coding, talk: Talk) => string} */
const said = (option, talk) => (talk.language === "en" && option.displayEn) || option.display || option.code;

/** Options that say the same in older systems of codes appear once: the first, which is the latest. @type {(item: Item, talk: Talk) => Coding[]} */
export const shownOptions = (item, talk) =>
  item.options.filter((one, at) => item.options.findIndex((other) => said(other, talk) === said(one, talk)) === at);

/** How answers.js calls an option: by its code, or with its system when another one comes first. @type {(item: Item, option: Coding) => string} */
const spelled = ({ options }, { system, code }) =>
  options.find((one) => one.code === code)?.system === system ? code : `${system}|${code}`;

/** @type {(item: Item, given: any) => Coding|undefined} */
const optionOf = ({ options }, given) => options.find(({ system, code }) => given === code || given === `${system}|${code}`);

/** @type {(item: Item, talk: Talk) => [string, any][]} */
const codedOptions = (item, talk) => shownOptions(item, talk).map((one) => [said(one, talk), spelled(item, one)]);

/** The answer as the option that is shown says it. @type {(item: Item, talk: Talk, given: any) => any} */
function shownValue(item, talk, given) {
  const option = optionOf(item, given);
  const shown = option && shownOptions(item, talk).find((one) => said(one, talk) === said(option, talk));
  return shown ? spelled(item, shown) : given;
}

/** A line of text, read and shown in the way of its type. @type {(read: (typed: string) => string, show: (value: string) => string, props?: Record<string, any>) => Kind} */
function line(read, show, props = {}) {
  const control = element("input", { type: "text", autocomplete: "off", dir: "auto", ...props });
  return {
    control,
    body: control,
    many: false,
    read: () => (control.value.trim() ? read(control.value) : null),
    write: (value) => (control.value = value === null ? "" : show(String(value.text ?? value))),
  };
}

/** @type {(text: string) => string} */
const same = (text) => text;

/** A line of text, with what is often answered. @type {(item: Item, talk: Talk) => Kind} */
function suggested(item, talk) {
  const kind = line(same, same);
  const texts = talk.favourites(item);
  if (!texts.length) return kind;
  const input = /** @type {HTMLInputElement} */ (kind.control);
  const choices = () => texts.map((text) => ({ text, value: text }));
  return { ...kind, body: listed(input, t("Often answered"), choices) };
}

/** @type {(input: HTMLInputElement, label: string, choices: () => import("./combobox.js").Choice[]) => HTMLElement} */
function listed(input, label, choices) {
  const choose = (/** @type {{value: string}} */ { value }) => {
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    box.close();
  };
  const box = new Combobox(input, label, { choices, choose, free: true });
  return box.node;
}

/** One of the options, or a text of one's own. @type {(item: Item, talk: Talk) => Kind} */
function open(item, talk) {
  const kind = line(same, same);
  const input = /** @type {HTMLInputElement} */ (kind.control);
  const options = codedOptions(item, talk);
  const choices = () => options.map(([text]) => ({ text, value: text }));
  const read = () => {
    const typed = input.value.trim();
    return typed ? options.find(([text]) => folded(text) === folded(typed))?.[1] ?? input.value : null;
  };
  const write = (/** @type {any} */ value) => {
    const option = optionOf(item, value);
    input.value = option ? said(option, talk) : value ?? "";
  };
  return { ...kind, body: listed(input, t("Answers proposed"), choices), read, write };
}

/** A long text, which grows, with its formulas. @type {(item: Item, talk: Talk) => Kind} */
function long(item, talk) {
  const control = element("textarea", { rows: 2, dir: "auto", autocomplete: "off" });
  const grow = () => {
    if (!CSS.supports("field-sizing", "content")) control.rows = Math.min(20, Math.max(2, control.value.split("\n").length + 1));
  };
  control.addEventListener("input", grow);
  const texts = talk.favourites(item);
  const write = (/** @type {any} */ value) => {
    control.value = value ?? "";
    grow();
  };
  const body = texts.length ? element("div", null, control, formulas(control, texts)) : control;
  return { control, body, many: false, read: () => (control.value.trim() ? control.value : null), write };
}

/** Texts to insert: one Tab stop, arrows between them. @type {(area: HTMLTextAreaElement, texts: string[]) => HTMLElement} */
function formulas(area, texts) {
  const buttons = texts.map((text, at) => element("button", { type: "button", tabindex: at ? "-1" : "0", class: "formula", dir: "auto", onclick: () => insert(area, text) }, text));
  const move = (/** @type {KeyboardEvent} */ event) => {
    const by = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 })[event.key];
    if (!by) return;
    event.preventDefault();
    const from = buttons.findIndex((one) => one === document.activeElement);
    const to = (from + by + buttons.length) % buttons.length;
    buttons.forEach((one, at) => one.setAttribute("tabindex", at === to ? "0" : "-1"));
    buttons[to].focus();
  };
  return element("div", { role: "toolbar", "aria-label": t("Formulas to insert"), class: "formulas", onkeydown: move }, ...buttons);
}

/** Where the cursor is, after what stands there; the focus goes back to the text. @type {(area: HTMLTextAreaElement, text: string) => void} */
function insert(area, text) {
  const before = area.value.slice(0, area.selectionStart);
  const joined = !before || /\s$/.test(before) ? text : /[.,;:]$/.test(before) ? ` ${text}` : `, ${text}`;
  area.setRangeText(joined, area.selectionStart, area.selectionEnd, "end");
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

/** A date typed as people type it, with a calendar beside. @type {(item: Item) => Kind} */
function dated({ type }) {
  const timed = type === "dateTime";
  const kind = line(timed ? readMoment : readDate, showMoment, { placeholder: timed ? t("dd/mm/yyyy hh:mm") : t("dd/mm/yyyy"), class: "short" });
  const input = /** @type {HTMLInputElement} */ (kind.control);
  const calendar = element("input", { type: "date", tabindex: "-1", "aria-hidden": "true", class: "calendar" });
  const say = (/** @type {string} */ text) => {
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  calendar.addEventListener("change", () => {
    if (calendar.value) say(showMoment(calendar.value));
    input.focus();
  });
  input.addEventListener("change", () => (input.value = input.value.trim() && showMoment(kind.read())));
  const show = () => {
    const day = String(kind.read() ?? "").slice(0, 10);
    calendar.value = day.length === 10 ? day : "";
    calendar.showPicker();
  };
  const button = element("button", { type: "button", class: "quiet", onclick: show }, t("Calendar"));
  return { ...kind, body: element("div", { class: "dated" }, input, button, calendar) };
}

/** @type {(item: Item) => Kind} */
const yesOrNo = (item) => radios(item, [[t("Yes"), true], [t("No"), false]], (given) => given);

/** One of a few: radio buttons, none of them chosen to begin with. @type {(item: Item, options: [string, any][], shown: (given: any) => any) => Kind} */
function radios(item, options, shown) {
  const name = uid("radio");
  const inputs = options.map(() => element("input", { type: "radio", name }));
  const labels = options.map(([text], at) => element("label", { class: "choice" }, inputs[at], element("span", { dir: "auto" }, text)));
  const clear = element("button", { type: "button", class: "quiet", hidden: true }, t("Clear"));
  const body = element("div", { class: "options" }, ...labels, clear);
  const look = () => (clear.hidden = item.required || !inputs.some(({ checked }) => checked));
  clear.addEventListener("click", () => {
    inputs.forEach((one) => (one.checked = false));
    inputs[0].focus();
    body.dispatchEvent(new Event("input", { bubbles: true }));
    look();
  });
  body.addEventListener("change", look);
  const write = (/** @type {any} */ value) => {
    const kept = options.findIndex(([, one]) => one === shown(value));
    inputs.forEach((one, at) => (one.checked = at === kept));
    look();
  };
  return { control: inputs[0], body, many: true, read: () => options[inputs.findIndex(({ checked }) => checked)]?.[1] ?? null, write };
}

/** "None", an answer of its own. @type {(item: Item, talk: Talk) => Kind} */
function tick(item, talk) {
  const control = element("input", { type: "checkbox" });
  const text = (talk.language === "en" && item.textEn) || item.text;
  const body = element("label", { class: "choice" }, control, element("span", null, text));
  return { control, body, many: false, read: () => control.checked || null, write: (value) => (control.checked = value === true) };
}

/** @type {(item: Item, talk: Talk) => Kind} */
function ticks(item, talk) {
  const options = codedOptions(item, talk);
  const inputs = options.map(() => element("input", { type: "checkbox" }));
  const labels = options.map(([text], at) => element("label", { class: "choice" }, inputs[at], element("span", null, text)));
  const read = () => {
    const kept = options.filter((_, at) => inputs[at].checked).map(([, value]) => value);
    return kept.length ? kept : null;
  };
  const write = (/** @type {any} */ value) => {
    const kept = [value].flat().map((one) => shownValue(item, talk, one));
    inputs.forEach((one, at) => (one.checked = kept.includes(options[at][1])));
  };
  return { control: inputs[0], body: element("div", { class: "options" }, ...labels), many: true, read, write };
}

/** One of many. @type {(item: Item, talk: Talk) => Kind} */
function select(item, talk) {
  const options = codedOptions(item, talk);
  const made = options.map(([text, value]) => element("option", { value }, text));
  const control = element("select", null, element("option", { value: "" }, t("Choose…")), ...made);
  const write = (/** @type {any} */ value) => (control.value = value === null ? "" : shownValue(item, talk, value));
  return { control, body: control, many: false, read: () => control.value || null, write };
}
