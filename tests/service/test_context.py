"""What a server is made of: its key, its name, its folder."""

from dataclasses import replace
from pathlib import Path

import pytest

from navette.core.errors import Local
from navette.service.context import KEY_FILE, Context, load_signer
from navette.service.enroll import first_invitation
from navette.store.database import FILE
from tests.world import territory, trial


def test_the_ledgers_key_is_made_once_and_read_by_nobody_else(tmp_path: Path) -> None:
    first, again = load_signer(trial(tmp_path / "data")), load_signer(trial(tmp_path / "data"))
    assert first.key.private_bytes_raw() == again.key.private_bytes_raw()
    assert (tmp_path / "data" / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("content", [b"", b"short", bytes(33)])
def test_another_file_is_not_taken_for_the_key(tmp_path: Path, content: bytes) -> None:
    (tmp_path / KEY_FILE).write_bytes(content)
    with pytest.raises(Local, match="not the key of a ledger"):
        load_signer(trial(tmp_path))
    assert (tmp_path / KEY_FILE).read_bytes() == content


def test_a_database_whose_key_is_not_there_gets_no_other_key(tmp_path: Path) -> None:
    first_invitation(trial(tmp_path), "Nathalie")
    (tmp_path / KEY_FILE).unlink()
    with pytest.raises(Local, match="the key of this database's ledgers is not there"):
        load_signer(trial(tmp_path))
    assert not (tmp_path / KEY_FILE).exists()


@pytest.mark.parametrize(
    ("url", "authority"),
    [
        ("", ""),
        ("https://navette.example", "navette.example"),
        ("https://Navette.Example:443/api", "navette.example"),
        ("https://navette.example:8443", "navette.example:8443"),
        ("http://navette.example:80", "navette.example"),
        ("http://localhost:443", "localhost:443"),
    ],
)
def test_what_clients_sign_for(tmp_path: Path, url: str, authority: str) -> None:
    assert Context.create(replace(trial(tmp_path), public_url=url)).authority == authority


async def test_a_person_is_remembered_and_the_oldest_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("navette.service.context.CACHED_PERSONS", 2)
    async with territory(tmp_path) as world:
        for person in (world.nathalie, world.gp, world.nurse, world.doctor):
            public, coordinator = await world.context.person(person.id)
            assert (public, coordinator) == (person.public, person is world.nathalie)
        assert len(world.context._persons) == 2


async def test_somebody_unknown_is_looked_for_again_each_time(tmp_path: Path) -> None:
    """Who joins after having been refused is let in."""
    async with territory(tmp_path) as world:
        made = await world.invite("person")
        newcomer = type(world.gp).new()
        assert (await world.ask("GET", "/v1/mailboxes", newcomer)).status == 401
        await world.join(made, newcomer)
        assert (await world.ask("GET", "/v1/mailboxes", newcomer)).status == 200


def test_the_first_invitation_needs_no_running_server(tmp_path: Path) -> None:
    settings = trial(tmp_path / "new")
    made = first_invitation(settings, "Nathalie Perrin")
    assert set(made.vkeys) == {"annuaire", "actes"}
    assert (tmp_path / "new" / FILE).stat().st_mode & 0o777 == 0o600
    assert first_invitation(settings, "Nathalie Perrin").id != made.id


def test_the_ledgers_have_one_name_whatever_is_asked_later(tmp_path: Path) -> None:
    """An invitation made with another name would pin ledgers that do not exist."""
    assert load_signer(trial(tmp_path, origin="cpts.example")).name == "cpts.example"
    assert load_signer(trial(tmp_path)).name == "cpts.example"
    with pytest.raises(Local) as refused:
        load_signer(trial(tmp_path, origin="other.example"))
    assert (refused.value.code, refused.value.data["name"]) == ("settings", "origin")
