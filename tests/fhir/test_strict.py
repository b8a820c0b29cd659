from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navette.core.errors import NavetteError
from navette.fhir import strict

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
