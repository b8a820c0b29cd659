// What a mailbox says of itself, laid out: hours, absences to come, who stands in, which forms it takes.
import { dayOf } from "../core/hours.js";
import { dated } from "./dates.js";
import { element } from "./dom.js";
import { foreign } from "./notice.js";
import { shortDay, week } from "./presence.js";
import { lang, t } from "./words.js";

/** @typedef {import("../ledger/services.js").ServiceState} ServiceState @typedef {import("./interface.js").FormTitle} FormTitle */
/** titles: the forms known here; nameOf: a mailbox, as people know it. @typedef {{at: number, titles: FormTitle[], nameOf: (mailbox: string) => string}} Given */

/** A list of terms; hours first. @type {(service: ServiceState, given: Given) => HTMLElement} */
export function facts(service, { at, titles, nameOf }) {
  const { hours, substitute, forms, note, time } = service;
  const known = Object.keys(hours).length ? week(hours) : [t("not said")];
  const ahead = service.closed.filter(({ last }) => last >= dayOf(at)).map(away);
  const taken = forms.length ? forms.map((hash) => titleOf(titles, hash)) : [t("all")];
  /** @type {[string, string[]][]} */
  const pairs = [
    [t("Hours"), known],
    [t("Absences"), ahead],
    [t("Substitute"), substitute ? [nameOf(substitute)] : []],
    [t("Forms it takes"), taken],
    [t("Note"), note ? [note] : []],
    [t("Confirmed"), [dated(time)]],
  ];
  return element("dl", { class: "answers" }, ...pairs.filter(([, texts]) => texts.length).map(([term, texts]) => pair(term, texts)));
}

/** @type {(closure: {first: string, last: string, note: string}) => string} */
function away({ first, last, note }) {
  const days = first === last ? shortDay(first) : t("from {first} to {last}", { first: shortDay(first), last: shortDay(last) });
  return note ? `${days} (${note})` : days;
}

/** @type {(titles: FormTitle[], hash: string) => string} */
function titleOf(titles, hash) {
  const form = titles.find((one) => one.hash === hash);
  if (!form) return t("other form");
  return lang === "fr" ? form.shortFr : form.shortEn;
}

/** @type {(term: string, texts: string[]) => HTMLElement} */
const pair = (term, texts) => element("div", null, element("dt", null, term), ...texts.map((text) => element("dd", null, foreign(text))));
