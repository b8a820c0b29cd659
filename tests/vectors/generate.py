"""Writes tests/vectors/envelope/*.json: one scenario a file, the same bytes each time.

    python -m tests.vectors.generate            writes them all again
    python -m tests.vectors.generate --check    says which files are not what this program writes

One function of SCENARIOS a vector, named as its file; its docstring is the scenario. A vector gives the envelope,
who opens it and with which keys, and what must come of it: `opens` with the manifest and the fiche, or the one failure.
Names and failures are kept for ever. Values are hex.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.vectors import contents, forged, misshapen, opening
from tests.vectors.forge import VECTORS, Forge

SCENARIOS = (opening, misshapen, forged, contents)  # imported, they fill VECTORS
FOLDER = Path(__file__).parent / "envelope"


def write(name: str) -> str:
    """The text of one file."""
    function = VECTORS[name]
    made = {"what": function.__doc__, **function(Forge(name))}
    return json.dumps({key: spelled(value) for key, value in made.items()}, indent=1) + "\n"


def spelled(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    return [spelled(one) for one in value] if isinstance(value, list) else value


def check() -> list[str]:
    """The names of the files that are not what this program writes: altered, missing or too many."""
    there = {path.stem: path.read_text() for path in FOLDER.glob("*.json")}
    made = {name: write(name) for name in VECTORS}
    return sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))


def main(arguments: Sequence[str]) -> None:
    if "--check" in arguments:
        sys.exit("\n".join(check()) or 0)
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.json"):
        path.unlink()
    for name in VECTORS:
        (FOLDER / f"{name}.json").write_text(write(name))


if __name__ == "__main__":
    main(sys.argv[1:])
