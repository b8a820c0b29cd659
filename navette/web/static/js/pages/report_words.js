// What is counted, as reports name it.
import { t } from "./words.js";

/** @type {Record<string, string>} */
export const COUNTED = {
  sent: t("Fiches sent"),
  received: t("Fiches delivered"),
  accepted: t("Taken in charge"),
  completed: t("Fiches closed"),
  rejected: t("Fiches declined"),
  cancelled: t("Fiches withdrawn"),
  unanswered: t("Fiches without an answer"),
};

/** @type {Record<string, string>} */
export const HAPPENED = { received: t("delivered"), accepted: t("taken in charge"), completed: t("closed") };

/** @type {Record<string, string>} */
export const BY = { recipient: t("partner"), form: t("form"), all: t("all together") };
