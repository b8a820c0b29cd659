"""How often one person, or one address, may ask: moving windows of a minute, in memory."""

import time
from collections.abc import Callable

from navette.core.errors import Limited

# Routes that need no signature, for each address: a hospital, or a proxy in front, is one address for everybody.
OPEN_PER_MINUTE = 12_000
# Tries to unlock. What is tried has 80 bits at least: this only keeps guessing from costing the server much.
TRIES_A_LOCK, TRIES_AN_ADDRESS = 10, 600
MINUTE = 60
ROUND_UP = 1.001  # to the next second, the one begun included


class Window:
    """At most so many a minute for each key, by two counts: this minute's, and the share of the last one still in view.

    Two numbers a key and no timer: the list of instants that a library keeps costs more the more it has counted.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        """clock: seconds that never go back."""
        self._most, self._clock = most, clock
        self._began = clock()
        self._recent: dict[str, int] = {}
        self._older: dict[str, int] = {}

    def hit(self, key: str) -> None:
        """One more; refuses `too-many-requests` with the seconds to wait (retry_after)."""
        gone = self._turn()
        recent, older = self._recent.get(key, 0), self._older.get(key, 0)
        if recent + older * (1 - gone) >= self._most:
            until = 1.0 if recent >= self._most else 1 - (self._most - recent) / older
            raise Limited("too-many-requests", retry_after=int((until - gone) * MINUTE + ROUND_UP))
        self._recent[key] = recent + 1

    def _turn(self) -> float:
        """The part of the present minute that is gone."""
        gone = (self._clock() - self._began) / MINUTE
        if gone < 1:
            return gone
        self._older, self._recent = self._recent if gone < 2 else {}, {}
        self._began += int(gone) * MINUTE
        return gone % 1


class Limits:
    """Counts by person, and by address."""

    def __init__(self, per_minute: int) -> None:
        self._persons = Window(per_minute)
        self._addresses = Window(max(OPEN_PER_MINUTE, per_minute))
        self._locks = Window(TRIES_A_LOCK)
        self._unlocks = Window(TRIES_AN_ADDRESS)

    def hit_person(self, person: str) -> None:
        """One more request of a person (id as text)."""
        self._persons.hit(person)

    def hit_open(self, address: str) -> None:
        """One more request without a signature from a network address."""
        self._addresses.hit(address)

    def hit_unlock(self, lock: str, address: str) -> None:
        """One more try to unlock, whether or not there is such a lock; refuses `too-many-tries`."""
        try:
            self._unlocks.hit(address)
            self._locks.hit(lock)
        except Limited as error:
            raise Limited("too-many-tries", **error.data) from error
