"""The clocks of this site: its public holidays, and when the steps about silence fire, for each form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from navette.core.deadline import Rule, due_by
from navette.core.errors import Local, Malformed
from navette.core.hours import Calendar
from navette.core.parties import Urgency
from navette.core.reminders import DEFAULT, Offsets, Plan, plan, read_offsets
from navette.envelope.format import Header
from navette.fhir import form
from navette.settings import Settings

# holidays' own names: the department of Moselle has those of Alsace too.
TERRITORIES: Mapping[str, str | None] = {"metropole": None, "alsace-moselle": "57"}
NEXT_YEARS = 2  # whose holidays are told to clients, the current one included


@dataclass(frozen=True, slots=True)
class Holidays:
    """The public holidays of a territory of France, of any year, looked up when first asked for.

    By the library `holidays`, which follows the law: L.3133-1 and, in Alsace and Moselle, L.3134-13 of the Code du
    travail. `none`: no day is one.
    """

    territory: str
    _years: dict[int, frozenset[date]] = field(default_factory=dict, compare=False, repr=False)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in self.of(day.year)

    def of(self, year: int) -> frozenset[date]:
        """Those of one year."""
        if year not in self._years:
            self._years[year] = self._look_up(year)
        return self._years[year]

    def _look_up(self, year: int) -> frozenset[date]:
        if self.territory not in TERRITORIES:
            return frozenset()
        from holidays import country_holidays  # a tenth of a second, which most starts do not need

        return frozenset(country_holidays("FR", subdiv=TERRITORIES[self.territory], years=year))

    def soon(self, today: date) -> Iterator[date]:
        """Those that a client may have to count with, in order."""
        for year in range(today.year, today.year + NEXT_YEARS):
            yield from sorted(self.of(year))


@dataclass(frozen=True, slots=True)
class Clocks:
    """offsets: by form's name; "" for the others."""

    holidays: Holidays
    offsets: Mapping[str, Offsets]

    @classmethod
    def of(cls, settings: Settings) -> "Clocks":
        """Those that the operator set; refuses `settings` for offsets that are none."""
        try:
            offsets = read_offsets(settings.reminder_offsets)
        except Malformed as error:
            raise Local(
                "settings", name="reminder_offsets", problem="not like again=30, discharge.sender=120"
            ) from error
        return cls(Holidays(settings.public_holidays), offsets)

    def due_by(self, header: Header, received: int) -> int:
        """By when a deposit of now must be answered."""
        published = form.by_hash(header.form)
        rule = Rule.URGENCY if published is None else published.rule
        return due_by(rule, header.urgency, received, header.due, Calendar(self.holidays))

    def plan(self, digest: bytes, received: int, deadline: int, urgency: Urgency) -> Plan:
        """The steps about the silence of one recipient. digest: of the form."""
        return plan(received, deadline, urgency, self.offsets_of(digest))

    def offsets_of(self, digest: bytes) -> Offsets:
        """Those of a form, by its hash."""
        published = form.by_hash(digest)
        name = "" if published is None else published.name
        return self.offsets.get(name, self.offsets.get("", DEFAULT))
