"""A challenge serves once, for five minutes, where it was given."""

import pytest

from navette.core.errors import Refused, Unavailable
from navette.service.challenges import CHALLENGE, SECONDS, Challenges

NOW = 1_795_341_600


def take(challenges: Challenges, challenge: bytes, now: int = NOW) -> None:
    with challenges.taken(challenge, now):
        pass


def test_it_serves_once() -> None:
    challenges = Challenges()
    first, second = challenges.new(NOW), challenges.new(NOW)
    assert len(first) == CHALLENGE
    take(challenges, first)
    take(challenges, second)
    for now in (NOW, NOW + SECONDS):
        with pytest.raises(Refused, match="passkey-challenge"):
            take(challenges, first, now)


@pytest.mark.parametrize("later", range(0, SECONDS + 1, 60))
def test_it_is_remembered_for_as_long_as_it_would_serve(later: int) -> None:
    """However the generations turn in between."""
    challenges = Challenges()
    take(challenges, challenges.new(NOW - 290), NOW - 290)
    challenge = challenges.new(NOW)
    take(challenges, challenge, NOW + later)
    for at in range(NOW + later, NOW + SECONDS + 1, 7):
        take(challenges, challenges.new(at), at)
        with pytest.raises(Refused, match="passkey-challenge"):
            take(challenges, challenge, at)


def test_those_of_long_ago_fill_nothing() -> None:
    challenges = Challenges()
    for at in range(NOW, NOW + 100 * SECONDS, 10):
        take(challenges, challenges.new(at), at)
    assert len(challenges._recent) + len(challenges._older) <= 2 * (SECONDS // 10 + 2)


@pytest.mark.parametrize("age", [-1, SECONDS + 1])
def test_it_serves_for_five_minutes(age: int) -> None:
    challenges = Challenges()
    with pytest.raises(Refused, match="passkey-challenge"):
        take(challenges, challenges.new(NOW - age))


def test_one_of_elsewhere_does_not_serve() -> None:
    here, elsewhere = Challenges(), Challenges()
    for challenge in (b"", bytes(CHALLENGE), elsewhere.new(NOW), here.new(NOW) + b"\0", here.new(NOW)[:-1]):
        with pytest.raises(Refused, match="passkey-challenge"):
            take(here, challenge)


@pytest.mark.parametrize("at", range(CHALLENGE))
def test_every_byte_of_it_counts(at: int) -> None:
    challenges = Challenges()
    challenge = bytearray(challenges.new(NOW))
    challenge[at] ^= 1
    with pytest.raises(Refused, match="passkey-challenge"):
        take(challenges, bytes(challenge))


def test_after_a_failure_that_asks_for_the_same_bytes_it_serves_again() -> None:
    challenges = Challenges()
    challenge = challenges.new(NOW)
    with pytest.raises(Unavailable), challenges.taken(challenge, NOW):
        raise Unavailable("store-busy")
    with pytest.raises(Refused, match="lock"), challenges.taken(challenge, NOW):
        raise Refused("lock")
    with pytest.raises(Refused, match="passkey-challenge"):
        take(challenges, challenge)
