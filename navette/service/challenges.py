"""Challenges that passkeys answer: chance, the time, and the mark of who gave them; each serves once.

Nothing is kept of those given out, so that asking for many fills nothing. The mark is made with a key of this run: a
challenge given before the server started is not known any more.
"""

import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from navette.core.errors import Full, Refused, Unavailable

CHALLENGE = 56
SECONDS = 300
_CHANCE, _TIME = 16, 8


class Challenges:
    """Those of one server. Two generations of the used ones, so that forgetting is one assignment."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._recent: set[bytes] = set()
        self._older: set[bytes] = set()
        self._turned = 0

    def new(self, now: int) -> bytes:
        """One more: 16 bytes of chance, the time (u64, big-endian), HMAC-SHA256 of both."""
        text = secrets.token_bytes(_CHANCE) + now.to_bytes(_TIME, "big")
        return text + self._mark(text)

    @contextmanager
    def taken(self, challenge: bytes, now: int) -> Iterator[None]:
        """For as long as the block lasts, and for ever after but for a failure that asks for the same bytes again.

        Refuses `passkey-challenge` for one that was not given here, that is older than five minutes, or that served.
        """
        self._take(challenge, now)
        try:
            yield
        except (Unavailable, Full):
            self._recent.discard(challenge)
            self._older.discard(challenge)
            raise

    def _take(self, challenge: bytes, now: int) -> None:
        text, mark = challenge[: _CHANCE + _TIME], challenge[_CHANCE + _TIME :]
        given = int.from_bytes(text[_CHANCE:], "big")
        if not hmac.compare_digest(mark, self._mark(text)) or not 0 <= now - given <= SECONDS:
            raise Refused("passkey-challenge")
        if now - self._turned > SECONDS:
            self._older, self._recent, self._turned = self._recent, set(), now
        if challenge in self._recent or challenge in self._older:
            raise Refused("passkey-challenge")
        self._recent.add(challenge)

    def _mark(self, text: bytes) -> bytes:
        return hmac.digest(self._key, text, "sha256")
