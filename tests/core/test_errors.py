"""One table of failures: each has one class, one code for ever, and data that can be shown."""

import re

import pytest

from navette.core.errors import CODES, Conflict, Malformed, NavetteError, Refused

FAMILIES = NavetteError.__subclasses__()


def test_codes_are_kebab_case_and_explained() -> None:
    for code, (_, text) in CODES.items():
        assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", code)
        assert text
        assert not text.endswith(".")
        assert text[0].islower() or text.split()[0] in ("JSON", "Ed25519")


def test_no_two_codes_say_the_same() -> None:
    assert len({text for _, text in CODES.values()}) == len(CODES)


def test_every_family_is_used_and_named() -> None:
    assert {family for family, _ in CODES.values()} == set(FAMILIES)
    assert len({family.family for family in FAMILIES}) == len(FAMILIES)


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_raised_by_its_own_class_only(code: str) -> None:
    right = CODES[code][0]
    assert right(code).code == code
    for wrong in (family for family in FAMILIES if family is not right):
        with pytest.raises(TypeError, match=right.__name__):
            wrong(code)


def test_a_code_that_is_not_in_the_table_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        Refused("no-such-code")


def test_a_failure_says_its_code_and_facts_in_order() -> None:
    assert str(Malformed("json")) == "json"
    assert str(Conflict("out-of-order", state="received", act="accepted")) == (
        "out-of-order (act=accepted, state=received)"
    )


def test_a_failure_can_be_caught_as_one_of_ours() -> None:
    with pytest.raises(NavetteError) as caught:
        raise Refused("header", count=33)
    assert (caught.value.family, caught.value.data) == ("refused", {"count": 33})
