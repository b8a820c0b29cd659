"""What reaches a terminal: its width is right, and it cannot drive the reader's screen."""

import pytest

from navette.cli.text import clean, columns, cut, pad


@pytest.mark.parametrize(
    ("text", "width"),
    [("Gériatrie", 9), ("Ge\u0301riatrie", 9), ("診療所", 6), ("", 0), ("naïve ½", 7)],
)
def test_columns(text: str, width: int) -> None:
    assert columns(text) == width


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("Centre hospitalier", 18, "Centre hospitalier"),
        ("Centre hospitalier", 8, "Centre…"),
        ("Hôpital", 4, "Hôp…"),
        ("診療所", 4, "診…"),
        ("abc", 1, "…"),
    ],
)
def test_cut_says_that_something_is_left_out(text: str, width: int, shown: str) -> None:
    assert cut(text, width) == shown
    assert columns(cut(text, width)) <= width


def test_pad_aligns_accents_and_wide_symbols() -> None:
    assert [columns(pad(text, 10)) for text in ("Gériatrie", "診療所", "Centre hospitalier")] == [10, 10, 10]
    assert pad("12", 4, right=True) == "  12"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Dr \x1b[2JMartin", "Dr \N{REPLACEMENT CHARACTER}[2JMartin"),
        ("a\x9b31mb", "a\N{REPLACEMENT CHARACTER}31mb"),
        ("txt\u202exe.fdp", "txtxe.fdp"),
        ("one\ntwo\tthree", "one two three"),
        ("e\u0301", "é"),
    ],
)
def test_a_name_written_elsewhere_cannot_drive_the_terminal(given: str, shown: str) -> None:
    assert clean(given) == shown


def test_lines_stay_when_wanted() -> None:
    assert clean("one\r\ntwo\x07", lines=True) == "one\ntwo\N{REPLACEMENT CHARACTER}"
