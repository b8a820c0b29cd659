// The kinds of mailboxes, and the roles in them, as people say them.
import { t } from "./words.js";

/** @type {Record<string, string>} */
export const KIND = { PER: t("Personal"), ORG: t("Ward or team"), CAB: t("Practice"), APP: t("Software") };

/** @type {Record<string, string>} */
export const ROLE = { guardian: t("Guardian"), member: t("Member") };
