"""Where one is told, as Python and JavaScript ask a real server: the same answers, read the same."""

from dataclasses import replace
from pathlib import Path

import pytest

from navette.client import contact
from navette.client.contact import Contact, Told
from navette.core.errors import NavetteError
from navette.settings import Settings
from tests.client import world as worlds
from tests.client.twins import python_desk, spoken, visit
from tests.client.world import World
from tests.service.pushing import Browser

WISH = Contact(email="", immediate=False, digest=None, quiet=("20:00", "07:00"))


def in_js(told: Told) -> object:
    """As the pages have it: quiet hours by name."""
    found = spoken(told)
    if found["contact"] and found["contact"]["quiet"]:
        found["contact"]["quiet"] = dict(zip(("from", "to"), found["contact"]["quiet"], strict=True))
    return found


async def test_both_say_and_read_the_same(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = world.server.settings
    asked: Settings = replace(plain, push_hosts="push.example", public_url=world.server.url)
    monkeypatch.setattr(worlds.Server, "settings", property(lambda server: asked))
    await world.server.restart()
    desk = await python_desk(world, "martin", tmp_path / "desk")
    nobody = await contact.read(desk.api)
    assert nobody == Told(mail=False, contact=None)
    with pytest.raises(NavetteError) as refused:
        await contact.put(desk.api, replace(WISH, email="claire.martin@cabinet.example"))
    assert refused.value.code == "no-mail"
    said = await contact.put(desk.api, WISH)
    device = Browser("https://push.example/to/somebody").wish
    wish = {"email": "", "lang": "en", "immediate": True, "digest": "07:30", "quiet": None}
    seen = await visit(
        world,
        "martin",
        ("notices", "read"),
        ("notices", "put", wish),
        ("notices", "confirm", "123456"),
        ("notices", "add", device),
        ("notices", "add", device),
        ("notices", "add", {**device, "endpoint": "https://elsewhere.example/"}),
        ("notices", "devices"),
        ("notices", "idOf", device["endpoint"]),
    )
    read, put, confirmed, added, again, refusal, devices, own = seen.answers
    assert read == in_js(said)
    assert put == in_js(await contact.read(desk.api))
    assert confirmed == ["unknown-contact", {}]
    assert added == again == devices["devices"][0]
    assert (added["id"], added["told"], added["failing"]) == (own, None, False)
    assert refusal[0] == "push-endpoint"
    assert len(devices["key"]) == 87
    gone = await visit(world, "martin", ("notices", "forget", own), ("notices", "devices"), ("notices", "remove"))
    assert gone.answers[1]["devices"] == []
    assert await contact.read(desk.api) == nobody
    await desk.close()
