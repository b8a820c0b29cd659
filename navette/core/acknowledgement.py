"""Three proofs, three words: receipt (delivered), receipt (opened), acknowledgement.

A receipt is said by software (delivered) or by a device in a person's name (opened); an acknowledgement by a
person: "this is now mine". The codes of a receipt are FHIR response-code and follow MedCom's rules: a success is
never followed by a failure. See docs/spec/acknowledgement.md.
"""

from enum import StrEnum

from navette.core.errors import Conflict, Refused
from navette.core.handoff import Act


class ReceiptKind(StrEnum):
    """What a receipt attests."""

    DELIVERED = "delivered"
    OPENED = "opened"


class Response(StrEnum):
    """https://hl7.org/fhir/R4/valueset-response-code.html"""

    OK = "ok"
    TRANSIENT_ERROR = "transient-error"
    FATAL_ERROR = "fatal-error"


class Decision(StrEnum):
    """What a person of the recipient mailbox answers."""

    ACCEPTED = "accepted"
    QUESTION = "question"
    DECLINED = "declined"
    REROUTED = "rerouted"
    CLOSED = "closed"


# Administrative reasons, visible to coordinators; anything clinical travels sealed (kind `reason`).
DECLINE_CODES = ("full", "not-for-us", "incomplete", "duplicate", "wrong-patient", "too-late", "other")
QUESTION_CODES = ("incomplete", "identity", "other")
CLOSE_CODES = ("replied", "done", "found", "no-show", "duplicate", "other")

_CODES: dict[Decision, tuple[str, ...]] = {
    Decision.ACCEPTED: ("",),
    Decision.QUESTION: ("", *QUESTION_CODES),
    Decision.DECLINED: DECLINE_CODES,
    Decision.REROUTED: ("not-for-us",),
    Decision.CLOSED: ("", *CLOSE_CODES),
}


def check_code(decision: Decision, code: str) -> None:
    """Refuses `reason-missing` for a decision without the reason it needs, `reason-unknown` for one nobody listed."""
    if code not in _CODES[decision]:
        if code == "":
            raise Refused("reason-missing")
        raise Refused("reason-unknown")  # and not which: what somebody typed here may speak of a patient


def act_of_receipt(kind: ReceiptKind, response: Response) -> Act | None:
    """What a receipt does to the handoff; None for a transient error, which changes nothing."""
    if kind is ReceiptKind.OPENED:
        return Act.OPENED
    return {Response.OK: Act.DELIVERED, Response.FATAL_ERROR: Act.FAILED, Response.TRANSIENT_ERROR: None}[response]


def check_receipt_order(previous: Response | None, new: Response) -> None:
    """MedCom's order: none → any, transient-error → any, ok and fatal-error are final."""
    if previous is Response.OK and new is not Response.OK:
        raise Conflict("receipt-after-success")
    if previous in (Response.OK, Response.FATAL_ERROR):
        raise Conflict("out-of-order", state=previous.value, act=new.value)
