"""The handoffs of a database: the deposit's statement, the envelope it names, and the routing row they make.

Each is judged by the one before, so that the row found at fault is the one that was touched: the ledger bears witness
to the statement, the statement to the envelope, the envelope to the row. The rest hangs on them (audit_recipients.py).
"""

from collections.abc import Mapping

from navette.core.encoding import b64, seconds, unb64
from navette.core.errors import Malformed, Refused
from navette.envelope.format import Envelope, parse
from navette.envelope.keys import key_id
from navette.envelope.statement import canonical, read
from navette.envelope.verify import verify
from navette.ledger.checkpoint import read_vkey
from navette.service import audit_reminders, audit_withheld
from navette.service.audit_coordination import load_milestones
from navette.service.audit_recipients import (
    Numbers,
    next_number,
    verify_events,
    verify_numbers,
    verify_states,
)
from navette.service.findings import DIFFERS, MISSING, UNEXPECTED, Findings
from navette.service.routing import Routing, of_envelope, of_row
from navette.store.acknowledgements import DEPOSIT, REMOVAL
from navette.store.evidence import Row
from navette.store.ledger import ACTES
from navette.store.transaction import SPAN

HANGING = ("envelope", "recipient", "act")


def verify_handoffs(findings: Findings) -> None:
    """Each handoff with everything that hangs on it, then what hangs on none."""
    numbers: Numbers = {}
    ledger_id = b64(key_id(read_vkey(findings.vkeys[ACTES])[1]))
    for event in findings.evidence.rows("event"):
        findings.told.add((event["mailbox"], event["i"]))
        if isinstance(event["i"], int) and event["span"] != event["i"] // SPAN:
            findings.fault("event", event, DIFFERS, "span")
    load_milestones(findings)
    audit_reminders.load_clocks(findings)
    seqs = set()
    for row in findings.evidence.rows("handoff"):
        seqs.add(row["seq"])
        with findings.attempt("handoff", row):
            _handoff(findings, row, numbers, ledger_id)
    _strays(findings, seqs)
    audit_reminders.verify_strays(findings, seqs)
    audit_withheld.verify_strays(findings, seqs)
    for row in findings.evidence.rows("mailbox"):
        if row["deposits"] != next_number(findings, numbers, row["id"]) - 1:
            findings.fault("mailbox", row, DIFFERS, "deposits")


def _strays(findings: Findings, seqs: set[object]) -> None:
    """Rows of a handoff that is not there, and events of an act that is none's."""
    lost = set()
    for table in HANGING:
        for row in findings.evidence.rows(table):
            if row["handoff"] not in seqs and not _is_removal(findings, table, row):
                findings.fault(table, row, UNEXPECTED, "handoff")
                lost.add(row["handoff"])
    for seq in lost:
        findings.fault("handoff", (seq,), MISSING)
    for mailbox, i in findings.told:
        if ("act", i) not in findings.unsure:
            findings.fault("event", (mailbox, i), UNEXPECTED)


def _is_removal(findings: Findings, table: str, row: Row) -> bool:
    """What is left of a handoff that is no longer known."""
    return table == "act" and row["act"] == REMOVAL and row["handoff"] in findings.forgotten


def _handoff(findings: Findings, row: Row, numbers: Numbers, ledger_id: str) -> None:
    acts = findings.evidence.of("act", "handoff", row["seq"])
    deposit = _deposit(findings, row, acts, ledger_id)
    rows = findings.evidence.of("recipient", "handoff", row["seq"])
    recipients = verify_numbers(findings, row, rows, deposit, numbers)
    routing = _known(findings, row, deposit)
    if routing is None:
        findings.unsure |= {("handoff", row["seq"]), *(("act", act["i"]) for act in acts)}
        return
    verify_states(findings, row, recipients, routing, acts)
    verify_events(findings, row, routing, acts)


def _known(findings: Findings, row: Row, deposit: Mapping[str, object] | None) -> Routing | None:
    """Who it is from and for: by its envelope, or by its row once a removal took that away."""
    if row["seq"] in findings.content_removed and deposit is not None:
        return of_row(row, [mailbox for mailbox in _numbered(deposit) if mailbox != row["sender_mailbox"]])
    envelope = _envelope(findings, row, deposit)
    if deposit is None or envelope is None or not _agree(findings, row, deposit, envelope):
        return None
    _routing(findings, row, envelope)
    _blobs(findings, row, envelope)
    return of_envelope(envelope)


def _numbered(deposit: Mapping[str, object]) -> list[bytes]:
    """The mailboxes that a deposit gave numbers to."""
    numbers = deposit["seqs"]
    assert isinstance(numbers, Mapping)  # of numbers: statement.read saw to it
    return [unb64(one, 16) for one in numbers]


def _deposit(findings: Findings, row: Row, acts: list[Row], ledger_id: str) -> Mapping[str, object] | None:
    """The deposit's statement, which numbers and dates come from; None when there is none that can be read."""
    if not acts:
        findings.fault("handoff", row, UNEXPECTED)
    deposits = [act for act in acts if act["act"] == DEPOSIT]
    if not deposits:
        findings.fault("act", (row["i"],), MISSING)
        return None
    for another in deposits[1:]:
        findings.fault("act", another, UNEXPECTED)
    act = deposits[0]
    with findings.attempt("act", act):
        value = read(act["raw"])
        if (value["type"], value["by"]) != (DEPOSIT, ledger_id) or canonical(value) != act["raw"]:
            raise Malformed("field", field="raw")
        findings.compare("act", act, {"mailbox": None, "signature": b""})
        digest, message = unb64(value["envelope"], 32), unb64(value["message"], 16)
        expected = {"i": act["i"], "received": seconds(value["time"]), "digest": digest, "message": message}
        findings.compare("handoff", row, expected)
        return value
    return None


def _agree(findings: Findings, row: Row, deposit: Mapping[str, object], envelope: Envelope) -> bool:
    """The deposit gave a number to each recipient of the envelope, and to nobody else."""
    header = envelope.header
    agree = {*_numbered(deposit)} == {one.mailbox for one in header.recipients} - {header.sender_mailbox}
    if not agree:
        findings.fault("act", (row["i"],), DIFFERS, "raw")
    return agree


def _envelope(findings: Findings, row: Row, deposit: Mapping[str, object] | None) -> Envelope | None:
    """The sealed bytes, when they are those that were deposited, signed by a member of the sending mailbox."""
    stored = findings.evidence.of("envelope", "handoff", row["seq"])
    if not stored:
        findings.fault("envelope", (row["seq"],), MISSING)
        return None
    with findings.attempt("envelope", stored[0]):
        envelope = parse(stored[0]["raw"])
        if deposit is not None and deposit["envelope"] != b64(envelope.digest):
            findings.fault("envelope", stored[0], DIFFERS, "raw")
            return None
        public = findings.directory.person(envelope.header.sender)
        if public is None:
            raise Refused("unknown-signer")
        verify(envelope, public)
        if envelope.header.sender not in findings.members.get(envelope.header.sender_mailbox, ()):
            raise Refused("not-in-sender-mailbox")
        return envelope
    return None


def _routing(findings: Findings, row: Row, envelope: Envelope) -> None:
    header = envelope.header
    expected = {
        "sender_mailbox": header.sender_mailbox,
        "sender": header.sender,
        "time": header.time,
        "reply": header.reply if any(header.reply) else None,
        "form": header.form,
        "urgency": int(header.urgency),
        "due": header.due,
        "pages": envelope.pages,
        "blobs": len(header.blobs),
    }
    findings.compare("handoff", row, expected)


def _blobs(findings: Findings, row: Row, envelope: Envelope) -> None:
    """The attachments that the header names, and the links to them."""
    header = envelope.header
    for blob in header.blobs:
        findings.attached.setdefault(blob.id, (blob, header.sender_mailbox))
        findings.links.add((blob.id, row["seq"]))
