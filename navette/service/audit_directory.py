"""The directory of a database: every statement judged again, every table compared with what the judge says."""

import json

from navette.core.parties import Role
from navette.envelope.statement import SignedStatement, statement_digest
from navette.ledger.directory import Directory
from navette.ledger.judge import CertificateFact, MailboxFact, PersonFact
from navette.service.findings import MISSING, UNEXPECTED, Findings, pairs
from navette.store.evidence import KEYS, Row

Table = dict[tuple[object, ...], Row]


def verify_directory(findings: Findings) -> None:
    """Replays the ledger `annuaire` and compares."""
    coordinators = frozenset(row["id"] for row in findings.evidence.rows("person") if row["coordinator"] == 1)
    findings.directory = Directory(coordinators)
    expected = _replay(findings)
    for table, rows in expected.items():
        _compare(findings, table, rows)
    _seats(findings)


def _replay(findings: Findings) -> dict[str, Table]:
    """What each table must hold."""
    people: Table = {}
    certificates: Table = {}
    mailboxes: Table = {}
    epochs: Table = {}
    for row in findings.evidence.rows("directory_statement"):
        with findings.attempt("directory_statement", row):
            findings.compare("directory_statement", row, {"digest": statement_digest(row["raw"])})
            fact = findings.directory.apply(SignedStatement(row["raw"], row["signature"]))
            if isinstance(fact, PersonFact):
                people[(fact.id,)] = {"id": fact.id, "public": fact.public, "i": row["i"]}
            elif isinstance(fact, CertificateFact):
                certificates[(fact.subject,)] = _certificate(fact, row["i"])
            else:
                mailboxes[(fact.state.id,)] = _mailbox(findings, fact, row["i"])
                epochs.setdefault((fact.state.key_id,), _epoch(fact, row["i"]))
    members: Table = {}
    for state in findings.directory.mailboxes.values():
        for person, role in state.members.items():
            members[state.id, person] = {"mailbox": state.id, "person": person, "role": Role(role).value}
    return {
        "person": people,
        "certificate": certificates,
        "mailbox": mailboxes,
        "epoch": epochs,
        "member": members,
    }


def _certificate(fact: CertificateFact, i: int) -> Row:
    identity = json.dumps(dict(fact.identity), ensure_ascii=False, sort_keys=True)
    return {"subject": fact.subject, "identity": identity, "until": fact.until, "signer": fact.by, "i": i}


def _mailbox(findings: Findings, fact: MailboxFact, i: int) -> Row:
    state = fact.state
    findings.members.setdefault(state.id, set()).update(state.members)
    return {
        "id": state.id,
        "kind": state.kind.value,
        "address": state.address,
        "n": state.n,
        "digest": state.digest,
        "epoch": state.key_id,
        "i": i,
    }


def _epoch(fact: MailboxFact, i: int) -> Row:
    return {"id": fact.state.key_id, "mailbox": fact.state.id, "public": fact.state.public, "i": i}


def _compare(findings: Findings, table: str, expected: Table) -> None:
    found = pairs(findings.evidence.rows(table), KEYS[table])
    for key, row in found.items():
        if key not in expected:
            findings.fault(table, row, UNEXPECTED)
        else:
            findings.compare(table, row, expected[key])
    for key, row in expected.items():
        if key not in found:
            findings.fault(table, row, MISSING)


def _seats(findings: Findings) -> None:
    """Who holds a seat is a member, of an epoch of that mailbox; every member has one of the present epoch.

    What a seat holds only its owner can tell: the owner's program does, when it opens one.
    """
    state_of = findings.directory.mailboxes
    seated: dict[tuple[bytes, bytes], set[bytes]] = {}
    for row in findings.evidence.rows("seat"):
        state = state_of.get(row["mailbox"])
        if state is None or row["person"] not in state.members or row["epoch"] not in state.keys:
            findings.fault("seat", row, UNEXPECTED)
        seated.setdefault((row["mailbox"], row["epoch"]), set()).add(row["person"])
    for state in state_of.values():
        for person in state.members.keys() - seated.get((state.id, state.key_id), set()):
            findings.fault("seat", f"{state.id.hex()} {person.hex()} {state.key_id.hex()}", MISSING)
    for row in findings.evidence.rows("history"):
        state = state_of.get(row["mailbox"])
        if state is None or not {row["new"], row["old"]} <= set(state.keys):
            findings.fault("history", row, UNEXPECTED)
