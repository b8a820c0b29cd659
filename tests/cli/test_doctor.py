"""`navette doctor`: each check finds what it is for."""

import json
import os
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from navette.cli.demo.server import Server
from navette.cli.main import main
from tests.cli.tls import certificate


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("doctor") / "server") as running:
        yield running


def found(capsys: pytest.CaptureFixture[str], *typed: str) -> tuple[int, dict[str, str]]:
    """The exit code, and the state of each check."""
    code = main(["doctor", "--json", "--lang", "en", *typed])
    lines = map(json.loads, capsys.readouterr().out.splitlines())
    return code, {one["check"]: one["state"] for one in lines}


def test_all_is_well(capsys: pytest.CaptureFixture[str], server: Server, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    code, checks = found(capsys, "--url", server.url, "--data", str(server.folder), "--home", str(tmp_path))
    assert code == 0
    assert set(checks) == {
        *("python", "cryptography", "settings", "folder", "disk-home"),
        *("database", "disk-data", "server", "ready", "clock"),
    }
    assert set(checks.values()) == {"good"}


def test_nothing_is_there_yet(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, checks = found(capsys, "--home", str(tmp_path / "home"))
    assert code == 0
    assert checks["folder"] == checks["server"] == "look"


def test_a_folder_others_can_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "keyring.json").touch(mode=0o600)
    assert found(capsys, "--home", str(tmp_path))[1]["folder"] == "good"
    (tmp_path / "keyring.json").chmod(0o640)
    code, checks = found(capsys, "--home", str(tmp_path))
    assert (code, checks["folder"]) == (13, "bad")


def test_the_server_of_the_folder_s_pins_is_looked_at(
    capsys: pytest.CaptureFixture[str], server: Server, tmp_path: Path
) -> None:
    (tmp_path / "pins.json").write_text(json.dumps({"url": server.url}))
    assert found(capsys, "--home", str(tmp_path))[1]["server"] == "good"


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "https://127.0.0.1:9", "http://", "nonsense"])
def test_a_server_that_does_not_answer(capsys: pytest.CaptureFixture[str], tmp_path: Path, url: str) -> None:
    code, checks = found(capsys, "--home", str(tmp_path / "home"), "--url", url)
    assert (code, checks["server"]) == (13, "bad")


def test_something_else_answers(capsys: pytest.CaptureFixture[str], server: Server, tmp_path: Path) -> None:
    _code, checks = found(capsys, "--home", str(tmp_path / "home"), "--url", f"{server.url}/elsewhere")
    assert [checks[name] for name in ("server", "ready", "clock")] == ["bad", "bad", "bad"]


def test_an_unknown_setting(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NAVETTE_PROT", "8080")
    assert found(capsys, "--home", str(tmp_path / "home"))[1]["settings"] == "bad"


def test_no_database_and_one_to_migrate(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    home = ("--home", str(tmp_path / "home"), "--data", str(tmp_path))
    assert found(capsys, *home)[1]["database"] == "bad"
    os.close(os.open(tmp_path / "navette.db", os.O_CREAT))
    assert found(capsys, *home)[1]["database"] == "bad"
    assert main(["migrate", "--data", str(tmp_path)]) == 0
    capsys.readouterr()
    assert found(capsys, *home)[1]["database"] == "good"


def test_a_person_reads_a_word_beside_each_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["doctor", "--home", str(tmp_path / "home"), "--lang", "fr"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("bon : Python 3.")
    assert all(line.startswith(("bon : ", "à voir : ", "à réparer : ")) for line in lines)


class Healthy(BaseHTTPRequestHandler):
    """Answers 200 to anything: only TLS is looked at here."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@pytest.mark.parametrize(("days", "trusted", "state"), [(90, True, "good"), (10, True, "look"), (90, False, None)])
def test_the_dates_of_the_tls_certificate(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    days: int,
    trusted: bool,
    state: str | None,
) -> None:
    pem = certificate(tmp_path, days)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with ThreadingHTTPServer(("127.0.0.1", 0), Healthy) as https:
        https.socket = context.wrap_socket(https.socket, server_side=True)
        thread = threading.Thread(target=https.serve_forever, daemon=True)
        thread.start()
        url = f"https://localhost:{https.server_port}"
        _code, checks = found(capsys, "--home", str(tmp_path / "home"), "--url", url)
        https.shutdown()
        thread.join()
    assert checks.get("tls") == state
    assert checks["server"] == ("good" if trusted else "bad")
