"""The checks of `navette doctor` that need the server: reachable, ready, its clock, its TLS certificate."""

import json
import ssl
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from navette.cli.dates import delay, moment
from navette.cli.doctor import Finding
from navette.cli.session import known_server
from navette.core.encoding import seconds
from navette.core.errors import NavetteError
from navette.wording import _

TIMEOUT = 5
SKEW = 30  # seconds of difference worth a look; the server refuses beyond its own limit
MONTH = 30 * 86400


def look_at_server(url: str | None, home: Path) -> Iterator[Finding]:
    """Nothing to look at without an address: that of --url, else of the folder's pins."""
    url = url or known_server(home)
    if url is None:
        yield Finding("server", "look", _("No server known: give --url, or join first."))
        return
    address = urlsplit(url)
    try:
        status, _body = _get(address, "/healthz")
    except (OSError, HTTPException, ValueError) as error:
        says = _("The server {url} does not answer ({fault}).").format(url=url, fault=_reason(error))
        yield Finding("server", "bad", says)
        return
    yield Finding("server", "good" if status == 200 else "bad", _("The server {url} answers.").format(url=url))
    yield _ready(address)
    yield _clock(address)
    if address.scheme == "https":
        yield _certificate(address)


def _reason(error: Exception) -> str:
    """In words; a name of Python's for what nobody has met yet."""
    import socket

    reasons = (
        (ConnectionRefusedError, _("nobody listens there")),
        (socket.gaierror, _("no machine of that name")),
        (TimeoutError, _("no answer in {count} seconds").format(count=TIMEOUT)),
        (ssl.SSLCertVerificationError, _("its TLS certificate is not accepted")),
        (ssl.SSLError, _("TLS fails")),
    )
    return next((words for kind, words in reasons if isinstance(error, kind)), type(error).__name__)


def _get(address: SplitResult, path: str) -> tuple[int, bytes]:
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    connection = kind(address.hostname or "", address.port, timeout=TIMEOUT)
    try:
        connection.request("GET", address.path.rstrip("/") + path)
        answer = connection.getresponse()
        return answer.status, answer.read(1 << 20)
    finally:
        connection.close()


def _ready(address: SplitResult) -> Finding:
    try:
        status, _body = _get(address, "/readyz")
    except (OSError, HTTPException):
        status = 0
    if status == 200:
        return Finding("ready", "good", _("The server is ready: its database answers and is up to date."))
    return Finding("ready", "bad", _("The server is not ready: its operator must look at its database."))


def _clock(address: SplitResult) -> Finding:
    before = time.time()
    try:
        answer = json.loads(_get(address, "/v1/server")[1])
        apart = round(seconds(answer["time"]) - (before + time.time()) / 2)
    except (OSError, HTTPException, ValueError, KeyError, TypeError, NavetteError):
        return Finding("clock", "bad", _("The server does not tell its time."))
    if abs(apart) <= SKEW:
        return Finding("clock", "good", _("Your clock and the server's agree."))
    says = _("Your clock and the server's are {delay} apart: set this machine's clock.")
    return Finding("clock", "bad", says.format(delay=delay(abs(apart))))


def _certificate(address: SplitResult) -> Finding:
    """Until when the server's TLS certificate runs; a month before its end is the time to look."""
    import socket

    where = (address.hostname or "", address.port or 443)
    try:
        with (
            socket.create_connection(where, timeout=TIMEOUT) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=where[0]) as tls,
        ):
            until = ssl.cert_time_to_seconds(str((tls.getpeercert() or {})["notAfter"]))
    except (OSError, KeyError, ValueError) as error:
        return Finding("tls", "bad", _("The TLS certificate is not accepted ({fault}).").format(fault=_reason(error)))
    says = _("The TLS certificate runs until {date}.").format(date=moment(int(until)))
    return Finding("tls", "look" if until - time.time() < MONTH else "good", says)
