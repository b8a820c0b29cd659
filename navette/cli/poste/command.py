"""`navette poste`: the pages from this machine's own disk, in the browser, until Ctrl+C."""

import argparse
import contextlib
from argparse import Namespace
from contextvars import copy_context
from threading import Lock, Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from navette import __version__
from navette.cli import exits
from navette.cli.command import N_, Command, UsageError
from navette.cli.labels import label
from navette.cli.session import home, known_server
from navette.cli.terminal import Terminal
from navette.cli.text import clean
from navette.core.errors import Local
from navette.wording import _

if TYPE_CHECKING:
    from navette.cli.poste.app import Poste

NEAR = ("127.0.0.1", "::1", "localhost")  # where TLS would protect nothing
LOOKING = Lock()  # for browsers: Python shows its list half filled to a second who asks meanwhile
WHY = {
    "": N_("The server answers again."),
    "refused": N_("The server does not answer: nobody listens there."),
    "name": N_("The server does not answer: there is no machine of that name, or no network."),
    "silent": N_("The server does not answer: it says nothing."),
    "tls": N_("The server is not believed: it does not show that it is the one of that name. Nothing was sent to it."),
    "broken": N_("The server does not answer: the connection breaks off."),
    "redirect": N_(
        "The server's answer is not passed on: it leads elsewhere. Perhaps this network asks for a sign-in."
    ),
    "kind": N_(
        "The server's answer is not passed on: it is not data. Perhaps something stands in front of the server."
    ),
}


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--server", metavar="URL", help=_("the server to speak to, else the one your folder knows"))
    parser.add_argument(
        "--port", type=int, metavar="PORT", help=_("port of this machine, else 6283; 0 takes a free one")
    )
    parser.add_argument("--no-browser", action="store_true", help=_("only print the link; open no browser"))


def _poste(args: Namespace, terminal: Terminal) -> int:
    import asyncio

    server = _server(args)
    if args.port is not None and not 0 <= args.port <= 65535:
        raise UsageError(_("not a port: {port}").format(port=args.port))
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(server, args, terminal))
    terminal.note(_("Stopped: pages that are still open show what they have, and send nothing."))
    return exits.DONE


def _server(args: Namespace) -> str:
    """Scheme, host and port, as a browser spells an origin."""
    given = args.server or known_server(home(args))
    if not given:
        raise UsageError(_("no server known: give --server, or join first"))
    with contextlib.suppress(ValueError):
        parts = urlsplit(given)
        port, name = parts.port, (parts.hostname or "").encode("idna").decode()
        plain = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
        if plain and name and port != 0 and (parts.scheme == "https" or (parts.scheme == "http" and name in NEAR)):
            usual = {"https": 443, "http": 80}[parts.scheme]
            host = f"[{name}]" if ":" in name else name
            return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, usual) else "")
    raise UsageError(_("not the address of a server (https://…): {url}").format(url=clean(given)))


async def _run(server: str, args: Namespace, terminal: Terminal) -> None:
    from navette.cli.poste.app import running, stopping
    from navette.cli.poste.enter import entered

    stop = stopping()

    def told(why: str) -> None:
        terminal.note(label(WHY, why))

    terminal.note(_("Poste Navette, speaking to {url}. Ctrl+C stops it.").format(url=server))
    try:
        async with running(server, args.port, told) as poste:
            _look(poste, terminal)
            _open(poste, args, terminal)
            async with entered(lambda: _open(poste, args, terminal)):
                await stop.wait()
    except OSError as error:
        where = f"127.0.0.1:{args.port}"
        raise Local("settings", name=where, problem=error.strerror or type(error).__name__) from error


def _look(poste: "Poste", terminal: Terminal) -> None:
    """Whether it stands where it should, and the two programs are of one age."""
    from navette.cli.poste.app import PORT

    if not poste.usual:
        said = _(
            "The usual port {port} is taken: what your browser keeps there is not seen from here. Is it open already?"
        )
        terminal.note(said.format(port=PORT))
    if poste.version == "":
        terminal.note(
            _("What answers there is no server of this kind: check the address, or bring this program up to date.")
        )
    elif poste.version is not None and poste.version != __version__:
        said = _("The server runs version {other}, this program is version {mine}: bring the older one up to date.")
        terminal.note(said.format(other=poste.version, mine=__version__))


def _open(poste: "Poste", args: Namespace, terminal: Terminal) -> None:
    """A new link, on the screen and in the browser."""
    link = poste.door.link()
    facts = {"url": link, "port": poste.door.port}
    terminal.result(facts, _("Open within five minutes, once: {url}").format(url=link))
    if args.no_browser:
        return

    def show() -> None:
        import webbrowser

        with LOOKING, contextlib.suppress(webbrowser.Error):
            webbrowser.get()
        if not webbrowser.open(link):
            terminal.note(_("No browser opens by itself here: copy the link into yours."))

    Thread(target=copy_context().run, args=(show,), daemon=True).start()  # one of a terminal stays until it is closed


COMMANDS = {
    "poste": Command(
        _poste,
        _arguments,
        ("navette poste", "navette poste --server https://navette.example --no-browser"),
    )
}
