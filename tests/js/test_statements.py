"""Canonical JSON, statements and public keys: what the page reads, refuses and signs, as Python does."""

import base64
import json
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from navette.core.encoding import b64
from navette.core.errors import NavetteError
from navette.envelope import canonical, keys, statement
from tests.envelope import test_statement as known
from tests.envelope.world import WORLD
from tests.js.engine import Call, Engine
from tests.vectors import forged

STATEMENTS = "adapters/statements"


def e64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def outcome(make: Callable[..., object], *args: Any) -> object:
    try:
        return make(*args)
    except NavetteError as error:
        return [error.code, error.data]


def check(engines: Mapping[str, Engine], function: str, args: tuple[Any, ...], expected: Sequence[object]) -> None:
    for name, run in engines.items():
        [found] = run([Call(STATEMENTS, function, args)])
        for place, (want, got) in enumerate(zip(expected, found, strict=True)):
            assert got == want, (name, args[-1][place])


def written_again(raw: bytes) -> str:
    return e64(canonical.canonical(canonical.read_object(raw)))


def spoiled(raw: bytes, draw: random.Random) -> bytes:
    """One small change of the text."""
    at, end = sorted(draw.randrange(len(raw) + 1) for _ in range(2))
    pieces = [
        b"",
        b" ",
        b'"',
        b"\\",
        b"[",
        b"{}",
        b"1",
        b"null",
        b"\xff",
        "é\u202e".encode(),
        b"\\u0041",
        b"\\ud800",
        b"A",
    ]
    return raw[:at] + draw.choice(pieces) + raw[draw.choice([at, at + 1, end]) :]


VALUES: list[dict[str, object]] = [
    {},
    {"a": "b", "A": ["", {"é": "\U0001f600"}], "\ue000": "x", "\U0001f600": "y", "10": "z", "9": ""},
    {"__proto__": "p", "constructor": {"toString": "x"}, "": []},
    {"a": '\x00\x1f\x7f\x80\b\f\n\r\t"\\/\u2028\ufeff'},
]
RAW = [
    b"",
    b"[]",
    b'"a"',
    b"null",
    b"{",
    b'{"a":1}',
    b'{"a":"b","a":"b"}',
    b'{"a":"b","a":"c"}',
    b'{"b":"","a":""}',
    b'{"a":true}',
    b'{"a":"\\u0041"}',
    b'{"a":"\\ud83d\\ude00"}',
    b'{"a":"\\ud83d"}',
    b'{"a":"\\/"}',
    b'{"a" :"b"}',
    b"\xef\xbb\xbf{}",
    b"\xff{}",
    b'{"a":NaN}',
    b'{"a":Infinity}',
    b"\xed\xa0\x80",
    b'{"a":"\x01"}',
    b'{"a":' + b"[" * 5000 + b"]" * 5000 + b"}",
    b"[" * 60000,
    b'{"a":"' + b"[" * 5000 + b'"}',
    b'{"a":"' + b"x" * 65536 + b'"}',
    b'{"a":"' + b"x" * 65528 + b'"}',
]


def test_canonical_json(engines: Mapping[str, Engine], seed: int) -> None:
    draw = random.Random(seed)
    right = [canonical.canonical(value) for value in VALUES]
    raws = [*right, *RAW, *(spoiled(draw.choice(right), draw) for _ in range(300))]
    expected = [outcome(written_again, raw) for raw in raws]
    assert sum(isinstance(one, str) for one in expected) > len(VALUES)
    check(engines, "objects", ([e64(raw) for raw in raws],), expected)


def test_statements_right_and_wrong(engines: Mapping[str, Engine], seed: int) -> None:
    draw = random.Random(seed)
    raws = [known.spelled(kind) for kind in known.GOOD]
    raws += [known.spelled(kind, **changes) for kind, changes in known.RIGHT]
    wrong: list[tuple[str, str, dict[str, Any]]] = known.WRONG
    raws += [known.spelled(kind, **changes) for _code, kind, changes in wrong]
    raws += [canonical.canonical({**value, "type": kind, "x": "y"}) for kind, value in known.GOOD.items()]
    for kind, value in known.GOOD.items():
        for name in [*value, "type"]:
            whole = {**value, "type": kind}
            raws.append(canonical.canonical({one: whole[one] for one in whole if one != name}))
            for other in ("", "x" * 300, [], {}, ["x"], {"x": "y"}, "\u202e", "1", "toString", "\U0001f600" * 30):
                raws.append(canonical.canonical({**whole, name: other}))
    raws += [spoiled(draw.choice(raws), draw) for _ in range(300)]
    expected = [outcome(statement.read, raw) for raw in raws]
    assert {one[0] for one in expected if isinstance(one, list)} >= {
        "field",
        "base64url",
        "time",
        "members",
        "reason-missing",
        "reason-unknown",
        "statement-type",
        "statement-version",
    }
    check(engines, "statements", ([e64(raw) for raw in raws],), expected)


def test_python_signs_and_the_page_verifies(engines: Mapping[str, Engine]) -> None:
    one, other = known.signed(), known.signed("receipt")
    nurse, doctor = WORLD.nurse.public, WORLD.doctor.public
    weak = WORLD.nurse.kem.public + bytes(32)
    cases = [
        (one.raw, one.signature, nurse),
        (other.raw, other.signature, nurse),
        (one.raw, one.signature, doctor),
        (one.raw, other.signature, nurse),
        (one.raw, b"", nurse),
        (one.raw, bytes(64), nurse),
        (one.raw, one.signature, weak),
        (one.raw + b" ", one.signature, nurse),
        (one.raw, one.signature[:-1], nurse),
        (one.raw, one.signature[:32] + (2**252 + 10**30).to_bytes(32, "little"), nurse),
    ]
    expected = [
        outcome(statement.verify, statement.SignedStatement(raw, signature), public) for raw, signature, public in cases
    ]
    assert sum(isinstance(found, dict) for found in expected) == 2
    check(engines, "verified", ([[e64(part) for part in case] for case in cases],), expected)


def test_the_page_signs_and_python_verifies(kems: Mapping[str, Engine]) -> None:
    for run in kems.values():
        fields = {**known.GOOD["withdrawal"], "type": "withdrawal", "by": b64(WORLD.nurse.id)}
        signed, refused, filled = run(
            [
                Call("adapters/envelopes", "signed", (WORLD.nurse.seed.hex(), fields)),
                Call("adapters/envelopes", "signed", (WORLD.nurse.seed.hex(), {**fields, "salt": "short"})),
                Call(
                    "adapters/envelopes",
                    "signed",
                    (WORLD.nurse.seed.hex(), {k: fields[k] for k in fields if k != "by"}),
                ),
            ]
        )
        raw, signature = bytes.fromhex(signed["raw"]), bytes.fromhex(signed["signature"])
        assert WORLD.nurse.sign_statement(fields) == statement.SignedStatement(raw, signature)
        assert statement.verify(statement.SignedStatement(raw, signature), WORLD.nurse.public) == json.loads(raw)
        assert refused == {"code": "base64url"}
        assert filled == signed


def test_leaves_and_key_ids(engines: Mapping[str, Engine]) -> None:
    one = known.signed()
    cases = [("annuaire", one.raw, one.signature), ("actes", one.raw, b""), ("toString", one.raw, b"")]
    expected = [outcome(lambda *case: e64(statement.leaf_data(*case)), *case) for case in cases]
    check(engines, "leaves", ([[c[0], e64(c[1]), e64(c[2])] for c in cases],), expected)
    publics = [WORLD.nurse.public, WORLD.ward_key.public, b""]
    check(engines, "ids", ([e64(one) for one in publics],), [e64(keys.key_id(one)) for one in publics])


def test_public_keys_are_loaded_or_refused(kems: Mapping[str, Engine]) -> None:
    good, person = WORLD.ward_key.public, WORLD.nurse.public
    y8 = forged.Y8.to_bytes(32, "little")
    ed = [
        person[-32:],
        b"",
        bytes(31),
        bytes(32),
        (1).to_bytes(32, "little"),
        b"\xff" * 32,
        y8,
        y8[:-1] + bytes([y8[-1] | 128]),
    ]
    ed += [(keys._P + step).to_bytes(32, "little") for step in (-1, 0, 1, 18)]
    x25519 = [good[:1184] + one for one in (bytes(32), (1).to_bytes(32, "little"), b"\xec" + b"\xff" * 30 + b"\x7f")]
    over = [good[:at] + b"\xff\xff\xff" + good[at + 3 :] for at in (0, 600, 1149)]
    edge = [
        b"\x01\xdd\x00" + good[3:],
        b"\x00\xdd\x00" + good[3:],
        b"\x01\x0d\x00" + good[3:],
        b"\x00\x0d\x00" + good[3:],
        b"\x00\x10\xd0" + good[3:],
        b"\x00\x00\xd0" + good[3:],
    ]
    given: list[tuple[str, Callable[[bytes], object], list[bytes]]] = [
        ("signature", keys.load_signature_public, ed),
        ("kem", keys.load_kem_public, [good, b"", good[:-1], good + b"x", *x25519, *over, *edge]),
        ("person", keys.check_person_public, [person, good, good + bytes(32), over[0] + person[-32:]]),
    ]
    for kind, load, raws in given:
        expected = [found if isinstance(found := outcome(load, raw), list) else "loads" for raw in raws]
        assert "loads" in expected
        check(kems, "loaded", (kind, [e64(raw) for raw in raws]), expected)
