"""Two mailboxes and those who sit in them: a cabinet of one, a ward of two."""

from dataclasses import dataclass, field

import pytest

from navette.core.errors import NavetteError
from navette.envelope.format import Envelope
from navette.envelope.manifest import Manifest
from navette.envelope.person import Person
from navette.envelope.seal import seal
from navette.envelope.seat import KemKey

NOW = 1_795_341_600  # 2026-11-22T10:00:00Z
FICHE = b'{"resourceType":"Bundle","total":1.10}'


@dataclass(frozen=True)
class World:
    gp: Person = field(default_factory=Person.new)
    nurse: Person = field(default_factory=Person.new)
    doctor: Person = field(default_factory=Person.new)
    cabinet: bytes = bytes(range(16))
    ward: bytes = bytes(range(16, 32))
    cabinet_key: KemKey = field(default_factory=KemKey.new)
    ward_key: KemKey = field(default_factory=KemKey.new)

    @property
    def to(self) -> list[tuple[bytes, bytes]]:
        return [(self.ward, self.ward_key.public), (self.cabinet, self.cabinet_key.public)]

    def sealed(self, fiche: bytes = FICHE) -> Envelope:
        return seal(self.gp, self.cabinet, self.to, Manifest(), fiche, time=NOW)


WORLD = World()


def refused(code: str) -> "pytest.RaisesExc[NavetteError]":
    """Expects that one failure."""
    return pytest.RaisesExc(NavetteError, check=lambda error: error.code == code)
