"""What the kernel says of a process, and a server process of our own to ask it about."""

import asyncio
import datetime
import os
import re
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import time
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
READY_SECONDS = 20
SYNCS = "fsync,fdatasync"
PAGES = ("page_count", "freelist_count", "page_size")


@dataclass(frozen=True)
class Usage:
    """cpu: seconds, user and system, every thread; written: bytes sent to the disk; rss, pss: bytes now."""

    cpu: float
    written: int
    rss: int
    pss: int


def usage(pid: int) -> Usage:
    """As of now."""
    times = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    written = re.search(r"^write_bytes: (\d+)", Path(f"/proc/{pid}/io").read_text(), re.M)
    memory = Path(f"/proc/{pid}/smaps_rollup").read_text()
    rss, pss = (re.search(rf"^{name}: +(\d+) kB", memory, re.M) for name in ("Rss", "Pss"))
    assert written
    assert rss
    assert pss
    cpu = (int(times[11]) + int(times[12])) / TICKS
    return Usage(cpu, int(written[1]), int(rss[1]) * 1024, int(pss[1]) * 1024)


def stored(path: Path) -> int:
    """Bytes of a database as it would lie on disk after a checkpoint."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        pages, free, size = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in PAGES)
    finally:
        db.close()
    return int(pages - free) * int(size)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed P-256 certificate for localhost: (chain, key)."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bench")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / "cert.pem", folder / "key.pem"
    chain.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return chain, secret


def run_loop(main: Coroutine[Any, Any, None]) -> None:
    """With the event loop the server uses, where it is installed."""
    try:
        import uvloop
    except ImportError:
        asyncio.run(main)
    else:
        uvloop.run(main)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Server:
    """`navette serve` as an operator starts it, on the loopback, under TLS, its limits on frequency lifted."""

    def __init__(self, folder: Path, sync_ms: int | None = None, more: Mapping[str, str] | None = None) -> None:
        """folder: holds its data, its certificate, its log. more: settings, as the environment has them.

        sync_ms: run under strace, which counts the calls that wait for the disk and makes each that much slower.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._more = more or {}
        self.folder, self.data, self.port = folder, folder / "data", free_port()
        self._trace = None if sync_ms is None else folder / "syncs"
        self._before = [] if self._trace is None else strace(self._trace, sync_ms or 0)
        self.chain, self._key = certificate(folder)
        self.tls = ssl.create_default_context(cafile=str(self.chain))
        self._process: subprocess.Popen[bytes] | None = None
        self.pid = 0
        self.ready_ms = 0.0
        self.idle = Usage(0, 0, 0, 0)

    def start(self) -> None:
        """Returns once it says it is ready; `ready_ms` is how long that took."""
        with (self.folder / "log").open("wb") as log:
            began = time.perf_counter()
            self._process = subprocess.Popen(self._command(), env=self._environment(), stdout=log, stderr=log)
            self._wait(began + READY_SECONDS)
        self.ready_ms = round((time.perf_counter() - began) * 1e3, 1)
        self.pid = self._find_pid(self._process.pid)
        self.idle = usage(self.pid)

    def _command(self) -> list[str]:
        serve = ["-m", "navette.cli", "serve", "--data", str(self.data), "--port", str(self.port), "--trial"]
        return [*self._before, sys.executable, *serve]

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("NAVETTE_")}
        return {
            **kept,
            "PYTHONPATH": str(ROOT),
            "NAVETTE_TLS_CERT": str(self.chain),
            "NAVETTE_TLS_KEY": str(self._key),
            "NAVETTE_METRICS_PORT": "0",
            "NAVETTE_RATE_PER_MINUTE": "1000000",
            "NAVETTE_LOG_LEVEL": "warning",
            **self._more,
        }

    def _wait(self, until: float) -> None:
        while not self._answers():
            assert self._process is not None
            if self._process.poll() is not None or time.perf_counter() > until:
                self.stop()
                raise RuntimeError(f"the server did not start: {(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.004)

    def _answers(self) -> bool:
        try:
            with (
                socket.create_connection(("127.0.0.1", self.port), 5) as plain,
                self.tls.wrap_socket(plain, server_hostname="localhost") as one,
            ):
                one.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                return one.recv(64).startswith(b"HTTP/1.1 200")
        except OSError:
            return False

    def _find_pid(self, pid: int) -> int:
        """Below strace the server is its child."""
        if not self._before:
            return pid
        return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])

    def usage(self) -> Usage:
        """As of now."""
        return usage(self.pid)

    def stored(self) -> int:
        """Bytes of its database."""
        return stored(self.data / "navette.db")

    def syncs(self) -> int | None:
        """Calls that waited for the disk so far; None when nobody counts them."""
        return None if self._trace is None else self._trace.read_bytes().count(b"sync(")

    def stop(self) -> None:
        """Ends the server as an operator does; returns when it is gone."""
        if self._process is not None:
            if self._process.poll() is None:
                os.kill(self.pid or self._process.pid, signal.SIGTERM)
            self._process.wait(30)
            self._process = None


def strace(log: Path, delay_ms: int) -> list[str]:
    """A prefix under which the program runs at full speed but for the calls that wait for the disk."""
    path = shutil.which("strace")
    if path is None:
        raise RuntimeError("strace is not installed")
    slower = ["-e", f"inject={SYNCS}:delay_enter={delay_ms * 1000}"] if delay_ms else []
    return [path, "-f", "-qq", "--seccomp-bpf", "-e", f"trace={SYNCS}", *slower, "-o", str(log)]
