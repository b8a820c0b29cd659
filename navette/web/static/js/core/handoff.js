// The life of a handoff: one table, one row per recipient mailbox. Twin: navette/core/handoff.py
import { refuse } from "./errors.js";

/** @typedef {"requested"|"received"|"accepted"|"on-hold"|"rejected"|"completed"|"cancelled"} Status a FHIR Task code */
/** @typedef {"delivered"|"failed"|"opened"|"accepted"|"question"|"declined"|"rerouted"|"closed"|"withdrawn"} Act */

/** @type {Record<Status, Partial<Record<Act, Status>>>} */
export const TRANSITIONS = {
  requested: { delivered: "received", failed: "rejected", withdrawn: "cancelled" },
  received: {
    accepted: "accepted",
    question: "on-hold",
    declined: "rejected",
    rerouted: "rejected",
    closed: "completed",
    withdrawn: "cancelled",
  },
  "on-hold": {
    accepted: "accepted",
    declined: "rejected",
    rerouted: "rejected",
    closed: "completed",
    withdrawn: "cancelled",
  },
  accepted: { closed: "completed" },
  rejected: {},
  completed: {},
  cancelled: {},
};

/** `opened` changes no status: it can be said by each person, at any time after `delivered`. @type {Status[]} */
export const OPENABLE = ["received", "on-hold", "accepted", "rejected", "completed"];

/** @type {Status[]} */
export const RESOLVED = ["completed", "rejected", "cancelled"];

/** Waiting for a person of the recipient's side to answer: what a deadline runs against. @type {Status[]} */
export const UNANSWERED = ["requested", "received", "on-hold"];

/** The status after `act`; refuses `out-of-order`, or `already-accepted`. @type {(status: Status, act: Act) => Status} */
export function advance(status, act) {
  if (act === "opened" && OPENABLE.includes(status)) return status;
  const after = TRANSITIONS[status][act];
  if (after) return after;
  refuse(act === "accepted" && status === "accepted" ? "already-accepted" : "out-of-order", { state: status, act });
}

/** A handoff is resolved when every recipient is. @type {(statuses: Iterable<Status>) => boolean} */
export const resolved = (statuses) => [...statuses].every((status) => RESOLVED.includes(status));

/** Nobody answered and the hour has passed (seconds since 1970). @type {(status: Status, dueBy: number, now: number) => boolean} */
export const overdue = (status, dueBy, now) => UNANSWERED.includes(status) && now > dueBy;
