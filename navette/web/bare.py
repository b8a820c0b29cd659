"""Scripts without comments and indentation: a browser has no use for them, and they weigh.

What is left is the same program, line for line; tests/js/test_bare.py has TypeScript's own reader say so.
"""

import re
from typing import Final

_KEPT: Final = (
    r'"(?:\\.|[^"\\\n])*"',
    r"'(?:\\.|[^'\\\n])*'",
    r"`(?:\\.|\$\{(?:`[^`]*`|\{[^{}]*\}|[^`{}])*\}|[^`\\])*`",  # a text in a text, once
    r"(?<=[(,=:\[!&|?{};>])[ ]?/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/",  # an expression, no division
)
_LOST: Final = r"(?:[ \t]*//[^\n]*|[ \t]*/\*[^*]*\*+(?:[^/*][^*]*\*+)*/|[ \t]*\n\s*)+"
_PIECE: Final = re.compile(f"(?P<kept>{'|'.join(_KEPT)})|{_LOST}", re.DOTALL)


def bare(script: str) -> str:
    """A script without its comments, its empty lines and what its lines begin with."""
    return _PIECE.sub(_without, script).lstrip("\n")


def _without(found: re.Match[str]) -> str:
    piece = found[0]
    if found["kept"] is not None:
        return piece
    return "\n" if "\n" in piece else ""
