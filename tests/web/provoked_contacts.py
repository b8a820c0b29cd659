"""Refusals around notices."""

from dataclasses import replace

from navette.core.encoding import b64
from navette.store.contacts import Contact, put
from tests.service.pushing import Browser
from tests.things import Answer
from tests.web.provocations import provokes
from tests.world import World

WISH = {"lang": "fr", "immediate": True, "digest": None, "quiet": None}


@provokes("email")
async def an_address_that_is_none(world: World) -> Answer:
    return await world.ask("PUT", "/v1/contact", world.nurse, {**WISH, "email": "nobody"})


@provokes("no-mail")
async def a_server_that_writes_to_nobody(world: World) -> Answer:
    return await world.ask("PUT", "/v1/contact", world.nurse, {**WISH, "email": "zoe@ward.example"})


@provokes("unknown-contact")
async def confirming_nothing(world: World) -> Answer:
    await world.ask("DELETE", "/v1/contact", world.nurse)
    return await world.ask("POST", "/v1/contact/confirm", world.nurse, {"code": "123456"})


async def waiting(world: World, tries: int) -> None:
    """An address of the nurse that waits for its code."""
    row = Contact(world.nurse.id, "zoe@ward.example", "fr", 1, None, None, None, None, None, tries, None, world.now())
    await world.context.database.write(lambda tx: put(tx, row))


@provokes("contact-code")
async def another_code(world: World) -> Answer:
    await waiting(world, 0)
    return await world.ask("POST", "/v1/contact/confirm", world.nurse, {"code": "no code"})


@provokes("contact-tries")
async def one_code_too_many(world: World) -> Answer:
    await waiting(world, 5)
    return await world.ask("POST", "/v1/contact/confirm", world.nurse, {"code": "123456"})


async def adding(world: World, endpoint: str) -> Answer:
    browser = Browser(endpoint)
    return await world.ask("PUT", f"/v1/push/{b64(browser.id)}", world.nurse, browser.wish)


@provokes("no-push")
async def a_server_that_tells_no_devices(world: World) -> Answer:
    return await adding(world, "https://push.example/to/somebody")


@provokes("push-endpoint", own={})
async def a_push_service_of_their_own(world: World) -> Answer:
    url = "https://navette.example"
    world.context.settings = replace(world.settings, push_hosts="push.example", public_url=url)
    return await adding(world, "https://169.254.169.254/latest")
