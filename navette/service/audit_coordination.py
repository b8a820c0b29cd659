"""What the coordinator's figures and reminders stand on: milestones against the acts, reminders against what they name.

Milestones follow from signed acts, each of them. Nobody signs a reminder: a row taken away or put back is not found.
"""

from collections.abc import Iterable, Iterator

from navette.core.handoff import Act, Status
from navette.ledger.acts import Fold
from navette.service.findings import MISSING, UNEXPECTED, Findings
from navette.store.evidence import Row
from navette.store.milestones import COLUMNS, delay

Reached = tuple[Act, bytes | None, int]  # an act, the recipient it speaks for (None: a withdrawal), its signed time


def load_milestones(findings: Findings) -> None:
    """All of them, to be taken one by one."""
    for row in findings.evidence.rows("milestone") if findings.evidence.has("milestone") else ():
        if findings.milestones.setdefault((row["handoff"], row["mailbox"]), row) is not row:
            findings.fault("milestone", row, UNEXPECTED)


def verify_milestones(findings: Findings, row: Row, fold: Fold, acts: Iterable[Reached]) -> None:
    """One row for each recipient of the handoff, its delays those of the acts."""
    if not findings.evidence.has("milestone"):
        return
    for mailbox, status in fold.status.items():
        found = findings.milestones.pop((row["seq"], mailbox), None)
        if found is None:
            findings.fault("milestone", (row["received"], row["seq"], mailbox), MISSING)
            continue
        delays = dict.fromkeys(COLUMNS.values()) | dict(_delays(row["received"], mailbox, status, acts))
        known = {name: row[name] for name in ("received", "sender_mailbox", "form")}
        findings.compare("milestone", found, {**known, **delays})


def _delays(received: int, mailbox: bytes, status: Status, acts: Iterable[Reached]) -> Iterator[tuple[str, int]]:
    for act, speaks_for, time in acts:
        withdrawn = act is Act.WITHDRAWN and status is Status.CANCELLED
        if act in COLUMNS and (speaks_for == mailbox or withdrawn):
            yield COLUMNS[act], delay(time, received)


def verify_coordination(findings: Findings) -> None:
    """Milestones of no handoff; and each reminder: of a recipient, by a person of the directory, after the deposit."""
    for stray in findings.milestones.values():
        if ("handoff", stray["handoff"]) not in findings.unsure:
            findings.fault("milestone", stray, UNEXPECTED)
    if not findings.evidence.has("nudge"):
        return
    for row in findings.evidence.rows("nudge"):
        with findings.attempt("nudge", row):
            _nudge(findings, row)


def _nudge(findings: Findings, row: Row) -> None:
    rows = findings.evidence.of("recipient", "handoff", row["handoff"])
    if row["mailbox"] not in [one["mailbox"] for one in rows]:
        findings.fault("nudge", row, "not-a-recipient", "mailbox")
    if findings.directory.person(row["person"]) is None:
        findings.fault("nudge", row, "unknown-person", "person")
    for handoff in findings.evidence.of("handoff", "seq", row["handoff"]):
        if row["time"] < handoff["received"]:
            findings.fault("nudge", row, UNEXPECTED, "time")
    if len(row["id"]) != 16:
        findings.fault("nudge", row, UNEXPECTED, "id")
