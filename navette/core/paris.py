"""The one zone of the product: what a clock in Paris shows, whatever the machine's own, and the instant it shows that.

Instants are seconds since 1970. Of an hour that comes twice, the first; one that does not come is an hour later.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def wall(instant: int) -> datetime:
    """Day and hour, as the clock on the wall shows them."""
    return datetime.fromtimestamp(instant, UTC).astimezone(PARIS)


def instant_of(day: date, at: time) -> int:
    """When the clock on the wall shows that hour of that day."""
    return int(datetime.combine(day, at, PARIS).timestamp())
