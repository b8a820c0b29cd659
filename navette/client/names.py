"""Finding an entry of the directory by what a person types: an address, a name, the beginning of an id.

Case and accents are forgiven. The surest way of naming wins: address or RPPS, then the whole name, then the beginning
of an id, then words of the name.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from navette.core.encoding import b64
from navette.core.errors import Local, NavetteError
from navette.ledger.directory import Directory

SHORTEST_PREFIX = 6
_SPACES = str.maketrans("–—,", "   ")
Entry = tuple[bytes, str, str]  # id, folded name ("" when nobody vouches for it), folded address or RPPS


def find_mailbox(directory: Directory, name: str, today: date) -> bytes:
    """The mailbox (16 bytes) that answers to this name. Local: unknown-name, ambiguous-name."""
    entries = [
        (one, _fold(identity(directory, one, today).get("name", "")), _fold(state.address))
        for one, state in directory.mailboxes.items()
    ]
    return _find(entries, name, lambda one: directory.mailboxes[one].address)


def find_person(directory: Directory, name: str, today: date) -> bytes:
    """The person (32 bytes) that answers to this name. Local: unknown-name, ambiguous-name."""
    entries = []
    for one in directory.people:
        known = identity(directory, one, today)
        entries.append((one, _fold(known.get("name", "")), known.get("rpps", "")))
    return _find(entries, name, lambda one: b64(one)[:12])


def identity(directory: Directory, subject: bytes, today: date) -> Mapping[str, str]:
    """What a pinned coordinator vouches for today of a person or a mailbox; empty when none does."""
    try:
        if len(subject) == 32:
            return directory.person_identity(subject, today)
        return directory.mailbox_identity(subject, today)
    except NavetteError:
        return {}


def _find(entries: Iterable[Entry], name: str, spell: Callable[[bytes], str]) -> bytes:
    typed, listed = _fold(name), list(entries)
    words = set(typed.split())
    tries: list[Callable[[Entry], bool]] = [
        lambda entry: bool(typed) and entry[2] == typed,
        lambda entry: bool(typed) and entry[1] == typed,
        lambda entry: len(name) >= SHORTEST_PREFIX and b64(entry[0]).startswith(name),
        lambda entry: bool(words) and words <= set(entry[1].split()),
    ]
    for matches in tries:
        found = [entry[0] for entry in listed if matches(entry)]
        if len(found) == 1:
            return found[0]
        if found:
            raise Local("ambiguous-name", name=name, matches=", ".join(sorted(spell(one) for one in found)))
    raise Local("unknown-name", name=name)


def _fold(text: str) -> str:
    """Without case, accents, typographic dashes and commas: “Gériatrie, CH du Gier” is found by its first word."""
    decomposed = unicodedata.normalize("NFKD", text).translate(_SPACES)
    return " ".join("".join(one for one in decomposed if not unicodedata.combining(one)).casefold().split())
