"""Canaries: words that stand nowhere else, sealed into fiches; and the search that would see one fly.

All words begin with one mark and all numbers with another, drawn for each run: finding a mark, as it is or under the
spellings that programs give to text, is finding a canary.
"""

import base64
import gzip
import json
import random
import string
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress

LETTERS, DIGITS = 12, 10
INFLATED = 1 << 20
GZIP, ZLIB = b"\x1f\x8b\x08", (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")


class Canaries:
    """word, number: the marks; made: how many canaries there are."""

    def __init__(self, chance: random.Random) -> None:
        self.word = "".join(chance.choices(string.ascii_lowercase, k=LETTERS))
        self.number = "".join(chance.choices("123456789", k=DIGITS))
        self.made = 0
        self._needles = {
            f"{name} of a {kind}": needle
            for kind, mark in (("word", self.word), ("number", self.number))
            for name, needle in spellings(mark)
        }

    def text(self) -> str:
        """A word nobody wrote before."""
        self.made += 1
        return f"{self.word}{self.made:07x}"

    def digits(self) -> str:
        """A number nobody gave before: 17 digits."""
        self.made += 1
        return f"{self.number}{self.made:07d}"

    def fill(self, value: object) -> object:
        """The same tree with a canary in the place of each text and number."""
        if isinstance(value, dict):
            return {name: self.fill(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self.fill(one) for one in value]
        if isinstance(value, str):
            return self.digits() if value.isdigit() else self.text()
        return value

    def found(self, data: bytes) -> set[str]:
        """The spellings under which a canary stands in the data; empty when none does."""
        seen = self._plain(data)
        for name, inflated in inflations(data):
            seen |= {f"{name}, {one}" for one in self._plain(inflated)}
        return seen

    def _plain(self, data: bytes) -> set[str]:
        lower = data.lower()
        return {name for name, needle in self._needles.items() if needle in (lower if needle.islower() else data)}


def spellings(mark: str) -> Iterator[tuple[str, bytes]]:
    """The mark as it is, and as it may have been written by who did not mean to hide it."""
    raw = mark.encode()
    yield "as it is", raw
    yield "hexadecimal", raw.hex().encode()
    yield "UTF-16", mark.encode("utf-16-le")
    yield "UTF-32", mark.encode("utf-32-le")
    yield "JSON escapes", "".join(f"\\u{ord(one):04x}" for one in mark).encode()
    yield "percent escapes", "".join(f"%{ord(one):02x}" for one in mark).encode()
    for shift in range(3):
        whole = base64.b64encode(bytes(shift) + raw)
        kept = whole[4 * bool(shift) : 4 * ((shift + len(raw)) // 3)]
        yield f"base64, {shift} bytes in", kept
        yield f"base64 of UTF-16, {shift} bytes in", _utf_16(mark, shift)


def _utf_16(mark: str, shift: int) -> bytes:
    raw = bytes(shift) + mark.encode("utf-16-le")
    return base64.b64encode(raw)[4 * bool(shift) : 4 * (len(raw) // 3)]


def inflations(data: bytes) -> Iterator[tuple[str, bytes]]:
    """What inflates from any place where gzip or zlib could begin."""
    for name, magic, bits in [("gzip", GZIP, 31), *(("zlib", one, 15) for one in ZLIB)]:
        at = data.find(magic)
        while at >= 0:
            if inflated := inflate(data[at : at + INFLATED], bits):
                yield name, inflated
            at = data.find(magic, at + 1)


def inflate(data: bytes, bits: int = -15) -> bytes:
    """What the beginning of the data inflates to, empty when it is not deflated. bits: as zlib's wbits."""
    with suppress(zlib.error):
        return zlib.decompressobj(bits).decompress(data, INFLATED)
    return b""


# How text is written by programs, for the test of the search itself.
WRITINGS: dict[str, Callable[[str], bytes]] = {
    "as it is": lambda text: f'{{"name":"{text}"}}'.encode(),
    "capitals": lambda text: text.upper().encode(),
    "base64": lambda text: base64.b64encode(f"name={text};".encode()),
    "base64url, shifted": lambda text: base64.urlsafe_b64encode(f"ame={text};".encode()),
    "base64, shifted twice": lambda text: base64.b64encode(f"me={text};".encode()),
    "hexadecimal": lambda text: f"'{text}'".encode().hex().upper().encode(),
    "UTF-16, big end first": lambda text: f"- {text}".encode("utf-16-be"),
    "UTF-16": lambda text: f"- {text}".encode("utf-16"),
    "JSON escapes": lambda text: "".join(f"\\u{ord(one):04X}" for one in f"«{text}»").encode(),
    "gzip": lambda text: gzip.compress(json.dumps({"name": text}).encode()),
    "zlib": lambda text: zlib.compress(f"{text}, {text}".encode()),
    "zlib, strongly": lambda text: zlib.compress(f"{text}, {text}".encode(), 9),
}
