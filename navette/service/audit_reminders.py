"""What was done about silence, against the handoff it is about: the steps there are, each once, none before its time.

When a step really fired is the server's own clock, which nobody signs.
"""

from collections.abc import Mapping

from navette.core.handoff import Status
from navette.core.reminders import Plan, Step, next_at
from navette.service.audit_withheld import in_charge
from navette.service.clocks import Clocks
from navette.service.findings import DIFFERS, UNEXPECTED, Findings
from navette.settings import Settings
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
            instants = [
                at for steps in findings.plans(row, recipients[one["mailbox"]]) for at, known in steps if known is step
            ]
            findings.compare("reminder", one, {"due": one["due"] if one["due"] in instants else instants[0]})
            if one["fired"] < one["due"]:
                findings.fault("reminder", one, UNEXPECTED, "fired")
            fired[one["mailbox"]] = fired.get(one["mailbox"], 0) | step.bit
    for mailbox, recipient in recipients.items():
        with findings.attempt("recipient", recipient):
            bits = fired.get(mailbox, 0)
            findings.compare("recipient", recipient, {"fired": bits})
            _next(findings, row, recipient, bits, statuses[mailbox])


def _next(findings: Findings, row: Row, recipient: Row, fired: int, status: Status) -> None:
    """The sweeper looks in time, by the clocks of one of its times."""
    kept, plans = recipient["next_at"], findings.plans(row, recipient)
    answered_for = kept is None and in_charge(findings, row, recipient["mailbox"])
    if not answered_for and not any(_in_time(steps, kept, fired, status) for steps in plans):
        findings.fault("recipient", recipient, DIFFERS, "next_at")


def _in_time(steps: Plan, kept: int | None, fired: int, status: Status) -> bool:
    """At a step's own instant, never after the one that matters next; or at once, which is 0."""
    wanted = next_at(steps, fired, status)
    if kept is None:
        return wanted is None
    left = {at for at, step in steps if not fired & step.bit}
    return kept in left | {0} and (wanted is None or kept <= wanted)


def load_clocks(findings: Findings) -> None:
    """Those that the site has had: what came due was due by those of its time."""
    if findings.evidence.has("site_clocks"):
        for row in findings.evidence.rows("site_clocks"):
            with findings.attempt("site_clocks", row):
                clocks = Clocks.of(
                    Settings(public_holidays=row["public_holidays"], reminder_offsets=row["reminder_offsets"])
                )
                if clocks not in findings.clocks:
                    findings.clocks.append(clocks)


def verify_strays(findings: Findings, seqs: set[object]) -> None:
    """Reminders of handoffs that are not there."""
    if findings.evidence.has("reminder"):
        for row in findings.evidence.rows("reminder"):
            if row["handoff"] not in seqs:
                findings.fault("reminder", row, UNEXPECTED, "handoff")
