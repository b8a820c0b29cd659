"""The handoffs of a database: the envelope, its routing row, its acts, and the state they lead to."""

from collections.abc import Mapping

from navette.core.deadline import Rule, due_by
from navette.core.encoding import b64, seconds
from navette.core.errors import Refused
from navette.core.handoff import Act
from navette.envelope.format import Envelope, parse
from navette.envelope.keys import key_id
from navette.envelope.statement import SignedStatement, canonical, read
from navette.envelope.verify import verify
from navette.fhir import form
from navette.ledger.acts import Fold
from navette.ledger.checkpoint import read_vkey
from navette.service.findings import MISSING, UNEXPECTED, Findings
from navette.store.acknowledgements import DEPOSIT, TRANSIENT
from navette.store.evidence import Row
from navette.store.ledger import ACTES


def verify_handoffs(findings: Findings) -> None:
    """Each handoff with everything that hangs on it, then what hangs on none."""
    numbers: dict[bytes, int] = {}
    seqs = set()
    for event in findings.evidence.rows("event"):
        findings.told.setdefault(event["i"], set()).add(event["mailbox"])
    ledger_id = b64(key_id(read_vkey(findings.vkeys[ACTES])[1]))
    for row in findings.evidence.rows("handoff"):
        seqs.add(row["seq"])
        with findings.attempt("handoff", row):
            _handoff(findings, row, numbers, ledger_id)
    for table in ("envelope", "recipient", "act", "handoff_blob"):
        for row in findings.evidence.rows(table):
            if row["handoff"] not in seqs:
                findings.fault(table, row, UNEXPECTED, "handoff")
    for i, mailboxes in findings.told.items():
        for mailbox in mailboxes:
            findings.fault("event", f"{mailbox.hex()} {i}", UNEXPECTED)
    for row in findings.evidence.rows("mailbox"):
        if row["deposits"] != numbers.get(row["id"], 0):
            findings.fault("mailbox", row, "differs", "deposits")


def _handoff(findings: Findings, row: Row, numbers: dict[bytes, int], ledger_id: str) -> None:
    stored = findings.evidence.of("envelope", "handoff", row["seq"])
    if not stored:
        findings.fault("envelope", str(row["seq"]), MISSING)
        return
    with findings.attempt("envelope", stored[0]):
        envelope = parse(stored[0]["raw"])
        public = findings.directory.person(envelope.header.sender)
        if public is None:
            raise Refused("unknown-signer")
        verify(envelope, public)
        if envelope.header.sender not in findings.members.get(envelope.header.sender_mailbox, ()):
            raise Refused("not-in-sender-mailbox")
        acts = findings.evidence.of("act", "handoff", row["seq"])
        _routing(findings, row, envelope)
        deposit = _deposit(findings, row, envelope, acts, ledger_id)
        _recipients(findings, row, envelope, acts, deposit, numbers)
        _events(findings, row, envelope, acts)


def _routing(findings: Findings, row: Row, envelope: Envelope) -> None:
    header = envelope.header
    expected = {
        "message": header.id,
        "digest": envelope.digest,
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
    named = {one["blob"] for blob in header.blobs for one in findings.evidence.of("handoff_blob", "blob", blob.id)}
    for blob in header.blobs:
        if blob.id not in named:
            findings.fault("handoff_blob", f"{blob.id.hex()} {row['seq']}", MISSING)


def _deposit(findings: Findings, row: Row, envelope: Envelope, acts: list[Row], ledger_id: str) -> Mapping[str, object]:
    """The deposit's statement, which numbers and dates come from."""
    deposits = [act for act in acts if act["act"] == DEPOSIT]
    if not deposits:
        findings.fault("act", str(row["i"]), MISSING)
        raise Refused("not-in-the-ledger")
    act = deposits[0]
    value = read(act["raw"])
    expected = {"i": row["i"], "mailbox": None, "signer": envelope.header.sender, "signature": b""}
    findings.compare("act", act, expected)
    about = {"type": "deposit", "by": ledger_id, "envelope": b64(envelope.digest), "message": b64(envelope.header.id)}
    if {name: value[name] for name in about} != about or canonical(value) != act["raw"]:
        findings.fault("act", act, "differs", "raw")
    findings.compare("handoff", row, {"received": seconds(value["time"])})
    return value


def _recipients(
    findings: Findings,
    row: Row,
    envelope: Envelope,
    acts: list[Row],
    deposit: Mapping[str, object],
    numbers: dict[bytes, int],
) -> None:
    """The acts folded again: states, owners, numbers, deadlines."""
    header = envelope.header
    others = [one.mailbox for one in header.recipients if one.mailbox != header.sender_mailbox]
    fold = Fold(envelope.digest, header.sender_mailbox, others)
    _fold(findings, fold, acts)
    seqs = deposit["seqs"] if isinstance(deposit["seqs"], dict) else {}
    published = form.by_hash(header.form)
    rule = Rule.URGENCY if published is None else published.rule
    deadline = due_by(rule, header.urgency, row["received"], header.due)
    rows = {one["mailbox"]: one for one in findings.evidence.of("recipient", "handoff", row["seq"])}
    for mailbox in others:
        number = int(seqs.get(b64(mailbox), "0"))
        if mailbox not in rows:
            findings.fault("recipient", f"{row['seq']} {mailbox.hex()}", MISSING)
            continue
        expected: dict[str, object] = {
            "status": fold.status[mailbox].value,
            "owner": fold.owner.get(mailbox),
            "n": number,
            "due_by": deadline,
        }
        findings.compare("recipient", rows[mailbox], expected)
        if number != numbers.get(mailbox, 0) + 1:
            findings.fault("recipient", rows[mailbox], "differs", "n")
        numbers[mailbox] = max(number, numbers.get(mailbox, 0))
        _rerouted(findings, row, rows[mailbox], acts)
    for mailbox in rows.keys() - set(others):
        findings.fault("recipient", rows[mailbox], UNEXPECTED)


def _fold(findings: Findings, fold: Fold, acts: list[Row]) -> None:
    for act in acts:
        if act["act"] == DEPOSIT:
            continue
        with findings.attempt("act", act):
            signed = SignedStatement(act["raw"], act["signature"])
            done = fold.apply(signed, lambda box: findings.members.get(box, set()), findings.directory.person)
            value = read(act["raw"])
            mailbox = None if done is Act.WITHDRAWN else str(value["mailbox"])
            found = None if act["mailbox"] is None else b64(act["mailbox"])
            if (act["act"], b64(act["signer"]), found) != (done or TRANSIENT, value["by"], mailbox):
                findings.fault("act", act, "differs")


def _rerouted(findings: Findings, row: Row, recipient: Row, acts: list[Row]) -> None:
    """A re-routed row and what continues it name each other."""
    said = any(act["act"] == Act.REROUTED and act["mailbox"] == recipient["mailbox"] for act in acts)
    following = (
        [] if recipient["rerouted_to"] is None else findings.evidence.of("handoff", "seq", recipient["rerouted_to"])
    )
    linked = bool(following) and following[0]["rerouted_from"] == row["seq"]
    if said != (recipient["rerouted_to"] is not None) or (said and not linked):
        findings.fault("recipient", recipient, "differs", "rerouted_to")
    if row["rerouted_from"] is not None:
        before = findings.evidence.of("recipient", "handoff", row["rerouted_from"])
        if row["seq"] not in [one["rerouted_to"] for one in before]:
            findings.fault("handoff", row, "differs", "rerouted_from")


def _events(findings: Findings, row: Row, envelope: Envelope, acts: list[Row]) -> None:
    """Whom each act was told to: the parties at least, nobody outside them but who sent the fiche it re-routes."""
    header = envelope.header
    boxes = {one.mailbox for one in header.recipients}
    origin = set()
    if row["rerouted_from"] is not None:
        origin = {one["sender_mailbox"] for one in findings.evidence.of("handoff", "seq", row["rerouted_from"])}
    for act in acts:
        told = findings.told.pop(act["i"], set())
        needed = {header.sender_mailbox} | (boxes if act["mailbox"] is None else {act["mailbox"]})
        for mailbox in needed - told:
            findings.fault("event", f"{mailbox.hex()} {act['i']}", MISSING)
        for mailbox in told - needed - origin:
            findings.fault("event", f"{mailbox.hex()} {act['i']}", UNEXPECTED)
