// What the browser itself says when a person, or a device, does not go on.
import { t } from "./words.js";

/** The person closed the question of the device, or took too long: no failure of ours. @type {(error: unknown) => unknown} */
export function refused(error) {
  const given = error instanceof DOMException && ["NotAllowedError", "AbortError", "InvalidStateError"].includes(error.name);
  if (!given) return error;
  return {
    said: {
      what: t("The device did not unlock anything: the request was closed, or took too long."),
      meaning: t("Your folder stays closed; nothing in it was changed."),
      next: t("Try again, or use the printed code."),
    },
  };
}
