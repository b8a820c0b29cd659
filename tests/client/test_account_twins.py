"""Joining and unlocking in JavaScript, at a real server: what the pages do, without the pages."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from navette.client import invitation
from navette.core.encoding import b64, unb64
from navette.core.parties import MailboxKind
from navette.envelope.person import Person
from navette.envelope.unlock import new_code, read_code, unwrap
from tests.client.world import World, first_code
from tests.js.engine import Call
from tests.js.node import run_node

SHARED, OWN = {"shared": True}, {"shared": False}
ADDRESS = "dr.vidal@monistrol.example"
IDENTITY = {"name": "Dr Élise Vidal", "profession": "médecin"}
CUTS = 26  # requests of a joining, and a few more
NOTHING_HERE: dict[str, Any] = {"navette joining": {}}


@dataclass(frozen=True)
class Lived:
    """answers: to what was asked; kept: on the machine; sent: every request."""

    answers: list[Any]
    kept: dict[str, dict[str, str]]
    sent: list[dict[str, Any]]


async def live(world: World, *asked: Sequence[Any], **given: Any) -> Lived:
    (found,) = await asyncio.to_thread(
        run_node, [Call("adapters/account", "live", ({"url": world.server.url, "asked": asked, **given},))]
    )
    return Lived(**found)


async def invite(world: World) -> str:
    coordinator = await world.coordinator()
    invited = await coordinator.invite(IDENTITY, role="mailbox", kind=MailboxKind.PERSONAL, address=ADDRESS)
    return invited.code


async def joined(world: World, place: Mapping[str, bool] = SHARED) -> tuple[str, Any]:
    """A printed code, and the account as it was made."""
    lived = await live(world, ["create", "vidal", await invite(world), place])
    return lived.answers[0]["code"], lived.answers[0]


async def test_an_invitation_becomes_a_person_with_a_mailbox(world: World) -> None:
    code = await invite(world)
    lived = await live(
        world, ["invitation", f"https://navette.example/rejoindre#{code}"], ["create", "v", code, SHARED],
        ["inbox", "v", ADDRESS], ["locks", "v"],
    )  # fmt: skip
    told, account, waiting, locks = lived.answers
    assert told == {**IDENTITY, "mailbox": {"address": ADDRESS}}
    assert (account["name"], account["profession"], account["coordinator"]) == (*IDENTITY.values(), False)
    (box,) = account["mailboxes"]
    assert (box["address"], box["kind"], box["role"], waiting) == (ADDRESS, "PER", "guardian", 0)
    assert [one["kind"] for one in locks] == ["code"]
    assert lived.kept == NOTHING_HERE


async def test_the_coordinator_vouches_for_who_joined_so(world: World) -> None:
    await joined(world)
    (confirmed,) = await (await world.coordinator()).confirm()
    assert (confirmed.problem, confirmed.name) == ("", IDENTITY["name"])


async def test_the_printed_code_alone_opens_the_account_elsewhere(world: World) -> None:
    code, account = await joined(world)
    await (await world.coordinator()).confirm()
    typed = code.lower().replace(" ", "-")
    lived = await live(world, ["unlock", "v", typed, SHARED], ["inbox", "v", ADDRESS])
    assert lived.answers[0]["person"] == account["person"]
    assert lived.answers[0]["mailboxes"][0]["name"] == IDENTITY["name"]
    assert lived.answers[1] == 0
    assert lived.kept == {}


@pytest.mark.parametrize(
    ("spoil", "reason"), [(lambda code: "0" * 28, "code-mistyped"), (lambda code: code[:-2], "code-groups")]
)
async def test_a_code_that_is_none_is_refused_here(world: World, spoil: Any, reason: str) -> None:
    lived = await live(world, ["unlock", "v", spoil("7K3F" * 7), SHARED])
    assert lived.answers[0][0] == reason
    assert lived.sent == []


async def test_a_code_of_nobody_opens_nothing(world: World) -> None:
    assert (await live(world, ["unlock", "v", new_code(), SHARED])).answers[0][0] == "lock"


async def test_who_tries_too_often_is_told_how_long_to_wait(world: World) -> None:
    """The same code of nobody, again and again."""
    nobody = new_code()
    lived = await live(world, *([["unlock", "v", nobody, SHARED]] * 11))
    assert {code for code, _ in lived.answers[:10]} == {"lock"}
    code, data = lived.answers[10]
    assert (code, 0 < data["retry_after"] <= 60) == ("too-many-tries", True)


@pytest.mark.parametrize("what", ["newCode", "newPassphrase"])
async def test_a_new_one_counts_once_it_is_kept(world: World, what: str) -> None:
    """Killed before it is kept, the one of before opens; after, the new one alone."""
    code, _ = await joined(world)
    lived = await live(
        world, ["unlock", "v", code, SHARED], ["renew", "v", what, code], ["locks", "v"],
        ["unlock", "w", code, SHARED], ["keep"], ["renew", "w", what, code], ["keep"], ["locks", "w"],
    )  # fmt: skip
    _, first, before, opened, _, second, _, after = lived.answers
    assert ([one["kind"] for one in before], opened["name"]) == (["code"], IDENTITY["name"])
    if what == "newCode":
        assert second[0] == "lock"  # the code of before, which was to show who asks
        assert [one["kind"] for one in after] == ["code"]
        second = first
    else:
        assert sorted(one["kind"] for one in after) == ["code", "passphrase"]
    again = await live(world, ["unlock", "v", second.upper(), SHARED], ["unlock", "w", first, SHARED])
    assert again.answers[0]["mailboxes"][0]["address"] == ADDRESS
    assert again.answers[1] == again.answers[0] if first == second else again.answers[1][0] == "lock"


async def test_cut_off_while_it_is_kept_one_of_the_two_opens(world: World) -> None:
    """Each request of the change lost in turn."""
    code, _ = await joined(world)
    for at in range(4):
        lived = await live(
            world, ["unlock", "v", code, SHARED], ["renew", "v", "newCode", code], ["cut", at], ["keep"],
            ["cut", -1], ["unlock", "w", code, SHARED],
        )  # fmt: skip
        new, end = lived.answers[1], lived.answers[5]
        opened = await live(world, ["unlock", "v", new, SHARED], ["locks", "v"])
        assert "person" in opened.answers[0], at
        if "person" not in end:
            assert len(opened.answers[1]) == 1
        code = new


async def test_the_last_way_in_stays(world: World) -> None:
    code, _ = await joined(world)
    lived = await live(world, ["unlock", "v", code, SHARED], ["locks", "v"])
    again = await live(world, ["unlock", "v", code, SHARED], ["removeLock", "v", lived.answers[1][0]["id"]])
    assert again.answers[1][0] == "last-lock"


async def test_joining_with_a_passphrase(world: World) -> None:
    """It opens once it was typed back; the sheet does from the beginning."""
    given = {**SHARED, "lock": "passphrase"}
    lived = await live(world, ["create", "v", await invite(world), given], ["locks", "v"])
    made, locks = lived.answers
    assert sorted(one["kind"] for one in locks) == ["code", "passphrase"]
    opened = await live(world, ["unlock", "v", made["passphrase"], SHARED], ["unlock", "w", made["code"], SHARED])
    assert [one["person"] for one in opened.answers] == [made["person"]] * 2
    assert not any(made["passphrase"].encode() in _bytes(one["body"]) for one in (*lived.sent, *opened.sent))


async def test_a_joining_left_before_the_sheet_was_read_is_taken_up_again(world: World) -> None:
    """The sheet was never printed: the invitation makes another, for the same person."""
    code = await invite(world)
    left = await live(world, ["create", "v", code, {**SHARED, "unfinished": True}])
    lived = await live(world, ["create", "v", code, SHARED], ["locks", "v"], kept=left.kept)
    assert lived.answers[0]["person"] == left.answers[0]["person"]
    assert lived.answers[0]["code"] != left.answers[0]["code"]
    assert (len(lived.answers[1]), lived.kept) == (1, NOTHING_HERE)


# -- an interrupted joining


async def test_a_joining_cut_off_goes_on_with_the_same_keys(world: World) -> None:
    """The answer of the server is lost; what is kept here opens with the invitation alone."""
    code = await invite(world)
    cut = await live(world, ["create", "v", code, SHARED], cut={"/v1/join": 1})
    assert cut.answers[0][0] == "server-unreachable"
    assert list(cut.kept["navette joining"]) == [f"{b64(invitation.read(code).id)}.json"]
    lived = await live(world, ["create", "v", code, SHARED], ["locks", "v"], kept=cut.kept)
    begun = [one["body"] for one in (*cut.sent, *lived.sent) if one["address"].endswith("/v1/join")]
    assert begun[0] == begun[1]
    assert (len(lived.answers[1]), lived.kept) == (1, NOTHING_HERE)


async def test_what_was_printed_before_the_cut_opens_nothing(world: World) -> None:
    """The locks had been kept; the pins had not."""
    code = await invite(world)
    cut = await live(world, ["create", "v", code, SHARED], cut={"/v1/locks": 1})
    assert cut.answers[0][0] == "server-unreachable"
    lived = await live(world, ["create", "v", code, SHARED], ["locks", "v"], kept=cut.kept)
    assert [one["kind"] for one in lived.answers[1]] == ["code"]


async def test_a_lost_answer_about_a_lock_is_asked_again(world: World) -> None:
    code = await invite(world)
    lived = await live(world, ["create", "v", code, SHARED], ["locks", "v"], cut={"/v1/locks/": 1})
    assert len([one for one in lived.sent if "/v1/locks/" in one["address"]]) == 2
    assert len(lived.answers[1]) == 1


@pytest.mark.soak
@pytest.mark.parametrize("place", [SHARED, OWN], ids=["shared", "own"])
async def test_cut_off_anywhere_it_is_ended_by_asking_again(world: World, place: Mapping[str, bool]) -> None:
    """One answer is lost, each in turn: then the code last printed opens, on a machine that holds nothing."""
    coordinator, asked = await world.coordinator(), list[Sequence[Any]]()
    for at in range(CUTS):
        invited = await coordinator.invite(
            IDENTITY, role="mailbox", kind=MailboxKind.PERSONAL, address=f"v{at}@monistrol.example"
        )
        asked += [["cut", at], ["create", "v", invited.code, place], ["cut", -1], ["create", "w", invited.code, place]]
        asked += [["unlockPrinted", "x", SHARED], ["inbox", "x", f"v{at}@monistrol.example"]]
    lived = await live(world, *asked)
    ends = [lived.answers[first : first + 6] for first in range(0, len(asked), 6)]
    assert [one[5] for one in ends] == [0] * CUTS
    assert {_said(one[1], one[3]) for one in ends} == {("server-unreachable", ""), ("", "invitation-used")}
    assert _said(ends[-1][1], "") == ("", ""), "CUTS is too small"
    assert lived.kept["navette joining"] == {}


def _said(*answers: Any) -> tuple[str, ...]:
    return tuple(one[0] if isinstance(one, list) else "" for one in answers)


async def test_an_invitation_serves_once(world: World) -> None:
    code = await invite(world)
    await live(world, ["create", "v", code, SHARED])
    again = await live(world, ["create", "v", code, SHARED])
    assert again.answers[0][0] == "invitation-used"
    assert again.kept == NOTHING_HERE


async def test_the_first_coordinator_vouches_for_herself(world: World) -> None:
    lived = await live(
        world, ["create", "n", first_code(world.server), SHARED],
        ["invite", "n", IDENTITY, {"role": "mailbox", "kind": "PER", "address": ADDRESS}],
    )  # fmt: skip
    made, code = lived.answers
    assert (made["coordinator"], made["name"]) == (True, "Nathalie Blanc")
    elsewhere = await live(
        world, ["create", "v", code, SHARED], ["unlock", "n", made["code"], SHARED], ["confirm", "n"]
    )
    assert [one["problem"] for one in elsewhere.answers[2]] == [""]


async def test_a_code_read_in_the_page_is_the_one_written_here(world: World) -> None:
    code = await invite(world)
    assert (await live(world, ["rewritten", code], ["rewritten", code[:-3]])).answers == [code, ["invitation", {}]]


# -- what is kept


async def test_on_a_shared_computer_drafts_are_found_again_and_nothing_is_here(world: World) -> None:
    code, _ = await joined(world)
    written = b64(b"Mme Dupont, chute")
    await live(
        world, ["unlock", "v", code, SHARED], ["write", "v", "drafts/one", written], ["write", "v", "inbox/x", written],
        ["write", "v", "outbox/aa.json", b64(b"{}")], ["lock", "v"],
    )  # fmt: skip
    lived = await live(
        world, ["unlock", "v", code, SHARED], ["names", "v", "drafts"], ["read", "v", "drafts/one"],
        ["read", "v", "inbox/x"], ["names", "v", "outbox"], ["remove", "v", "drafts/one"],
        ["unlock", "w", code, SHARED], ["names", "w", "drafts"],
    )  # fmt: skip
    assert lived.answers[1:6] == [["one"], written, None, ["aa.json"], None]
    assert lived.answers[7] == []
    assert lived.kept == {}


async def test_a_draft_too_long_for_the_server_says_so(world: World) -> None:
    code, _ = await joined(world)
    long = b64(bytes(262_144))
    lived = await live(
        world, ["unlock", "v", code, SHARED], ["write", "v", "drafts/one", long], ["write", "v", "outbox/a.nav", long]
    )
    assert [lived.answers[1][0], lived.answers[2]] == ["too-large", None]


async def test_a_draft_removed_without_the_server_is_removed_there_later(world: World) -> None:
    code, _ = await joined(world)
    lived = await live(
        world, ["unlock", "v", code, SHARED], ["write", "v", "drafts/one", b64(b"1")], ["cut", 0],
        ["remove", "v", "drafts/one"], ["names", "v", "drafts"], ["read", "v", "drafts/one"], ["lock", "v"],
        ["write", "v", "drafts/two", b64(b"2")],
        ["unlock", "w", code, SHARED], ["names", "w", "drafts"],
    )  # fmt: skip
    assert lived.answers[3:6] == [None, [], None]
    assert lived.answers[9] == ["two"]


async def test_ones_own_computer_keeps_sealed_records(world: World) -> None:
    code, account = await joined(world, OWN)
    lived = await live(
        world, ["unlock", "v", code, OWN], ["write", "v", "drafts/one", b64(b"Mme Dupont")], ["lock", "v"]
    )
    place = f"navette {account['person']}"
    assert lived.kept["navette open"] == {}
    assert {"pins.json", "drafts/one", "directory/000000"} <= set(lived.kept[place])
    assert all(b"Dupont" not in _bytes(one) and b"annuaire" not in _bytes(one) for one in lived.kept[place].values())
    again = await live(world, ["unlock", "v", code, OWN], ["read", "v", "drafts/one"], kept=lived.kept)
    assert again.answers[1] == b64(b"Mme Dupont")


async def test_a_record_put_under_another_name_does_not_open(world: World) -> None:
    code, account = await joined(world, OWN)
    lived = await live(world, ["unlock", "v", code, OWN], ["write", "v", "drafts/one", b64(b"1")], ["lock", "v"])
    kept = {name: dict(records) for name, records in lived.kept.items()}
    records = kept[f"navette {account['person']}"]
    records["drafts/two"] = records["drafts/one"]
    again = await live(world, ["unlock", "v", code, OWN], ["read", "v", "drafts/two"], kept=kept)
    assert again.answers[1] == ["file", {"path": "drafts/two", "problem": "damaged"}]


async def test_it_stays_open_until_the_lock_on_ones_own_computer(world: World) -> None:
    code, account = await joined(world, OWN)
    lived = await live(
        world, ["unlock", "v", code, OWN], ["resume", "w"], ["lock", "w"], ["resume", "x"],
        ["unlock", "v", code, SHARED], ["resume", "y"],
    )  # fmt: skip
    assert lived.answers[1]["person"] == account["person"]
    assert (lived.answers[3], lived.answers[5]) == (None, None)


async def test_what_opened_it_was_removed_and_it_opens_no_more(world: World) -> None:
    """On one's own computer, that was to stay open; a new sheet takes the place of the former there."""
    code, _ = await joined(world)
    here = ["unlock", "v", code, OWN]
    lived = await live(world, here, ["renew", "v", "newCode", code], ["keep"], ["resume", "w"])
    assert lived.answers[3]["name"] == IDENTITY["name"]
    new = lived.answers[1]
    lived = await live(
        world, ["unlock", "v", new, OWN], ["renew", "v", "newPassphrase", new], ["keep"], ["locks", "v"],
    )  # fmt: skip
    [sheet] = [one for one in lived.answers[3] if one["kind"] == "code"]
    lived = await live(
        world, ["unlock", "v", new, OWN], ["removeLock", "v", sheet["id"]], ["resume", "w"], ["resume", "x"]
    )
    assert [lived.answers[2][0], lived.answers[3]] == ["taken-out", None]


# -- what is sent


async def test_no_request_holds_the_seed_nor_the_code(world: World) -> None:
    """Nor, in the clear, what a record says. The seed is the one that the lock sent opens to."""
    code = await invite(world)
    lived = await live(
        world,
        ["create", "v", code, SHARED],
        ["write", "v", "drafts/one", b64(b"Mme Dupont")],
        ["locks", "v"],
        ["lock", "v"],
    )
    printed = lived.answers[0]["code"]
    secret, compact = invitation.read(code).secret, printed.replace(" ", "")
    opened = await live(world, ["unlock", "v", printed, SHARED], ["renew", "v", "newCode", printed])
    sent = [*lived.sent, *opened.sent]
    assert len(sent) > 10
    (kept,) = [json.loads(_bytes(one["body"])) for one in lived.sent if "/v1/locks/" in one["address"]]
    told = [unb64(kept[name], length) for name, length in (("wrapped", 60), ("account", 16), ("salt", 16))]
    seed = unwrap(told[0], told[1], "code", read_code(printed), told[2])
    assert b64(Person(seed).id) == lived.answers[0]["person"]
    canaries = [printed.encode(), compact.encode(), read_code(printed), b"Dupont", seed.hex().encode()]
    canaries += [secret, b64(secret).encode(), seed, b64(seed).encode()]
    for one in sent:
        said = json.dumps([one["address"], one["headers"]]).encode() + _bytes(one["body"])
        for canary in (
            printed.encode(),
            compact.encode(),
            read_code(printed),
            secret,
            b64(secret).encode(),
            seed,
            b64(seed).encode(),
            seed.hex().encode(),
            b"Dupont",
        ):
            assert canary not in said, one["address"]


def _bytes(text: str) -> bytes:
    return unb64(text, len(text) * 3 // 4)
