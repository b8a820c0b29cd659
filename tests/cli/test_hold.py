"""What coordinators hold back from removal, typed."""

import pytest

from tests.cli.territory import Territory


@pytest.mark.parametrize("option", [["--lift"], ["--code", "complaint"]])
def test_what_is_held_back_has_to_be_said(settled: Territory, option: list[str]) -> None:
    """Otherwise the list of holds would look like the answer."""
    done = settled.run("nathalie", "hold", *option, "--lang", "en")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"say what: a fiche's reference, a mailbox, or all" in done.stderr
