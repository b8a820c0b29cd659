"""A form dropped into the site's folder is sent, opened, printed and counted, and no code is changed."""

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from navette.cli.demo.server import Server
from tests.cli.documents import resource
from tests.cli.site_form import URL, wound
from tests.cli.territory import Territory

WARD = "geriatrie@ch-du-gier.example"
PATIENCE = 60  # seconds; the server looks at its folder every few


@pytest.fixture(scope="module")
def site(settled: Territory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Territory]:
    """A server that has been running since before anything was dropped into its folder of forms."""
    root = tmp_path_factory.mktemp("site")
    territory = settled.copy(root / "territory")
    (territory.root / "site").mkdir()
    territory.server = Server(territory.root / "server", territory.port, settings(territory))
    with territory.server:
        assert "wound" not in known(territory, "martin")
        drop(territory)
        yield territory


def settings(territory: Territory) -> dict[str, str]:
    return {"NAVETTE_FORMS_DIR": str(territory.root / "site")}


def drop(territory: Territory) -> None:
    """A good form, and beside it two that are none."""
    place = territory.root / "site"
    (place / "wound.json").write_text(json.dumps(wound(), ensure_ascii=False), encoding="utf-8")
    (place / "broken.json").write_bytes(b'{"resourceType":"Questionnaire",')
    ours = wound("admission") | {"url": f"{URL}/admission"}
    (place / "ours.json").write_text(json.dumps(ours), encoding="utf-8")
    answers = json.loads((territory.root / "admission.json").read_text(encoding="utf-8"))
    answers |= {"wound.place": "Talon gauche <b>", "wound.length": "4,20"}
    (territory.root / "wound.json").write_text(json.dumps(answers), encoding="utf-8")


def known(territory: Territory, person: str) -> dict[str, Any]:
    """The forms somebody's program knows once it has asked the server for anything."""
    assert territory.run(person, "outbox").returncode == 0
    rows = map(json.loads, territory.run(person, "forms", "--json", "--lang", "fr").stdout.splitlines())
    return {row["name"]: row for row in rows}


def until(ready: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.2)


@pytest.fixture(scope="module")
def sent(site: Territory) -> str:
    """The reference of a fiche filled with the site's form."""
    until(lambda: "wound" in known(site, "martin"))
    done = site.run("martin", "send", "--to", WARD, "--form", "wound", "--answers", "wound.json", "--json")
    assert done.returncode == 0, done.stderr
    reference: str = json.loads(done.stdout)["reference"]
    return reference


def test_it_is_listed_as_the_site_s(site: Territory, sent: str) -> None:
    row = known(site, "martin")["wound"]
    assert (row["title"], row["short"], row["site"]) == ("Liaison pour une plaie", "Plaie", True)
    shown = site.run("martin", "forms", "--lang", "fr", environ={"COLUMNS": "100"}).stdout.decode()
    line = next(line for line in shown.splitlines() if line.startswith("wound "))
    assert line.endswith("  le site")
    assert shown.splitlines()[-1] == line
    questions = site.run("martin", "forms", "show", "wound", "--lang", "fr").stdout.decode()
    assert "wound.place  (une ligne, obligatoire)  Siège" in questions


def test_its_answers_are_checked_by_its_own_rules(site: Territory, sent: str) -> None:
    answers = json.loads((site.root / "wound.json").read_text(encoding="utf-8"))
    del answers["wound.place"]
    (site.root / "without.json").write_text(json.dumps(answers | {"wound.photo": True}), encoding="utf-8")
    words = ("send", "--to", WARD, "--form", "wound", "--answers", "without.json", "--lang", "fr")
    done = site.run("martin", *words)
    assert done.returncode == 4
    said = done.stderr.decode()
    assert "erreur : Il manque le siège de la plaie." in said
    assert "Réponses à corriger : 2." in said


def test_it_is_received_and_opened(site: Territory, sent: str) -> None:
    inbox = site.run("leroy", "inbox", "--lang", "fr").stdout.decode()
    assert re.search(rf"{sent} .* Plaie ", inbox)
    shown = site.run("leroy", "open", sent, "--lang", "fr")
    assert shown.stderr == b""
    assert "LIAISON POUR UNE PLAIE" in shown.stdout.decode()
    assert "  - Siège : Talon gauche <b>" in shown.stdout.decode().splitlines()
    assert "  - Longueur : 4,20 cm" in shown.stdout.decode().splitlines()


def test_it_is_printed(site: Territory, sent: str) -> None:
    page = site.run("leroy", "open", sent, "--render", "html", "--lang", "fr").stdout.decode()
    assert "<h1>Liaison pour une plaie</h1>" in page
    assert "Talon gauche &lt;b&gt;" in page
    assert "alarm" not in page.partition("</style>")[2]


def test_it_is_data_for_another_program(site: Territory, sent: str) -> None:
    raw = site.run("leroy", "open", sent, "--render", "json").stdout
    assert resource(json.loads(raw), "Condition")["bodySite"] == [{"text": "Talon gauche <b>"}]
    assert resource(json.loads(raw), "QuestionnaireResponse")["questionnaire"] == f"{URL}/wound|1.0.0"
    assert b'"value":4.20' in raw or b'"valueDecimal":4.20' in raw


def test_it_is_counted_under_its_name(site: Territory, sent: str) -> None:
    assert site.run("leroy", "accept", sent).returncode == 0
    for lang, title in (("fr", "Plaie"), ("en", "Wound")):
        board = site.run("nathalie", "board", "--lang", lang)
        line = next(line for line in board.stdout.decode().splitlines() if line.startswith(sent))
        assert f" {title} " in line
        assert f"{title} 1" in board.stderr.decode()
    row = next(map(json.loads, site.run("nathalie", "board", "--json").stdout.splitlines()))
    assert row["form"] == "wound"


def test_what_is_wrong_is_logged_and_harms_nobody(site: Territory, sent: str) -> None:
    lines = [json.loads(line) for line in site.server.log.read_text(encoding="utf-8").splitlines()]
    refused = {line["file"]: line["problem"] for line in lines if line["event"] == "form-refused"}
    assert refused == {"broken.json": "json", "ours.json": "form-name-taken"}
    assert known(site, "leroy")["admission"]["site"] is False
    done = site.run("martin", "send", "--to", WARD, "--form", "admission", "--answers", "admission.json")
    assert done.returncode == 0


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_operator_is_told_which_files_are_refused(site: Territory, sent: str, lang: str) -> None:
    words = ("doctor", "--data", str(site.root / "server"), "--url", site.url, "--json", "--lang", lang)
    done = site.run("nobody", *words, environ=settings(site))
    assert done.returncode == 13
    found = [row for row in map(json.loads, done.stdout.splitlines()) if row["check"] == "forms"]
    assert [row["state"] for row in found] == ["good", "bad", "bad"]
    for row, name in zip(found[1:], ("broken.json", "ours.json"), strict=True):
        assert row["says"].count(str(site.root / "site" / name)) == 2
    assert ("déjà un modèle de ce nom" if lang == "fr" else "has a form of that name already") in found[2]["says"]


def test_a_folder_of_forms_that_is_not_there(site: Territory, tmp_path: Path) -> None:
    environ = {"NAVETTE_FORMS_DIR": str(tmp_path / "nowhere")}
    done = site.run("nobody", "doctor", "--url", site.url, "--json", environ=environ)
    states = {row["check"]: row["state"] for row in map(json.loads, done.stdout.splitlines())}
    assert (done.returncode, states["forms"]) == (13, "bad")
