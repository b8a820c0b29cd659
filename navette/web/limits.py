"""How often one person, or one unknown address, may ask: moving windows of a minute, in memory."""

import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from navette.core.errors import Limited

# Routes that need no signature, for each address: a hospital, or a proxy in front, is one address for everybody.
OPEN_PER_MINUTE = 12_000


class Limits:
    """Counts by key; refuses `too-many-requests` with the seconds to wait."""

    def __init__(self, per_minute: int) -> None:
        self._window = MovingWindowRateLimiter(MemoryStorage())
        self._person = RateLimitItemPerMinute(per_minute)
        self._open = RateLimitItemPerMinute(max(OPEN_PER_MINUTE, per_minute))

    def hit_person(self, person: str) -> None:
        """One more request of a person (id as text)."""
        self._hit(self._person, person)

    def hit_open(self, address: str) -> None:
        """One more request without a signature from a network address."""
        self._hit(self._open, address)

    def _hit(self, item: RateLimitItemPerMinute, key: str) -> None:
        if not self._window.hit(item, key):
            reset = self._window.get_window_stats(item, key).reset_time
            raise Limited("too-many-requests", retry_after=max(1, int(reset - time.time())))
