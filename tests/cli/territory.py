"""A territory for the tests: a real server in a process of its own, and real folders, made once and copied."""

import asyncio
import json
import os
import shutil
import socket
import sys
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from subprocess import DEVNULL, CompletedProcess, run

from navette.cli.demo.cast import CAST, COORDINATOR, settle
from navette.cli.demo.picture import photograph
from navette.cli.demo.server import ORIGIN, Server
from navette.cli.invite import first_code
from navette.cli.serve import server_settings
from navette.resources import folder

PRESENT = tuple(one for one in CAST if one.key in ("martin", "leroy", "vidal", "benali"))
PROGRAM = Path(sys.executable).parent / "navette"
PASSPHRASE = "lusab-babad-gutih-tugad-ludor"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Territory:
    """root/server, root/<person>, root/passphrase, and files to send. Its server is started and stopped at will."""

    def __init__(self, root: Path, port: int) -> None:
        self.root = root
        self.port = port
        self.server = Server(root / "server", port)

    @property
    def url(self) -> str:
        """Where the server is, or would be."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environ(self) -> dict[str, str]:
        """What a command of this territory is run with."""
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("NAVETTE_", "LC_", "LANG"))}
        own = {"NAVETTE_PASSPHRASE_FILE": str(self.root / "passphrase"), "COLUMNS": "100", "LANG": "C.UTF-8"}
        return clean | own

    def run(self, person: str, *words: str, environ: Mapping[str, str] | None = None) -> CompletedProcess[bytes]:
        """A command of the installed program, typed by somebody in the root."""
        mine = self.environ | {"NAVETTE_HOME": str(self.root / person)} | dict(environ or {})
        command = [str(PROGRAM), *words]
        return run(command, cwd=self.root, env=mine, stdin=DEVNULL, capture_output=True, timeout=120, check=False)

    def settle(self) -> None:
        """Everybody joins, with the server running."""
        self.root.mkdir(mode=0o700, exist_ok=True)
        (self.root / "passphrase").write_text(PASSPHRASE + "\n")
        examples = folder("fhir_profiles") / "examples"
        for name in ("admission", "discharge"):
            answers = json.loads((examples / f"{name}.answers.json").read_text(encoding="utf-8"))
            answers.pop("stay.planned", None)  # the forms' own clocks, whatever the day
            (self.root / f"{name}.json").write_text(json.dumps(answers), encoding="utf-8")
        (self.root / "photo.png").write_bytes(photograph())
        with self.server:
            settings = server_settings(Namespace(data=self.server.folder), public_url=self.url, origin=ORIGIN)
            asyncio.run(settle(self.root, first_code(settings, COORDINATOR.name), PASSPHRASE, PRESENT))

    def copy(self, root: Path) -> "Territory":
        """Another one, the same to the byte, at the same address: only one of them runs at a time."""
        shutil.copytree(self.root, root)
        return Territory(root, self.port)
