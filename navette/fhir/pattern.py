r"""Regular expressions that mean the same in Python and in JavaScript.

What the two read differently is spelled out (\s, \d, \w, $), or refused. The result is made for
`re.compile(…, re.DOTALL)` and for `new RegExp(…, "su")`.
"""

import re
import warnings
from typing import Final

_CLASSES: Final = {"d": "0-9", "w": "0-9A-Za-z_", "s": r" \t\n\r\f\v"}
_PLAIN: Final = frozenset("nrtfv")
_SYNTAX: Final = frozenset(r"^$\.*+?()[]{}|/")
_PIECE: Final = re.compile(
    r"(?P<escape>\\.)|(?P<count>\{[0-9]{1,4}(?:,[0-9]{0,4})?\}\??)|(?P<group>\(\?:)|(?P<other>.)", re.DOTALL
)


def shared(pattern: str) -> str:
    """The same pattern in the syntax both languages share; ValueError when there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            re.compile(pattern)
            written = _written(pattern)
            re.compile(written, re.DOTALL)
        except (re.error, Warning, RecursionError, OverflowError) as problem:
            raise ValueError(str(problem)) from problem
    return written


def _written(pattern: str) -> str:
    pieces: list[str] = []
    inside, before = False, ""
    for found in _PIECE.finditer(pattern):
        piece = found[0]
        if found["escape"]:
            pieces.append(_escaped(piece[1], inside))
        elif inside:
            if piece == "]" and pieces[-1] in ("[", "^") and before in ("[", "^"):
                raise ValueError("a class that begins with ] is not read in the same way everywhere")
            pieces.append(piece)
            inside = piece != "]"
        elif found["other"]:
            pieces.append(_other(piece, before, pattern[found.end() : found.end() + 1]))
            inside = piece == "["
        else:
            pieces.append(piece)
        before = piece
    return "".join(pieces)


def _escaped(letter: str, inside: bool) -> str:
    if letter in _CLASSES:
        return _CLASSES[letter] if inside else f"[{_CLASSES[letter]}]"
    if letter.lower() in _CLASSES and not inside:
        return f"[^{_CLASSES[letter.lower()]}]"
    if letter in _PLAIN or letter in _SYNTAX or (letter == "-" and inside):
        return f"\\{letter}"
    if letter.isascii() and letter.isalnum():
        raise ValueError(f"\\{letter} is not read in the same way everywhere")
    return letter


def _other(piece: str, before: str, after: str) -> str:
    if piece in "{}":
        raise ValueError(f"{piece} alone is not read in the same way everywhere")
    if piece == "(" and after == "?":
        raise ValueError("only groups of the kind (?:…) are read in the same way everywhere")
    if piece == "+" and (before in ("*", "+", "?") or before[:1] == "{"):
        raise ValueError("a possessive quantifier is not known everywhere")
    return {"$": "(?!.)", "]": r"\]"}.get(piece, piece)
