import base64
from decimal import Decimal
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from navette.core.errors import NavetteError
from navette.fhir import strict
from tests.js.engine import Call, Thrown
from tests.js.node import run_node

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=3)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | DECIMALS | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b'{"a":1,"a":2}', "json"),
        (b'{"a":{"b":1,"b":1}}', "json"),
        (b'{"a":1', "json"),
        (b"{'a':1}", "json"),
        (b'{"a":1} {}', "json"),
        (b"NaN", "json"),
        (b"[Infinity]", "json"),
        (b"[-Infinity]", "json"),
        (b"9" * 5000, "json"),
        (b"", "json"),
        ("\ufeff{}".encode(), "json"),
        (b'{"a":"\xff"}', "utf-8"),
        (b'"\xc0\xaf"', "utf-8"),
        (rb'"\ud83d"', "utf-8"),
        (rb'{"\udc00":1}', "utf-8"),
        (b"[" * 101 + b"]" * 101, "json-depth"),
        (b"[" * 100_000, "json-depth"),
        (b'{"a":' * 100_000, "json-depth"),
        (b'"' + b"x" * strict.MAX_BYTES, "too-large"),
        (b"1e1000", "json"),
        (b"[1E+0009]", "json"),
        (b"1e-999", "json"),
        (b"9" * 1000 + b".5", "json"),
        (b"[" * 101, "json-depth"),
        (b'"x' + b"[" * 200, "json"),
        (b'["\\\\",' + b"[" * 100, "json-depth"),
    ],
)
def test_refused(raw: bytes, code: str) -> None:
    with pytest.raises(NavetteError) as refused:
        strict.read(raw)
    assert refused.value.code == code


@pytest.mark.parametrize("raw", [b"[]", b'"x"', b"1", b"null"])
def test_an_object_is_asked_for(raw: bytes) -> None:
    with pytest.raises(NavetteError, match="not-an-object"):
        strict.read_object(raw)


def test_what_is_deep_enough_is_read() -> None:
    raw = b"[" * 100 + b"]" * 100
    assert strict.write(strict.read(raw)) == raw


@pytest.mark.parametrize("spelled", ["1.10", "0.0", "-71.400", "3", "120.000000000000000001", "0.000000001", "-0.0"])
def test_decimals_keep_their_spelling(spelled: str) -> None:
    raw = f'{{"value":{spelled}}}'.encode()
    assert strict.write(strict.read(raw)) == raw


def test_a_whole_number_is_not_a_decimal() -> None:
    assert strict.read(b"[1,1.0]") == [1, Decimal("1.0")]
    assert [type(one) for one in strict.read(b"[1,1.0]")] == [int, Decimal]  # type: ignore[union-attr]


@given(JSON)
def test_what_is_written_is_read(value: strict.Json) -> None:
    assert strict.read(strict.write(value)) == value


def test_text_is_written_as_it_is() -> None:
    assert strict.write({"é": "🙂\n"}) == '{"é":"🙂\\n"}'.encode()


@pytest.mark.parametrize(
    ("spelled", "figures"),
    [
        ("1e3", "1000"),
        ("1.50e1", "15.0"),
        ("2.5E-9", "0.0000000025"),
        ("-0.0e0", "-0.0"),
        ("0e5", "0"),
        ("-12e-1", "-1.2"),
    ],
)
def test_a_number_with_an_exponent_is_written_in_figures(spelled: str, figures: str) -> None:
    assert strict.write(strict.read(spelled.encode())) == figures.encode()
    assert judged([spelled.encode()]) == [figures]


PIECES = [
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b'"',
        b":",
        b",",
        b" ",
        b"\n",
        b"\\",
        b"'",
        b"/",
        b"\x00",
        b"\xff",
        b"\xc3",
        b"\xef\xbb\xbf",
    ),
    *(
        b"1",
        b"-",
        b"+",
        b"0",
        b".",
        b"e",
        b"E5",
        b"1.50",
        b"-0",
        b"01",
        b"1e400",
        b"1e-999",
        b"1e1000",
        b"9" * 17,
        b"9" * 4301,
    ),
    *(
        b"true",
        b"null",
        b"nul",
        b"NaN",
        b"-Infinity",
        b'"a"',
        b'"a":1',
        b'{"a":1,"b":[]}',
        b'"__proto__":[]',
        b"[" * 60,
    ),
    *(
        b'"\\u00e9"',
        b'"\\ud83d\\ude00"',
        b'"\\ud83d"',
        b'"\\n\\/\\x"',
        b'"\t"',
        b'"\\\\"',
        b'"\\""',
        "🙂é\u2028".encode(),
        b"]" * 60,
    ),
]
SOUND = [
    b'{"a":[1,2.50,-3e2,{"b":"\\u00e9\\n"}],"c":null,"__proto__":true}',
    b"[" * 100 + b"]" * 100,
    b'{"a":{"b":[]},"c":"d"}',
]


def mangled(seed: int) -> bytes:
    """Sound JSON, cut and filled at random, or pieces in a row."""
    chance = Random(seed)
    text = chance.choice([*SOUND, b"".join(chance.choices(PIECES, k=chance.randrange(6)))])
    for _ in range(chance.randrange(4)):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice([b"", *PIECES]) + text[at + chance.choice([0, 0, 1, 2]) :]
    return text


def judged(texts: list[bytes]) -> list[str | list[str]]:
    """What JavaScript writes again, or its code and problem."""
    given = [base64.b64encode(text).decode() for text in texts]
    found: list[str | list[str]] = run_node([Call("adapters/strict", "readAll", (given,))])[0]
    return found


def judge(text: bytes) -> str | list[str]:
    try:
        return strict.write(strict.read(text)).decode()
    except NavetteError as refused:
        return [refused.code, str(refused.data.get("problem", ""))]


def in_one_order(judged: str | list[str]) -> tuple[object, list[str]]:
    """JavaScript puts keys that are spelled like integers before the others."""
    return (strict.read(judged.encode()) if isinstance(judged, str) else judged), sorted(judged)


@settings(max_examples=5, deadline=None, phases=[Phase.generate])  # an example is a batch: nothing to shrink
@given(st.integers(0, 2**64))
def test_the_same_in_javascript(seed: int) -> None:
    texts = [mangled(seed + at) for at in range(500)]
    for text, mine, theirs in zip(texts, map(judge, texts), judged(texts), strict=True):
        assert in_one_order(mine) == in_one_order(theirs), text


def test_texts_of_javascript_are_read_like_bytes() -> None:
    texts = ['{"é":"🙂"}', "[1.50]", "{", "\ufeff{}", '"' + "x" * strict.MAX_BYTES, "é" * (strict.MAX_BYTES // 2 + 1)]
    found = run_node([Call("adapters/strict", "readTexts", ([*texts, '"\ud83d"'],))])[0]
    assert found == [*(judge(text.encode()) for text in texts), ["utf-8", ""]]


@pytest.mark.parametrize("value", [1.5, "\ud83d", {"a": ["\udc00"]}])
def test_javascript_writes_nothing_but_strict_json(value: object) -> None:
    with pytest.raises(Thrown, match="strict JSON"):
        run_node([Call("strict", "write", (value,))])
