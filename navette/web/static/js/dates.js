// Dates and times as FHIR spells them. Twin: navette/fhir/dates.py
const DATE = /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?$/;
const TIME = /^(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$/;
const ZONE = /^(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))$/;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A day, a month or a year of the calendar. @type {(text: string) => boolean} */
export function isDate(text) {
  const parts = DATE.exec(text);
  if (!parts) return false;
  const [year, month, day] = parts.slice(1).map((part) => Number(part ?? 1));
  if (year === 0 || month < 1 || month > 12) return false;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day >= 1 && day <= DAYS[month - 1] + Number(leap);
}

/** The same, or a day with a time and its zone. @type {(text: string) => boolean} */
export const isDateTime = (text) =>
  isDate(text) || (isDate(text.slice(0, 10)) && text[10] === "T" && isTime(text.slice(11, 19)) && ZONE.test(text.slice(19)));

/** A time of day, with its seconds. @type {(text: string) => boolean} */
export const isTime = (text) => TIME.test(text);

/** -1, 0 or 1: moments as such, otherwise as far as both are said. @type {(one: string, other: string) => number} */
export function order(one, other) {
  if (one.includes("T") && other.includes("T")) return Math.sign(Date.parse(one) - Date.parse(other));
  const length = Math.min(one.length, other.length, 10);
  const [left, right] = [one.slice(0, length), other.slice(0, length)];
  return Number(left > right) - Number(left < right);
}
