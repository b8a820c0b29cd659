// What the clocks did about silence, in words. Twin in wording: ACT of navette/cli/labels.py
import { t } from "./words.js";

/** By the step of core/reminders.py; name: of the mailbox that does not answer. @type {Record<string, (name: string) => string>} */
const STEPS = {
  "notify-again": (name) => t("Reminder to {name}: nobody had opened it.", { name }),
  "notify-again-twice": (name) => t("Second reminder to {name}: nobody had opened it.", { name }),
  undelivered: (name) => t("Reminder to the sender: {name} has still not opened it.", { name }),
  remind: (name) => t("Reminder to {name}: the deadline comes near.", { name }),
  substitute: (name) => t("Reminder to {name}, and to who stands in: the deadline has come.", { name }),
  sender: (name) => t("Reminder to the sender: no answer from {name} after the deadline.", { name }),
  coordinator: (name) => t("Reminder to the coordinators: no answer from {name} after the deadline.", { name }),
};

/** One step in a sentence; one of a later version says so. @type {(step: string, name: string) => string} */
export const stepText = (step, name) => (STEPS[step] ?? ((one) => t("Reminder about {name}.", { name: one })))(name);
