"""One spelling each for bytes, times and references."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from navette.core.encoding import (
    CROCKFORD,
    b64,
    crockford,
    reference,
    referred,
    seconds,
    timestamp,
    typable,
    unb64,
    uncrockford,
)
from navette.core.errors import Malformed


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=100))
def test_bytes_come_back(data: bytes) -> None:
    assert unb64(b64(data), len(data)) == data


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("AB", 1),  # unused low bits that are not zero
        ("AAB", 2),
        ("AA==", 1),
        ("AA=", 1),
        ("A", 1),
        ("AAA", 1),
        ("+A", 1),
        ("/A", 1),
        ("A\n", 1),
        (" AA", 2),
        ("éA", 1),
        ("", 1),
        ("AA", 0),
        (b"AA", 1),
        (None, 1),
        (12, 1),
        (["A", "A"], 1),
    ],
)
def test_any_other_spelling_of_bytes_is_refused(text: object, length: int) -> None:
    with pytest.raises(Malformed) as caught:
        unb64(text, length)
    assert caught.value.code == "base64url"
    assert caught.value.data == {"expected": length}


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=4), st.integers(0, 3))
def test_what_is_read_has_one_spelling(text: str, length: int) -> None:
    try:
        data = unb64(text, length)
    except Malformed:
        return
    assert b64(data) == text


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 253402300799))
def test_times_come_back(instant: int) -> None:
    assert seconds(timestamp(instant)) == instant


def test_a_time_is_in_utc() -> None:
    assert timestamp(1_795_341_600) == "2026-11-22T10:00:00Z"


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T10:00:00",
        "2026-11-22 10:00:00Z",
        "2026-11-22T10:00:00z",
        "2026-11-22T10:00:00.0Z",
        "2026-11-22T10:00:00+00:00",
        "2026-11-22T10:00:00Z\n",
        "2026-11-31T10:00:00Z",
        "2026-02-29T10:00:00Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T10:00:60Z",
        "0000-01-01T00:00:00Z",
        "٢٠٢٦-11-22T10:00:00Z",
        "",
        1_795_341_600,
        None,
    ],
)
def test_any_other_spelling_of_a_time_is_refused(text: object) -> None:
    with pytest.raises(Malformed, match=r"^time$"):
        seconds(text)


def test_crockford_says_what_a_person_can_type() -> None:
    assert crockford(0, 3) == "000"
    assert crockford(32**3 - 1, 3) == "ZZZ"
    assert crockford(33, 3) == "011"
    assert len(set(CROCKFORD)) == 32
    assert not set(CROCKFORD) & set("ILOU")


@pytest.mark.parametrize("typed", ["nv7k3f", " NV-7K 3F ", "n v\t7k-3f\n"])
def test_what_is_typed_is_forgiven(typed: str) -> None:
    assert uncrockford(typed) == "NV7K3F"
    assert uncrockford("oOiIlL") == "001111"


def test_a_reference_is_short_and_follows_from_the_message() -> None:
    assert reference(bytes(16)) == reference(bytes(16))
    assert reference(bytes(16)) == "NV-6X3G-HZZ"
    assert reference(bytes(15) + b"\1") != reference(bytes(16))


@given(st.lists(st.binary(min_size=16, max_size=16), min_size=1, max_size=9, unique=True), st.integers(0, 8))
def test_a_message_is_found_by_its_reference(messages: list[bytes], at: int) -> None:
    wanted = messages[at % len(messages)]
    assert referred(reference(wanted), messages) == wanted
    assert referred(reference(wanted), [one for one in messages if one != wanted]) is None


@given(st.binary(min_size=16, max_size=16))
def test_what_people_type_is_no_option(drawn: bytes) -> None:
    assert b64(typable(drawn))[0] != "-"
    assert typable(typable(drawn)) == typable(drawn)
    assert typable(drawn)[1:] == drawn[1:]
