// What is said of a machine whose clock is wrong.
import { moment } from "./dates.js";
import { t } from "./words.js";

/** Both hours: nobody knows by the difference which clock is wrong. @type {(offset: number) => import("./notice.js").Said} */
export function saidOf(offset) {
  const here = Math.floor(Date.now() / 1000);
  return {
    what: t("This machine says it is {here}; the server says {there}.", { here: moment(here), there: moment(here + offset) }),
    meaning: t("Your fiches leave all the same: what is signed and shown here goes by the server's time."),
    next: t("Set the clock of this machine: this line goes by itself."),
  };
}
