// A path that leads nowhere.
import { clone } from "./dom.js";
import { t } from "./words.js";

/** @type {() => import("./routes.js").Shown} */
export const open = () => ({ title: t("Page not found"), root: clone("screen-nowhere") });
