"""Joining, interrupted or not; inviting; vouching for the right keys and no others."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from navette.client import invitation, join, pins
from navette.client.coordinator import Coordinator
from navette.client.folder import Folder
from navette.client.http import Api
from navette.client.join import FILE
from navette.client.keyring import Keyring
from navette.client.mailbox import Mailbox
from navette.client.names import identity
from navette.core.errors import Conflict, Denied, Local, Refused
from navette.core.parties import MailboxKind
from navette.ledger.checkpoint import vkey
from tests.client.world import CARDIO, FICHE, GP, PASSPHRASE, WARD, World

WHO = {"name": "Dr Nadia Faure", "profession": "médecin", "rpps": "10001234567"}
ADDRESS = "dr.faure@monistrol.example"


async def _invite(coordinator: Coordinator) -> str:
    invited = await coordinator.invite(WHO, role="mailbox", kind=MailboxKind.PERSONAL, address=ADDRESS)
    return invited.code


async def test_from_the_invitation_to_the_first_fiche(world: World, tmp_path: Path) -> None:
    coordinator, folder = await world.coordinator(), Folder(tmp_path / "home")
    joined = await join.join(await _invite(coordinator), folder, PASSPHRASE)
    assert (joined.name, joined.address) == ("Dr Nadia Faure", ADDRESS)
    assert folder.read_json(FILE) is None
    person = Keyring(folder).unlock(joined.code_printed)
    assert person.id == joined.person
    async with await Mailbox.open(folder, person) as mailbox:
        sent = await mailbox.send([WARD], FICHE)
        ward = await world.open("leroy")
        (item,) = await ward.receive()
        assert not item.sender.vouched
        with pytest.raises(Refused, match="not-vouched-for"):
            await ward.send([ADDRESS], FICHE)
        (confirmed,) = await coordinator.confirm()
        assert (confirmed.problem, confirmed.person, confirmed.mailbox) == ("", joined.person, joined.mailbox)
        ward = await world.open("leroy")
        assert (await ward.receive())[0].sender.vouched
        await ward.reply(sent.reference, b"{}")
        assert len(await mailbox.receive()) == 1
    assert await coordinator.confirm() == []
    shown = next(one for one in await coordinator.invitations() if one.address == ADDRESS)
    assert (shown.name, shown.address, shown.state, shown.certified, shown.ours) == (
        "Dr Nadia Faure",
        ADDRESS,
        "used",
        True,
        True,
    )


@pytest.mark.parametrize("after", [False, True])
async def test_joining_goes_on_where_it_was_interrupted(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    code, folder = await _invite(await world.coordinator()), Folder(tmp_path / "home")
    ask = Api.ask

    async def cut(self: Api, method: str, path: str, *given: object, **more: object) -> object:
        if after:
            await ask(self, method, path, *given, **more)  # type: ignore[arg-type]
        raise Local("server-unreachable")

    monkeypatch.setattr(Api, "ask", cut)
    with pytest.raises(Local, match="server-unreachable"):
        await join.join(code, folder, PASSPHRASE)
    monkeypatch.undo()
    begun = Keyring(folder).person_id()
    with pytest.raises(Refused, match="lock"):
        await join.join(code, folder, "another passphrase")
    joined = await join.join(code, folder, PASSPHRASE)
    assert joined.person == begun
    assert Keyring(folder).unlock(joined.code_printed).id == begun
    with pytest.raises(Local, match="keyring-exists"):
        await join.join(code, folder, PASSPHRASE)


async def test_a_machine_that_stops_before_the_keyring_is_written_begins_anew(world: World, tmp_path: Path) -> None:
    code, folder = await _invite(await world.coordinator()), Folder(tmp_path / "home")
    folder.write_json(FILE, {"invitation": "of before"})
    assert (await join.join(code, folder, PASSPHRASE)).address == ADDRESS


async def test_an_invitation_serves_once_and_a_refusal_frees_the_folder(world: World, tmp_path: Path) -> None:
    coordinator = await world.coordinator()
    code = await _invite(coordinator)
    await join.join(code, Folder(tmp_path / "first"), PASSPHRASE)
    second = Folder(tmp_path / "second")
    with pytest.raises(Conflict, match="invitation-used"):
        await join.join(code, second, PASSPHRASE)
    assert not Keyring(second).exists
    withdrawn = await coordinator.invite(WHO)
    await coordinator.withdraw(withdrawn.id)
    with pytest.raises(Refused, match="invitation"):
        await join.join(withdrawn.code, second, PASSPHRASE)
    expired = await coordinator.invite(WHO, days=-1)
    with pytest.raises(Refused, match="invitation-expired"):
        await join.join(expired.code, second, PASSPHRASE)
    used = next(one for one in await coordinator.invitations() if one.address == ADDRESS)
    with pytest.raises(Conflict, match="invitation-used"):
        await coordinator.withdraw(used.id)
    taken = await coordinator.invite(WHO, role="mailbox", kind=MailboxKind.PERSONAL, address=GP)
    with pytest.raises(Conflict, match="address-taken"):
        await join.join(taken.code, second, PASSPHRASE)
    states = {one.id: one.state for one in await coordinator.invitations()}
    assert (states[expired.id], states[taken.id], states[used.id]) == ("expired", "open", "used")
    assert withdrawn.id not in states


async def test_keys_made_by_somebody_else_are_not_vouched_for(world: World, tmp_path: Path) -> None:
    """The server knows the claim secret once it was used, never the binding: it cannot put keys of its own."""
    coordinator, folder = await world.coordinator(), Folder(tmp_path / "home")
    code = invitation.read(await _invite(coordinator))
    real = invitation.binding
    stranger = Folder(tmp_path / "stranger")
    try:
        invitation.binding = lambda secret, person, mailbox: bytes(32)
        joined = await join.join(invitation.write(code), stranger, PASSPHRASE)
    finally:
        invitation.binding = real
    (confirmed,) = await coordinator.confirm()
    assert (confirmed.problem, confirmed.person) == ("invitation-binding", joined.person)
    directory = coordinator._desk.directory
    assert identity(directory, joined.person, coordinator._desk.today()) == {}
    assert folder.read(FILE) is None


async def test_what_the_server_says_of_an_invitation_does_not_enter_the_certificate(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coordinator = await world.coordinator()
    joined = await join.join(await _invite(coordinator), Folder(tmp_path / "home"), PASSPHRASE)
    ask = Api.get

    async def lie(self: Api, path: str, *given: object, **more: object) -> object:
        return json.loads(json.dumps(await ask(self, path, *given, **more)).replace("Faure", "Personne"))  # type: ignore[arg-type]

    monkeypatch.setattr(Api, "get", lie)
    assert [one.problem for one in await coordinator.confirm()] == [""]
    monkeypatch.undo()
    fresh = await world.coordinator()
    assert identity(fresh._desk.directory, joined.person, fresh._desk.today())["name"] == "Dr Nadia Faure"


async def test_an_invitation_without_a_mailbox_and_one_for_a_second_coordinator(world: World, tmp_path: Path) -> None:
    coordinator = await world.coordinator()
    invited = await coordinator.invite({"name": "Paul Second", "profession": "coordination"}, role="coordinator")
    folder = Folder(tmp_path / "second")
    joined = await join.join(invited.code, folder, PASSPHRASE)
    assert (joined.mailbox, joined.address) == (None, None)
    assert [one.problem for one in await coordinator.confirm()] == [""]
    person = Keyring(folder).unlock(joined.code_printed)
    assert pins.load(folder).coordinators == {person.id, world.cast["nathalie"].person.id}
    async with await Coordinator.open(folder, person) as second:
        assert await second.unresolved() == []
        assert [one.ours for one in await second.invitations()] == [False] * 7
        assert await second.confirm() == []
        third = await second.invite({"name": "Ida Trois", "profession": "infirmière"})
    joined = await join.join(third.code, Folder(tmp_path / "third"), PASSPHRASE)
    async with await Coordinator.open(folder, person) as second:
        assert [one.problem for one in await second.confirm()] == [""]
    ward = await world.open("leroy")
    assert ward.faults == []
    with pytest.raises(Local, match="unknown-name"):
        await ward.members.add("Ida Trois")


async def test_only_a_coordinator_coordinates(world: World) -> None:
    martin = world.cast["martin"]
    with pytest.raises(Denied, match="coordinator-only"):
        await Coordinator.open(martin.folder, martin.person)
    await world.server.stop()
    nathalie = world.cast["nathalie"]
    with pytest.raises(Local, match="server-unreachable"):
        await Coordinator.open(nathalie.folder, nathalie.person)


async def test_the_board_shows_delays_and_no_content(world: World) -> None:
    gp, coordinator = await world.open("martin"), await world.coordinator()
    sent = await gp.send([WARD, CARDIO], FICHE)
    rows = await coordinator.unresolved()
    assert {(row.reference, row.sender_name, row.mailbox_name, row.overdue) for row in rows} == {
        (sent.reference, "Dr Claire Martin", name, False)
        for name in ("CH du Gier – Gériatrie", "CH du Gier – Cardiologie")
    }
    world.server.ahead = 49 * 3600
    await world.server.restart()
    late = await (await world.coordinator()).unresolved()
    assert [row.overdue for row in late] == [True, True]
    await gp.withdraw(sent.reference)
    assert await (await world.coordinator()).unresolved() == []


async def test_the_board_comes_in_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    gp, coordinator = await world.open("martin"), await world.coordinator()
    for n in range(3):
        await gp.send([WARD], b"%d" % n)
    get = Api.get

    async def small(self: Api, path: str, query: list[tuple[str, str]] | None = None, **more: object) -> object:
        page = [(name, "2" if name == "limit" else value) for name, value in query or []]
        return await get(self, path, page, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Api, "get", small)
    assert [row.message for row in await coordinator.unresolved()] == [one.message for one in await gp.sent()][::-1]


async def test_a_server_that_is_not_the_one_invited_to_is_refused(world: World, tmp_path: Path) -> None:
    code = invitation.read(await _invite(await world.coordinator()))
    origin = pins.load(world.cast["martin"].folder).checkpoint("annuaire").origin
    public = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    other, folder = {**code.ledgers, "annuaire": vkey(origin, public)}, Folder(tmp_path / "home")
    with pytest.raises(Refused, match="checkpoint-unsigned"):
        await join.join(invitation.write(replace(code, ledgers=other)), folder, PASSPHRASE)
    assert len(folder.names("evidence", ".json")) == 1
    assert Keyring(folder).exists  # the server used the invitation for these keys: they are not thrown away
