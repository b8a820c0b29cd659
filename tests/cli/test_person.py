"""A person at a real terminal (a pseudo-terminal): what is asked, what is not echoed, what moves, what is coloured."""

import re
from pathlib import Path

import pytest

from tests.cli.person import Person
from tests.cli.territory import PASSPHRASE, Territory

PETIT = ("--name", "Mme Petit", "--profession", "infirmière", "--address", "petit@x.example")


@pytest.fixture
def territory(settled: Territory, tmp_path: Path) -> Territory:
    return settled.copy(tmp_path / "territory")


def test_the_passphrase_is_asked_for_and_not_shown(territory: Territory) -> None:
    with territory.server:
        person = Person(territory, "martin", "outbox")
        person.reads("Passphrase, or printed code: ")
        person.types(PASSPHRASE)
        assert person.leaves() == 0
        assert "This mailbox has sent nothing." in person.seen
        assert PASSPHRASE not in person.seen
        wrong = Person(territory, "martin", "outbox")
        wrong.reads("Passphrase")
        wrong.types("not that one")
        assert wrong.leaves() == 4
        assert "This does not open your folder." in wrong.seen


def test_joining_chooses_a_passphrase_and_types_a_group_back(territory: Territory) -> None:
    with territory.server:
        invited = territory.run("nathalie", "invite", "new", *PETIT)
        (territory.root / "invitation.txt").write_bytes(invited.stdout)
        person = Person(territory, "petit", "join", "invitation.txt")
        person.reads("Choose a passphrase")
        person.types("short")
        person.reads("At least 12 characters")
        person.reads(r"(?s)Choose.*Choose")
        person.types("une phrase bien longue")
        person.reads("Again: ")
        person.types("une phrase bien longue")
        seen = person.reads(r"group number \d: ?$")
        code = re.search(r"(?:[0-9A-Z]{4} ){6}[0-9A-Z]{4}", seen)
        assert code is not None
        person.types("nope")
        seen = person.reads(r"(?s)look again.*group number \d: ?$")
        place = int(re.findall(r"group number (\d)", seen)[-1])
        person.types(code[0].split()[place - 1].lower())
        assert person.leaves() == 0
        again = Person(territory, "petit", "inbox")
        again.reads("Passphrase")
        again.types(code[0].lower().replace(" ", "-"))
        assert again.leaves() == 0


def test_enter_makes_a_passphrase(territory: Territory) -> None:
    with territory.server:
        invited = territory.run("nathalie", "invite", "new", *PETIT)
        person = Person(territory, "petit", "join", invited.stdout.decode().strip())
        person.reads("Choose a passphrase")
        person.types("")
        seen = person.reads(r"made for you: (?:[a-z]{5}-){4}[a-z]{5}(?s:.*)group number \d: ?$")
        assert re.search(r"(?:[0-9A-Z]{4} ){6}[0-9A-Z]{4}", seen)
        for asked in (2, 3, 4):
            person.types("nope")
            person.reads(rf"(?s)(?:group number.*){{{asked}}}" if asked < 4 else "Keep the code above")
        assert person.leaves() == 0


def still(text: str) -> list[str]:
    """The words of a list, whatever time has passed since the one before."""
    return re.sub(r"\d+", "0", text).split()


def test_a_bar_moves_and_colours_are_there_only_on_a_terminal(territory: Territory) -> None:
    file = str(territory.root / "passphrase")
    send = ("send", "--to", "geriatrie@ch-du-gier.example", "--form", "admission", "--answers", "admission.json")
    with territory.server:
        person = Person(territory, "martin", *send, "--attach", "photo.png", "--passphrase-file", file)
        assert person.leaves() == 0
        assert re.search(r"\rphoto\.png +█+ +100 %", person.seen)
        seen = {}
        for name, environ in (("colours", {}), ("none", {"NO_COLOR": "1"})):
            shown = Person(territory, "leroy", "inbox", "--passphrase-file", file, environ=environ)
            assert shown.leaves() == 0
            seen[name] = shown.seen
    assert "\x1b[1m" in seen["colours"]
    assert "\x1b" not in seen["none"]
    plain = re.sub(r"\x1b\[[0-9;]*m", "", seen["colours"])
    assert still(plain) == still(seen["none"])


def test_ctrl_c_leaves_quietly(territory: Territory) -> None:
    with territory.server:
        person = Person(territory, "martin", "follow", "--passphrase-file", str(territory.root / "passphrase"))
        person.reads("Following dr.martin@monistrol.example")
        person.interrupts()
        assert person.leaves() == 130
        assert "Traceback" not in person.seen
