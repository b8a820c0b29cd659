"""What a coordinator holds back from removal: a fiche, all of a mailbox, or everything."""

from dataclasses import dataclass

from navette.client import names
from navette.client.answer import Fields
from navette.client.coordination import referred
from navette.client.desk import Desk
from navette.core.encoding import b64, reference, unb64
from navette.core.retention import Scope


@dataclass(frozen=True, slots=True)
class Hold:
    """what: a reference, the name or address of a mailbox, or empty for everything. lifted: when it ended."""

    hold: bytes
    scope: Scope
    what: str
    target: bytes
    code: str
    by: bytes
    by_name: str
    time: int
    lifted: int | None


class Holds:
    """Use it as `coordinator.holds`. what: a reference, a mailbox's name or address, or `all`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def every(self) -> list[Hold]:
        """Those in force and those that ended, oldest first."""
        return [self._hold(one) for one in Fields(await self._desk.api.get("/v1/holds")).many("holds")]

    async def place(self, what: str, code: str) -> Hold:
        """Holds it from now on. code: one of core/retention.py. Local: unknown-name, unknown-reference."""
        scope, target = await self._target(what)
        body = {"scope": scope.value, "target": b64(target), "code": code}
        path = f"/v1/holds/{b64(self._desk.new_id())}"
        return self._hold(Fields(await self._desk.api.ask("PUT", path, body=body)))

    async def lift(self, what: str) -> list[Hold]:
        """Ends every hold in force on it; those it ended, which may be none."""
        scope, target = await self._target(what)
        held = [one for one in await self.every() if one.lifted is None and (one.scope, one.target) == (scope, target)]
        path = "/v1/holds/"
        return [self._hold(Fields(await self._desk.api.ask("DELETE", path + b64(one.hold)))) for one in held]

    async def _target(self, what: str) -> tuple[Scope, bytes]:
        if what == Scope.EVERYTHING:
            return Scope.EVERYTHING, b""
        if what.upper().startswith("NV-"):
            return Scope.HANDOFF, await referred(self._desk, what)
        return Scope.MAILBOX, names.find_mailbox(self._desk.directory, what, self._desk.today())

    def _hold(self, fields: Fields) -> Hold:
        scope, by = fields.one_of("scope", Scope), fields.raw("by", 32)
        target = b"" if scope is Scope.EVERYTHING else unb64(fields.text("target"), 16)
        return Hold(
            hold=fields.raw("hold", 16),
            scope=scope,
            what=self._what(scope, target),
            target=target,
            code=fields.text("code"),
            by=by,
            by_name=self._desk.name(by),
            time=fields.time("time"),
            lifted=fields.maybe_time("lifted"),
        )

    def _what(self, scope: Scope, target: bytes) -> str:
        if scope is Scope.HANDOFF:
            return reference(target)
        state = self._desk.directory.mailbox(target)
        return self._desk.name(target) or ("" if state is None else state.address)
