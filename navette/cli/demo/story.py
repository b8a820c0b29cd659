"""The exchange itself: each step is a command of this program, typed by one of the cast, with its real output."""

import contextlib
import io
import re
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from navette.cli import main as cli
from navette.cli.demo.cast import CAST, COORDINATOR
from navette.cli.terminal import Terminal
from navette.wording import Language, _

NAMES = {one.key: one.name for one in (COORDINATOR, *CAST)}
PASSPHRASE = "passphrase"  # noqa: S105  the name of a file
REFERENCE = re.compile(r"NV-[0-9A-Z]{4}-[0-9A-Z]{3}")


class Tee(io.TextIOBase):
    """Writes through to a stream, or to nobody, and remembers."""

    def __init__(self, through: TextIO | None) -> None:
        self._through = through
        self.heard = io.StringIO()

    def write(self, text: str) -> int:
        """To both."""
        if self._through is not None:
            self._through.write(text)
        return self.heard.write(text)

    def flush(self) -> None:
        """Of the stream."""
        if self._through is not None:
            self._through.flush()

    def isatty(self) -> bool:
        """As the stream is."""
        return self._through is not None and self._through.isatty()


class Story:
    """Tells one step after the other. root: where the folders of the cast are."""

    def __init__(self, root: Path, terminal: Terminal, lang: Language) -> None:
        self.root = root
        self._terminal = terminal
        self._lang = lang

    def passphrase(self) -> str:
        """The one everybody has here."""
        return (self.root / PASSPHRASE).read_text(encoding="utf-8").strip()

    def chapter(self, title: str) -> None:
        """What comes now."""
        self._terminal.result({"chapter": title}, "", self._terminal.paint(title, "strong", self._terminal.out))

    def tell(self, *lines: str) -> None:
        """What there is to say beside the commands."""
        for line in lines:
            self._terminal.result({"says": line}, line)

    @property
    def width(self) -> int:
        """Of the terminal."""
        return self._terminal.width

    def types(self, key: str, *words: str) -> str:
        """One of the cast, or the operator when key is empty, types a command in the root; what it printed."""
        name = NAMES.get(key) or _("The operator")
        shown = f"{name} $ navette {shlex.join(words)}"
        if not self._terminal.as_json:
            self._terminal.result({}, "", self._terminal.paint(shown, "faint", self._terminal.out))
        code, heard = self._run(["--lang", self._lang, "--home", str(self.root / key), *words])
        if self._terminal.as_json:
            facts = {"person": name, "command": ["navette", *words], "exit": code, "output": heard}
            self._terminal.result(facts)
        return heard

    def _run(self, argv: Sequence[str]) -> tuple[int, str]:
        through = None if self._terminal.as_json else sys.stdout
        tee = Tee(through)
        with contextlib.chdir(self.root), contextlib.redirect_stdout(tee), contextlib.redirect_stderr(tee):
            code = _unasked(argv)
        return code, tee.heard.getvalue()


def _unasked(argv: Sequence[str]) -> int:
    """The cast does not wait for whoever watches to answer a question."""
    before, sys.stdin = sys.stdin, io.StringIO()
    try:
        return cli.main(argv)
    finally:
        sys.stdin = before


def reference(heard: str) -> str:
    """The first reference said."""
    found = REFERENCE.search(heard)
    if found is None:
        raise LookupError("no reference was said")
    return found[0]
