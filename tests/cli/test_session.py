"""Opening the folder: whose, by what secret, and what is refused before anything is asked."""

from argparse import Namespace
from pathlib import Path

import pytest

from navette.cli.command import UsageError
from navette.cli.session import fault_line, home, secret, unlock
from navette.client.folder import Folder
from navette.client.items import Fault
from navette.client.keyring import Keyring
from navette.core.errors import Local, Refused
from navette.envelope.person import Person
from navette.envelope.unlock import new_code
from navette.wording import speak
from tests.cli.conftest import Heard
from tests.cli.territory import Territory

PHRASE = "lusab-babad-gutih-tugad-ludor"


def given(**options: Path | None) -> Namespace:
    return Namespace(**{"home": None, "passphrase_file": None, **options})


def test_home_is_the_option_then_the_environment_then_the_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", "/people/martin")
    assert home(given()) == Path("/people/martin/.navette")
    monkeypatch.setenv("NAVETTE_HOME", "/elsewhere")
    assert home(given()) == Path("/elsewhere")
    assert home(given(home=tmp_path)) == tmp_path


def test_the_passphrase_or_the_printed_code_opens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    person, code = Person.new(), new_code()
    Keyring(Folder(tmp_path / "home")).create(person, PHRASE, code)
    file = tmp_path / "secret"
    for text in (PHRASE, code.lower().replace(" ", "-"), f"{PHRASE}\nsecond line\n"):
        file.write_text(text)
        assert unlock(given(home=tmp_path / "home", passphrase_file=file), Heard())[1].id == person.id
    monkeypatch.setenv("NAVETTE_PASSPHRASE_FILE", str(file))
    assert unlock(given(home=tmp_path / "home"), Heard())[1].id == person.id
    file.write_text("another passphrase altogether")
    with pytest.raises(Refused, match="lock"):
        unlock(given(home=tmp_path / "home"), Heard())


def test_without_a_keyring_nothing_is_made_and_nothing_asked(tmp_path: Path) -> None:
    with pytest.raises(Local, match="keyring-missing"):
        unlock(given(home=tmp_path / "home"), Heard())
    assert not (tmp_path / "home").exists()


def test_nobody_to_ask_is_a_usage_error_that_names_the_option() -> None:
    with pytest.raises(UsageError, match="--passphrase-file"):
        secret(given(), Heard())


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe"])
def test_a_passphrase_file_that_cannot_be_read(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "passphrase"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Local, match="file"):
        secret(given(passphrase_file=file), Heard())


def test_a_fault_is_worded_and_its_facts_stay() -> None:
    speak("fr")
    line = fault_line(Fault("body", "NV-7K3F-22Q", {"n": 3}))
    assert line == "NV-7K3F-22Q : Cette fiche est abîmée, ou a été modifiée en chemin. (body, n=3)"
    assert fault_line(Fault("of-a-later-version", "actes")) == "actes : (of-a-later-version)"


def test_a_copy_altered_here_is_found_by_verify(settled: Territory, tmp_path: Path) -> None:
    territory = settled.copy(tmp_path / "territory")
    answers = ("--form", "admission", "--answers", "admission.json")
    with territory.server:
        assert territory.run("martin", "send", "--to", "geriatrie@ch-du-gier.example", *answers).returncode == 0
        (kept,) = (territory.root / "martin" / "sent").glob("*.nav")
        altered = bytearray(kept.read_bytes())
        altered[-1] ^= 1
        kept.write_bytes(altered)
        found = territory.run("martin", "verify", environ={"LANG": "en"})
        assert found.returncode == 13
        assert b"copy-altered" in found.stdout
        assert found.stderr.startswith(b"navette: The verification found faults.")
        assert len(found.stderr.splitlines()) == 3
