"""`navette doctor`: is everything here as it must be? One line per check, and what to do about each."""

import argparse
import os
import shutil
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from navette.cli import exits
from navette.cli.command import N_, Command
from navette.cli.labels import label, size
from navette.cli.serve import server_options, server_settings
from navette.cli.terminal import Terminal
from navette.cli.text import clean
from navette.core.errors import NavetteError
from navette.wording import _, sentence

LITTLE = 1_000_000_000  # bytes of disk
TOO_LITTLE = 100_000_000
STATES = {"good": N_("good"), "look": N_("to look at"), "bad": N_("to repair")}
State = Literal["good", "look", "bad"]


class Finding(NamedTuple):
    """What one check found. check: its stable name; says: the sentence for a person."""

    check: str
    state: State
    says: str


def _arguments(parser: argparse.ArgumentParser) -> None:
    server_options(parser)
    parser.add_argument("--url", metavar="URL", help=_("the server to look at, else the one your folder knows"))


def _doctor(args: Namespace, terminal: Terminal) -> int:
    found = list(_findings(args))
    for one in found:
        style = {"good": "done", "look": "strong", "bad": "failure"}[one.state]
        state = terminal.paint(label(STATES, one.state), style, terminal.out)
        line = _("{label}: {value}").format(label=state, value=one.says)
        terminal.result({"check": one.check, "state": one.state, "says": one.says}, line)
    return exits.FAMILIES["local"] if any(one.state == "bad" for one in found) else exits.DONE


def _findings(args: Namespace) -> Iterator[Finding]:
    from navette.cli.doctor_server import look_at_server

    yield _python()
    yield _cryptography()
    yield _settings(args)
    home = _home(args)
    yield from _folder(home)
    yield _disk("disk-home", home)
    if args.data is not None:
        yield _database(args)
        yield _disk("disk-data", args.data)
    yield from _forms(args)
    yield from look_at_server(args.url, home)


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    state: State = "good" if sys.version_info >= (3, 11) else "bad"
    return Finding("python", state, _("Python {version} (3.11 at least).").format(version=version))


def _cryptography() -> Finding:
    from importlib.metadata import PackageNotFoundError, version

    try:
        found = version("cryptography")
        state: State = "good" if int(found.split(".")[0]) >= 48 else "bad"
    except PackageNotFoundError:
        found, state = "–", "bad"
    return Finding("cryptography", state, _("cryptography {version} (48 at least).").format(version=found))


def _settings(args: Namespace) -> Finding:
    try:
        server_settings(args)
    except NavetteError as error:
        return Finding("settings", "bad", " ".join(sentence(error)))
    return Finding("settings", "good", _("Every NAVETTE_ setting has a known name and a readable value."))


def _home(args: Namespace) -> Path:
    from navette.cli.session import home

    return home(args)


def _folder(home: Path) -> Iterator[Finding]:
    """The person's folder: 0700, and nothing in it that others may read."""
    if not home.is_dir():
        yield Finding("folder", "look", _("No folder {folder} yet: navette join makes it.").format(folder=home))
        return
    open_ones = [
        path for path in (home, *sorted(home.rglob("*"))) if path.lstat().st_mode & 0o077 and not path.is_symlink()
    ]
    if open_ones:
        says = _("{count} files of {folder} can be read by others. Do: chmod -R go= {folder}")
        yield Finding("folder", "bad", says.format(count=len(open_ones), folder=home))
    else:
        yield Finding("folder", "good", _("Your folder {folder} can be read by you only.").format(folder=home))


def _disk(check: str, folder: Path) -> Finding:
    place = next(one for one in (folder, *folder.absolute().parents) if one.is_dir())
    free = shutil.disk_usage(place).free
    state: State = "good" if free > LITTLE else "look" if free > TOO_LITTLE else "bad"
    return Finding(check, state, _("{size} free for {folder}.").format(size=size(free), folder=folder))


def _database(args: Namespace) -> Finding:
    """Whether the database fits this version of the program; nothing is written."""
    from navette.store.connection import connect_readonly
    from navette.store.database import FILE
    from navette.store.migrate import pending, steps

    path = server_settings(args).data_dir / FILE
    if not path.is_file() or not os.access(path, os.R_OK):
        return Finding("database", "bad", _("No database to read at {file}.").format(file=path))
    db = connect_readonly(path)
    try:
        todo = pending(db, steps())
    except NavetteError as error:
        return Finding("database", "bad", " ".join(sentence(error)))
    finally:
        db.close()
    if todo:
        return Finding("database", "bad", _("{count} migrations to apply: navette migrate.").format(count=len(todo)))
    return Finding("database", "good", _("The database {file} is up to date.").format(file=path))


def _forms(args: Namespace) -> Iterator[Finding]:
    """The site's own forms: which files of their folder are refused, and why. Nothing to say without such a folder."""
    from navette.fhir import form as forms

    try:
        place = server_settings(args).forms_dir
    except NavetteError:  # said by the check of the settings
        return
    if place is None:
        return
    if not place.is_dir():
        yield Finding("forms", "bad", _("There is no folder {folder} for the site's forms.").format(folder=place))
        return
    forms.look_in(place)
    known = forms.known()
    says = _("The site's folder {folder} adds {count} forms.").format(folder=place, count=len(known.site))
    yield Finding("forms", "good", says)
    for name, problem in known.refused.items():
        yield Finding("forms", "bad", _refused(place / name, problem))


def _refused(path: Path, problem: str) -> str:
    """Its first fault in a sentence, and how to see them all."""
    from navette.fhir.form_faults import form_faults
    from navette.fhir.issue import error
    from navette.fhir.issue import sentence as issue_sentence
    from navette.wording import spoken

    code = problem if problem.startswith("form-") else "form-file"
    try:
        faults = [] if code != "form-file" else form_faults(path.read_bytes())
    except OSError:
        faults = []
    first = next(
        (one for one in faults if one.severity == "error"), error(code, "Questionnaire", problem, problem=problem)
    )
    says = _("{file} is refused: {fault} See them all: navette forms check {file}")
    return says.format(file=clean(str(path)), fault=issue_sentence(first, spoken()))


COMMANDS = {
    "doctor": Command(
        _doctor,
        _arguments,
        ("navette doctor", "navette doctor --data /srv/navette --url https://navette.example"),
    )
}
