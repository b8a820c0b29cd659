// Three proofs, three words: receipt (delivered), receipt (opened), acknowledgement. Twin: navette/core/acknowledgement.py
import { refuse } from "./errors.js";

/** @typedef {import("./handoff.js").Act} Act */
/** @typedef {"delivered"|"opened"} ReceiptKind @typedef {"ok"|"transient-error"|"fatal-error"} Response */
/** @typedef {"accepted"|"question"|"declined"|"rerouted"|"closed"} Decision */

export const RECEIPT_KINDS = ["delivered", "opened"];

/** https://hl7.org/fhir/R4/valueset-response-code.html */
export const RESPONSES = ["ok", "transient-error", "fatal-error"];

// Administrative reasons, visible to coordinators; anything clinical travels sealed (kind `reason`).
export const DECLINE_CODES = ["full", "not-for-us", "incomplete", "duplicate", "wrong-patient", "too-late", "other"];
export const QUESTION_CODES = ["incomplete", "identity", "other"];
export const CLOSE_CODES = ["replied", "done", "found", "no-show", "duplicate", "other"];

/** What a person may answer, and the reasons that go with it. @type {Record<Decision, string[]>} */
export const REASONS = {
  accepted: [""],
  question: ["", ...QUESTION_CODES],
  declined: DECLINE_CODES,
  rerouted: ["not-for-us"],
  closed: ["", ...CLOSE_CODES],
};
export const DECISIONS = Object.keys(REASONS);

/** Refuses `reason-missing`, or `reason-unknown`: and not which, what somebody typed may speak of a patient. @type {(decision: Decision, code: string) => void} */
export function checkCode(decision, code) {
  if (!REASONS[decision].includes(code)) refuse(code ? "reason-unknown" : "reason-missing");
}

/** What a receipt does to the handoff; null for a transient error, which changes nothing. @type {(kind: ReceiptKind, response: Response) => Act|null} */
export function actOfReceipt(kind, response) {
  if (kind === "opened") return "opened";
  if (response === "transient-error") return null;
  return response === "ok" ? "delivered" : "failed";
}

/** MedCom's order: none → any, transient-error → any, ok and fatal-error are final. @type {(previous: Response|null, next: Response) => void} */
export function checkReceiptOrder(previous, next) {
  if (previous === "ok" && next !== "ok") refuse("receipt-after-success");
  if (previous === "ok" || previous === "fatal-error") refuse("out-of-order", { state: previous, act: next });
}
