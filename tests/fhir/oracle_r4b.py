"""fhir.resources as an oracle of types, which the checks of navette.fhir.check are compared with.

R4B, never the root package, which is R5. It is an oracle
and nothing more: it reads "true" as a boolean and a string of JSON as an object, and would rewrite 71.40 as 71.4. So
what it read is compared with what was written, and nothing is ever serialised from it.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from navette.fhir.issue import Issue, error
from navette.fhir.strict import Json, Object

MAX_ISSUES: Final = 50


def check_types(bundle: Object) -> list[Issue]:
    """Unknown elements, missing ones, values of another type. Diagnostics name the fault, never the value."""
    from fhir.resources.R4B.bundle import Bundle  # noqa: TID251  the ban is on the root package
    from pydantic import ValidationError

    try:
        model = Bundle.model_validate(bundle)
    except ValidationError as problem:
        faults = problem.errors(include_url=False, include_context=False, include_input=False)
        return [
            error("structure", _path(fault["loc"]), f"fhir.resources: {fault['type']}") for fault in faults[:MAX_ISSUES]
        ]
    except (KeyError, TypeError, AttributeError, ValueError) as problem:  # it fails on a resourceType it does not know
        return [error("structure", "Bundle", f"fhir.resources: {type(problem).__name__}")]
    return list(_retyped(bundle, model.model_dump(), "Bundle"))[:MAX_ISSUES]


def _path(steps: tuple[str | int, ...]) -> str:
    return "Bundle" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)


def _retyped(written: Json, understood: object, location: str) -> Iterator[Issue]:
    """Where the oracle had to turn a value into another type to accept it."""
    match written, understood:
        case dict(), Mapping():
            for key, inner in written.items():
                yield from _retyped(inner, understood.get(key), f"{location}.{key}")
        case list(), list():
            for index, inner in enumerate(written):
                other = understood[index] if index < len(understood) else None
                yield from _retyped(inner, other, f"{location}[{index}]")
        case _ if _kind(written) != _kind(understood):
            yield error("structure", location, f"a {_kind(written)} where another type belongs")


def _kind(value: object) -> str:
    """Dates, times and bytes were strings in JSON; one kind of number is as good as another."""
    match value:
        case None | bool() | dict() | list():
            return type(value).__name__
        case int() | float() | Decimal():
            return "number"
        case _:
            return "object" if isinstance(value, Mapping) else "string"
