"""What a form asks and what is made of it, read from its file when it is first needed.

The forms of a list are named by their headings alone; who fills one reads all of one.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import cast

from navette.fhir import strict
from navette.fhir.expressions import ALLOCATE, Expressions
from navette.fhir.questionnaire import Constraint, Extract, Item, walk
from navette.fhir.questionnaire_read import objects, read_constraints, read_extracts, read_items, values
from navette.fhir.strict import Object


class Content:
    """The parts of a Questionnaire; each raises the error of the first thing that is not as our forms have it."""

    def __init__(self, read: Callable[[], bytes]) -> None:
        self._read = read

    def check(self) -> None:
        """Reads all of it now, so that nothing fails later; LookupError for a template that is not there."""
        extracts = (*self.extract, *(one for item in walk(self.items) for one in item.extract))
        if missing := {one.template for one in extracts} - self.templates.keys():
            raise LookupError(f"no template {missing}")
        _all = self.allocated, self.constraints, self.expressions

    @cached_property
    def questionnaire(self) -> Object:
        """All of it, as JSON."""
        return strict.read_object(self._read())

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The questions and groups at the top."""
        return read_items(self.questionnaire["item"])

    @cached_property
    def allocated(self) -> tuple[str, ...]:
        """The names of the ids the form allocates, one of each in a document."""
        return cast("tuple[str, ...]", tuple(values(self.questionnaire, ALLOCATE)))

    @cached_property
    def extract(self) -> tuple[Extract, ...]:
        """The templates of the whole form."""
        return read_extracts(self.questionnaire)

    @cached_property
    def constraints(self) -> tuple[Constraint, ...]:
        """The rules of the whole form."""
        return read_constraints(self.questionnaire)

    @cached_property
    def templates(self) -> Mapping[str, Object]:
        """The contained resources by id, without it: each document gives its own."""
        found = {cast("str", one["id"]): one for one in objects(self.questionnaire.get("contained"))}
        return {name: {key: inner for key, inner in one.items() if key != "id"} for name, one in found.items()}

    @cached_property
    def expressions(self) -> Expressions:
        """Its expressions, by their text."""
        return Expressions(self.questionnaire)
