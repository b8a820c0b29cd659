"""Copies for a substitute, against the fiche each is of: whose it is, and that what became of it is what had to.

When one was dropped or found stale is the server's own clock, which nobody signs.
"""

from collections.abc import Callable, Mapping

from navette.core.errors import Refused
from navette.core.handoff import Status
from navette.core.reminders import Step
from navette.envelope.format import Envelope, parse
from navette.envelope.verify import verify
from navette.service.findings import DIFFERS, UNEXPECTED, Findings
from navette.store.evidence import Row
from navette.store.withheld import State

SILENT = (Status.REQUESTED, Status.RECEIVED)  # for whom a copy may wait
IN_CHARGE = (Status.ACCEPTED.value, Status.COMPLETED.value)


def verify_withheld(
    findings: Findings, row: Row, recipients: Mapping[bytes, Row], statuses: Mapping[bytes, Status]
) -> None:
    """The copies of one handoff whose recipients hold."""
    for copy in _copies(findings, row):
        with findings.attempt("withheld", copy):
            if copy["mailbox"] not in recipients:
                raise Refused("not-a-recipient")
            recipient = recipients[copy["mailbox"]]
            dues = [at for steps in findings.plans(row, recipient) for at, step in steps if step is Step.SUBSTITUTE]
            due = copy["releases"] if copy["releases"] in dues else dues[0]
            findings.compare("withheld", copy, {"releases": due, **_ended(copy)})
            fired, silent = recipient["fired"] & Step.SUBSTITUTE.bit, statuses[copy["mailbox"]] in SILENT
            if not {
                State.WAITING: silent and not fired,
                State.DROPPED: not silent and not fired,
                State.RELEASED: bool(fired),
                State.STALE: bool(fired),
            }[State(copy["state"])]:
                findings.fault("withheld", copy, DIFFERS, "state")
            _CONTENT[State(copy["state"])](findings, row, copy)


def in_charge(findings: Findings, row: Row, mailbox: bytes) -> bool:
    """Whether the substitute of that recipient has the fiche in charge: the recipient's silence is over then."""
    released = {one["released"] for one in _copies(findings, row) if one["mailbox"] == mailbox} - {None}
    return any(
        one["status"] in IN_CHARGE for seq in released for one in findings.evidence.of("recipient", "handoff", seq)
    )


def verify_strays(findings: Findings, seqs: set[object]) -> None:
    """Copies of handoffs that are not there, and what is both kept back and deposited."""
    if not findings.evidence.has("withheld"):
        return
    for row in findings.evidence.rows("withheld"):
        if row["handoff"] not in seqs:
            findings.fault("withheld", row, UNEXPECTED, "handoff")
        deposited = [one["seq"] for one in findings.evidence.of("handoff", "message", row["message"])]
        if deposited != [one for one in (row["released"],) if one is not None]:
            findings.fault("withheld", row, DIFFERS, "released")


def _copies(findings: Findings, row: Row) -> list[Row]:
    return findings.evidence.of("withheld", "handoff", row["seq"]) if findings.evidence.has("withheld") else []


def _ended(copy: Row) -> Row:
    """Only what waits has bytes, only what was released became a handoff."""
    over = {} if copy["state"] == State.WAITING else {"raw": None}
    return over if copy["state"] == State.RELEASED else {**over, "released": None}


def _waiting(findings: Findings, row: Row, copy: Row) -> None:
    """The sealed bytes, signed by a member of the sending mailbox, to the substitute, in reply to the fiche."""
    envelope = parse(copy["raw"])
    header = envelope.header
    public = findings.directory.person(header.sender)
    if public is None:
        raise Refused("unknown-signer")
    verify(envelope, public)
    if header.sender not in findings.members.get(header.sender_mailbox, ()):
        raise Refused("not-in-sender-mailbox")
    findings.compare("withheld", copy, {"message": header.id, "digest": envelope.digest, **_substitute(envelope)})
    same = {name: getattr(header, name) for name in ("sender_mailbox", "form", "due")}
    if any(row[name] != value for name, value in same.items()) or (row["urgency"], row["message"]) != (
        int(header.urgency),
        header.reply,
    ):
        findings.fault("withheld", copy, DIFFERS, "raw")


def _substitute(envelope: Envelope) -> Row:
    header = envelope.header
    others = [one.mailbox for one in header.recipients if one.mailbox != header.sender_mailbox]
    return {"substitute": others[0] if len(others) == 1 else None}


def _released(findings: Findings, row: Row, copy: Row) -> None:
    """What it became: the same bytes, deposited in reply to the fiche, for the substitute, not before the hour."""
    for one in findings.evidence.of("handoff", "seq", copy["released"]):
        findings.compare("withheld", copy, {"message": one["message"], "digest": one["digest"]})
        if one["reply"] != row["message"] or one["received"] < copy["releases"]:
            findings.fault("withheld", copy, DIFFERS, "released")
    mailboxes = [one["mailbox"] for one in findings.evidence.of("recipient", "handoff", copy["released"])]
    if mailboxes != [copy["substitute"]]:
        findings.fault("withheld", copy, DIFFERS, "substitute")


def _over(findings: Findings, row: Row, copy: Row) -> None:
    """Nothing is left to compare with."""


_CONTENT: Mapping[State, Callable[[Findings, Row, Row], None]] = {
    State.WAITING: _waiting,
    State.RELEASED: _released,
    State.DROPPED: _over,
    State.STALE: _over,
}
