"""What a mailbox says of itself: when somebody is there, who stands in, which forms it takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, cast

from navette.core.encoding import seconds, unb64
from navette.core.hours import Calendar, Closure, read_week
from navette.envelope.keys import ID, KEY_ID
from navette.envelope.statement import statement_digest


class Numbered(Protocol):
    """Where a row of numbered statements stands."""

    @property
    def n(self) -> int:
        """The number of the latest."""
        ...

    @property
    def digest(self) -> bytes:
        """SHA-256 of its bytes."""
        ...


@dataclass(frozen=True, slots=True)
class ServiceState:
    """A mailbox's latest `service` statement.

    n, digest: its number, SHA-256 of its bytes; by: who signed; hours: day ("mon" …) → "08:00-12:00,14:00-18:00", of
    no day: always open; closed: ascending; substitute: a mailbox id, empty for none; forms: hashes (32 bytes), of none:
    all; time: the signer's clock, seconds since 1970.
    """

    mailbox: bytes
    n: int
    digest: bytes
    by: bytes
    hours: Mapping[str, str]
    closed: tuple[Closure, ...]
    substitute: bytes
    forms: tuple[bytes, ...]
    note: str
    time: int

    def calendar(self, holidays: frozenset[date] = frozenset()) -> Calendar:
        """When somebody is there."""
        return Calendar(holidays, read_week(self.hours), self.closed)

    def takes(self, form: bytes) -> bool:
        """Whether this form is one of those it takes."""
        return not self.forms or form in self.forms


def service_state(raw: bytes, value: Mapping[str, object]) -> ServiceState:
    """What a statement says that `statement.read` has read."""
    substitute = str(value["substitute"])
    return ServiceState(
        mailbox=unb64(value["mailbox"], ID),
        n=int(str(value["n"])),
        digest=statement_digest(raw),
        by=unb64(value["by"], KEY_ID),
        hours=dict(cast("Mapping[str, str]", value["hours"])),
        closed=tuple(map(_closure, cast("list[Mapping[str, str]]", value["closed"]))),
        substitute=unb64(substitute, ID) if substitute else b"",
        forms=tuple(unb64(form, 32) for form in cast("list[str]", value["forms"])),
        note=str(value["note"]),
        time=seconds(value["time"]),
    )


def _closure(value: Mapping[str, str]) -> Closure:
    return Closure(date.fromisoformat(value["from"]), date.fromisoformat(value["to"]), value["note"])
