"""A database with everything in it: what tampering is tried on."""

import asyncio
import secrets
from dataclasses import dataclass
from pathlib import Path

from aiohttp.test_utils import TestServer

from navette.core.encoding import b64
from navette.envelope.person import Person
from navette.service.enroll import first_invitation
from navette.settings import Settings
from navette.web.app import create_app
from tests.soak.parcels import parcel, upload
from tests.soak.territory import (
    GUARDIAN,
    MEMBER,
    Box,
    Territory,
    answer,
    deposit,
    letter,
    receipt,
    withdrawal,
)
from tests.soak.wire import Ask, Wire


@dataclass
class Cast:
    """Who is there once everybody has arrived, and one has left."""

    gp: Person
    nurse: Person
    doctor: Person
    cardiologist: Person
    cabinet: Box
    ward: Box
    cardio: Box


def settings_of(folder: Path) -> Settings:
    return Settings(data_dir=folder, production=False, rate_per_minute=100_000, metrics_port=0)


def build(folder: Path) -> Path:
    """The database, closed."""
    asyncio.run(_build(folder))
    return folder / "navette.db"


async def _build(folder: Path) -> None:
    settings = settings_of(folder)
    first = first_invitation(settings, "Nathalie")
    async with TestServer(create_app(settings)) as server, Wire(str(server.make_url("")).rstrip("/")) as wire:
        cast = await people(await Territory.found(wire, first))
        await handoffs(wire, cast)


async def people(territory: Territory) -> Cast:
    """Three mailboxes; the ward has known an arrival, a departure with a new epoch and a change of address."""
    gp, cabinet = await territory.box("dr.martin@monistrol.example", "PER")
    nurse, ward = await territory.box("geriatrie@ch-du-gier.example")
    cardiologist, cardio = await territory.box("cardiologie@ch-du-gier.example")
    doctor, leaver = await territory.person(), await territory.person()
    await territory.invite("Dr Absent")
    identity = {"name": "Dr Claire Martin", "profession": "médecin"}
    await territory.certify(gp.id, identity, "2026-12-31")
    await territory.certify(gp.id, identity)
    await territory.certify(cabinet.id, {"address": cabinet.address, "name": "Dr Claire Martin"})
    ward = await territory.change(ward, nurse, {nurse: GUARDIAN, leaver: MEMBER})
    ward = await territory.change(ward, nurse, {nurse: GUARDIAN, leaver: MEMBER, doctor: MEMBER})
    ward = await territory.change(ward, nurse, {nurse: GUARDIAN, doctor: MEMBER})
    ward = await territory.change(ward, territory.nathalie, ward.members, "geriatrie2@ch-du-gier.example")
    await territory.certify(ward.id, {"address": ward.address, "name": "Gériatrie", "facility": "CH du Gier"})
    first = await territory.say(ward, nurse)
    await territory.say(ward, nurse, first, substitute=b64(cardio.id), hours={"mon": "08:00-19:00"})
    await territory.say(cardio, territory.nathalie)
    return Cast(gp, nurse, doctor, cardiologist, cabinet, ward, cardio)


async def handoffs(wire: Wire, cast: Cast) -> None:
    """One in each state, a re-route, a reply, a question, attachments; what the sender took back."""
    gp, nurse, doctor, cabinet, ward = cast.gp, cast.nurse, cast.doctor, cast.cabinet, cast.ward

    async def do(*asks: Ask) -> None:
        for ask in asks:
            await wire.done(ask)

    photo, half = parcel(secrets.token_bytes(4_250_000)), parcel(secrets.token_bytes(4_250_000))
    await upload(wire, photo, gp, cabinet)
    await do(half.announce(gp, cabinet), half.part(gp, 0))

    requested = letter(gp, cabinet, [ward, cast.cardio])
    accepted, held, declined, closed, failed, back, lost = (
        letter(gp, cabinet, [ward], attached=[photo.named] if n == 0 else []) for n in range(7)
    )
    for envelope in (requested, accepted, held, declined, closed, failed, back, lost):
        await do(deposit(envelope))
    for envelope in (accepted, held, declined, closed, lost):
        await do(receipt(nurse, ward, envelope, "delivered"), receipt(nurse, ward, envelope, "opened"))
    await do(
        answer(doctor, ward, accepted, "accepted"),
        answer(nurse, ward, held, "question", "identity"),
        answer(nurse, ward, declined, "declined", "full"),
        answer(nurse, ward, closed, "accepted"),
        answer(nurse, ward, closed, "closed", "replied"),
        receipt(nurse, ward, failed, "delivered", "transient-error", "unknown-signer"),
        receipt(nurse, ward, failed, "delivered", "fatal-error", "envelope-signature"),
        withdrawal(gp, back),
        deposit(letter(nurse, ward, [cabinet], reply=closed.header.id)),
    )
    onward = letter(nurse, ward, [cast.cardio], reply=lost.header.id)
    await do(
        deposit(onward),
        answer(nurse, ward, lost, "rerouted", "not-for-us"),
        receipt(cast.cardiologist, cast.cardio, onward, "delivered"),
    )
