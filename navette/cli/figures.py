"""A number of the coordinator's figures: as a terminal shows it, and exact, as a spreadsheet counts on with it.

One that is hidden says so in both. Twin: navette/web/static/js/pages/year_cells.js.
"""

from navette.cli.dates import delay
from navette.cli.table import Column, Row
from navette.wording import _

Shown = int | None
Listed = tuple[list[Column], list[Row]]


def hidden() -> str:
    """What stands for a number that few people, or another number, could be known by."""
    return _("n.d.")


def nothing(*, exact: bool) -> str:
    """It happened to nothing, or there was nothing to measure."""
    return "" if exact else "–"


def count(number: Shown) -> str:
    """A number, or that it is hidden."""
    return hidden() if number is None else str(number)


def length(seconds: Shown, *, exact: bool) -> str:
    """A delay; exact: its seconds."""
    return delay(seconds) if seconds is not None and not exact else count(seconds)


def rate(part: Shown, whole: Shown, *, exact: bool) -> str:
    """How many of how many, to a tenth, half of one rounded up: known when both are. exact: without its sign."""
    if part is None or whole is None:
        return hidden()
    if not whole:
        return nothing(exact=exact)
    units, tenths = divmod((2000 * part + whole) // (2 * whole), 10)
    spelled = f"{units}{_('.')}{tenths}" if tenths or exact else str(units)
    return spelled if exact else _("{percent}%").format(percent=spelled)


def total(numbers: list[Shown]) -> Shown:
    """Of several, unless one of them is hidden."""
    known = [one for one in numbers if one is not None]
    return sum(known) if len(known) == len(numbers) else None
