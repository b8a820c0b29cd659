"""The directory: invitations, joining, certificates, mailboxes and their seats."""

from collections.abc import Mapping
from typing import cast

from aiohttp import web

from navette.core.encoding import b64, seconds, timestamp
from navette.core.errors import Malformed
from navette.core.parties import MailboxKind
from navette.envelope.fields import check_identity
from navette.envelope.format import WRAP
from navette.service import collect, enroll, members, services
from navette.service.enroll import ROLES, Joining
from navette.service.members import Change
from navette.store import invitations, reads
from navette.store.invitations import Invitation
from navette.store.ledger import ANNUAIRE
from navette.web.api.bodies import answer, binary, exact, path_id, read_json, signed, text
from navette.web.api.items import maybe
from navette.web.keys import CONTEXT
from navette.web.signing import coordinator, requester, unsigned


async def invite(request: web.Request) -> web.Response:
    """POST /v1/invitations."""
    body, value = await read_json(request, "id", "claim", "role", "identity", "mailbox", "expires")
    who = await coordinator(request, body)
    context, role = request.app[CONTEXT], text(value, "role")
    if role not in ROLES or (value["mailbox"] is None) == (role == "mailbox"):
        raise Malformed("field", field="role")
    check_identity(value["identity"], mailbox=False)
    if value["mailbox"] is not None:
        _check_mailbox(value["mailbox"])
    new = Invitation(
        id=binary(value, "id", 16),
        claim=binary(value, "claim", 32),
        role=role,
        identity=cast("Mapping[str, str]", value["identity"]),
        mailbox=cast("Mapping[str, str] | None", value["mailbox"]),
        expires=seconds(value["expires"]),
        created=context.clock(),
    )
    return answer({"id": b64(new.id)}, 201 if await enroll.invite(context, who.id, new) else 200)


def _check_mailbox(value: object) -> None:
    """A kind, and what the mailbox's certificate will say."""
    if not isinstance(value, dict) or value.get("kind") not in frozenset(MailboxKind):
        raise Malformed("field", field="mailbox")
    check_identity({name: one for name, one in value.items() if name != "kind"}, mailbox=True)


async def list_invitations(request: web.Request) -> web.Response:
    """GET /v1/invitations."""
    await coordinator(request)
    context = request.app[CONTEXT]
    now = context.clock()
    found = await invitations.everything(context.database)
    return answer({"invitations": [_invitation_json(one, certified, now) for one, certified in found]})


def _invitation_json(one: Invitation, certified: bool, now: int) -> dict[str, object]:
    state = "used" if one.person is not None else "expired" if now > one.expires else "open"
    return {
        "id": b64(one.id),
        "role": one.role,
        "identity": dict(one.identity),
        "mailbox": None if one.mailbox is None else dict(one.mailbox),
        "expires": timestamp(one.expires),
        "created": timestamp(one.created),
        "state": state,
        "person": maybe(one.person),
        "mailbox_id": maybe(one.mailbox_id),
        "binding": maybe(one.binding),
        "certified": certified,
    }


async def withdraw_invitation(request: web.Request) -> web.Response:
    """DELETE /v1/invitations/{invitation}."""
    who = await coordinator(request)
    await enroll.withdraw_invitation(request.app[CONTEXT], who.id, path_id(request, "invitation"))
    return web.Response(status=204)


async def join(request: web.Request) -> web.Response:
    """POST /v1/join."""
    unsigned(request)
    _, value = await read_json(request, "invitation", "claim", "binding", "person", "mailbox")
    mailbox = value["mailbox"]
    if mailbox is not None:
        mailbox = exact(mailbox, "statement", "signature", "seat")
    joining = Joining(
        invitation=binary(value, "invitation", 16),
        claim=binary(value, "claim", 32),
        binding=binary(value, "binding", 32),
        person=signed(exact(value["person"], "statement", "signature"), "person"),
        mailbox=None if mailbox is None else signed(mailbox, "mailbox"),
        seat=None if mailbox is None else binary(mailbox, "seat", WRAP),
    )
    joined, checkpoint = await enroll.join(request.app[CONTEXT], joining)
    body = {"person": b64(joined.person), "mailbox": maybe(joined.mailbox), **_leaf(joined.i, checkpoint)}
    return answer(body, 201 if joined.new else 200)


async def certify(request: web.Request) -> web.Response:
    """POST /v1/certificates."""
    unsigned(request)
    _, value = await read_json(request, "statement", "signature")
    new, i, checkpoint = await enroll.certify(request.app[CONTEXT], signed(value))
    return answer(_leaf(i, checkpoint), 201 if new else 200)


async def change_members(request: web.Request) -> web.Response:
    """POST /v1/mailboxes/{mailbox}/statements."""
    unsigned(request)
    mailbox = path_id(request, "mailbox")
    _, value = await read_json(request, "statement", "signature", "seats", "history")
    history = None
    if value["history"] is not None:
        link = exact(value["history"], "old", "sealed")
        history = (binary(link, "old", 32), binary(link, "sealed", WRAP))
    change = Change(mailbox, signed(value), _seats(value["seats"]), history)
    new, i, checkpoint = await members.change_members(request.app[CONTEXT], change)
    return answer(_leaf(i, checkpoint), 201 if new else 200)


async def state_service(request: web.Request) -> web.Response:
    """POST /v1/mailboxes/{mailbox}/service: what it says of itself."""
    unsigned(request)
    mailbox = path_id(request, "mailbox")
    _, value = await read_json(request, "statement", "signature")
    new, i, checkpoint = await services.state_service(request.app[CONTEXT], mailbox, signed(value))
    return answer(_leaf(i, checkpoint), 201 if new else 200)


def _seats(value: object) -> dict[bytes, bytes]:
    if not isinstance(value, dict):
        raise Malformed("field", field="seats")
    return {binary({"seats": person}, "seats", 32): binary(value, person, WRAP) for person in value}


def _leaf(i: int, checkpoint: str) -> dict[str, object]:
    return {"ledger": ANNUAIRE, "index": i, "checkpoint": checkpoint}


async def seats(request: web.Request) -> web.Response:
    """GET /v1/mailboxes/{mailbox}/seats: those of who asks."""
    context, mailbox = request.app[CONTEXT], path_id(request, "mailbox")
    who = await requester(request)
    await collect.check_member(context, who.id, mailbox)
    mine = await reads.seats(context.database, mailbox, who.id)
    links = await reads.history(context.database, mailbox)
    return answer(
        {
            "seats": [{"epoch": b64(epoch), "sealed": b64(sealed)} for epoch, sealed in mine],
            "history": [{"new": b64(new), "old": b64(old), "sealed": b64(sealed)} for new, old, sealed in links],
        }
    )


async def mailboxes(request: web.Request) -> web.Response:
    """GET /v1/mailboxes: when each was last collected, and since when something waits there unopened."""
    await requester(request)
    found = await reads.last_collected(request.app[CONTEXT].database)
    seen = [
        {"mailbox": b64(one), "last_collected": _maybe_time(last), "waiting_since": _maybe_time(since)}
        for one, last, since in found
    ]
    return answer({"mailboxes": seen})


def _maybe_time(at: int | None) -> str | None:
    return None if at is None else timestamp(at)
