"""Refusals of what cannot be read, of who asks, and of what the server cannot do now."""

import asyncio
import sqlite3
from contextlib import closing

from navette.core.encoding import b64
from navette.envelope.person import Person
from navette.store.database import FILE
from tests.things import Answer
from tests.web.provocations import provokes
from tests.world import World


@provokes("json")
async def a_key_given_twice(world: World) -> Answer:
    return await world.ask("POST", "/v1/certificates", body=b'{"statement":"a","statement":"a"}')


@provokes("json-depth")
async def a_hundred_thousand_brackets(world: World) -> Answer:
    return await world.ask("POST", "/v1/certificates", body=b"[" * 100_000)


@provokes("utf-8")
async def a_byte_of_another_encoding(world: World) -> Answer:
    return await world.ask("POST", "/v1/certificates", body=b'{"statement":"\xe9"}')


@provokes("content-type")
async def an_envelope_sent_as_text(world: World) -> Answer:
    return await world.put(world.sealed(), kind="text/plain")


@provokes("content-digest")
async def another_body_than_the_signed_one(world: World) -> Answer:
    signed = world.sign(world.nathalie, "POST", "/v1/invitations", body=b"{}")
    value = world.offer(await world.invite("person"), "person")
    return await world.ask("POST", "/v1/invitations", value=value, headers=signed)


@provokes("field")
async def a_field_too_few(world: World) -> Answer:
    return await world.ask("POST", "/v1/certificates", value={"statement": "a"})


@provokes("base64url")
async def an_id_spelled_with_spare_bits(world: World) -> Answer:
    return await world.ask("GET", f"/v1/envelopes/{'A' * 21}B", world.gp)


@provokes("time")
async def the_thirtieth_of_february(world: World) -> Answer:
    value = world.offer(await world.invite("person"), "person", expires="2026-02-30T10:00:00Z")
    return await world.ask("POST", "/v1/invitations", world.nathalie, value)


@provokes("not-found")
async def a_route_that_is_none(world: World) -> Answer:
    return await world.ask("GET", "/v1/fiches")


@provokes("method")
async def a_method_of_no_route(world: World) -> Answer:
    return await world.ask("PATCH", "/v1/server")


@provokes("too-large")
async def ten_megabytes_of_json(world: World) -> Answer:
    return await world.ask("POST", "/v1/certificates", body=b'{"statement":"' + b"a" * (10 << 20))


@provokes("request-unsigned")
async def nobody_asks(world: World) -> Answer:
    return await world.ask("GET", "/v1/mailboxes")


@provokes("request-signature")
async def a_stranger_asks(world: World) -> Answer:
    return await world.ask("GET", "/v1/mailboxes", Person.new())


@provokes("request-time")
async def a_clock_an_hour_behind(world: World) -> Answer:
    late = world.sign(world.gp, "GET", "/v1/mailboxes", created=world.now() - 3600)
    return await world.ask("GET", "/v1/mailboxes", headers=late)


@provokes("request-replayed")
async def the_same_signed_request_again(world: World) -> Answer:
    once = world.sign(world.gp, "GET", "/v1/mailboxes")
    assert (await world.ask("GET", "/v1/mailboxes", headers=once)).status == 200
    return await world.ask("GET", "/v1/mailboxes", headers=once)


@provokes("coordinator-only")
async def a_gp_looks_at_the_board(world: World) -> Answer:
    return await world.ask("GET", "/v1/unresolved", world.gp)


@provokes("not-a-member")
async def a_gp_looks_into_the_ward(world: World) -> Answer:
    return await world.ask("GET", f"/v1/mailboxes/{b64(world.ward.id)}/inbox", world.gp)


@provokes("too-many-requests", own={"rate_per_minute": 20})
async def twenty_one_in_a_minute(world: World) -> Answer:
    for _ in range(20):
        assert (await world.ask("GET", "/v1/mailboxes", world.gp)).status == 200
    return await world.ask("GET", "/v1/mailboxes", world.gp)


async def stop_writing(world: World) -> None:
    writer = world.context.database.writer
    writer.stop()
    await asyncio.to_thread(writer.join)


@provokes("stopping", own={})
async def the_writer_has_stopped(world: World) -> Answer:
    await stop_writing(world)
    return await world.put(world.sealed())


@provokes("not-ready", own={})
async def ready_without_a_writer(world: World) -> Answer:
    await stop_writing(world)
    return await world.ask("GET", "/readyz")


@provokes("internal", own={})
async def a_row_nobody_could_have_written(world: World) -> Answer:
    envelope = await world.send()
    with closing(sqlite3.connect(world.settings.data_dir / FILE)) as db, db:
        db.execute("UPDATE recipient SET status = 'lost'")
    return await world.receipt(world.nurse, envelope)


@provokes("disk-full", own={"max_database_mb": 1})
async def a_full_database(world: World) -> Answer:
    while (answer := await world.put(world.sealed())).status == 201:
        pass
    return answer


@provokes("store-busy", own={})
async def another_program_holds_the_database(world: World) -> Answer:
    with closing(sqlite3.connect(world.settings.data_dir / FILE, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        return await world.put(world.sealed())


@provokes("proof-index")
async def a_proof_beyond_the_ledger(world: World) -> Answer:
    return await world.ask("GET", "/v1/ledgers/annuaire/proof", query="size=1000000&index=0")


@provokes("unknown-form")
async def a_form_of_elsewhere(world: World) -> Answer:
    return await world.ask("GET", f"/v1/forms/{b64(bytes(32))}")


@provokes("unknown-ledger")
async def a_third_ledger(world: World) -> Answer:
    return await world.ask("GET", "/v1/ledgers/soins/checkpoint")
