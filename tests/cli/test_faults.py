"""What bars a fiche is told, every fault of it; and what is opened says whether it is what was entered."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from navette.resources import folder
from tests.cli.documents import of_other_software, resource
from tests.cli.territory import Territory

WARD = "geriatrie@ch-du-gier.example"
SEND = ("send", "--to", WARD)
EXAMPLES = folder("fhir_profiles") / "examples"
ALARM = {"fr": "ATTENTION : ", "en": "WARNING: "}


@pytest.fixture(scope="module")
def running(settled: Territory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Territory]:
    territory = settled.copy(tmp_path_factory.mktemp("faults") / "territory")
    with territory.server:
        yield territory


@pytest.fixture(scope="module")
def entered(running: Territory) -> bytes:
    """A document as our program makes it."""
    reference = sent(running, "--form", "admission", "--answers", "admission.json")
    return running.run("leroy", "open", reference, "--json").stdout


def sent(territory: Territory, *words: str) -> str:
    done = territory.run("martin", *SEND, *words, "--json")
    assert done.returncode == 0, done.stderr
    reference: str = json.loads(done.stdout)["reference"]
    return reference


def answers(territory: Territory, name: str = "admission") -> Any:
    return json.loads((territory.root / f"{name}.json").read_text(encoding="utf-8"))


def write(territory: Territory, name: str, value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
    (territory.root / name).write_bytes(raw)
    return name


@pytest.fixture(scope="module")
def spoiled(running: Territory) -> str:
    """Answers with four faults, one in a row of a group."""
    value = json.loads((EXAMPLES / "medication-reconciliation.answers.json").read_text(encoding="utf-8"))
    del value["patient.family"]
    value["line"][0] |= {"line.medication": "Furosémide"}
    del value["line"][0]["line.dosage"]
    value["patient.birth-date"] = "1938-02-30"
    value["nothing.like-it"] = "x"
    return write(running, "spoiled.json", value)


CONCILIATION = ("--form", "medication-reconciliation", "--answers")


def test_every_fault_of_the_answers_in_a_sentence(running: Territory, spoiled: str) -> None:
    done = running.run("martin", *SEND, *CONCILIATION, spoiled, "--lang", "fr")
    assert (done.returncode, done.stdout) == (4, b"")
    assert done.stderr.decode().splitlines() == [
        "erreur : Une réponse ne correspond à aucune question de ce modèle (nothing.like-it).",
        "erreur : Il manque le nom de naissance.",
        "erreur : Vérifiez la date de naissance : cette date n'est pas une date du calendrier.",
        "erreur : Il manque la posologie de « Furosémide ».",
        "navette: Le modèle n'est pas rempli comme il faut. Réponses à corriger : 4.",
        "  Rien n'a été envoyé.",
        "  → Corrigez, puis recommencez.",
    ]


def test_every_fault_of_the_answers_for_a_program(running: Territory, spoiled: str) -> None:
    done = running.run("martin", *SEND, *CONCILIATION, spoiled, "--json", "--lang", "en")
    *faults, failure = map(json.loads, done.stderr.splitlines())
    codes = ["answers-unknown", "answers-missing", "answers-date", "answers-missing"]
    assert [fault["code"] for fault in faults] == codes
    assert faults[-1]["says"] == "Missing: the dosage of “Furosémide”."
    assert all(fault["location"].startswith("QuestionnaireResponse") for fault in faults)
    assert (failure["error"], failure["data"]["faults"]) == ("answers", 4)


def test_a_rule_of_the_identity_is_told_in_its_sentence(running: Territory) -> None:
    write(running, "identity.json", answers(running) | {"patient.status": "RECUP"})
    done = running.run("martin", *SEND, "--form", "admission", "--answers", "identity.json", "--lang", "fr")
    assert done.returncode == 4
    first, what, *_rest = done.stderr.decode().splitlines()
    assert first == "erreur : Le matricule INS ne circule qu'avec une identité qualifiée."
    assert what == "navette: L'identité du patient ne respecte pas une règle."


def test_answers_that_are_not_json(running: Territory) -> None:
    write(running, "broken.json", b'{"patient.family":"A","patient.family":"B"}')
    done = running.run("martin", *SEND, "--form", "admission", "--answers", "broken.json", "--json")
    assert (done.returncode, json.loads(done.stderr)["error"]) == (3, "json")


def bad(document: Any) -> Any:
    """Another program's letter with several faults in several places."""
    resource(document, "Patient")["birthDate"] = "1938-02-30"
    resource(document, "Encounter")["status"] = "arriving"
    resource(document, "ServiceRequest")["subject"] = {"reference": "urn:uuid:00000000-0000-4000-8000-000000000000"}
    document["entry"][0]["resource"]["section"][0]["text"]["div"] = "<div><script>x</script></div>"
    return document


def test_every_fault_of_a_document_with_its_place(running: Territory, entered: bytes) -> None:
    write(running, "bad.json", bad(of_other_software(entered)))
    done = running.run("martin", *SEND, "--bundle", "bad.json", "--lang", "fr")
    assert (done.returncode, done.stdout) == (4, b"")
    lines = done.stderr.decode().splitlines()
    said = [place for place, line in enumerate(lines) if line.startswith("erreur : ")]
    assert len(said) >= 4
    assert all(lines[place + 1].startswith("  Bundle.entry[") for place in said)
    assert any(line.endswith(".birthDate") for line in lines)


def test_every_fault_of_a_document_for_a_program(running: Territory, entered: bytes) -> None:
    write(running, "bad.json", bad(of_other_software(entered)))
    done = running.run("martin", *SEND, "--bundle", "bad.json", "--json")
    *faults, failure = map(json.loads, done.stderr.splitlines())
    errors = [fault for fault in faults if fault["severity"] == "error"]
    assert failure["error"] == "bundle"
    assert failure["data"]["faults"] == len(errors) >= 4
    assert all(fault["says"].endswith(".") and fault["location"].startswith("Bundle") for fault in faults)
    places = {fault["location"].rpartition(".")[2] for fault in errors}
    assert {"birthDate", "status", "div"} <= places


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b"[1]", b'{"resourceType":"Patient"}', b'{"a":1,"a":2}'])
def test_what_is_no_document(running: Territory, raw: bytes) -> None:
    write(running, "no.json", raw)
    done = running.run("martin", *SEND, "--bundle", "no.json", "--json")
    *faults, failure = map(json.loads, done.stderr.splitlines())
    assert (done.returncode, len(faults), failure["error"]) == (4, 1, "bundle")


def test_what_a_person_should_look_at_does_not_bar_a_document(running: Territory, entered: bytes) -> None:
    document = of_other_software(entered)
    number = next(one for one in resource(document, "Practitioner")["identifier"])
    number["value"] = "10100000017"
    write(running, "key.json", document)
    done = running.run("martin", *SEND, "--bundle", "key.json", "--lang", "fr")
    assert done.returncode == 0
    assert "à voir : Un numéro RPPS" in done.stderr.decode()
    spelled = running.run("martin", *SEND, "--bundle", "key.json", "--json")
    assert [json.loads(line)["code"] for line in spelled.stderr.splitlines()] == ["rpps-key"]


def test_a_figure_keeps_its_zeros_from_the_keyboard_to_the_reader(running: Territory) -> None:
    write(running, "weight.json", answers(running) | {"vitals.weight": "71,40"})
    reference = sent(running, "--form", "admission", "--answers", "weight.json")
    raw = running.run("leroy", "open", reference, "--json").stdout
    assert raw.count(b"71.40") >= 2  # the answer, and the observation
    assert b"71.4," not in raw
    assert b"71.4}" not in raw
    assert "Poids : 71,40 kg" in running.run("leroy", "open", reference).stdout.decode()


@pytest.fixture(scope="module")
def altered(running: Territory, entered: bytes) -> str:
    """A letter whose dosage was changed after it was made, sealed as another program would seal it."""
    raw = entered.replace("1 comprimé le matin".encode(), "4 comprimés le matin".encode(), 1)
    assert raw != entered
    return sent(running, "--bundle", write(running, "altered.json", raw))


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("look", [(), ("--plain",), ("--render", "text")])
def test_what_was_not_entered_is_said_first(running: Territory, altered: str, lang: str, look: tuple[str, ...]) -> None:
    done = running.run("leroy", "open", altered, "--lang", lang, *look)
    assert done.returncode == 0
    assert done.stdout.decode().startswith(ALARM[lang])
    assert "4 comprimés le matin" in done.stdout.decode()


def test_what_was_not_entered_is_said_first_on_the_page(running: Territory, altered: str) -> None:
    page = running.run("leroy", "open", altered, "--render", "html", "--lang", "fr").stdout.decode()
    body = page.partition("<body>")[2]
    assert body.index('role="alert">ATTENTION : ') < body.index("<h1>")


def test_what_was_not_entered_is_told_to_a_program_beside_the_bytes(running: Territory, altered: str) -> None:
    done = running.run("leroy", "open", altered, "--json")
    assert done.stdout == (running.root / "altered.json").read_bytes()
    fault = json.loads(done.stderr)
    assert (fault["severity"], fault["code"]) == ("error", "not-as-entered")
    assert fault["location"].startswith("Bundle.entry[")


def test_nothing_is_said_of_other_software_s_documents(running: Territory, entered: bytes) -> None:
    reference = sent(running, "--bundle", write(running, "other.json", of_other_software(entered)))
    done = running.run("leroy", "open", reference, "--lang", "fr")
    assert done.stderr == b""
    assert done.stdout.decode().startswith(reference)
    assert "ATTENTION" not in done.stdout.decode()


def test_a_form_not_known_here_is_a_faint_note(running: Territory, entered: bytes) -> None:
    raw = entered.replace(b"Questionnaire/admission|1.0.0", b"Questionnaire/elsewhere|1.0.0")
    reference = sent(running, "--bundle", write(running, "elsewhere.json", raw))
    done = running.run("leroy", "open", reference, "--lang", "fr")
    assert done.stdout.decode().startswith(reference)
    assert done.stderr.decode().startswith("Cette fiche a été remplie avec un modèle inconnu ici")


def test_a_question_is_a_page_and_names_of_files_are_text(running: Territory) -> None:
    (running.root / "<b>&.pdf").write_bytes(b"%PDF-1.4")
    reference = sent(running, "--form", "admission", "--answers", "admission.json", "--attach", "<b>&.pdf")
    page = running.run("leroy", "open", reference, "--render", "html").stdout.decode()
    assert "&lt;b&gt;&amp;.pdf" in page
    assert "<b>&" not in page
    running.run("leroy", "question", reference, "--text", "Poids < 50 ?\nDepuis <script>quand</script> ?")
    question = json.loads(running.run("martin", "inbox", "--json").stdout.splitlines()[-1])["reference"]
    page = running.run("martin", "open", question, "--render", "html", "--lang", "fr").stdout.decode()
    assert "<p>Poids &lt; 50 ?</p>" in page
    assert "<script" not in page
    assert f"question, {question}</h1>" in page
