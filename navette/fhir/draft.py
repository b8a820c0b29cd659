"""A document being written: its entries, in order, and the ids that tie them together."""

from typing import Final
from uuid import UUID

from navette.fhir.strict import Json, Object

_LAST_48_BITS: Final = (1 << 48) - 1


class Draft:
    """Entries with ids made of the bundle's own and consecutive numbers in its last 48 bits: nothing is drawn twice.

    The same answers, parties, time and bundle id make the same document everywhere.
    """

    def __init__(self, bundle_id: UUID) -> None:
        self.bundle_id: Final = bundle_id
        self.entries: list[Json] = []
        self._used: set[str] = set()
        self._base = bundle_id.int & ~_LAST_48_BITS
        self._last = bundle_id.int & _LAST_48_BITS

    def new_id(self) -> str:
        """The next id."""
        self._last = (self._last + 1) & _LAST_48_BITS
        return str(UUID(int=self._base | self._last))

    def add(self, kind: str, fields: Object, given_id: str = "") -> Object:
        """Appends a resource, under the next id or the one reserved for it; answers a Reference to it."""
        resource_id = given_id or self.new_id()
        self._used.add(resource_id)
        resource: Object = {"resourceType": kind, "id": resource_id, **fields}
        self.entries.append({"fullUrl": f"urn:uuid:{resource_id}", "resource": resource})
        return reference(resource_id)

    def has(self, resource_id: str) -> bool:
        """Whether an entry has that id."""
        return resource_id in self._used


def reference(resource_id: str) -> Object:
    """A Reference to the entry of that id."""
    return {"reference": f"urn:uuid:{resource_id}"}


def concept(*codings: Object, text: str = "") -> Object:
    """A CodeableConcept; coded, said, or both."""
    found: Object = {"coding": list(codings)} if codings else {}
    return {**found, "text": text} if text else found
