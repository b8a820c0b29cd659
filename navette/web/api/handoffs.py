"""Where handoffs stand: inbox, outbox, one handoff, the coordinator's unresolved list."""

import re

from aiohttp import web

from navette.core.encoding import b64, timestamp
from navette.core.errors import Malformed
from navette.service import collect, retention
from navette.store import lists, nudges, reminders
from navette.store.retention import removed_numbers
from navette.web.api.bodies import answer, cursor, known_fields, limit, path_id, query_number
from navette.web.api.items import (
    item_json,
    nudge_json,
    reminder_json,
    removal_json,
    sent_json,
    state_json,
    unresolved_json,
)
from navette.web.keys import CONTEXT
from navette.web.signing import coordinator, requester

REFERENCE = re.compile("NV-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{3}")


async def inbox(request: web.Request) -> web.Response:
    """GET /v1/mailboxes/{mailbox}/inbox."""
    known_fields(request, "after", "limit", "open")
    context, mailbox, count = request.app[CONTEXT], path_id(request, "mailbox"), limit(request)
    who = await requester(request)
    await collect.check_member(context, who.id, mailbox)
    after, only_open = query_number(request, "after", 0), bool(query_number(request, "open", 0, 1))
    rows = await lists.inbox(context.database, mailbox, after, count, only_open=only_open)
    outlook = await retention.outlook(context, [item for item, _ in rows])
    items = [{**item_json(item), **state_json(state), **removal_json(outlook[item.seq])} for item, state in rows]
    return answer({"items": items, "next": rows[-1][1].n if len(rows) == count else None})


async def removed(request: web.Request) -> web.Response:
    """GET /v1/mailboxes/{mailbox}/removed: the numbers whose handoff is no longer known."""
    known_fields(request, "after", "limit")
    context, mailbox, count = request.app[CONTEXT], path_id(request, "mailbox"), limit(request)
    who = await requester(request)
    await collect.check_member(context, who.id, mailbox)
    rows = await removed_numbers(context.database, mailbox, query_number(request, "after", 0), count)
    items = [
        {"n": n, "message": b64(message), "index": one.i, "statement": one.raw.decode()} for n, message, one in rows
    ]
    return answer({"items": items, "next": rows[-1][0] if len(rows) == count else None})


async def outbox(request: web.Request) -> web.Response:
    """GET /v1/mailboxes/{mailbox}/outbox."""
    known_fields(request, "before", "limit")
    context, mailbox, count = request.app[CONTEXT], path_id(request, "mailbox"), limit(request)
    who = await requester(request)
    await collect.check_member(context, who.id, mailbox)
    rows = await lists.outbox(context.database, mailbox, query_number(request, "before", 1 << 62), count)
    outlook = await retention.outlook(context, [item for item, _ in rows])
    items = [{**sent_json(item, states), **removal_json(outlook[item.seq])} for item, states in rows]
    return answer({"items": items, "next": rows[-1][0].seq if len(rows) == count else None})


async def one(request: web.Request) -> web.Response:
    """GET /v1/handoffs/{message}: with every act, to be judged again by who reads it."""
    context, message = request.app[CONTEXT], path_id(request, "message")
    who = await requester(request)
    item, states = await collect.handoff(context, who.id, who.coordinator, message)
    acts = [
        {"index": i, "statement": raw.decode(), "signature": b64(signature)}
        for i, raw, signature in await lists.acts(context.database, item.seq)
    ]
    replies = await collect.replies(context, who.id, who.coordinator, message)
    fired = [reminder_json(one) for one in await reminders.of_handoff(context.database, item.seq)]
    nudged = [nudge_json(one) for one in await nudges.of_handoff(context.database, item.seq)]
    told = {"replies": [b64(reply) for reply in replies], "reminders": fired, "nudges_sent": nudged}
    outlook = (await retention.outlook(context, [item]))[item.seq]
    return answer({**sent_json(item, states), **removal_json(outlook), "acts": acts, **told})


async def referred(request: web.Request) -> web.Response:
    """GET /v1/references/{reference}, for a coordinator: which message was said over the telephone."""
    spelled = request.match_info["reference"]
    await coordinator(request)
    if REFERENCE.fullmatch(spelled) is None:
        raise Malformed("field", field="reference")
    message = await collect.referred(request.app[CONTEXT], spelled)
    return answer({"message": b64(message), "reference": spelled})


async def unresolved(request: web.Request) -> web.Response:
    """GET /v1/unresolved, for a coordinator: metadata only."""
    known_fields(request, "after", "limit")
    context, count = request.app[CONTEXT], limit(request)
    await coordinator(request)
    rows = await lists.unresolved(context.database, cursor(request, (0, 0, b"")), count)
    now = context.clock()
    items = [unresolved_json(item, state, now) for item, state in rows]
    return answer({"items": items, "next": _spelled(*rows[-1]) if len(rows) == count else None, "now": timestamp(now)})


def _spelled(item: lists.Item, state: lists.State) -> str:
    """The last row of a page: two mailboxes of one handoff are two rows with one deadline."""
    return f"{state.due_by}.{item.seq}.{b64(state.mailbox)}"
