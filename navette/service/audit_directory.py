"""The directory of a database: every statement judged again, every table compared with what the judge says."""

import json
from itertools import pairwise

from navette.core.parties import Role
from navette.envelope.statement import SignedStatement, statement_digest
from navette.ledger.directory import Directory
from navette.ledger.judge import CertificateFact, MailboxFact, PersonFact
from navette.ledger.services import ServiceState
from navette.service.findings import MISSING, UNEXPECTED, Findings, pairs
from navette.store.evidence import KEYS, Row

Table = dict[tuple[object, ...], Row]


def verify_directory(findings: Findings) -> None:
    """Replays the ledger `annuaire` and compares."""
    invited = {row["person"] for row in findings.evidence.rows("invitation") if row["role"] == "coordinator"}
    listed = {row["id"] for row in findings.evidence.rows("person") if row["coordinator"] == 1}
    findings.directory = Directory(invited | listed)
    expected = _replay(findings, invited)
    for table, rows in expected.items():
        _compare(findings, table, rows)
    _links(findings)


def _replay(findings: Findings, invited: set[bytes]) -> dict[str, Table]:
    """What each table must hold. invited: the persons who joined as coordinators."""
    people: Table = {}
    certificates: Table = {}
    services: Table = {}
    mailboxes: Table = {}
    epochs: Table = {}
    seats: Table = {}
    for row in findings.evidence.rows("directory_statement"):
        with findings.attempt("directory_statement", row):
            findings.compare("directory_statement", row, {"digest": statement_digest(row["raw"])})
            fact = findings.directory.apply(SignedStatement(row["raw"], row["signature"]))
            if isinstance(fact, PersonFact):
                coordinator = int(fact.id in invited)
                people[(fact.id,)] = {"public": fact.public, "coordinator": coordinator, "i": row["i"]}
            elif isinstance(fact, CertificateFact):
                certificates[(fact.subject,)] = _certificate(fact, row["i"])
            elif isinstance(fact, ServiceState):
                services[(fact.mailbox,)] = _service(fact, row["i"])
            else:
                mailboxes[(fact.state.id,)] = _mailbox(findings, fact, row["i"])
                epochs.setdefault((fact.state.key_id,), _epoch(fact, row["i"]))
                _seat(seats, fact)
    members: Table = {}
    for state in findings.directory.mailboxes.values():
        for person, role in state.members.items():
            members[state.id, person] = {"role": Role(role).value}
    return {
        "person": people,
        "certificate": certificates,
        **({"service": services} if findings.evidence.has("service") else {}),
        "mailbox": mailboxes,
        "epoch": epochs,
        "member": members,
        "seat": seats,
    }


def _certificate(fact: CertificateFact, i: int) -> Row:
    identity = json.dumps(dict(fact.identity), ensure_ascii=False, sort_keys=True)
    return {"identity": identity, "until": fact.until, "signer": fact.by, "i": i}


def _service(state: ServiceState, i: int) -> Row:
    return {"n": state.n, "digest": state.digest, "substitute": state.substitute, "time": state.time, "i": i}


def _mailbox(findings: Findings, fact: MailboxFact, i: int) -> Row:
    state = fact.state
    findings.members.setdefault(state.id, set()).update(state.members)
    return {
        "kind": state.kind.value,
        "address": state.address,
        "n": state.n,
        "digest": state.digest,
        "epoch": state.key_id,
        "i": i,
    }


def _epoch(fact: MailboxFact, i: int) -> Row:
    return {"mailbox": fact.state.id, "public": fact.state.public, "i": i}


def _seat(seats: Table, fact: MailboxFact) -> None:
    """Who leaves loses every seat; who is there has one of the present epoch. What it holds only its owner can tell."""
    state = fact.state
    for key in [key for key in seats if key[0] == state.id and key[1] in fact.left]:
        del seats[key]
    for person in state.members:
        seats[state.id, person, state.key_id] = {}


def _compare(findings: Findings, table: str, expected: Table) -> None:
    found = pairs(findings.evidence.rows(table), KEYS[table])
    for key, row in found.items():
        if key not in expected:
            findings.fault(table, row, UNEXPECTED)
        else:
            findings.compare(table, row, expected[key])
    for missing in expected.keys() - found.keys():
        findings.fault(table, missing, MISSING)


def _links(findings: Findings) -> None:
    """Each joins an epoch of its mailbox to the one before."""
    for row in findings.evidence.rows("history"):
        state = findings.directory.mailboxes.get(row["mailbox"])
        joined = set() if state is None else set(pairwise(state.keys))
        if (row["old"], row["new"]) not in joined:
            findings.fault("history", row, UNEXPECTED)
