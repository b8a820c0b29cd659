"""What a transcript cannot show: exact bytes, files, and what a tampered database says."""

import json
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from navette.core.encoding import unb64
from tests.cli.documents import of_other_software
from tests.cli.territory import PROGRAM, Territory

WARD = "geriatrie@ch-du-gier.example"


@pytest.fixture(scope="module")
def running(settled: Territory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Territory]:
    territory = settled.copy(tmp_path_factory.mktemp("exchange") / "territory")
    with territory.server:
        yield territory


def sent(territory: Territory, *words: str) -> str:
    """The reference of what Dr Martin sends."""
    done = territory.run("martin", "send", "--to", WARD, *words, "--json")
    assert done.returncode == 0, done.stderr
    reference: str = json.loads(done.stdout)["reference"]
    return reference


def test_the_bytes_of_another_program_s_document_travel_unchanged(running: Territory) -> None:
    admission = sent(running, "--form", "admission", "--answers", "admission.json")
    ours = running.run("leroy", "open", admission, "--json").stdout
    other = json.dumps(of_other_software(ours), indent=3).replace('"Bundle"', '  "Bundle" ', 1).encode()
    (running.root / "other.json").write_bytes(b"\n" + other + b"\r\n\r\n")
    reference = sent(running, "--bundle", "other.json", "--attach", "photo.png", "--attach", "passphrase")
    done = running.run("leroy", "open", reference, "--json", "--save-attachments", "received")
    assert done.stdout == b"\n" + other + b"\r\n\r\n"
    assert done.stderr == b""
    for name in ("photo.png", "passphrase"):
        assert (running.root / "received" / name).read_bytes() == (running.root / name).read_bytes()


def test_a_text_from_elsewhere_cannot_drive_the_reader_s_terminal(running: Territory) -> None:
    reference = sent(running, "--form", "admission", "--answers", "admission.json")
    running.run("leroy", "question", reference, "--text", "A\x1b]0;owned\x07\u202eB\nsecond line")
    question = running.run("martin", "inbox", "--json").stdout.splitlines()[-1]
    shown = running.run("martin", "open", json.loads(question)["reference"]).stdout.decode()
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "second line" in shown.splitlines()


def test_only_open_shows_what_is_inside(running: Territory) -> None:
    reference = sent(running, "--form", "admission", "--answers", "admission.json", "--attach", "photo.png")
    shown = b""
    for person, words in (
        ("martin", ("outbox", "--json")),
        ("leroy", ("inbox", "--json")),
        ("leroy", ("accept", reference, "--json")),
        ("nathalie", ("board", "--json")),
        ("nathalie", ("board", "--csv")),
        ("leroy", ("follow", "--since", "0", "--count", "2", "--json")),
        ("martin", ("verify", "--json")),
    ):
        done = running.run(person, *words)
        assert done.returncode == 0, done.stderr
        shown += done.stdout + done.stderr
    assert reference.encode() in shown
    for word in (b"FAURE", b"PEYRARD", b"Marguerite", b"238044313701888", b"Chutes", b"photo.png"):
        assert word not in shown


def test_a_spreadsheet_gets_its_mark_and_its_semicolons(running: Territory) -> None:
    done = running.run("nathalie", "board", "--csv", "--lang", "fr")
    assert done.stdout.startswith(b"\xef\xbb\xbfFiche;")
    assert b"\r\n" in done.stdout


def test_a_tampered_database_is_found_and_the_row_named(settled: Territory, tmp_path: Path) -> None:
    territory = settled.copy(tmp_path / "territory")
    database = territory.root / "server" / "navette.db"
    assert territory.run("nobody", "verify", "--database", str(database)).returncode == 0
    with sqlite3.connect(database) as db:
        (number,) = db.execute("SELECT max(i) FROM directory_statement").fetchone()
        db.execute("UPDATE directory_statement SET raw = replace(raw, 'médecin', 'medecin') WHERE i = ?", (number,))
        db.execute("UPDATE certificate SET until = '2999-01-01'")
    db.close()
    done = territory.run("nobody", "verify", "--database", str(database), "--json")
    assert done.returncode == 13
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["table"] for row in rows} >= {"certificate"}
    assert json.loads(done.stderr)["data"]["faults"] == len(rows)


def test_the_ids_of_json_are_those_of_the_api(running: Territory) -> None:
    sent(running, "--form", "admission", "--answers", "admission.json")
    item = json.loads(running.run("leroy", "inbox", "--json").stdout.splitlines()[0])
    assert len(unb64(item["message"], 16)) == 16
    assert len(unb64(item["envelope"], 32)) == 32
    assert item["status"] in ("requested", "received")
    assert item["urgency"] == "routine"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", item["due_by"])


def test_following_takes_up_where_the_connection_broke(running: Territory) -> None:
    environ = running.environ | {"NAVETTE_HOME": str(running.root / "leroy")}
    answers = ("--form", "admission", "--answers", "admission.json")
    first = json.loads(running.run("martin", "send", "--to", WARD, *answers, "--json").stdout)
    command = [str(PROGRAM), "follow", "--since", str(first["index"]), "--count", "2", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environ) as following:
        assert following.stdout is not None
        assert json.loads(following.stdout.readline())["reference"] == first["reference"]
        running.server.stop()
        running.server.__enter__()
        second = sent(running, *answers)
        assert json.loads(following.stdout.readline())["reference"] == second
        assert following.wait(60) == 0
