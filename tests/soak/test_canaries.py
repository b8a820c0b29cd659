"""The search of the test of blindness sees a canary however it is written, and none where there is none."""

import random

import pytest

from tests.soak.canaries import WRITINGS, Canaries


@pytest.mark.parametrize("kind", ["word", "number"])
@pytest.mark.parametrize("writing", WRITINGS)
def test_a_canary_in_the_noise_is_seen(seed: int, writing: str, kind: str) -> None:
    chance = random.Random(seed)
    canaries = Canaries(chance)
    canary = canaries.text() if kind == "word" else canaries.digits()
    for before in range(200, 206):
        noise = chance.randbytes(before), chance.randbytes(500)
        assert canaries.found(WRITINGS[writing](canary).join(noise))


def test_no_canary_is_seen_in_noise(seed: int) -> None:
    chance = random.Random(seed)
    assert Canaries(chance).found(chance.randbytes(2_000_000)) == set()


def test_each_text_and_number_of_a_tree_becomes_a_canary_of_its_own(seed: int) -> None:
    canaries = Canaries(random.Random(seed))
    filled = canaries.fill({"id": "123", "name": [{"family": "FAURE"}], "active": True})
    assert filled == {
        "id": f"{canaries.number}0000001",
        "name": [{"family": f"{canaries.word}0000002"}],
        "active": True,
    }
