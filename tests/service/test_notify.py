"""Who listens to which mailbox, and what happens to who does not keep up."""

import pytest

from navette.service import notify
from navette.service.notify import Hub, Listener
from navette.store.transaction import Event

ONE, OTHER = b"1" * 16, b"2" * 16


def event(i: int) -> Event:
    return Event(i, bytes(16), "deposit", None)


def heard(listener: Listener) -> list[int | None]:
    found = []
    while not listener.queue.empty():
        told = listener.queue.get_nowait()
        found.append(None if told is None else told.i)
    return found


def test_each_hears_of_its_own_mailboxes_only() -> None:
    hub = Hub()
    with hub.listen([ONE]) as first, hub.listen([OTHER]) as second, hub.listen([ONE, OTHER]) as both:
        hub.publish([(ONE, event(1)), (OTHER, event(2))])
        assert (heard(first), heard(second), heard(both)) == ([1], [2], [1, 2])
        assert hub.count() == 3
    assert hub.count() == 0


def test_who_no_longer_listens_hears_nothing() -> None:
    hub = Hub()
    with hub.listen([ONE]) as first:
        pass
    hub.publish([(ONE, event(1))])
    assert heard(first) == []


def test_who_is_too_far_behind_is_told_the_end_and_nothing_after(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notify, "BACKLOG", 3)
    hub = Hub()
    with hub.listen([ONE]) as slow:
        hub.publish((ONE, event(i)) for i in range(10))
        assert heard(slow) == [0, 1, 2, None]


def test_when_somebody_leaves_the_streams_of_that_mailbox_end() -> None:
    hub = Hub()
    with hub.listen([ONE, OTHER]) as both, hub.listen([OTHER]) as other:
        hub.cut(ONE)
        assert (heard(both), heard(other)) == ([None], [])
        hub.cut(b"3" * 16)  # nobody listens there


def test_at_the_end_each_stream_ends_once() -> None:
    hub = Hub()
    with hub.listen([ONE, OTHER]) as both:
        hub.end()
        assert heard(both) == [None]
