"""Every figure of a period as both clients read it: with names, what is hidden as None."""

from datetime import date, timedelta
from typing import Any

import pytest

from navette.client.indicator_items import (
    Acknowledgement,
    Actors,
    DoctorSearches,
    Failures,
    FormVolume,
    Indicators,
    SameDay,
    Unresolved,
)
from navette.core.encoding import b64
from navette.core.errors import Local
from navette.core.indicators import today
from tests.client.actors import Actor, enter
from tests.client.world import FICHE, WARD, World, changed

EVERY = "month,form,sender,recipient"
DAY = 86_400
SUNDAY = date(2026, 11, 22)


async def test_both_clients_read_every_figure(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = [await gp.send([WARD], FICHE, form="admission") for _ in range(2)]
    await ward.collect(sent[0].reference)
    day = today((await gp.sent())[0].received)
    form = (await (await world.coordinator()).indicators(day, day)).forms[0].form_hash
    page = await enter(world, "nathalie", coordinates=True)

    def fill(value: dict[str, Any]) -> None:
        """What two fiches have not come to: figures of every kind, one of each hidden."""
        shown = {"form": b64(form), "name": "admission"}
        value["same_day"] = [{**shown, "count": 9, "same_day": 7}, {**shown, "count": 6, "same_day": None}]
        value["failures"] = [{"response": "fatal-error", "code": "header", "count": 5}]
        value["unresolved"] = [
            {"recipient": b64(ward.id), "over": n * DAY, "count": of} for n, of in ((1, 8), (7, None))
        ]
        value["found"] = {"asked": 9, "found": None}
        if not value["masked"]:
            value["acknowledgement"] = {"sent": 9, "received": 8, "taken": 6, "answered": 7}
            value["actors"] = {"professionals": 21, "mailboxes": 12, "facilities": 3}

    await world.server.restart(changed("/v1/indicators", fill))
    coordinator = await world.coordinator()
    found = await coordinator.indicators(day - timedelta(days=1), day)
    assert (found.masked, found.forms) == (False, (FormVolume("admission", form, 2),))
    assert found.acknowledgement == Acknowledgement(sent=9, delivered=8, taken=6, answered=7)
    assert found.actors == Actors(professionals=21, mailboxes=12, facilities=3)
    assert found.same_day == (SameDay("admission", form, 9, 7), SameDay("admission", form, 6, None))
    assert found.failures == (Failures("fatal-error", "header", 5),)
    ward_name = "CH du Gier – Gériatrie"
    assert found.unresolved == (
        Unresolved(ward.id, ward_name, DAY, 8),
        Unresolved(ward.id, ward_name, 7 * DAY, None),
    )
    assert found.found == DoctorSearches(asked=9, found=None)
    await same(page, found)
    hidden = await coordinator.indicators(day - timedelta(days=1), day, mask=True)
    (row,), (delay, *_) = hidden.rows, hidden.delays
    assert (hidden.masked, row.sent, row.delivered, row.accepted) == (True, None, None, 0)
    assert (delay.count, delay.median, delay.p90) == (None, None, None)
    assert (hidden.acknowledgement.sent, hidden.actors.mailboxes, hidden.actors.facilities) == (None, None, 0)
    await same(page, hidden)


async def same(page: Actor, found: Indicators) -> None:
    """What the page reads is the same."""
    period = (found.first.isoformat(), found.last.isoformat())
    theirs = await page("coordinator", "indicators", *period, {"by": EVERY, "mask": found.masked})
    every, searches, actors = found.acknowledgement, found.found, found.actors
    expected = {
        "masked": found.masked,
        "forms": [{"form": one.form, "volume": one.sent} for one in found.forms],
        "acknowledgement": {
            "sent": every.sent, "received": every.delivered, "taken": every.taken, "answered": every.answered,
        },
        "sameDay": [{"form": one.form, "count": one.count, "sameDay": one.same_day} for one in found.same_day],
        "failures": [{"response": one.response, "code": one.code, "count": one.count} for one in found.failures],
        "unresolved": [
            {"recipient": b64(one.recipient), "recipientName": one.recipient_name, "over": one.over, "count": one.count}
            for one in found.unresolved
        ],
        "found": {"asked": searches.asked, "found": searches.found},
        "actors": {
            "professionals": actors.professionals, "mailboxes": actors.mailboxes, "facilities": actors.facilities,
        },
    }  # fmt: skip
    assert {name: theirs[name] for name in expected} == expected
    assert [(one["sent"], one["received"], one["recipientName"]) for one in theirs["rows"]] == [
        (one.sent, one.delivered, one.recipient_name) for one in found.rows
    ]
    assert [(one["by"], one["what"], one["count"], one["median"]) for one in theirs["delays"]] == [
        (one.by, one.what, one.count, one.median) for one in found.delays
    ]


@pytest.mark.parametrize(
    ("field", "bent"),
    [
        ("actors", [1]),
        ("masked", 1),
        ("found", {"asked": -1, "found": 0}),
        ("unresolved", [{"recipient": b64(bytes(16)), "over": None, "count": 1}]),
        ("same_day", [{"form": b64(bytes(16)), "count": 1, "same_day": 1}]),
    ],
)
async def test_what_is_no_figure_is_no_answer(world: World, field: str, bent: object) -> None:
    coordinator = await world.coordinator()
    await world.server.restart(changed("/v1/indicators", lambda value: value.update({field: bent})))
    with pytest.raises(Local) as caught:
        await coordinator.indicators(SUNDAY, SUNDAY)
    assert caught.value.code == "server-answer"
