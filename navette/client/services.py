"""What mailboxes say of themselves: when somebody is there, who stands in, which forms they take. Read before sending;
said by guardians, and by coordinators.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from navette.client import names, vouching
from navette.client.answer import Fields
from navette.client.desk import ABSENT, Desk
from navette.core.encoding import b64, timestamp
from navette.core.errors import NavetteError
from navette.core.hours import Closure
from navette.core.indicators import today as today_of
from navette.fhir import form as forms
from navette.ledger.services import ServiceState

DAY = 86_400
STALE = 90  # days after which nobody vouches that an entry still says how things are
SILENT = 3 * DAY  # a week-end is no silence
AGAIN = "not-the-next-statement"
Collected = tuple[int | None, int | None]  # when last collected, since when something waits there


@dataclass(frozen=True, slots=True)
class Said:
    """What a mailbox can say of itself; the fields of ServiceState. Substitute: a mailbox id, empty for none."""

    hours: Mapping[str, str]
    closed: tuple[Closure, ...] = ()
    substitute: bytes = b""
    forms: tuple[bytes, ...] = ()
    note: str = ""

    @classmethod
    def of(cls, state: ServiceState | None) -> "Said":
        """What was said last; nothing in particular when nothing was."""
        if state is None:
            return cls({})
        return cls(state.hours, state.closed, state.substitute, state.forms, state.note)


@dataclass(frozen=True, slots=True)
class Presence:
    """A mailbox as who sends there should know it, now.

    state: what it said last, None when nothing; names as vouched for, perhaps empty. opens: when somebody is there next
    (`now` itself: somebody is; None: not for ten years); why: a note of its days off. unconfirmed: for how many days
    nobody has said how it is with it, 0 while that is no cause for doubt. silent: something has waited there for days.
    told: the server answered when it was last collected.
    """

    mailbox: bytes
    name: str
    address: str
    state: ServiceState | None
    substitute_name: str
    now: int
    opens: int | None
    why: str
    holiday: bool
    confirmed: int
    unconfirmed: int
    last_collected: int | None
    waiting_since: int | None
    told: bool

    @property
    def open(self) -> bool:
        """Somebody is there, or nothing else was said."""
        return self.opens == self.now

    @property
    def silent(self) -> bool:
        """Nobody seems to read it."""
        return self.waiting_since is not None and self.now - self.waiting_since > SILENT

    def refuses(self, form: bytes) -> bool:
        """Whether it takes others than this form. Where it names one that is unknown here, nobody can tell."""
        state = self.state
        return state is not None and not state.takes(form) and all(forms.by_hash(one) for one in state.forms)


class Services:
    """`mailbox.services`, or of a desk without a mailbox. A name is as in Mailbox."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def read(self, *named: str) -> list[Presence]:
        """How it is with these mailboxes. Local: unknown-name, ambiguous-name."""
        found = [self.find(name) for name in named]
        collected = await self._collected()
        return [self._presence(one, collected.get(one)) for one in dict.fromkeys(found)]

    async def say(self, name: str, change: Callable[[Said], Said]) -> Presence:
        """Says what `change` makes of what was said last, in the turn after it; the same again confirms it.

        An answer that was lost is not said twice. Local: unknown-name, ambiguous-name. Refused: not-a-guardian,
        not-the-next-statement (somebody else said something meanwhile), subject.
        """
        desk = self._desk
        desk.require_trust()
        if desk.absent is not None:
            raise desk.absent
        mailbox = self.find(name)
        before = desk.directory.service(mailbox)
        said = change(Said.of(before))
        try:
            await self._post(mailbox, said, before)
        except NavetteError as error:
            if error.code != AGAIN or not await self._is_said(mailbox, said, before):
                raise
        await desk.sync()
        return self._presence(mailbox, (await self._collected()).get(mailbox))

    def find(self, name: str) -> bytes:
        """The mailbox of that name. Local: unknown-name, ambiguous-name."""
        return names.find_mailbox(self._desk.directory, name, self._desk.today())

    async def _post(self, mailbox: bytes, said: Said, before: ServiceState | None) -> None:
        desk = self._desk
        statement = {
            "type": "service",
            "mailbox": b64(mailbox),
            "n": "0" if before is None else str(before.n + 1),
            "prev": "" if before is None else b64(before.digest),
            "hours": dict(said.hours),
            "closed": [{"from": str(one.first), "to": str(one.last), "note": one.note} for one in said.closed],
            "substitute": b64(said.substitute),
            "forms": sorted(map(b64, said.forms)),
            "note": said.note,
            "time": timestamp(desk.now()),
        }
        signed = desk.person.sign_statement(statement)
        await vouching.post(desk.api, desk.ledgers, f"/v1/mailboxes/{b64(mailbox)}/service", signed)

    async def _is_said(self, mailbox: bytes, said: Said, before: ServiceState | None) -> bool:
        """Whether the turn after `before` was this person's, and said just that."""
        await self._desk.sync()
        latest = self._desk.directory.service(mailbox)
        turn = 0 if before is None else before.n + 1
        ours = latest is not None and (latest.n, latest.by) == (turn, self._desk.person.id)
        return ours and _spelled(Said.of(latest)) == _spelled(said)

    async def _collected(self) -> dict[bytes, Collected]:
        try:
            answer = Fields(await self._desk.api.get("/v1/mailboxes")).many("mailboxes")
        except NavetteError as error:
            if error.code not in ABSENT:
                raise
            return {}
        times = ("last_collected", "waiting_since")
        return {one.raw("mailbox", 16): (one.maybe_time(times[0]), one.maybe_time(times[1])) for one in answer}

    def _presence(self, mailbox: bytes, collected: Collected | None) -> Presence:
        desk, now = self._desk, self._desk.now()
        owner, state = desk.directory.mailbox(mailbox), desk.directory.service(mailbox)
        confirmed = desk.directory.confirmed(mailbox)
        assert owner is not None  # it was found by its name
        assert confirmed is not None
        calendar, today = None if state is None else state.calendar(desk.holidays), today_of(now)
        off = None if calendar is None else calendar.closure(today)
        days = (now - confirmed) // DAY
        return Presence(
            mailbox=mailbox,
            name=desk.name(mailbox),
            address=owner.address,
            state=state,
            substitute_name=desk.name(state.substitute or None) if state else "",
            now=now,
            opens=now if calendar is None else calendar.opens(now),
            why=off.note if off else "",
            holiday=today in desk.holidays,
            confirmed=confirmed,
            unconfirmed=days if days > STALE else 0,
            last_collected=collected[0] if collected else None,
            waiting_since=collected[1] if collected else None,
            told=collected is not None,
        )


def _spelled(said: Said) -> tuple[object, ...]:
    return dict(said.hours), said.closed, said.substitute, sorted(map(b64, said.forms)), said.note
