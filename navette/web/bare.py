"""Scripts and styles without comments, indentation and the blanks around signs: browsers have no use for them.

What is left is the same program, line for line; tests/js/test_bare.py has TypeScript's own reader say so.
"""

import re
from typing import Final

_BEFORE: Final = r"[(,=:\[!&|?{};>]"  # what an expression may come after, and a division never
_TEXTS: Final = (
    r'"(?:\\.|[^"\\\n])*"',
    r"'(?:\\.|[^'\\\n])*'",
    r"`(?:\\.|\$\{(?:`[^`]*`|\{[^{}]*\}|[^`{}])*\}|[^`\\])*`",  # a text in a text, once
    rf"(?:(?<={_BEFORE})|(?<={_BEFORE} ))/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/",
)
_COMMENTS: Final = r"(?:[ \t]*//[^\n]*|[ \t]*/\*[^*]*\*+(?:[^/*][^*]*\*+)*/|[ \t]*\n\s*)+"
_PIECE: Final = re.compile(rf"({'|'.join(_TEXTS)})|{_COMMENTS}|[ \t]*([=,;:{{}}()\[\]?<>&|!*])[ \t]*", re.DOTALL)


def bare(script: str) -> str:
    """A script without its comments, its empty lines, what its lines begin with, and the blanks around signs."""
    return _PIECE.sub(_without, script).lstrip("\n")


_STYLE: Final = re.compile(
    r"""("(?:\\.|[^"\\])*")|\s*/\*.*?\*/\s*|\s*([{};])\s*|([,:])\s+""",
    re.DOTALL,
)


def bare_style(sheet: str) -> str:
    """A style sheet without its comments, and without blanks but between words; a rule a line."""
    return _STYLE.sub(lambda found: "".join(filter(None, found.groups())), sheet).replace("}", "}\n").lstrip("\n")


def _without(found: re.Match[str]) -> str:
    text, sign = found.groups()
    return text or sign or ("\n" if "\n" in found[0] else "")
