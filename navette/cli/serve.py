"""`navette serve`: the server, in the foreground, until it is told to stop."""

import argparse
from argparse import Namespace
from pathlib import Path

from navette.cli import exits
from navette.cli.command import Command
from navette.cli.terminal import Terminal
from navette.core.errors import Local
from navette.settings import Settings, Value, load
from navette.wording import _


def server_options(parser: argparse.ArgumentParser) -> None:
    """Where the server keeps what it has: an option of every command run on its machine."""
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help=_("the server's folder, else NAVETTE_DATA_DIR, else ./navette-data")
    )


def server_settings(args: Namespace, **given: Value) -> Settings:
    """The settings of the server on this machine, what the command line says first."""
    said = {"data_dir": args.data, **given}
    return load(**{key: value for key, value in said.items() if value is not None})


def _arguments(parser: argparse.ArgumentParser) -> None:
    server_options(parser)
    parser.add_argument("--host", metavar="ADDRESS", help=_("address to listen on, else NAVETTE_HOST, else 127.0.0.1"))
    parser.add_argument("--port", type=int, metavar="PORT", help=_("port to listen on, else NAVETTE_PORT, else 8080"))
    parser.add_argument("--origin", metavar="NAME", help=_("name of this server's ledgers, chosen once for ever"))
    parser.add_argument("--public-url", metavar="URL", help=_("how clients reach the server, if not by host and port"))
    parser.add_argument("--trial", action="store_true", help=_("accept test identities of patients"))


def _serve(args: Namespace, terminal: Terminal) -> int:
    settings = server_settings(
        args,
        host=args.host,
        port=args.port,
        origin=args.origin,
        public_url=args.public_url,
        production=False if args.trial else None,
    )
    from navette.logs import configure
    from navette.web.app import run

    configure(settings.log_level)

    def started(port: int) -> None:
        url = settings.public_url or f"http{'s' if settings.tls_cert else ''}://{settings.host}:{port}"
        facts = {"url": url, "folder": str(settings.data_dir)}
        said = _("Navette listens on {url}; its folder is {folder}. Ctrl+C stops it.")
        terminal.result(facts, said.format(**facts))

    try:
        run(settings, started)
    except OSError as error:  # the port is taken, or not ours to take
        where = f"{settings.host}:{settings.port}"
        raise Local("settings", name=where, problem=error.strerror or type(error).__name__) from error
    terminal.note(_("Stopped: what was answered is on disk."))
    return exits.DONE


COMMANDS = {
    "serve": Command(
        _serve,
        _arguments,
        (
            "navette serve --data /srv/navette --origin navette.example --public-url https://navette.example",
            "navette serve --data ./trial --port 8081 --trial",
        ),
    )
}
