"""`navette contact`, to a real mail server: an address given, its code typed back, the hours, and the end of it."""

import asyncio
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from navette.cli.demo.server import Server
from navette.cli.main import main
from tests.cli.territory import Territory
from tests.service.post import PostOffice

ADDRESS = "claire.martin@cabinet.example"


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """One that runs in a thread of its own."""
    loop, office = asyncio.new_event_loop(), PostOffice()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(office.open(), loop).result(30)
    try:
        yield office
    finally:
        asyncio.run_coroutine_threadsafe(office.close(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


@pytest.mark.soak
def test_from_the_address_to_the_end_of_it(settled: Territory, tmp_path: Path) -> None:
    """The server sweeps three times a minute: a long run."""
    here = settled.copy(tmp_path / "territory")
    with post_office() as office:
        mail = {"HOST": "127.0.0.1", "PORT": str(office.port), "SECURITY": "none", "FROM": "navette@navette.example"}
        settings = {f"NAVETTE_SMTP_{name}": value for name, value in mail.items()}
        with Server(here.server.folder, here.port, {**settings, "NAVETTE_PUBLIC_URL": here.url}):

            def contact(*words: str) -> tuple[int, str]:
                done = here.run("martin", "contact", *words, "--lang", "en")
                return done.returncode, (done.stdout + done.stderr).decode()

            assert "Nobody writes to you" in contact()[1]
            code, said = contact(ADDRESS, "--quiet", "20:00-07:00", "--daily-at", "none")
            assert (code, f"A code was sent to {ADDRESS}" in said) == (0, True)
            for _ in range(300):
                if office.mails:
                    break
                threading.Event().wait(0.1)
            digits = re.search(r"\b\d{6}\b", office.mails[0].get_content())
            assert digits is not None
            wrong = "000000" if digits[0] != "000000" else "000001"
            assert "tries left: 4" in contact("--code", wrong)[1]
            assert f"You are written to at {ADDRESS}" in contact("--code", digits[0])[1]
            assert "08:00" in contact("--daily")[1]  # it was none
            told = json.loads(contact("--daily-at", "07:30", "--json")[1])
            assert told["contact"] == {
                "email": ADDRESS,
                "lang": "en",
                "immediate": False,
                "digest": "07:30",
                "quiet": ["20:00", "07:00"],
                "confirmed": True,
                "failing": False,
            }
            assert "Nobody writes to you" in contact("--remove")[1]


@pytest.mark.parametrize(
    "words", [("--daily-at", "8h"), ("--quiet", "20:00"), ("--quiet", "20:00-24:00"), ("--code", "1", "--remove")]
)
def test_what_cannot_be_understood_is_said_before_anything_is_asked(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["contact", "--home", "/none", *words]) == 2
    assert words[0] in capsys.readouterr().err
