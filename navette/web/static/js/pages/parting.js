// What is said after a lock that nobody here asked for, and of what was being written.
import { t } from "./words.js";

/** asked: by the person; alone: nobody was there; told: by another tab; left: the page is; over: its hours are. @typedef {"asked"|"alone"|"told"|"left"|"over"} Why */

/** @type {Record<Why, string>} */
const WHAT = {
  alone: t("This page has locked itself: nobody was there any more."),
  told: t("This page was locked from another tab."),
  over: t("The eight hours are over."),
  asked: "",
  left: "",
};

/** Null when there is nothing to say. @type {(why: Why, kept: Promise<string|void>|string) => Promise<import("./notice.js").Said|null>} */
export async function saidOf(why, kept) {
  const became = why === "over" ? t("What you were writing is kept as a draft.") : await kept;
  if (!WHAT[why] && !became) return null;
  return { what: WHAT[why] || t("Locked."), meaning: became || "", next: t("Unlock to go on where you were.") };
}
