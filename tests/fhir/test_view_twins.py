"""The same documents read the same in Python, in node and in Chromium, in both languages."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from navette.core.errors import NavetteError
from navette.fhir.bundle import build
from navette.fhir.form import by_name, forms
from navette.fhir.show_html import _grouped
from navette.fhir.view import View
from navette.wording import Language, catalogue
from tests.fhir.contexts import CONTEXTS, example
from tests.js.engine import Call, Engine, Thrown

VIEW = "tests/js/adapters/view.mjs"
SOURCE = Path("navette/web/static/js/view.js")
Tree = Any


def document(name: str, place: int = 0) -> bytes:
    context = CONTEXTS[place % len(CONTEXTS)]
    given: dict[str, Any] = {"author": context.author, "custodian": context.custodian, "recipients": context.recipients}
    return build(by_name(name), example(name), now=context.now, bundle_id=context.bundle_id, production=False, **given)


def words(lang: Language) -> dict[str, str]:
    said = re.findall(r'\bt\("([^"]+)"\)', SOURCE.read_text(encoding="utf-8"))
    return {text: catalogue(lang).gettext(text) for text in said}


def viewed(raw: str, lang: Language) -> dict[str, Any]:
    view = View(raw.encode(), lang)
    sections = [
        {"title": one.title, "depth": one.depth, "div": one.div, "lines": list(one.lines)} for one in view.sections()
    ]
    patient, facts = [[list(fact) for fact in part()] for part in (view.patient, view.facts)]
    grouped = [[label, values] for label, values in _grouped(view.patient())]
    return {"title": view.title, "language": view.language, "badlyWritten": view.badly_written,
            "patient": patient, "facts": facts, "grouped": grouped, "sections": sections}  # fmt: skip


def spoiled(tree: Tree, random: Random) -> Tree:
    """The document with some of what is in it gone, moved or of another shape."""
    places = list(_places(tree))
    for holder, key in random.sample(places, min(len(places), 12)):
        holder[key] = random.choice([None, "", [], {}, "text", 3, ["a"], [{"text": "b"}], {"text": "c"}, True])
    return tree


def _places(tree: Tree) -> Any:
    pairs: Any = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, inner in pairs:
        if (key, inner) != ("resourceType", "Composition"):
            yield tree, key
        yield from _places(inner)


@pytest.fixture(scope="module")
def cases() -> list[str]:
    random = Random(11)
    whole = [document(name, place) for place, name in enumerate(sorted(forms()))]
    broken = [spoiled(json.loads(raw), random) for raw in whole for _ in range(20)]
    return [*(raw.decode() for raw in whole), *(json.dumps(tree) for tree in broken)]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_is_read_is_the_same(cases: list[str], lang: Language, engines: Mapping[str, Engine]) -> None:
    readable = [raw for raw in cases if _is_document(raw)]
    ours = [viewed(raw, lang) for raw in readable]
    for name, run in engines.items():
        found = run([Call(VIEW, "viewed", (raw, words(lang))) for raw in readable])
        for raw, mine, theirs in zip(readable, ours, found, strict=True):
            theirs.pop("name")
            assert mine == theirs, (name, raw[:200])


def test_the_name_is_the_official_one(engines: Mapping[str, Engine]) -> None:
    for run in engines.values():
        (found,) = run([Call(VIEW, "viewed", (document("admission").decode(), {}))])
        assert found["name"] == "FAURE-TEST Marguerite Jeanne"


@pytest.mark.parametrize("raw", ['{"resourceType": "Bundle"}', "[]", '{"entry": [{"resource": {}}]}'])
def test_what_is_no_document_is_refused(raw: str, engines: Mapping[str, Engine]) -> None:
    for run in engines.values():
        with pytest.raises(Thrown) as caught:
            run([Call(VIEW, "viewed", (raw, {}))])
        assert caught.value.error["code"] in ("bundle", "json")


def _is_document(raw: str) -> bool:
    try:
        View(raw.encode())
    except NavetteError:
        return False
    return True
