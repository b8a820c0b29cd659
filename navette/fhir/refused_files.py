"""The files of a site's folder that are no form: each is told once for what it holds, however often others change."""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from navette.fhir import form


class Faults:
    """What was told of the files of one folder, by those who read its forms."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._told: set[tuple[str, str, bytes]] = set()

    def fresh(self) -> dict[str, str]:
        """The files that are refused now, and why; without those that were told with the same bytes before."""
        found = {}
        for name, problem in form.known().refused.items():
            with suppress(OSError):  # it is being replaced: its next form is told
                told = name, problem, sha256((self._place / name).read_bytes()).digest()
                if told not in self._told:
                    found[name] = problem
                self._told.add(told)
        return found
