"""Devices that are told, by a push service that takes what is for them: who, when, once, and nothing of anybody."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

import pytest

from navette.core.encoding import b64
from navette.core.paris import PARIS
from navette.core.parties import Urgency
from navette.envelope.person import Person
from navette.service import ping, remind
from navette.service.devices import DEVICES
from tests.service.pushing import Browser, PushService, Taken, push_service
from tests.things import FICHE, Answer
from tests.world import World, trial

MINUTE, HOUR, DAY = 60, 3600, 86_400
DAY_HOURS = {"email": "", "lang": "fr", "immediate": True, "digest": None, "quiet": {"from": "20:00", "to": "07:00"}}


class Town(World):
    """A territory whose server tells devices."""

    service: PushService

    async def add(self, person: Person, browser: Browser, **more: str) -> Answer:
        return await self.ask("PUT", f"/v1/push/{b64(browser.id)}", person, {**browser.wish, **more})

    async def device(self, person: Person) -> Browser:
        browser = self.service.browser()
        assert (await self.add(person, browser)).status == 201
        return browser

    async def told(self, later: float = 0) -> list[Taken]:
        """What the push service is given so much later."""
        self.ahead += int(later)
        before = len(self.service.taken)
        await remind.sweep(self.context)
        count = await ping.deliver(self.context)
        found = self.service.taken[before:]
        assert len(found) == count
        return found

    async def known(self, person: Person) -> list[tuple[str, bool, bool]]:
        """(id, told, failing) of each device."""
        found = (await self.ask("GET", "/v1/push", person)).value["devices"]
        return [(one["id"], one["told"] is not None, one["failing"]) for one in found]


@pytest.fixture
async def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    async with AsyncExitStack() as stack:
        service, pem = await stack.enter_async_context(push_service(tmp_path))
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        hosts = f"push.example, *.notify.example,{service.host}"
        town = Town(trial(tmp_path, push_hosts=hosts, public_url="https://navette.example"))
        town.service, town.public_host = service, "navette.example"
        await stack.enter_async_context(town.client)
        await town.populate()
        yield town


async def test_a_device_is_told_once_and_nothing_of_anybody(town: Town) -> None:
    browser = await town.device(town.nurse)
    assert (await town.add(town.nurse, browser)).status == 200
    await town.send(urgency=Urgency.URGENT, fiche=FICHE + b"Odile Canarisson")
    await town.send(urgency=Urgency.URGENT)
    (taken,) = await town.told()
    assert browser.endpoint.endswith(taken.path)
    assert browser.read(taken.body) == b'{"v":1}'
    wanted = {"TTL": "86400", "Topic": "navette", "Urgency": "high", "Content-Encoding": "aes128gcm"}
    assert {name: taken.headers[name] for name in wanted} == wanted
    key = (await town.ask("GET", "/v1/push", town.nurse)).value["key"]
    assert taken.headers["Authorization"].endswith(f", k={key}")
    assert set(taken.headers) - set(wanted) <= {
        *("Authorization", "Content-Type", "Content-Length", "Host", "Accept", "Accept-Encoding", "User-Agent")
    }
    assert await town.told() == []
    assert await town.known(town.nurse) == [(b64(browser.id), True, False)]
    assert await town.known(town.gp) == []


async def test_it_is_told_what_letters_tell_at_the_same_hours(town: Town) -> None:
    """Quiet hours without an e-mail address; the coordinators; what was answered meanwhile."""
    ward, desk = await town.device(town.nurse), await town.device(town.nathalie)
    assert (await town.ask("PUT", "/v1/contact", town.nurse, DAY_HOURS)).value["contact"]["email"] == ""
    code = {"code": "123456"}
    assert (await town.ask("POST", "/v1/contact/confirm", town.nurse, code)).code == "unknown-contact"
    local = datetime.fromtimestamp(town.now(), PARIS)
    town.ahead += ((21 - local.hour) % 24) * HOUR
    answered = await town.received(urgency=Urgency.URGENT)
    assert await town.told() == []
    assert (await town.decide(town.doctor, answered, "accepted")).status == 201
    assert await town.told(11 * HOUR) == []
    await town.send(urgency=Urgency.STAT)
    assert [ward.endpoint.endswith(one.path) for one in await town.told()] == [True]
    found = {one.path for one in await town.told(91 * MINUTE)}
    assert found == {"/to/" + one.endpoint.rpartition("/")[2] for one in (ward, desk)}


async def test_away_later_gone_refused(town: Town) -> None:
    """A push service that does not answer is asked again; what it says of one device is of that one alone."""
    away, gone, refused, fine = [await town.device(town.nurse) for _ in range(4)]
    paths = ["/to/" + one.endpoint.rpartition("/")[2] for one in (away, gone, refused, fine)]
    town.service.refusing = dict(zip(paths, (503, 410, 403), strict=False))
    await town.send(urgency=Urgency.URGENT)
    assert [one.path for one in await town.told()] == [paths[3]]
    assert await town.told() == []
    town.service.refusing = {}
    assert [one.path for one in await town.told(MINUTE)] == [paths[0]]
    assert await town.told(MINUTE) == []
    known = await town.known(town.nurse)
    expected = [(b64(away.id), True, False), (b64(refused.id), False, True), (b64(fine.id), True, False)]
    assert sorted(known) == sorted(expected)
    assert (await town.add(town.nurse, refused)).status == 200
    await town.send(urgency=Urgency.URGENT)
    assert len(await town.told()) == 3


async def test_only_where_the_operator_says_and_only_so_many(town: Town) -> None:
    good = town.service.browser()
    for endpoint in (
        *(
            "https://elsewhere.example/x",
            "http://push.example/x",
            "https://push.example:444/x",
            "https://notify.example/x",
        ),
        *(
            "https://push.example@elsewhere.example/x",
            "https://a@b.notify.example/x",
            "https://push.example/ x",
            "push",
        ),
        "https://push.example/" + "x" * 1000,
    ):
        done = await town.add(town.nurse, good, endpoint=endpoint)
        assert done.code in ("push-endpoint", "field"), endpoint
    assert (await town.add(town.nurse, good, p256dh=b64(bytes(65)))).value["field"] == "p256dh"
    for endpoint in ("https://push.example/x", "https://wns2-par02p.notify.example/x"):
        assert (await town.add(town.nurse, town.service.browser(), endpoint=endpoint)).status == 201
    assert (await town.add(town.gp, good)).status == 201
    assert (await town.add(town.nurse, good)).code == "push-endpoint"
    assert (await town.ask("DELETE", f"/v1/push/{b64(good.id)}", town.nurse)).status == 204
    assert len(await town.known(town.gp)) == 1
    for _ in range(2):
        assert (await town.ask("DELETE", f"/v1/push/{b64(good.id)}", town.gp)).status == 204
    assert await town.known(town.gp) == []
    for _ in range(DEVICES):
        await town.device(town.nurse)
    assert len(await town.known(town.nurse)) == DEVICES
