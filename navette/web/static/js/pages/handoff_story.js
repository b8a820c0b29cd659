// All that happened to a fiche, in one order: what people signed, then what the server did about silence. No page here.
import { nameOf } from "./board_line.js";
import { moment } from "./dates.js";
import { ACT, capital, label } from "./labels.js";
import { proof, what } from "./proof.js";
import { stepText } from "./steps.js";
import { t } from "./words.js";

/** @typedef {import("../client/history.js").History} History @typedef {import("../client/items.js").ActRecord} ActRecord */
/** kind: who vouches for it; holds: false when what was signed does not hold. @typedef {{time: number, kind: "act"|"server", who: string, place: string, what: string, proof: string, holds: boolean}} Happened */

const LATE = 300; // seconds: the server looks every few seconds; more is worth saying

/** Acts in the order of the register, whatever their clocks; the rest among them by its hour. @type {(history: History) => Happened[]} */
export function story(history) {
  const told = [...history.reminders.map(reminded), ...history.nudges.map(nudged), ...history.copies.flatMap(released)].sort((one, other) => one.time - other.time);
  const happened = history.verified.acts.flatMap((act) => {
    const before = told.findIndex(({ time }) => time >= act.time);
    return [...told.splice(0, before < 0 ? told.length : before), acted(history, act)];
  });
  return [...happened, ...told];
}

/** @type {(history: History, act: ActRecord) => Happened} */
function acted({ item, verified, professions }, act) {
  const holds = !verified.faults.some(({ detail }) => detail.index === act.index);
  if (act.act === "removal") return { time: act.time, kind: "server", who: t("Navette"), place: "", what: capital(label(ACT, act.act)), proof: proof(act), holds };
  const fromSender = act.act === "deposit" || act.act === "withdrawn";
  const place = fromSender ? item.sender.mailboxName : item.recipients.find(({ mailbox }) => mailbox === act.mailbox)?.mailboxName;
  const signer = act.act === "deposit" ? item.sender : { name: act.byName, profession: professions[act.by] ?? "" };
  const who = [signer.name || t("somebody nobody vouches for"), signer.profession].filter(Boolean).join(", ");
  return { time: act.time, kind: "act", who, place: place === signer.name ? "" : nameOf(place ?? ""), what: what(act), proof: proof(act), holds };
}

/** @type {(one: import("../client/history.js").Reminder) => Happened} */
function reminded({ mailboxName, step, due, fired }) {
  const late = fired - due > LATE ? ` ${t("It was to be made on {when}.", { when: moment(due) })}` : "";
  return server(fired, t("Navette"), stepText(step, nameOf(mailboxName)) + late);
}

/** @type {(one: import("../client/history.js").Nudge) => Happened} */
const nudged = ({ mailboxName, byName, time }) =>
  server(time, byName ? t("{name}, coordination", { name: byName }) : t("Coordination"), t("Nudge to {name}; the sender sees it too.", { name: nameOf(mailboxName) }));

/** What was opened to the substitute. @type {(one: import("../client/history.js").Copy) => Happened[]} */
const released = ({ mailboxName, substituteName, releases, state }) =>
  state === "released" ? [server(releases, t("Navette"), t("What was sealed for {substitute} was given to it, in place of {name}.", { substitute: nameOf(substituteName), name: nameOf(mailboxName) }))] : [];

/** @type {(time: number, who: string, what: string) => Happened} */
const server = (time, who, what) => ({ time, kind: "server", who, place: "", what, proof: t("Noted by the server; signed by nobody, not in the register."), holds: true });
