"""Live events: what is on disk is told to who listens, in this process. Who was away catches up from the store."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from navette.store.transaction import Event

# A listener this far behind is cut off; it comes back and catches up from the store.
BACKLOG = 1000


class Listener:
    """One open stream over one or several mailboxes. `queue` gives events, then None when it must end."""

    def __init__(self, mailboxes: Iterable[bytes]) -> None:
        self.mailboxes = frozenset(mailboxes)
        self.queue: asyncio.Queue[Event | None] = asyncio.Queue()

    def put(self, event: Event | None) -> None:
        """Never waits: the writer's events go to everybody at once."""
        if self.queue.qsize() == BACKLOG:
            event = None
        if self.queue.qsize() <= BACKLOG:
            self.queue.put_nowait(event)


class Hub:
    """Who listens to which mailbox."""

    def __init__(self) -> None:
        self._listeners: dict[bytes, set[Listener]] = {}

    def publish(self, told: Iterable[tuple[bytes, Event]]) -> None:
        """(mailbox, event) pairs, in the event loop, after the batch is on disk."""
        for mailbox, event in told:
            for listener in self._listeners.get(mailbox, ()):
                listener.put(event)

    @contextmanager
    def listen(self, mailboxes: Iterable[bytes]) -> Iterator[Listener]:
        """A listener for as long as the block lasts."""
        listener = Listener(mailboxes)
        for mailbox in listener.mailboxes:
            self._listeners.setdefault(mailbox, set()).add(listener)
        try:
            yield listener
        finally:
            for mailbox in listener.mailboxes:
                others = self._listeners[mailbox]
                others.discard(listener)
                if not others:
                    del self._listeners[mailbox]

    def cut(self, mailbox: bytes) -> None:
        """Ends the streams over a mailbox that somebody left: who is still a member comes back."""
        for listener in self._listeners.get(mailbox, ()):
            listener.put(None)

    def count(self) -> int:
        """Open streams."""
        return len({listener for listeners in self._listeners.values() for listener in listeners})

    def end(self) -> None:
        """The server stops: every stream ends."""
        for listener in {listener for listeners in self._listeners.values() for listener in listeners}:
            listener.put(None)
