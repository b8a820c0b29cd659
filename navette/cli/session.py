"""Opening the person's folder and mailbox for the length of one command."""

import json
import os
from argparse import Namespace
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from navette.cli.command import UsageError
from navette.cli.terminal import Terminal
from navette.core.errors import CODES, Local, NavetteError
from navette.wording import _, sentence

if TYPE_CHECKING:
    from navette.client.coordinator import Coordinator
    from navette.client.desk import Desk
    from navette.client.folder import Folder
    from navette.client.items import Fault
    from navette.client.mailbox import Mailbox
    from navette.envelope.person import Person

T = TypeVar("T")


def home(args: Namespace) -> Path:
    """The person's folder: --home, else NAVETTE_HOME, else ~/.navette."""
    given = args.home or os.environ.get("NAVETTE_HOME")
    return Path(given) if given else Path.home() / ".navette"


def known_server(home: Path) -> str | None:
    """The address of the server that a folder was joined to, None when there is none to be read."""
    try:
        url = json.loads((home / "pins.json").read_text(encoding="utf-8")).get("url")
    except (OSError, ValueError, AttributeError):
        return None
    return url if isinstance(url, str) else None


def unlock(args: Namespace, terminal: Terminal) -> tuple["Folder", "Person"]:
    """The folder and the person in it. Refuses `keyring-missing`, `keyring-permissions`, `lock`…"""
    from navette.client.folder import Folder
    from navette.client.keyring import FILE as KEYRING
    from navette.client.keyring import Keyring

    place = home(args)
    if not (place / KEYRING).exists():
        raise Local("keyring-missing")
    folder = Folder(place)
    return folder, Keyring(folder).unlock(secret(args, terminal))


def secret(args: Namespace, terminal: Terminal) -> str:
    """The passphrase or the printed code: of the file given, of NAVETTE_PASSPHRASE_FILE's, or typed without an echo."""
    given = args.passphrase_file or os.environ.get("NAVETTE_PASSPHRASE_FILE")
    if given:
        return _first_line(Path(given))
    return hidden(terminal, _("Passphrase, or printed code:"), "--passphrase-file")


def hidden(terminal: Terminal, question: str, option: str) -> str:
    """What the person types, not echoed; a usage error when nobody is there to type."""
    if not terminal.someone_answers:
        raise UsageError(_("nobody to ask: give {option}").format(option=option))
    from getpass import getpass

    return getpass(question + " ", terminal.err)


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").splitlines()[0].strip()
    except (OSError, ValueError, IndexError) as error:
        raise Local("file", path=str(path)) from error


def in_mailbox(
    args: Namespace,
    terminal: Terminal,
    action: Callable[["Mailbox"], Awaitable[T]],
    opened: tuple["Folder", "Person"] | None = None,
) -> T:
    """What `action` answers, in one of the person's mailboxes. Refuses what `Mailbox.open` and the action refuse.

    opened: what `unlock` answered, when it was asked before.
    """
    import asyncio

    folder, person = opened or unlock(args, terminal)

    async def run() -> T:
        from navette.client.mailbox import Mailbox

        async with await Mailbox.open(folder, person, args.mailbox) as mailbox:
            await _deliver(mailbox, terminal)
            try:
                return await action(mailbox)
            finally:
                say_faults(terminal, mailbox)

    return asyncio.run(run())


async def _deliver(mailbox: "Mailbox", terminal: Terminal) -> None:
    """What an earlier command sealed and could not send leaves first; a failure leaves it where it is."""
    if not mailbox.online or all(job.parked for job in mailbox.waiting()):
        return
    try:
        done = await mailbox.flush()
    except NavetteError as error:
        terminal.note(sentence(error).what)
        return
    for one in done:
        terminal.note(_("Left the outbox: {reference}.").format(reference=one.reference))


def say_faults(terminal: Terminal, mailbox: "Mailbox") -> None:
    """What was found wrong on the way, without stopping the work: said each time, never swallowed."""
    for fault in mailbox.faults:
        terminal.note(_("Found wrong: {fault} See: navette verify").format(fault=fault_line(fault)))


def fault_line(fault: "Fault") -> str:
    """`NV-7K3F-22Q: This fiche is damaged. (body, n=3)`: whose, in words, and the facts to report."""
    known = CODES.get(fault.code)
    words = sentence(known[0](fault.code, **fault.detail)).what if known is not None else ""
    details = ", ".join([fault.code, *(f"{key}={value}" for key, value in sorted(fault.detail.items()))])
    return _("{label}: {value}").format(label=fault.subject, value=f"{words} ({details})".strip())


def at_desk(args: Namespace, terminal: Terminal, action: Callable[["Desk"], Awaitable[T]]) -> T:
    """What `action` answers, as a person who may have no mailbox. Refuses what the action refuses, and no server."""
    import asyncio

    folder, person = unlock(args, terminal)

    async def run() -> T:
        from navette.client.desk import Desk

        desk = await Desk.open(folder, person)
        try:
            if desk.absent is not None:
                raise desk.absent
            return await action(desk)
        finally:
            await desk.close()

    return asyncio.run(run())


def as_coordinator(args: Namespace, terminal: Terminal, action: Callable[["Coordinator"], Awaitable[T]]) -> T:
    """What `action` answers, as a coordinator. Refuses `coordinator-only`."""
    import asyncio

    folder, person = unlock(args, terminal)

    async def run() -> T:
        from navette.client.coordinator import Coordinator

        async with await Coordinator.open(folder, person) as coordinator:
            return await action(coordinator)

    return asyncio.run(run())
