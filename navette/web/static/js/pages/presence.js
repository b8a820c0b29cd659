// What a mailbox says of itself, in words, before something is sent there: closed until when, who stands in, which forms.
import { DAYS, closure, dayOf, opens } from "../core/hours.js";
import { moment } from "./dates.js";
import { lang, t } from "./words.js";

/** @typedef {import("../client/directory.js").Presence} Presence @typedef {import("../ledger/services.js").ServiceState} ServiceState */
/** A form, by its hash. @typedef {{hash: string}} Hashed */
/** at: seconds since 1970; form: what is sent, when it is known; forms: all that are known here; nameOf: a mailbox, as people know it. @typedef {{at: number, form?: Hashed|null, forms: Hashed[], nameOf: (mailbox: string) => string}} Given */

const DAY = 86_400;
export const STALE = 90; // days after which nobody vouches that an entry still says how things are
const MONDAY = Date.UTC(2026, 10, 23);
const LOCALE = lang === "fr" ? "fr-FR" : "en-GB";
const WEEKDAY = new Intl.DateTimeFormat(LOCALE, { weekday: "long", timeZone: "Europe/Paris" });
const DATE = new Intl.DateTimeFormat(LOCALE, { dateStyle: "short", timeZone: "UTC" });

/** monday … sunday, from 0. @type {(day: number) => string} */
export const weekday = (day) => WEEKDAY.format(MONDAY + day * DAY * 1000);

/** 2026-11-25 as people write it. @type {(day: string) => string} */
export const shortDay = (day) => DATE.format(Date.parse(day));

/** That nobody is there, until when and why; "" when somebody is, or nothing was said. @type {(entry: Presence, at: number) => string} */
export function closedUntil({ service, holidays }, at) {
  const again = service ? opens(service, at, holidays) : at;
  if (!service || again === at) return "";
  const today = dayOf(at);
  const why = closure(service, today)?.note || (holidays.includes(today) ? t("public holiday") : "");
  const text = again === null ? t("closed until further notice") : t("closed until {when}", { when: `${WEEKDAY.format(again * 1000)} ${moment(again)}` });
  return why ? `${text} (${why})` : text;
}

/** For how many days nobody has said how it is with a mailbox; 0 while that is no cause for doubt. @type {(entry: Presence, at: number) => number} */
export function unconfirmed({ confirmed }, at) {
  const days = Math.floor((at - confirmed) / DAY);
  return days > STALE ? days : 0;
}

/** The same, in words. @type {(entry: Presence, at: number) => string} */
export function doubt(entry, at) {
  const count = unconfirmed(entry, at);
  return count ? t("entry not confirmed for {count} days", { count }) : "";
}

/** Whether it takes others than this form. Where it names one that is unknown here, nobody can tell. @type {(entry: Presence, form: Hashed|null|undefined, forms: Hashed[]) => boolean} */
export function refuses({ service }, form, forms) {
  if (!form || !service?.forms.length || service.forms.includes(form.hash)) return false;
  return service.forms.every((hash) => forms.some((one) => one.hash === hash));
}

/** Who stands in, in words; "" when nobody does. @type {(entry: Presence, given: Pick<Given, "nameOf">) => string} */
export function standIn({ service }, { nameOf }) {
  return service?.substitute ? t("substitute: {name}", { name: nameOf(service.substitute) }) : "";
}

/** All that must be said before something is sent there, one thing a text. @type {(entry: Presence, given: Given) => string[]} */
export function warnings(entry, given) {
  const closed = closedUntil(entry, given.at);
  const besides = closed ? [entry.service?.note ?? "", standIn(entry, given)] : [];
  const taken = refuses(entry, given.form, given.forms) ? t("does not take this form") : "";
  return [[closed, ...besides].filter(Boolean).join(" – "), taken, doubt(entry, given.at)].filter(Boolean);
}

/** The hours of the week, days that are alike together: monday to friday 08:00-19:00. @type {(hours: Record<string, string>) => string[]} */
export function week(hours) {
  /** @type {{first: number, last: number, text: string}[]} */
  const runs = [];
  DAYS.forEach((name, day) => {
    const text = hours[name]?.replaceAll(",", ", ") ?? "";
    const run = runs.at(-1);
    if (run && run.text === text) run.last = day;
    else runs.push({ first: day, last: day, text });
  });
  return runs.map(({ first, last, text }) => (text ? `${span(first, last)} ${text}` : t("{days}: closed all day", { days: span(first, last) })));
}

/** @type {(first: number, last: number) => string} */
function span(first, last) {
  const days = { first: weekday(first), last: weekday(last) };
  if (first === last) return days.first;
  return last === first + 1 ? t("{first} and {last}", days) : t("from {first} to {last}", days);
}
