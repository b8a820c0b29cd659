"""A received document on a terminal: every fact, then every section, in lines that fit.

Client tower only. Nothing of the content reaches the terminal as it came: controls, and the marks that reorder what
is shown, are spelled out.
"""

import textwrap
import unicodedata
from collections.abc import Iterator
from typing import Final

from navette.fhir import xhtml
from navette.fhir.view import Fact, Section, View
from navette.wording import Language

_JOINERS: Final = "\u200c\u200d"  # Persian and emoji need them, and they hide nothing
_LABEL: Final = 16
_INDENT: Final = "  "


def text(raw: bytes, *, lang: Language | None = None, width: int = 88) -> str:
    """The document as lines of at most `width` columns, its labels in `lang`, else in the language spoken.

    Fails as `View` does. Attachments are not in the document: the caller lists them.
    """
    view, lines = View(raw, lang), _Lines(max(width, _LABEL + 20))
    said = [*lines.wrapped(view.title.upper(), ""), *lines.facts(view.patient()), *lines.facts(view.facts())]
    for section in view.sections():
        said += ["", *lines.section(view, section)]
    return "\n".join(said) + "\n"


def printable(given: str) -> str:
    """The text without anything a terminal would obey: an escape is spelled `x1b` after a backslash, and so on."""
    return "".join(_spelled(char) for char in given)


def _spelled(char: str) -> str:
    if char in _JOINERS or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return char
    return char.encode("unicode_escape").decode("ascii") if ord(char) != 0xAD else "\\xad"


class _Lines:
    """Lines of at most so many columns."""

    def __init__(self, width: int) -> None:
        self._width = width

    def facts(self, facts: Iterator[Fact]) -> Iterator[str]:
        """Labels in a column of their own."""
        for label, value in facts:
            yield from self._fold(f"{label:<{_LABEL}}", " " * _LABEL, value)

    def section(self, view: View, section: Section) -> Iterator[str]:
        """Its title, then its narrative as plain text; what is badly written is shown whole."""
        indent = _INDENT * section.depth
        yield from self.wrapped(section.title, indent)
        lines: Iterator[str] | tuple[str, ...] = section.lines
        if section.div:
            lines = _narrative(view, section.div)
        for line in lines:
            yield from self.wrapped(line, indent + _INDENT)

    def wrapped(self, line: str, indent: str) -> list[str]:
        """One line of the document."""
        return self._fold(indent, indent + _INDENT if line.startswith("- ") else indent, line)

    def _fold(self, first: str, next_ones: str, value: str) -> list[str]:
        return textwrap.wrap(
            printable(value.replace("\n", " ")),
            self._width,
            initial_indent=first,
            subsequent_indent=next_ones,
            break_on_hyphens=False,
        )


def _narrative(view: View, div: str) -> Iterator[str]:
    try:
        yield from xhtml.plain(div).split("\n")
    except ValueError:
        yield view.badly_written
        yield from div.split("\n")
