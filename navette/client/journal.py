"""The access journal as it concerns the person, and what a coordinator exports: the server's word, which nobody signs.

What people did to a fiche is signed: it is judged as everywhere, and stands among the lines.
"""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

from navette.client import audit, lookup
from navette.client.answer import Fields, malformed
from navette.client.desk import Desk
from navette.client.items import ActRecord
from navette.client.workplace import Workplace
from navette.core.encoding import b64
from navette.core.errors import Denied
from navette.core.indicators import midnight

Scope = Sequence[tuple[str, str]]
ABOUT_ME: Scope = (("about", "me"),)
OF_COORDINATORS: Scope = (("about", "coordinators"),)
PAGE, LARGE_PAGE = "200", "500"
TASK, AUDIT_EVENT = "Task", "AuditEvent"
DEPOSIT = "deposit"


@dataclass(frozen=True, slots=True)
class JournalLine:
    """Who looked at what, or did what. signed: an act of the ledger, which was verified; else the server's word.

    actor_name: empty when nobody vouches for them; itself: the server did it. result: empty, or the code of a refusal.
    """

    time: int
    actor: bytes
    actor_name: str
    itself: bool
    action: str
    object: str
    reference: str
    mailbox: bytes | None
    mailbox_name: str
    result: str
    coordinator: bool
    signed: bool


class Journal:
    """Periods are days of Europe/Paris, both included, at most 366; lines come newest first."""

    def __init__(self, desk: Desk, place: Workplace | None = None) -> None:
        """place: the mailbox that the person works in; None for a coordinator."""
        self._desk, self._place = desk, place

    async def mine(self, first: date, last: date) -> list[JournalLine]:
        """What the person looked at, and what was done about the person."""
        return await _read(self._desk, ABOUT_ME, first, last)

    async def of_coordinators(self, first: date, last: date) -> list[JournalLine]:
        """What was done as a coordinator. Denied: coordinator-only."""
        return await _read(self._desk, OF_COORDINATORS, first, last)

    async def of_mailbox(self, first: date, last: date) -> list[JournalLine]:
        """What every member of the mailbox looked at for it."""
        return await _read(self._desk, (("mailbox", b64(self._mailbox.mailbox)),), first, last)

    async def of_handoff(self, ref: str, first: date, last: date) -> list[JournalLine]:
        """Who consulted a fiche, and what they signed. Local: unknown-reference."""
        place = self._mailbox
        message = b64(await lookup.find(place, ref))
        handoff = await audit.handoff(place, message)
        start, end = midnight(first), midnight(last + timedelta(days=1))
        signed = [one for one in handoff.acts if one.act != DEPOSIT and start <= one.time < end]
        acts = [_act(self._desk, one, handoff.item.reference) for one in signed]
        lines = await _read(self._desk, (("message", message),), first, last)
        return sorted([*lines, *acts], key=lambda one: -one.time)

    def export(self, kind: str, first: date, last: date) -> AsyncIterator[str]:
        """FHIR R4 resources, each one line of JSON (as FHIR's bulk data has it): TASK, or AUDIT_EVENT of coordinators.

        Denied: coordinator-only. Local: server-answer.
        """
        return _export(self._desk, kind, OF_COORDINATORS if kind == AUDIT_EVENT else (), first, last)

    @property
    def _mailbox(self) -> Workplace:
        if self._place is None:
            raise Denied("not-a-member")
        return self._place


async def _read(desk: Desk, scope: Scope, first: date, last: date) -> list[JournalLine]:
    found: list[JournalLine] = []
    days = (("from", first.isoformat()), ("to", last.isoformat()), ("limit", PAGE))
    more: Scope = ()
    while True:
        answer = Fields(await desk.api.get("/v1/journal", [*scope, *days, *more]))
        found += [_line(desk, one) for one in answer.many("items")]
        if not answer.has("next"):
            return found
        more = (("after", answer.text("next")),)


def _line(desk: Desk, fields: Fields) -> JournalLine:
    actor, mailbox = fields.raw("actor", 32), fields.maybe_raw("mailbox", 16)
    coordinator = fields.flag("coordinator")
    return JournalLine(
        time=fields.time("time"),
        actor=actor,
        actor_name=desk.name(actor),
        itself=coordinator and desk.directory.person(actor) is None,
        action=fields.text("action"),
        object=fields.text("object") if fields.has("object") else "",
        reference=fields.text("reference") if fields.has("reference") else "",
        mailbox=mailbox,
        mailbox_name=desk.name(mailbox),
        result=fields.text("result"),
        coordinator=coordinator,
        signed=False,
    )


def _act(desk: Desk, act: ActRecord, reference: str) -> JournalLine:
    return JournalLine(
        time=act.time,
        actor=act.by,
        actor_name=act.by_name,
        itself=False,
        action=act.act,
        object="",
        reference=reference,
        mailbox=act.mailbox,
        mailbox_name=desk.name(act.mailbox),
        result="",
        coordinator=False,
        signed=True,
    )


async def _export(desk: Desk, kind: str, scope: Scope, first: date, last: date) -> AsyncIterator[str]:
    query = [("type", kind), *scope, ("from", first.isoformat()), ("to", last.isoformat()), ("limit", LARGE_PAGE)]
    more: Scope = ()
    while True:
        answer = Fields(await desk.api.get("/v1/export/fhir", [*query, *more]))
        for entry in answer.many("entry") if answer.has("entry") else []:
            yield _resource(entry, kind)
        links = {one.text("relation"): one.text("url") for one in answer.many("link")}
        if "next" not in links:
            return
        more = [("after", _after(links["next"]))]


def _resource(entry: Fields, kind: str) -> str:
    resource = entry.fields("resource")
    if resource.text("resourceType") != kind:
        raise malformed("resourceType")
    return json.dumps(resource.plain, ensure_ascii=False, separators=(",", ":"))


def _after(url: str) -> str:
    found = parse_qs(urlsplit(url).query).get("after")
    if not found:
        raise malformed("link")
    return found[0]
