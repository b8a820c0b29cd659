"""What oracles judge: the documents that forms make, and the same with something changed."""

from functools import cache
from random import Random
from typing import Any, Final

from navette.fhir.form import by_name, forms
from navette.fhir.strict import read_object
from tests.fhir import twins
from tests.fhir.answer_sets import answer_sets, collect
from tests.fhir.contexts import example
from tests.fhir.mutated import mutants, parsed

SETS: Final = 12


@cache
def examples() -> dict[str, str]:
    """The document of each form's example, by the form's name."""
    return dict(zip(sorted(forms()), twins.documents_of_examples(), strict=True))


@cache
def documents() -> tuple[str, ...]:
    """Those, and what the forms make of answers drawn for them."""
    drawn = [case for name in sorted(forms()) for case in _cases(name)]
    made = [twins.composed(case).get("text") for case in drawn]
    return (*examples().values(), *(text for text in made if text is not None))


def _cases(name: str) -> list[twins.Case]:
    form = by_name(name)
    return twins.cases(form, collect(answer_sets(form, example(name)), SETS, seeded=1))


@cache
def accepted_changes(count: int) -> tuple[str, ...]:
    """Resources of the examples, changed, in which our checks find no error: so many changes are tried."""
    held = [entry["resource"] for text in examples().values() for entry in parsed(text)["entry"]]
    random = Random(5)
    tried = [text for _ in range(count) for text in mutants(random.choice(held), random, 1)]
    return tuple(text for text in tried if not twins.is_refused(twins.checked_text(text, None)))


def resources(text: str) -> list[Any]:
    """Of a document."""
    return [entry["resource"] for entry in read_object(text.encode())["entry"]]  # type: ignore[index, call-overload, union-attr]
