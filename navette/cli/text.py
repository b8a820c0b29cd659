"""Text on a terminal: how wide it is, how it is cut, what of it must never reach the screen."""

import unicodedata

ELLIPSIS = "…"
_DROPPED = ("Cf", "Cs", "Co", "Cn")  # invisible: joiners, bidirectional overrides, what no font draws


def clean(text: str, *, lines: bool = False) -> str:
    """`text` in NFC, safe to print: a name or a fiche written elsewhere must not drive the reader's terminal.

    Control characters become �, invisible ones go; line ends stay only with `lines`.
    """
    kept = (_printable(symbol, lines) for symbol in unicodedata.normalize("NFC", text.replace("\r\n", "\n")))
    return "".join(kept)


def _printable(symbol: str, lines: bool) -> str:
    if symbol == "\n" and lines:
        return symbol
    category = unicodedata.category(symbol)
    if symbol in "\t\n" or category in ("Zl", "Zp"):
        return " "
    if category == "Cc":
        return "\N{REPLACEMENT CHARACTER}"
    return "" if category in _DROPPED else symbol


def columns(text: str) -> int:
    """How many columns of the terminal `text` takes (UAX #11: wide symbols take two, combining ones none)."""
    return sum(_columns_of(symbol) for symbol in text)


def _columns_of(symbol: str) -> int:
    if unicodedata.combining(symbol):
        return 0
    return 2 if unicodedata.east_asian_width(symbol) in "WF" else 1


def cut(text: str, width: int) -> str:
    """`text` in at most `width` columns, ended by … when something was left out."""
    if columns(text) <= width:
        return text
    kept, room = "", width - 1
    for symbol in text:
        room -= _columns_of(symbol)
        if room < 0:
            break
        kept += symbol
    return kept.rstrip() + ELLIPSIS if width > 0 else ""


def pad(text: str, width: int, *, right: bool = False) -> str:
    """`text` cut or filled to exactly `width` columns; `right` aligns figures."""
    text = cut(text, width)
    blanks = " " * (width - columns(text))
    return blanks + text if right else text + blanks
