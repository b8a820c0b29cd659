"""Which signed requests were seen: a nonce serves once, for as long as its time would still be accepted."""

from navette.core.errors import Unsigned


class Nonces:
    """Two generations of (person, nonce), so that forgetting is one assignment.

    Memory only: after a restart, requests signed before it are refused by their time (web/signing.py).
    """

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds  # how long a nonce must be remembered
        self._recent: set[bytes] = set()
        self._older: set[bytes] = set()
        self._turned = 0

    def use(self, person: bytes, nonce: bytes, now: int) -> None:
        """Refuses `request-replayed` for a nonce of that person seen within the window."""
        if now - self._turned >= self._seconds:
            self._older, self._recent, self._turned = self._recent, set(), now
        key = person[:16] + nonce
        if key in self._recent or key in self._older:
            raise Unsigned("request-replayed")
        self._recent.add(key)
