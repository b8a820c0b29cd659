"""What Python and JavaScript make of the same answers and of the same documents, in a shape that can be compared."""

import base64
import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from navette.core.errors import NavetteError
from navette.fhir import strict
from navette.fhir.bundle import compose
from navette.fhir.bundle_verify import verify
from navette.fhir.check import check_bundle, check_resource
from navette.fhir.document import Context
from navette.fhir.form import Form, compiled, forms
from navette.fhir.issue import Issue, sentence
from navette.fhir.issue_words import words
from navette.fhir.questionnaire import DEFINITION
from navette.resources import folder
from navette.wording import Language
from tests.fhir.answer_sets import spell
from tests.fhir.contexts import CONTEXTS, context_json, example
from tests.fhir.mutated import mutated, parsed, raw_mutated
from tests.js.engine import Call, Engine

TWINS: Final = "tests/js/twins.mjs"
LANGUAGES: Final[tuple[Language, ...]] = ("fr", "en")
PROFILES_CLAIMED: Final = (None, None, *(f"{DEFINITION}/navette-{name}" for name in ("patient", "observation", "task")))
# Three in four of the documents are of tests, which is what the identities are.
TURNS: Final = (0, 1, 0, 3, 0, 2, 1, 3)


@dataclass(frozen=True, slots=True)
class Case:
    """One set of answers and what stands beside it. verified: the document is read back, as its recipient does."""

    form: Form
    answers: str
    context: Context
    verified: bool = True


def cases(form: Form, texts: Sequence[str]) -> list[Case]:
    """Each set of answers with the next of the contexts; one in three is verified."""
    turns = zip(texts, itertools.cycle(TURNS), itertools.count(), strict=False)
    return [Case(form, text, CONTEXTS[turn], at % 3 == 0) for text, turn, at in turns]


def composed(case: Case) -> dict[str, Any]:
    """What Python makes of it."""

    def make() -> dict[str, Any]:
        made = compose(case.form, strict.read_object(case.answers.encode()), case.context)
        verified = verify(made.text.encode()) if made.text is not None and case.verified else []
        return {"issues": shown(made.issues), "text": made.text, "verified": shown(verified)}

    return _refusing(make)


def checked_bytes(raw: bytes, production: bool) -> list[Any]:
    """The issues of what should be a document."""
    return shown(check_bundle(raw, production=production))


def checked_text(text: str, profile: str | None) -> dict[str, Any]:
    """The issues of one resource."""
    return _refusing(lambda: {"issues": shown(check_resource(strict.read(text.encode()), profile))})


def shown(issues: Sequence[Issue]) -> list[Any]:
    """Issues as JSON has them, with their sentences."""
    return [
        {
            "severity": issue.severity,
            "code": issue.code,
            "location": issue.location,
            "diagnostics": issue.diagnostics,
            "facts": dict(issue.facts),
            "told": [sentence(issue, lang) for lang in LANGUAGES],
        }
        for issue in issues
    ]


def prepare(used: Sequence[Form]) -> list[Call]:
    """The first calls of a batch."""
    table = json.loads((folder("navette") / "fhir" / "table.json").read_bytes())
    told = [dict(words(lang)) for lang in LANGUAGES]
    read = [Call(TWINS, "addForm", (strict.write(compiled(form)).decode(),)) for form in used]
    return [Call(TWINS, "prepare", (table, told)), *read]


def compose_call(case: Case) -> Call:
    return Call(TWINS, "composeFiche", (case.form.name, case.answers, context_json(case.context), case.verified))


def bytes_call(raw: bytes, production: bool) -> Call:
    return Call(TWINS, "checkBytes", (base64.b64encode(raw).decode(), production))


def text_call(text: str, profile: str | None) -> Call:
    return Call(TWINS, "checkText", (text, profile))


def differences(
    engines: Mapping[str, Engine], calls: Sequence[Call], ours: Sequence[Any], used: Sequence[Form] = ()
) -> Iterator[str]:
    """Where an engine says something else than Python: the first few, shortest call first. used: forms they name."""
    ready = prepare(used)
    for name, engine in engines.items():
        theirs = engine([*ready, *calls])[len(ready) :]
        found = [(call, one, other) for call, one, other in zip(calls, ours, theirs, strict=True) if one != other]
        found.sort(key=lambda difference: len(str(difference[0].args)))
        for call, one, other in found[:3]:
            yield f"{name}: {len(found)} differences, {call.function}\n  {call.args}\n{_apart(one, other)}"


def _apart(one: Any, other: Any) -> str:
    """Both from where they part."""
    left, right = json.dumps(one, ensure_ascii=False), json.dumps(other, ensure_ascii=False)
    at = next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    start = max(at - 120, 0)
    return f"  Python     …{left[start : at + 200]}\n  JavaScript …{right[start : at + 200]}"


def _refusing(make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return make()
    except NavetteError as refusal:
        return {"refused": refusal.code, "problem": refusal.data.get("problem")}


def late(outcomes: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Errors found in a Bundle made of answers that nothing was wrong with: no answer is named."""
    found = [issue for one in outcomes for issue in one.get("issues", []) if issue["severity"] == "error"]
    return [issue for issue in found if issue["location"].startswith("Bundle")][:5]


def judge_mutants(random: Random, count: int) -> tuple[list[Call], list[Any]]:
    """So many changed things, what to call for each, and what Python says: documents (one in ten), resources, bytes."""
    documents = [parsed(text) for text in documents_of_examples()]
    held = [entry["resource"] for document in documents for entry in document["entry"]]
    calls: list[Call] = []
    ours: list[Any] = []
    for at in range(count):
        if at % 20 == 0:
            raw = raw_mutated(spell(random.choice(documents)), random)
        elif at % 20 == 10:
            raw = spell(mutated(random.choice(documents), random)).encode()
        else:
            text, profile = spell(mutated(random.choice(held), random)), random.choice(PROFILES_CLAIMED)
            calls.append(text_call(text, profile))
            ours.append(checked_text(text, profile))
            continue
        production = random.random() < 0.5
        calls.append(bytes_call(raw, production))
        ours.append(checked_bytes(raw, production))
    return calls, ours


def is_refused(outcome: Any) -> bool:
    """Of a document or of a resource."""
    issues = outcome if isinstance(outcome, list) else outcome.get("issues", [{"severity": "error"}])
    return any(issue["severity"] == "error" for issue in issues)


def documents_of_examples() -> list[str]:
    """The document that the example of each form makes."""
    made = [compose(form, example(name), CONTEXTS[0]).text for name, form in sorted(forms().items())]
    return [text for text in made if text is not None]
