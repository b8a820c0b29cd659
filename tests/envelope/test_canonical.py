"""JSON that two languages cannot read differently."""

import json

import pytest

from navette.envelope.canonical import MAX_JSON, canonical, is_text, read_object
from tests.envelope.world import refused


def test_what_is_canonical_is_read() -> None:
    value: dict[str, object] = {"é": "\u2028\x7f", "a": [], "b": {"z": '\n"\\\x01', "A": [["x"], {}]}}
    raw = canonical(value)
    assert read_object(raw) == value
    assert raw == '{"a":[],"b":{"A":[["x"],{}],"z":"\\n\\"\\\\\\u0001"},"é":"\u2028\x7f"}'.encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b'"text"',
        b"{",
        b'{"a":"1"} ',
        b' {"a":"1"}',
        b'{"a": "1"}',
        b'{"b":"1","a":"2"}',
        b'{"a":"1","a":"1"}',
        b'{"a":"1","a":"2"}',
        b'{"a":1}',
        b'{"a":null}',
        b'{"a":[true]}',
        b'{"a":{"b":1.0}}',
        b'{"a":NaN}',
        b'{"a":"\\u00e9"}',
        b'{"a":"\\/"}',
        b'{"a":"\\u000a"}',
        b'{"a":"\\u001F"}',
        b'{"a":"\\ud800"}',
        b'{"\\ud800":"a"}',
        b"\xef\xbb\xbf{}",
        b"{'a':'1'}",
    ],
)
def test_any_other_spelling_is_refused(raw: bytes) -> None:
    with refused("json"):
        read_object(raw)


def test_what_is_not_utf_8_is_refused() -> None:
    for raw in (b'{"a":"\xff"}', b'{"a":"\xc0\xaf"}', b'{"a":"\xed\xa0\x80"}'):
        with refused("utf-8"):
            read_object(raw)


def test_depth_ends_in_a_refusal() -> None:
    for raw in (b"[" * 60_000, b'{"a":' * 10_000):
        with refused("json-depth"):
            read_object(raw)


def test_size_is_limited() -> None:
    assert read_object(b'{"a":"' + b"x" * (MAX_JSON - 8) + b'"}')
    with refused("too-large"):
        read_object(b'{"a":"' + b"x" * (MAX_JSON - 7) + b'"}')


def test_half_a_surrogate_pair_cannot_be_written() -> None:
    """Who signs it is told; who reads it refuses it."""
    with refused("json"):
        canonical({"a": "\ud800"})
    assert json.loads('"\\ud800"') == "\ud800"


@pytest.mark.parametrize("text", ["", "x" * 11, "a\nb", "a\x00", "a\x85", "a\u202eb", "\u2066a", 1, None, ["a"]])
def test_a_text_hides_nothing(text: object) -> None:
    assert not is_text(text, 10)


@pytest.mark.parametrize("text", ["x", "x" * 10, "Dr É. N’Guyen", "a\u00a0b", "👩\u200d⚕\ufe0f"])
def test_a_text_is_what_a_person_reads(text: str) -> None:
    assert is_text(text, 10) or len(text) > 10
