"""Answers of another form, and failures, as the client in JavaScript reads them: as the one in Python does."""

import copy
import random
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.typedefs import Middleware

from navette.client.acts import tell
from navette.client.answer import Fields
from navette.client.reading import inbox_item, received_item, sent_item
from navette.core.acknowledgement import Decision
from navette.core.encoding import b64, unb64
from navette.core.errors import NavetteError
from tests.client.twins import Question, python_desk, refusal, spoken, visit
from tests.client.world import FICHE, WARD, Handler, World

Answer = dict[str, Any]
OTHERS: tuple[Any, ...] = (None, "", "é", "\ud800", 0, -1, 1.5, 2**53, True, [], {}, [None],
                           b64(bytes(16)), b64(bytes(32)), "stat", "closed", "2026-11-22T10:00:00Z",
                           "2026-02-30T10:00:00Z")  # fmt: skip


def _mutations(value: Answer, chance: random.Random, count: int) -> list[Answer]:
    """Copies of an answer, one field of each of another form, or gone."""
    found = []
    for _ in range(count):
        twin = copy.deepcopy(value)
        inner: Any = twin
        while True:
            keys = list(inner) if isinstance(inner, dict) else list(range(len(inner)))
            key = chance.choice(keys)
            if not isinstance(inner[key], dict | list) or not inner[key] or chance.random() < 0.2:
                break
            inner = inner[key]
        if chance.random() < 0.15:
            del inner[key]
        else:
            inner[key] = chance.choice(OTHERS)
        found.append(twin)
    return found


def _reordered(handoff: Answer) -> list[Answer]:
    """Its acts one for another, one twice, and each at the index of the one before."""
    acts = handoff["acts"]
    orders = [acts[::-1], [*acts, acts[-1]], [acts[0], *acts[:0:-1]], acts[:1], acts[1:], []]
    level = [{**act, "index": acts[max(0, at - 1)]["index"]} for at, act in enumerate(acts)]
    return [{**handoff, "acts": order} for order in (*orders, level)]


async def test_answers_of_another_form(world: World, tmp_path: Path, seed: int) -> None:
    """Five hundred answers, one field of each bent: read alike, or refused by the same code for the same field."""
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    await ward.collect(sent.reference)
    await ward.acknowledge(sent.reference, Decision.ACCEPTED)
    desk = await python_desk(world, "leroy", tmp_path / "python")
    message = b64(sent.message)
    inbox: Any = await desk.api.get(f"/v1/mailboxes/{b64(ward.id)}/inbox", [("open", "0")])
    handoff: Any = await desk.api.get(f"/v1/handoffs/{message}")
    chance = random.Random(seed)
    items = _mutations(inbox["items"][0], chance, 200)
    handoffs = [*_mutations(handoff, chance, 300), *_reordered(handoff)]
    asked: list[Question] = [["read", "inbox", one, ""] for one in items]
    asked += [["read", kind, one, b64(ward.id)] for one in handoffs for kind in ("sent", "received", "story")]
    found = await visit(world, "leroy", *asked, forms={b64(sent_form(handoff)): "admission"})
    for question, theirs in zip(asked, found.answers, strict=True):
        assert theirs == _read(desk, question[1], question[2], ward.id), question
    assert {str(one[0]) for one in found.answers if isinstance(one, list)} >= {"server-answer"}
    await desk.close()


def sent_form(handoff: Answer) -> bytes:
    return unb64(handoff["form"]["hash"], 32)


def _read(desk: Any, kind: str, value: Answer, mailbox: bytes) -> Any:
    try:
        answer = Fields(value)
        if kind == "inbox":
            return spoken(inbox_item(desk, answer))
        if kind == "sent":
            return spoken(sent_item(desk, answer))
        if kind == "received":
            return spoken(received_item(desk, answer, mailbox))
        message, digest = answer.raw("message", 16), answer.raw("envelope", 32)
        story = spoken(tell(desk, message, digest, answer.raw("sender_mailbox", 16), answer))
        del story["leaves"]
        return story
    except NavetteError as error:
        return refusal(error)


def _gateway(status: int, body: str) -> Middleware:
    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.path.endswith("/inbox"):
            return await handler(request)
        return web.Response(status=status, text=body, headers={"Location": "/v1/server"} if status == 302 else {})

    return answer


PROBLEMS = [
    (502, "<html>"),
    (503, '{"code":"stopping"}'),
    (404, "[]"),
    (404, '{"code":"unknown-mailbox","n":3,"owner":"x","list":[],"title":"t"}'),
    (409, '{"code":"server-unreachable"}'),
    (422, '{"code":"no such code"}'),
    (500, '{"code":"__proto__"}'),
    (302, ""),
    (200, "{"),
    (200, "[]"),
    (200, "\ufeff{}"),
    (204, ""),
]


@pytest.mark.parametrize(("status", "body"), PROBLEMS)
async def test_failures_have_the_same_names(world: World, tmp_path: Path, status: int, body: str) -> None:
    desk = await python_desk(world, "leroy", tmp_path / "python")
    ward = b64((await world.open("leroy")).id)
    await world.server.restart(_gateway(status, body))
    found = await visit(world, "leroy", ["inbox", ward])
    expected: Any = None
    try:
        Fields(await desk.api.get(f"/v1/mailboxes/{ward}/inbox")).many("items")
    except NavetteError as error:
        expected = refusal(error)
    if status == 302:  # browsers do not tell which
        expected[1].pop("status")
        found.answers[0][1].pop("status")
    assert found.answers[0] == expected
    await desk.close()
