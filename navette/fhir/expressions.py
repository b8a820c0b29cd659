"""The FHIRPath expressions of a form: of its templates, its constraints and its ids. Parsed when the form is read.

A text that is no expression fails the form, so that a form that was read can always be filled and sent.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from navette.fhir import tree
from navette.fhir.questionnaire import CONSTRAINT, SDC
from navette.fhir.strict import Object

if TYPE_CHECKING:
    from navette.fhir.fhirpath import Prepared
    from navette.fhir.fhirpath_parse import Expression

# What an expression may name with %, besides the ids its form allocates (docs/forms.md, "Names").
NAMES: Final = frozenset(
    {"resource", "context", "patient", "encounter", "author", "custodian", "recipients", "now", "today", "urgency"}
)
ALLOCATE: Final = f"{SDC}-extractAllocateId"
_VALUES: Final = (f"{SDC}-templateExtractContext", f"{SDC}-templateExtractValue")
# Extensions in parts, with the part that is an expression.
_PARTS: Final = {f"{SDC}-templateExtract": "fullUrl", CONSTRAINT: "expression"}


class Expressions(Mapping[str, "Prepared"]):
    """The expressions of one form by their text, each made ready when it is first asked for.

    trees: the same as the parser wrote them, for programs that have no parser.
    """

    def __init__(self, questionnaire: Object) -> None:
        names = NAMES | frozenset(allocated(questionnaire))
        self.trees: dict[str, Expression] = {text: _parse(text, names) for _at, text in written(questionnaire)}
        self._ready: dict[str, Prepared] = {}

    def __getitem__(self, text: str) -> "Prepared":
        from navette.fhir.fhirpath import prepare

        if text not in self._ready:
            self._ready[text] = prepare(self.trees[text])
        return self._ready[text]

    def __iter__(self) -> Iterator[str]:
        return iter(self.trees)

    def __len__(self) -> int:
        return len(self.trees)


@cache
def _parse(text: str, names: frozenset[str]) -> "Expression":
    """Forms share blocks, and so most of their expressions."""
    from navette.fhir.fhirpath_parse import parse

    return parse(text, names)


def allocated(questionnaire: Object) -> Iterator[str]:
    """The names of the ids a form allocates, its own first, then those of its items."""
    for _location, element in tree.walk(questionnaire, "Questionnaire"):
        if element.get("url") == ALLOCATE:
            yield tree.text(element.get("valueString"))


def written(questionnaire: Object) -> Iterator[tuple[str, str]]:
    """Every expression with the FHIRPath of its extension, in the order of the file."""
    for location, element in tree.walk(questionnaire, "Questionnaire"):
        url = tree.text(element.get("url"))
        if url in _VALUES:
            yield location, tree.text(element.get("valueString"))
        for one in tree.items(element.get("extension")) if url in _PARTS else ():
            if tree.at(one, "url") == _PARTS[url]:
                yield location, tree.text(tree.at(one, "valueString"))
