"""The keyring: two locks, one file, and nobody else's eyes."""

import json
import os
import stat
from pathlib import Path

import pytest

from navette.client.folder import Folder
from navette.client.keyring import FILE, Keyring
from navette.core.encoding import b64
from navette.core.errors import Local, Refused
from navette.envelope import unlock
from navette.envelope.person import Person

PASSPHRASE = "lusab-babad-gutih-tugad-ludor"
PERSON = Person(bytes(range(32)))


@pytest.fixture
def code() -> str:
    return unlock.new_code()


@pytest.fixture
def folder(tmp_path: Path, code: str) -> Folder:
    folder = Folder(tmp_path / "home")
    Keyring(folder).create(PERSON, PASSPHRASE, code)
    return folder


def test_both_locks_open_it_as_a_person_types_them(folder: Folder, code: str) -> None:
    for typed in (code, code.lower().replace(" ", "-"), PASSPHRASE, "Lusab BABAD gutih tugad ludor"):
        assert Keyring(folder).unlock(typed) == PERSON
    assert Keyring(folder).person_id() == PERSON.id


def test_the_file_holds_no_key_and_is_its_owners_alone(folder: Folder, code: str) -> None:
    path = folder / FILE
    raw = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    for secret in (PERSON.seed, b64(PERSON.seed).encode(), PASSPHRASE.encode(), code.encode()):
        assert secret not in raw


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o660, 0o644])
def test_a_keyring_others_may_read_is_refused(folder: Folder, mode: int) -> None:
    os.chmod(folder / FILE, mode)
    with pytest.raises(Local, match="keyring-permissions") as refused:
        Keyring(folder).unlock(PASSPHRASE)
    assert refused.value.data["mode"] == f"{mode:04o}"


def test_a_wrong_secret_opens_nothing_and_says_which_kind(folder: Folder, code: str) -> None:
    other = unlock.new_code()
    mistyped = code[:-1] + ("0" if code[-1] != "0" else "1")
    for typed, expected in (("another passphrase", "lock"), (other, "lock"), (mistyped, "code-mistyped"), ("", "lock")):
        with pytest.raises(Refused) as refused:
            Keyring(folder).unlock(typed)
        assert refused.value.code == expected


def test_what_was_printed_before_opens_nothing_after_a_change(folder: Folder, code: str) -> None:
    renewed = unlock.new_code()
    assert Keyring(folder).change_locks(code, "nouvelle phrase", renewed) == PERSON
    for old in (code, PASSPHRASE):
        with pytest.raises(Refused, match="lock"):
            Keyring(folder).unlock(old)
    assert Keyring(folder).unlock(renewed) == Keyring(folder).unlock("Nouvelle  phrase") == PERSON


def test_there_is_one_keyring_or_none(folder: Folder, code: str, tmp_path: Path) -> None:
    with pytest.raises(Local, match="keyring-exists"):
        Keyring(folder).create(PERSON, PASSPHRASE, code)
    nowhere = Keyring(Folder(tmp_path / "other"))
    assert not nowhere.exists
    with pytest.raises(Local, match="keyring-missing"):
        nowhere.unlock(PASSPHRASE)


@pytest.mark.parametrize("change", ["cut", "list", "version", "locks", "wrapped", "no-code"])
def test_a_damaged_file_is_named_so(folder: Folder, change: str) -> None:
    path = folder / FILE
    value = json.loads(path.read_bytes())
    if change == "version":
        value["v"] = "2"
    elif change == "locks":
        value["locks"] = "none"
    elif change == "wrapped":
        value["locks"][0]["wrapped"] = "AA"
    elif change == "no-code":
        value["locks"].pop()
    data = json.dumps([value] if change == "list" else value).encode()
    path.write_bytes(data[:-9] if change == "cut" else data)
    with pytest.raises(Local, match="keyring-damaged"):
        Keyring(folder).unlock(PASSPHRASE)


def test_a_lock_of_another_person_is_refused(folder: Folder, code: str, tmp_path: Path) -> None:
    """Somebody put their own wrapped seed in the place of the person's."""
    other = Folder(tmp_path / "other")
    Keyring(other).create(Person.new(), PASSPHRASE, code)
    theirs, ours = json.loads((other / FILE).read_bytes()), json.loads((folder / FILE).read_bytes())
    theirs["person"] = ours["person"]
    (folder / FILE).write_text(json.dumps(theirs))
    os.chmod(folder / FILE, 0o600)
    with pytest.raises(Refused, match="lock"):
        Keyring(folder).unlock(code)
