"""The checks find the same issues in Python, in node and in Chromium."""

import copy
import json
from collections.abc import Mapping
from typing import Any

from navette.fhir import strict
from navette.fhir.check import Checker
from navette.fhir.definitions import Definitions
from tests.fhir import twins
from tests.fhir.check_cases import BYTES, DOCUMENTS, LETTERS, Change
from tests.fhir.check_profiles import CASES, URL, made_table
from tests.fhir.check_resources import RESOURCES
from tests.js.engine import Call, Engine


def test_what_is_no_bundle(engines: Mapping[str, Engine]) -> None:
    given = [*(raw for raw, _code in BYTES), b'"' + b"x" * strict.MAX_BYTES, b'{"resourceType":"Bundle","x":1e9999}']
    calls = [twins.bytes_call(raw, production=False) for raw in given]
    assert not list(twins.differences(engines, calls, [twins.checked_bytes(raw, production=False) for raw in given]))


def test_letters(engines: Mapping[str, Engine], letter: Any) -> None:
    cases = [*((case.change, False) for case in DOCUMENTS), *((case.change, case.production) for case in LETTERS)]
    given = [(changed(letter, change), production) for change, production in cases]
    calls = [twins.bytes_call(raw, production) for raw, production in given]
    assert not list(twins.differences(engines, calls, [twins.checked_bytes(*one) for one in given]))


def changed(letter: Any, change: Change) -> bytes:
    tree = copy.deepcopy(letter)
    change(tree)
    return json.dumps(tree).encode()


def test_resources(engines: Mapping[str, Engine]) -> None:
    texts = [json.dumps(one.resource) for one in RESOURCES]
    calls = [twins.text_call(text, None) for text in texts]
    assert not list(twins.differences(engines, calls, [twins.checked_text(text, None) for text in texts]))


def test_profiles(engines: Mapping[str, Engine]) -> None:
    table, checker = made_table(), Checker(Definitions(made_table()))
    calls = [Call(twins.TWINS, "prepare", (table, [])), *(_under(case.resource, URL + case.profile) for case in CASES)]
    ours = [twins.shown(checker.check_resource(case.resource, URL + case.profile)) for case in CASES]
    for one in ours:
        for issue in one:
            issue["told"] = []
    for engine in engines.values():
        assert [one["issues"] for one in engine(calls)[1:]] == ours


def _under(resource: Any, profile: str) -> Call:
    return twins.text_call(json.dumps(resource), profile)
