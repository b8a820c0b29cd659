"""The same batch, in node and in Chromium."""

import pytest

from tests.js.browser import Browser
from tests.js.engine import STATIC, Call, Engine, Thrown
from tests.js.node import run_node

HELD = "tests/js/held.mjs"


def check(engine: Engine) -> None:
    text = "É 👩‍⚕️ <b>&amp;</b> \u202e \ue000 1.50"
    calls = [Call(HELD, "hold", (text,)), Call(HELD, "held"), Call(HELD, "twice", (text, 3))]
    assert engine(calls) == [None, text, [text, 3, text, 3]]
    with pytest.raises(Thrown, match="no such thing"):
        engine([Call(HELD, "fail")])
    with pytest.raises(Thrown):
        engine([Call(f"{STATIC}/no-such-module.js", "f")])


def test_node_makes_the_calls_of_a_batch_in_order() -> None:
    check(run_node)


def test_chromium_makes_the_calls_of_a_batch_in_order(browser: Browser) -> None:
    check(browser.run)
