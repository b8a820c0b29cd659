"""Whether a form is a Questionnaire of FHIR R4 at all: the judgement of fhir.resources, named place by place.

R4B, never the root package, which is R5; imported here, where it is used, since that takes 0.2 s. It judges, and
nothing is ever serialised from it.
"""

from collections.abc import Iterator

from navette.fhir.issue import Issue, error
from navette.fhir.strict import Json, Object

MOST = 50


def shape_faults(value: Object) -> Iterator[Issue]:
    """Unknown elements, missing ones, values of another type; at most MOST of them."""
    from fhir.resources.R4B.questionnaire import Questionnaire  # noqa: TID251  the ban is on the root package
    from pydantic import ValidationError

    try:
        Questionnaire.model_validate(_judged(value))
    except ValidationError as problem:
        for fault in problem.errors(include_url=False, include_context=False, include_input=False)[:MOST]:
            place = "Questionnaire" + "".join(
                f"[{step}]" if isinstance(step, int) else f".{step}" for step in fault["loc"]
            )
            yield error("form-shape", place, f"fhir.resources: {fault['type']}", problem=fault["type"])


def _judged(value: Object) -> Object:
    """Without templates, which are no complete resources, nor what fhir.resources refuses and FHIR allows."""
    return {key: _without(inner) for key, inner in value.items() if key != "contained"}


def _without(value: Json) -> Json:
    """`_valueString` inside an extension, the translation of its text, is R4 (https://hl7.org/fhir/R4/json.html)."""
    if isinstance(value, list):
        return [_without(one) for one in value]
    if isinstance(value, dict):
        return {key: _without(one) for key, one in value.items() if not key.startswith("_value")}
    return value
