"""How often one may ask."""

from pathlib import Path

import pytest

from navette.core.errors import Limited
from navette.web import limits
from navette.web.limits import Limits, Window
from tests.world import territory

MAILBOXES = "/v1/mailboxes"


async def test_one_person_s_haste_is_nobody_else_s_delay(tmp_path: Path) -> None:
    async with territory(tmp_path, rate_per_minute=15) as world:
        answers = [await world.ask("GET", MAILBOXES, world.gp) for _ in range(17)]
        assert [answer.status for answer in answers] == [200] * 15 + [429] * 2
        assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
        assert answers[-1]["retry_after"] == int(answers[-1].headers["Retry-After"])
        assert (await world.ask("GET", MAILBOXES, world.nurse)).status == 200


async def test_requests_without_a_signature_count_by_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "OPEN_PER_MINUTE", 20)
    async with territory(tmp_path, rate_per_minute=20) as world:  # five of them to populate
        envelope = world.sealed()
        for _ in range(15):
            assert (await world.put(envelope)).status in (200, 201)
        assert (await world.put(envelope)).status == 429
        assert (await world.receipt(world.nurse, envelope)).status == 429
        assert (await world.ask("POST", "/v1/join", body=b"{}")).status == 429
        assert (await world.ask("POST", "/v1/certificates", body=b"{}")).status == 429
        assert (await world.ask("GET", "/v1/ledgers/actes/checkpoint")).status == 429
        assert (await world.ask("GET", "/v1/ledgers/actes/proof", query="size=1")).status == 429
        assert (await world.ask("POST", f"/v1/mailboxes/{'A' * 22}/statements", body=b"{}")).status == 429
        assert (await world.ask("GET", MAILBOXES, world.gp)).status == 200
        assert (await world.ask("GET", "/healthz")).status == 200


def test_a_person_and_an_address_of_the_same_name_are_two() -> None:
    counts = Limits(1)
    counts.hit_open("A")
    counts.hit_person("A")
    with pytest.raises(Limited, match="too-many-requests"):
        counts.hit_person("A")


def test_what_was_asked_fades_over_the_minute_after() -> None:
    now = [1000.0]
    window = Window(4, lambda: now[0])

    def allowed() -> int:
        """How many more, and then how long to wait."""
        for count in range(9):
            try:
                window.hit("A")
            except Limited as refused:
                waits.append(int(refused.data["retry_after"]))
                return count
        raise AssertionError("never refused")

    waits: list[int] = []
    assert allowed() == 4
    now[0] += 60 + 1
    assert allowed() == 1  # 59 sixtieths of the four are still in view
    now[0] += 29
    assert allowed() == 1
    now[0] += 119
    assert allowed() == 4
    assert waits == [61, 15, 1, 32]


def test_who_waits_as_long_as_told_is_let_in() -> None:
    now = [1000.0]
    window = Window(3, lambda: now[0])
    for _ in range(200):
        now[0] += 7
        try:
            window.hit("A")
            window.hit("A")
        except Limited as refused:
            now[0] += int(refused.data["retry_after"])
            window.hit("A")
