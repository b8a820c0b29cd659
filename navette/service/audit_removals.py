"""Removals: the server's own statements of what it took away, against what is still there.

A statement that is not in the ledger is found with the other acts; here each is judged by what it says. What was
removed is attested by its removal alone: of a handoff whose content is gone, the routing is the server's word.
"""

from collections.abc import Mapping

from navette.core.encoding import b64, unb64
from navette.core.errors import Malformed, NavetteError
from navette.core.retention import HOLD_CODES, Scope, What
from navette.envelope.keys import key_id
from navette.envelope.statement import canonical, read
from navette.ledger.checkpoint import read_vkey
from navette.service.findings import DIFFERS, MISSING, UNEXPECTED, Findings
from navette.store.acknowledgements import DEPOSIT, REMOVAL
from navette.store.evidence import Row
from navette.store.ledger import ACTES


def load_removals(findings: Findings) -> None:
    """What removals say they took away: which statements and numbers are not missed, which envelopes."""
    for act in findings.evidence.of("act", "act", REMOVAL):
        try:
            value = read(act["raw"])
        except (NavetteError, TypeError, AttributeError):
            continue  # found again, and named, by verify_removals
        if value.get("what") == What.CONTENT:
            findings.content_removed.add(act["handoff"])
        if value.get("what") == What.METADATA:
            findings.forgotten[act["handoff"]] = act["i"]
            findings.acts_removed |= {int(entry) for entry in _list(value["acts"])}
            for mailbox, n in _numbers(value).items():
                findings.numbers_removed.setdefault(mailbox, {})[n] = (act["i"], unb64(value["message"], 16))


def verify_removals(findings: Findings) -> None:
    """Each removal, then the numbers kept of what is forgotten, then the holds."""
    by = key_id(read_vkey(findings.vkeys[ACTES])[1])
    for act in findings.evidence.of("act", "act", REMOVAL):
        with findings.attempt("act", act):
            _removal(findings, act, by)
    for row in findings.evidence.rows("handoff"):
        if row["seq"] in findings.forgotten:
            findings.fault("handoff", row, UNEXPECTED)
    if findings.evidence.has("removed_number"):
        _verify_numbers(findings)
        for row in findings.evidence.rows("hold"):
            _hold(findings, row)


def _removal(findings: Findings, act: Row, by: bytes) -> None:
    value = read(act["raw"])
    if (value["type"], value["by"]) != (REMOVAL, b64(by)) or canonical(value) != act["raw"]:
        raise Malformed("field", field="raw")
    findings.compare("act", act, {"mailbox": None, "signature": b"", "signer": by})
    said = {"digest": unb64(value["envelope"], 32), "message": unb64(value["message"], 16)}
    for handoff in findings.evidence.of("handoff", "seq", act["handoff"]):
        if any(handoff[name] != one for name, one in said.items()):
            findings.fault("act", act, DIFFERS, "raw")
    for other in findings.evidence.of("act", "handoff", act["handoff"]):
        if other["act"] == DEPOSIT and read(other["raw"])["seqs"] != value["seqs"]:
            findings.fault("act", act, DIFFERS, "raw")
        if other["act"] == REMOVAL and read(other["raw"])["envelope"] != value["envelope"]:
            findings.fault("act", act, DIFFERS, "handoff")
    if value["what"] == What.METADATA:
        _forgotten(findings, act, _list(value["acts"]))
    elif findings.evidence.of("envelope", "handoff", act["handoff"]):
        findings.fault("envelope", (act["handoff"],), UNEXPECTED)


def _forgotten(findings: Findings, act: Row, entries: list[str]) -> None:
    """The content went first, and none of the statements it lists is there."""
    if act["handoff"] not in findings.content_removed:
        findings.fault("act", act, UNEXPECTED)
    for entry in entries:
        for kept in findings.evidence.of("act", "i", int(entry)):
            findings.fault("act", kept, UNEXPECTED)


def _verify_numbers(findings: Findings) -> None:
    """One row for each number that a removal names, and no other."""
    left = {(mailbox, n): said for mailbox, taken in findings.numbers_removed.items() for n, said in taken.items()}
    for row in findings.evidence.rows("removed_number"):
        said = left.pop((row["mailbox"], row["n"]), None)
        if said is None:
            findings.fault("removed_number", row, UNEXPECTED)
        else:
            findings.compare("removed_number", row, dict(zip(("i", "message"), said, strict=True)))
    for key in left:
        findings.fault("removed_number", key, MISSING)


def _hold(findings: Findings, row: Row) -> None:
    """Nobody signs a hold: what can be seen is that it is one, of somebody who is there."""
    with findings.attempt("hold", row):
        Scope(row["scope"])
        if row["code"] not in HOLD_CODES:
            findings.fault("hold", row, DIFFERS, "code")
        for column in ("person", "lifted_by"):
            if row[column] is not None and findings.directory.person(row[column]) is None:
                findings.fault("hold", row, "unknown-person", column)
        if (row["lifted"] is None) != (row["lifted_by"] is None):
            findings.fault("hold", row, DIFFERS, "lifted")


def _numbers(value: Mapping[str, object]) -> dict[bytes, int]:
    seqs = value["seqs"]
    assert isinstance(seqs, Mapping)  # of numbers: statement.read saw to it
    return {unb64(mailbox, 16): int(n) for mailbox, n in seqs.items()}


def _list(value: object) -> list[str]:
    assert isinstance(value, list)  # statement.read saw to it
    return value
