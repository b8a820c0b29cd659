"""Somebody at a real terminal (a pseudo-terminal), who reads what is shown and types."""

import os
import pty
import re
import select
import signal
import subprocess
import time

from tests.cli.territory import PROGRAM, Territory

PATIENCE = 60  # seconds before a test gives up waiting for a prompt


class Person:
    """Reads what the program shows, and types."""

    def __init__(self, territory: Territory, home: str, *words: str, environ: dict[str, str] | None = None) -> None:
        self._own, theirs = pty.openpty()
        mine = territory.environ | {"NAVETTE_HOME": str(territory.root / home), "LANG": "en"} | (environ or {})
        mine.pop("NAVETTE_PASSPHRASE_FILE", None)
        mine.pop("COLUMNS", None)
        self._process = subprocess.Popen(
            [str(PROGRAM), *words],
            cwd=territory.root,
            env=mine,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self.seen = ""

    def reads(self, expected: str) -> str:
        """Until `expected` (a regular expression) has been shown; everything seen so far."""
        end = time.monotonic() + PATIENCE
        while not re.search(expected, self.seen):
            assert time.monotonic() < end, self.seen
            if not self._more():
                raise AssertionError(f"ended without {expected}: {self.seen}")
        return self.seen

    def types(self, text: str) -> None:
        """A line."""
        os.write(self._own, text.encode() + b"\n")

    def ends_input(self) -> None:
        """Ctrl+D."""
        os.write(self._own, b"\x04")

    def interrupts(self) -> None:
        """Ctrl+C."""
        self._process.send_signal(signal.SIGINT)

    def leaves(self) -> int:
        """Reads to the end; the exit code."""
        while self._more():
            pass
        os.close(self._own)
        return self._process.wait(PATIENCE)

    def _more(self) -> bool:
        ready, _write, _except = select.select([self._own], [], [], PATIENCE)
        try:
            data = os.read(self._own, 65536) if ready else b""
        except OSError:  # the other end is closed
            data = b""
        self.seen += data.decode(errors="replace")
        return bool(data)
