"""The server's answers, read with suspicion: each field of the form docs/spec/api.md says, or `server-answer`."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from navette.core.encoding import seconds, unb64
from navette.core.errors import Local, Malformed
from navette.core.indicators import read_day

Kind = TypeVar("Kind", bound=StrEnum)
Made = TypeVar("Made")


def malformed(field: str) -> Local:
    """The failure of an answer whose field is missing or not of the form described."""
    return Local("server-answer", field=field)


class Fields:
    """One JSON object of an answer; each accessor raises `server-answer` (data: field)."""

    def __init__(self, value: object, name: str = "body") -> None:
        """name: what to call the object when it is none."""
        if not isinstance(value, Mapping):
            raise malformed(name)
        self._value: Mapping[str, object] = value

    @property
    def plain(self) -> Mapping[str, object]:
        """The object as it came."""
        return self._value

    def has(self, name: str) -> bool:
        """The field is there and not null."""
        return self._value.get(name) is not None

    def text(self, name: str) -> str:
        """A string that UTF-8 can spell."""
        self.encoded(name)
        return str(self._value[name])

    def encoded(self, name: str) -> bytes:
        """A string, as its UTF-8 bytes."""
        value = self._value.get(name)
        if not isinstance(value, str):
            raise malformed(name)
        try:
            return value.encode()
        except UnicodeEncodeError as error:  # half of a surrogate pair
            raise malformed(name) from error

    def number(self, name: str) -> int:
        """A whole number, not negative, that every language holds exactly."""
        value = self._value.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 53:
            raise malformed(name)
        return value

    def maybe_number(self, name: str) -> int | None:
        """The same, or None for null."""
        return self.number(name) if self.has(name) else None

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self._value.get(name)
        if not isinstance(value, bool):
            raise malformed(name)
        return value

    def time(self, name: str) -> int:
        """Seconds since 1970."""
        return self._read(name, seconds)

    def maybe_time(self, name: str) -> int | None:
        """The same, or None for null."""
        return self.time(name) if self.has(name) else None

    def raw(self, name: str, length: int) -> bytes:
        """Base64url of exactly that many bytes."""
        return self._read(name, lambda value: unb64(value, length))

    def maybe_raw(self, name: str, length: int) -> bytes | None:
        """The same, or None for null."""
        return self.raw(name, length) if self.has(name) else None

    def one_of(self, name: str, kind: type[Kind]) -> Kind:
        """A value of that enumeration."""
        try:
            return kind(self.text(name))
        except ValueError as error:
            raise malformed(name) from error

    def fields(self, name: str) -> "Fields":
        """An object inside."""
        return Fields(self._value.get(name), name)

    def strings(self, name: str) -> dict[str, str]:
        """An object of strings."""
        value = self._value.get(name)
        if not isinstance(value, Mapping) or not all(isinstance(one, str) for one in value.values()):
            raise malformed(name)
        return dict(value)

    def many(self, name: str) -> list["Fields"]:
        """A list of objects."""
        return [Fields(one, name) for one in self._list(name)]

    def days(self, name: str) -> list[date]:
        """A list of days, 2026-11-24."""
        try:
            return [read_day(str(one)) for one in self._list(name)]
        except Malformed as error:
            raise malformed(name) from error

    def hashes(self, name: str) -> list[bytes]:
        """A list of 32-byte values."""
        return self._all(name, 32)

    def ids(self, name: str) -> list[bytes]:
        """A list of 16-byte ids."""
        return self._all(name, 16)

    def _all(self, name: str, length: int) -> list[bytes]:
        try:
            return [unb64(one, length) for one in self._list(name)]
        except Malformed as error:
            raise malformed(name) from error

    def _list(self, name: str) -> list[object]:
        value = self._value.get(name)
        if not isinstance(value, list):
            raise malformed(name)
        return value

    def _read(self, name: str, read: Callable[[object], Made]) -> Made:
        try:
            return read(self._value.get(name))
        except Malformed as error:
            raise malformed(name) from error
