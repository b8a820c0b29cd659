"""Statements: exact fields, one form each, and whose they are."""

from collections.abc import Mapping

import pytest

from navette.core.acknowledgement import DECLINE_CODES
from navette.core.encoding import b64
from navette.core.errors import Malformed
from navette.envelope.canonical import canonical
from navette.envelope.keys import sha256
from navette.envelope.statement import (
    FIELDS,
    LABEL,
    SignedStatement,
    leaf_data,
    read,
    statement_digest,
    verify,
    verify_signature,
)
from tests.envelope.world import WORLD, refused

KEY, BOX, DAY = b64(b"k" * 32), b64(b"m" * 16), "2026-11-22"
TIME = DAY + "T10:00:00Z"
COMMON = {"v": "1", "by": b64(WORLD.nurse.id)}
ACT = {**COMMON, "mailbox": BOX, "envelope": KEY, "code": "", "time": TIME, "salt": BOX}

GOOD: dict[str, dict[str, object]] = {
    "person": {**COMMON, "public": b64(WORLD.nurse.public), "salt": BOX},
    "certificate": {**COMMON, "subject": KEY, "identity": {"name": "N", "profession": "P"}, "until": DAY},
    "mailbox": {
        **COMMON,
        "mailbox": BOX,
        "kind": "ORG",
        "address": "geriatrie@ch.example",
        "n": "0",
        "prev": "",
        "public": b64(WORLD.ward_key.public),
        "members": [{"key": KEY, "role": "guardian"}],
        "time": TIME,
    },
    "service": {
        **COMMON,
        "mailbox": BOX,
        "n": "0",
        "prev": "",
        "hours": {"mon": "08:00-12:00,14:00-18:00"},
        "closed": [{"from": DAY, "to": DAY, "note": "travaux"}],
        "substitute": b64(b"s" * 16),
        "forms": [KEY],
        "note": "urgences : régulation 15",
        "time": TIME,
    },
    "page": {**COMMON, "version": "1.0.0", "hash": KEY},
    "deposit": {**COMMON, "envelope": KEY, "message": BOX, "time": TIME, "seqs": {BOX: "12"}},
    "receipt": {**ACT, "kind": "delivered", "response": "ok"},
    "acknowledgement": {**ACT, "decision": "accepted"},
    "withdrawal": {**COMMON, "envelope": KEY, "time": TIME, "salt": BOX},
    "removal": {
        **COMMON,
        "envelope": KEY,
        "message": BOX,
        "what": "metadata",
        "seqs": {BOX: "12"},
        "acts": ["9", "10"],
        "time": TIME,
    },
}


def spelled(kind: str, /, **changes: object) -> bytes:
    return canonical({**GOOD[kind], "type": kind, **changes})


@pytest.mark.parametrize("kind", GOOD)
def test_each_type_is_read(kind: str) -> None:
    assert read(spelled(kind)) == {**GOOD[kind], "type": kind}
    assert FIELDS[kind] == {*GOOD[kind], "type"}


def test_there_is_no_other_type() -> None:
    assert FIELDS.keys() == GOOD.keys()
    for other in ("", "letter", ["person"], {"person": "x"}):
        with refused("statement-type"):
            read(spelled("person", type=other))
    with refused("statement-type"):
        read(canonical(GOOD["person"]))


def test_there_is_no_other_version() -> None:
    for other in ("2", "01", ["1"]):
        with refused("statement-version"):
            read(spelled("person", v=other))


@pytest.mark.parametrize("kind", GOOD)
def test_no_field_is_missing_and_none_is_added(kind: str) -> None:
    for name in GOOD[kind].keys() - {"v"}:
        with pytest.raises(Malformed) as caught:
            read(canonical({key: value for key, value in {**GOOD[kind], "type": kind}.items() if key != name}))
        assert (caught.value.code, caught.value.data) == ("field", {"field": name})
    with pytest.raises(Malformed) as caught:
        read(spelled(kind, **{"Mme Martin": "x"}))
    assert (caught.value.code, caught.value.data) == ("field", {"field": "unknown"})


@pytest.mark.parametrize("kind", GOOD)
def test_every_field_has_its_form(kind: str) -> None:
    """Of no field is a list, an object or an empty or very long text accepted where it does not belong."""
    may_be = {
        "": {"code", "prev", "substitute", "note"},
        "[]": {"members", "closed", "forms"},
        "{}": {"hours"},
        "é": {"note"},
    }
    for name in GOOD[kind].keys() - {"v"}:
        for wrong in ([], {}, [["x"]], {"x": "y"}, "", "x" * 300, "é", "\u202e"):
            if name in may_be.get(str(wrong), ()):
                continue
            with refused_somehow():
                read(spelled(kind, **{name: wrong}))


def refused_somehow() -> "pytest.RaisesExc[Exception]":
    known = {"field", "base64url", "time", "members", "reason-missing", "reason-unknown", "statement-type"}
    return pytest.RaisesExc(Exception, check=lambda error: getattr(error, "code", None) in known)


def off(first: str, last: str, note: str = "") -> dict[str, str]:
    return {"from": first, "to": last, "note": note}


SERVICE_WRONG: list[dict[str, object]] = [
    {"hours": {"lundi": "08:00-12:00"}},
    {"hours": {"mon": "08:00-12:00,12:00-18:00"}},
    {"hours": {"mon": ""}},
    {"closed": [{"from": DAY, "to": DAY}]},
    {"closed": [{"from": DAY, "to": DAY, "note": "", "by": ""}]},
    {"closed": [off(DAY, "2026-11-21")]},
    {"closed": [off(DAY, "2026-11-31")]},
    {"closed": [off(DAY, DAY), off(DAY, "2026-11-30")]},
    {"closed": [off("2026-12-01", "2026-12-02"), off(DAY, DAY)]},
    {"closed": [off(DAY, DAY, "x" * 141)]},
    {"closed": [off(DAY, DAY, "a\u202eb")]},
    {"closed": [off(f"2027-01-{day:02}", f"2027-01-{day:02}") for day in range(1, 22)]},
    {"substitute": BOX},
    {"forms": [KEY, KEY]},
    {"forms": [b64(b"z" * 32), KEY]},
    {"forms": [b64(bytes([n]) * 32) for n in range(65)]},
    {"note": "x" * 141},
    {"note": "a\nb"},
    {"n": "-1"},
]

WRONG: list[tuple[str, str, dict[str, object]]] = [
    ("base64url", "person", {"by": KEY + "A"}),
    ("base64url", "person", {"by": KEY[:-1] + "="}),
    ("base64url", "person", {"by": "_" * 43}),
    ("base64url", "person", {"by": "+" + KEY[1:]}),
    ("base64url", "person", {"public": b64(WORLD.ward_key.public)}),
    ("base64url", "mailbox", {"public": b64(WORLD.nurse.public)}),
    ("base64url", "certificate", {"subject": "A" * 30}),
    ("base64url", "mailbox", {"prev": BOX}),
    ("field", "certificate", {"until": "2026-02-30"}),
    ("field", "certificate", {"until": "20261122"}),
    ("field", "certificate", {"until": "2026-W47-7"}),
    ("field", "certificate", {"until": "٢٠٢٦-11-22"}),
    ("field", "certificate", {"identity": {"name": "N"}}),
    ("field", "certificate", {"identity": {"name": "N", "profession": "P", "address": "a@b"}}),
    ("field", "certificate", {"identity": {"name": "N", "profession": "P", "rpps": "123"}}),
    ("field", "certificate", {"identity": {"name": "", "profession": "P"}}),
    ("field", "certificate", {"identity": {"name": ["N"], "profession": "P"}}),
    ("field", "certificate", {"identity": {"name": "N" * 201, "profession": "P"}}),
    ("field", "certificate", {"identity": {"name": "a\u202eb", "profession": "P"}}),
    ("field", "certificate", {"subject": BOX}),
    ("field", "certificate", {"subject": BOX, "identity": {"name": "N", "address": "a b@c"}}),
    ("field", "certificate", {"subject": BOX, "identity": {"name": "N", "address": "a@b", "finess": "12345678"}}),
    ("field", "certificate", {"subject": BOX, "identity": {"name": "N", "address": "a@b", "rpps": "10001234567"}}),
    ("field", "mailbox", {"kind": "org"}),
    ("field", "mailbox", {"kind": "XYZ"}),
    ("field", "mailbox", {"address": "geriatrie"}),
    ("field", "mailbox", {"address": "gériatrie@ch.example"}),
    ("field", "mailbox", {"address": "a@b\n"}),
    ("field", "mailbox", {"n": "01"}),
    ("field", "mailbox", {"n": "-1"}),
    ("field", "mailbox", {"n": "+1"}),
    ("field", "mailbox", {"n": "1" * 17}),
    ("field", "mailbox", {"n": "١"}),
    ("field", "mailbox", {"members": "all"}),
    ("field", "mailbox", {"members": ["x"]}),
    ("field", "mailbox", {"members": [{"key": KEY}]}),
    ("field", "mailbox", {"members": [{"key": KEY, "role": "member", "name": "x"}]}),
    ("base64url", "mailbox", {"members": [{"key": BOX, "role": "member"}]}),
    ("members", "mailbox", {"members": [{"key": KEY, "role": "owner"}]}),
    ("members", "mailbox", {"members": [{"key": KEY, "role": ["member"]}]}),
    ("time", "mailbox", {"time": "2026-11-22T10:00:00+00:00"}),
    ("time", "mailbox", {"time": "2026-11-31T10:00:00Z"}),
    ("time", "mailbox", {"time": "2026-11-22T10:00:60Z"}),
    *(("field", "service", changes) for changes in SERVICE_WRONG),
    ("base64url", "service", {"substitute": KEY}),
    ("base64url", "service", {"forms": [BOX]}),
    ("base64url", "service", {"prev": BOX}),
    ("field", "page", {"version": "1 0"}),
    ("field", "deposit", {"seqs": {}}),
    ("field", "deposit", {"seqs": "12"}),
    ("field", "deposit", {"seqs": {BOX: "012"}}),
    ("base64url", "deposit", {"seqs": {KEY: "12"}}),
    ("field", "removal", {"what": "all"}),
    ("field", "removal", {"acts": []}),
    ("field", "removal", {"acts": ["10", "9"]}),
    ("field", "removal", {"acts": ["9", "9"]}),
    ("field", "removal", {"acts": ["09"]}),
    ("field", "removal", {"what": "content"}),
    ("field", "receipt", {"kind": "read"}),
    ("field", "receipt", {"response": "OK"}),
    ("field", "receipt", {"kind": "opened", "response": "fatal-error", "code": "body"}),
    ("reason-unknown", "receipt", {"code": "body"}),
    ("reason-missing", "receipt", {"response": "fatal-error"}),
    ("reason-missing", "receipt", {"response": "transient-error"}),
    ("reason-unknown", "receipt", {"response": "fatal-error", "code": "the patient said so"}),
    ("field", "acknowledgement", {"decision": "maybe"}),
    ("reason-unknown", "acknowledgement", {"code": "full"}),
    ("reason-missing", "acknowledgement", {"decision": "declined"}),
    ("reason-missing", "acknowledgement", {"decision": "rerouted"}),
    ("reason-unknown", "acknowledgement", {"decision": "declined", "code": "we are on strike"}),
]


@pytest.mark.parametrize(("code", "kind", "changes"), WRONG)
def test_what_is_not_of_its_form_is_refused(code: str, kind: str, changes: Mapping[str, object]) -> None:
    with refused(code):
        read(spelled(kind, **changes))


RIGHT: list[tuple[str, dict[str, object]]] = [
    ("certificate", {"identity": {"name": "Dr N’Guyen", "profession": "Médecin", "rpps": "10001234567"}}),
    ("certificate", {"subject": BOX, "identity": {"name": "Gériatrie", "address": "a@b.example"}}),
    (
        "certificate",
        {"subject": BOX, "identity": {"name": "N", "address": "a@b", "facility": "CH", "finess": "2A0000014"}},
    ),
    ("mailbox", {"n": "7", "prev": KEY, "kind": "PER"}),
    ("mailbox", {"members": []}),  # that there is a guardian is for the directory to judge
    ("service", {"hours": {}, "closed": [], "substitute": "", "forms": [], "note": ""}),
    ("service", {"hours": {"mon": "00:00-24:00", "sun": "00:00-00:01,23:59-24:00"}, "n": "7", "prev": KEY}),
    ("service", {"closed": [off(DAY, DAY), off("2026-11-23", "2026-12-01", "\U0001f600" * 140)]}),
    ("receipt", {"kind": "opened"}),
    ("receipt", {"response": "fatal-error", "code": "key-commitment"}),
    ("receipt", {"response": "transient-error", "code": "store-busy"}),
    ("acknowledgement", {"decision": "question", "code": ""}),
    ("acknowledgement", {"decision": "closed", "code": "replied"}),
    ("removal", {"what": "content", "acts": []}),
]


@pytest.mark.parametrize("code", DECLINE_CODES)
def test_every_administrative_reason_can_be_stated(code: str) -> None:
    assert read(spelled("acknowledgement", decision="declined", code=code))["code"] == code


@pytest.mark.parametrize(("kind", "changes"), RIGHT)
def test_what_is_of_its_form_is_read(kind: str, changes: Mapping[str, object]) -> None:
    assert read(spelled(kind, **changes)) == {**GOOD[kind], "type": kind, **changes}


def test_another_spelling_is_refused() -> None:
    with refused("json"):
        read(spelled("person") + b"\n")
    with refused("utf-8"):
        read(b'{"v":"\xff"}')


def signed(kind: str = "withdrawal") -> SignedStatement:
    return WORLD.nurse.sign_statement({**GOOD[kind], "type": kind})


def test_a_signature_is_of_one_person_and_one_statement() -> None:
    one, other = signed(), signed("receipt")
    assert verify(one, WORLD.nurse.public)["type"] == "withdrawal"
    for wrong, public in (
        (one, WORLD.doctor.public),
        (SignedStatement(one.raw, other.signature), WORLD.nurse.public),
        (SignedStatement(one.raw, b""), WORLD.nurse.public),
        (SignedStatement(one.raw, WORLD.nurse.sign(one.raw)), WORLD.nurse.public),
        (SignedStatement(spelled("deposit"), b""), WORLD.nurse.public),
    ):
        with refused("statement-signature"):
            verify(wrong, public)


def test_the_signature_alone_can_be_checked() -> None:
    one = signed()
    verify_signature(one, WORLD.nurse.public)
    with refused("statement-signature"):
        verify_signature(one, WORLD.doctor.public)
    with refused("weak-signature-key"):
        verify_signature(one, WORLD.nurse.kem.public + bytes(32))


def test_the_form_is_checked_whoever_signs() -> None:
    raw = spelled("withdrawal", salt="short")
    with refused("base64url"):
        verify(SignedStatement(raw, WORLD.nurse.sign(LABEL + raw)), WORLD.nurse.public)


def test_a_leaf_is_of_its_ledger() -> None:
    one = signed()
    assert statement_digest(one.raw) == sha256(one.raw)
    assert leaf_data("annuaire", one.raw, b"s") == sha256(b"navette/v1 statement leaf\0", one.raw, b"s")
    assert leaf_data("actes", one.raw, b"s") == sha256(b"navette/v1 act leaf\0", one.raw, b"s")
    with refused("unknown-ledger"):
        leaf_data("journal", one.raw, b"s")
