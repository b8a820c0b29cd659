// Whether anybody reads a mailbox, in words, before something is sent there.
import { moment } from "./dates.js";
import { lang, t } from "./words.js";

/** What the server says of a mailbox; told: false when it did not answer. @typedef {{lastCollected?: number|null, waitingSince?: number|null, told?: boolean}} Collected */
/** @typedef {import("./notice.js").Tone} Tone */

const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];
const SILENT = 3 * DAY; // a week-end is no silence
const AGO = new Intl.RelativeTimeFormat(lang);

/** Something waits there, and nobody has opened it for days. @type {(one: Collected, at: number) => boolean} */
export const isSilent = ({ waitingSince, told }, at) => told !== false && typeof waitingSince === "number" && at - waitingSince > SILENT;

/** When it was last read; what waits there when nobody does. @type {(one: Collected, at: number) => {tone: Tone, text: string}} */
export function collected(one, at) {
  const { lastCollected = null, waitingSince = null } = one;
  if (one.told === false) return { tone: "", text: t("last reading unknown: no connection") };
  if (waitingSince !== null && isSilent(one, at)) return { tone: "late", text: silent(waitingSince, lastCollected) };
  if (lastCollected !== null) return { tone: "fine", text: t("read {ago}", { ago: ago(at - lastCollected) }) };
  if (waitingSince !== null) return { tone: "soon", text: t("not read yet: a fiche came {ago}", { ago: ago(at - waitingSince) }) };
  return { tone: "", text: t("new: nothing was sent there yet") };
}

/** @type {(since: number, last: number|null) => string} */
function silent(since, last) {
  if (last === null) return t("never read: a fiche has waited there since {when}", { when: moment(since) });
  return t("not read since {last}: a fiche has waited there since {when}", { last: moment(last), when: moment(since) });
}

/** Two hours ago. @type {(length: number) => string} */
export function ago(length) {
  if (length < MINUTE) return t("just now");
  if (length < HOUR) return AGO.format(-Math.floor(length / MINUTE), "minute");
  if (length < 2 * DAY) return AGO.format(-Math.floor(length / HOUR), "hour");
  return AGO.format(-Math.floor(length / DAY), "day");
}
