"""What was done about silence, against the handoff it is about: the steps there are, each once, none before its time.

When a step really fired is the server's own clock, which nobody signs.
"""

from collections.abc import Mapping

from navette.core.handoff import Status
from navette.core.parties import Urgency
from navette.core.reminders import Step, next_at, plan
from navette.service.audit_withheld import in_charge
from navette.service.findings import DIFFERS, UNEXPECTED, Findings
from navette.store.evidence import Row


def verify_reminders(
    findings: Findings, row: Row, recipients: Mapping[bytes, Row], statuses: Mapping[bytes, Status]
) -> None:
    """The reminders of one handoff whose recipients hold, and what their rows say of them."""
    if not findings.evidence.has("reminder"):
        return
    fired: dict[bytes, int] = {}
    for one in findings.evidence.of("reminder", "handoff", row["seq"]):
        with findings.attempt("reminder", one):
            step = Step(one["step"])
            instants = {known: at for at, known in _plan(row, recipients[one["mailbox"]])}
            findings.compare("reminder", one, {"due": instants[step]})
            if one["fired"] < one["due"]:
                findings.fault("reminder", one, UNEXPECTED, "fired")
            fired[one["mailbox"]] = fired.get(one["mailbox"], 0) | step.bit
    for mailbox, recipient in recipients.items():
        with findings.attempt("recipient", recipient):
            bits = fired.get(mailbox, 0)
            findings.compare("recipient", recipient, {"fired": bits})
            _next(findings, row, recipient, bits, statuses[mailbox])


def _plan(row: Row, recipient: Row) -> tuple[tuple[int, Step], ...]:
    return plan(row["received"], recipient["due_by"], Urgency(row["urgency"]))


def _next(findings: Findings, row: Row, recipient: Row, fired: int, status: Status) -> None:
    """The sweeper looks in time: at a step's own instant, never after the one that matters next."""
    steps, kept = _plan(row, recipient), recipient["next_at"]
    wanted = next_at(steps, fired, status)
    left = {at for at, step in steps if not fired & step.bit}
    in_time = kept in left | {0} and (wanted is None or kept <= wanted)  # 0: from before there were reminders
    silent_for_good = wanted is None or in_charge(findings, row, recipient["mailbox"])
    if not (silent_for_good if kept is None else in_time):
        findings.fault("recipient", recipient, DIFFERS, "next_at")


def verify_strays(findings: Findings, seqs: set[object]) -> None:
    """Reminders of handoffs that are not there."""
    if findings.evidence.has("reminder"):
        for row in findings.evidence.rows("reminder"):
            if row["handoff"] not in seqs:
                findings.fault("reminder", row, UNEXPECTED, "handoff")
