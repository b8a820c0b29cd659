"""Transcripts: what the installed program prints, line for line, with what changes from run to run made stable.

# a comment
@martin                       whose folder the next commands use (@nobody: a new one)
@server stop                  or start; @late NV-…: waits until the server says that its hour has passed
$ navette inbox               a command, run as it stands, in the folder of the territory
what it printed               standard output
! what it said                standard error
[8]                           its exit code, when it is not 0
"""

import asyncio
import re
import shlex
from collections.abc import Callable

from navette.cli.demo.play import until_late
from tests.cli.territory import PASSPHRASE, Territory

DELAY = re.compile(r"\b(in |dans |retard )?(\d+ s(?!')|\d+ min|\d+ h \d\d|\d+ [dj] \d\d h)\b( late)?( *)")
_ID = r"(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[A-Za-z0-9_-]{%d}(?![\w-])"


class Stable:
    """Gives each changing thing a stable name, and finds it again behind the name when a command uses it."""

    def __init__(self, territory: Territory) -> None:
        self._territory = territory
        self._names: dict[str, str] = {}

    def real(self, typed: str) -> str:
        """A command line with the real references and ids."""
        for real, name in self._names.items():
            typed = typed.replace(name, real).replace(_carelessly(name), _carelessly(real))
        return typed.replace("http://server", self._territory.url)

    def stable(self, printed: str) -> str:
        """What was printed, with stable names of the same length where a column depends on it."""
        printed = printed.replace(str(self._territory.root), "/territory").replace(self._territory.url, "http://server")
        named: tuple[tuple[str, str], ...] = (
            (r"NV-(?!0000)[0-9A-Z]{4}-[0-9A-Z]{3}", "NV-AAAA-AA{}"),
            (r"navette-[A-Za-z0-9_-]{200,}", "navette-INVITATION-{}"),
            (_ID % 22, "abcdefghijklmnopqrstU{}"),
            (_ID % 43, "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopV{:02}"),
        )
        for pattern, shape in named:
            printed = re.sub(pattern, self._name(shape), printed)
        for pattern, fixed in self._unstable():
            printed = re.sub(pattern, fixed, printed)
        return DELAY.sub(_padded, printed)

    def _name(self, shape: str) -> Callable[[re.Match[str]], str]:
        def name(found: re.Match[str]) -> str:
            known = [one for one in self._names.values() if one[:8] == shape[:8]]
            return self._names.setdefault(found[0], shape.format(len(known) + 1))

        return name

    @staticmethod
    def _unstable() -> list[tuple[str, str]]:
        return [
            (r"\b\d\d/\d\d(/\d{4})? \d\d:\d\d\b", "JJ/MM HH:MM"),
            (r"\b\d\d/\d\d/\d{4} \d\d h \d\d\b", "JJ/MM/AAAA HH h MM"),
            (r"\b\d\d/\d\d/\d{4}( au | to )\d\d/\d\d/\d{4}\b", r"JJ/MM/AAAA\1JJ/MM/AAAA"),
            (r"\b\d{4}-\d\d-\d\d \d\d:\d\d\b", "AAAA-MM-JJ HH:MM"),
            (r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", "AAAA-MM-JJTHH:MM:SSZ"),
            (r"(?<![\d-])\d{4}-\d\d(?![\d-])", "AAAA-MM"),
            (r"(?:[0-9A-Z]{4} ){6}[0-9A-Z]{4}", "CODE CODE CODE CODE CODE CODE CODE"),
            (r"\b(?:[a-z]{5}-){4}[a-z]{5}\b", "lusab-babad-gutih-tugad-ludor"),
            (r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "00000000-0000-4000-8000-000000000000"),
            (r"\b\d+ G[Bo]\b", "NN GB"),
            (r"(\.tar \()\d+ (k[Bo])", r"\1NNN \2"),
            (r"Python \d[\d.]*", "Python 3.N"),
            (r"cryptography \d[\d.]*", "cryptography NN"),
        ]


def _carelessly(reference: str) -> str:
    """A reference as somebody types it in a hurry."""
    return reference.lower().replace("-", "")


def _padded(found: re.Match[str]) -> str:
    """A delay, whatever the hour, in as many columns as it had when another column follows."""
    shown = f"{found[1] or ''}DELAY{found[3] or ''}"
    return shown.ljust(len(found[0])) if found[4] else shown


def play(script: str, territory: Territory, lang: str) -> str:
    """The transcript as the program makes it now, to a person whose machine speaks `lang`."""
    names, person = Stable(territory), "nobody"
    lines: list[str] = []
    with territory.server:
        for line in script.splitlines():
            if line.startswith("$ "):
                lines += [line, *_run(names, territory, person, line, lang)]
            elif line.startswith(("#", "@")):
                lines += ["", line] if lines and not lines[-1].startswith(("#", "@")) else [line]
                person = _turn(names, territory, line, person)
    return "\n".join(lines) + "\n"


def _turn(names: Stable, territory: Territory, line: str, person: str) -> str:
    """Follows a line that begins with @; who types next."""
    word, _space, rest = line.partition(" ")
    if word == "@server" and rest == "stop":
        territory.server.stop()
    elif word == "@server":
        territory.server.__enter__()
    elif word == "@late":
        asyncio.run(until_late(territory.root, PASSPHRASE, names.real(rest)))
    elif word.startswith("@"):
        return word[1:]
    return person


def _run(names: Stable, territory: Territory, person: str, line: str, lang: str) -> list[str]:
    words = shlex.split(names.real(line.removeprefix("$ navette ")))
    done = territory.run(person, *words, environ={"LANG": f"{lang}.UTF-8"})
    printed = names.stable(done.stdout.decode()).splitlines()
    said = [f"! {one}".rstrip() for one in names.stable(done.stderr.decode()).splitlines()]
    code = [f"[{done.returncode}]"] if done.returncode else []
    return [*printed, *said, *code]
