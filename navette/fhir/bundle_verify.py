"""Whether a document is what was entered: made again from the answers it carries, it must be the same, to the letter.

Who wrote, keeps and receives is read from the document, and written again; data and narrative come from the answers
alone. static/js/bundle_verify.js is the same in JavaScript.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from navette.core.parties import Urgency
from navette.fhir import answers, strict, tree
from navette.fhir.bundle import by_canonical
from navette.fhir.document import URGENCY, Context, document
from navette.fhir.fhirpath_values import is_number, spelled
from navette.fhir.form import Form
from navette.fhir.issue import Issue, error, warning
from navette.fhir.parties import RECIPIENT, author_of, place_of
from navette.fhir.patient import faults
from navette.fhir.response import answers_of, locate
from navette.fhir.strict import Json, Object

_UUID: Final = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_INSTANT: Final = re.compile("[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+][0-9]{2}:[0-9]{2}")


def verify(raw: bytes) -> list[Issue]:
    """Nothing when the document is what was entered; else one issue, at the first place that is not.

    `not-as-entered`: an error. `form-unknown`, `no-response`: warnings, nothing can be said of the document.
    Malformed or TooLarge when `raw` is not JSON that can be trusted.
    """
    bundle = strict.read_object(raw)
    location, response = _source(bundle)
    if not response:
        return [warning("no-response", "Bundle", "the document does not carry the answers it was made of")]
    form = by_canonical(response)
    if form is None:
        return [warning("form-unknown", f"{location}.questionnaire", "the form that was filled is not known here")]
    place = _first_difference(form, bundle, location, response)
    return [error("not-as-entered", place, "not what the answers give")] if place else []


def entered(bundle: Object) -> tuple[Form, Object] | None:
    """The form that was filled and the flat answers (docs/forms.md) in a document; None when there is no telling."""
    _location, response = _source(bundle)
    form = by_canonical(response) if response else None
    return None if form is None else (form, answers_of(form, response))


def _source(bundle: Object) -> tuple[str, Object]:
    """The response that a Provenance names as source of the Composition; without one, any response."""
    composition = tree.at(bundle, "entry", 0, "fullUrl")
    sources = [
        tree.at(entity, "what", "reference")
        for _location, one in tree.resources(bundle)
        if one.get("resourceType") == "Provenance" and tree.at(one, "target", 0, "reference") == composition
        for entity in tree.items(one.get("entity"))
    ]
    found: tuple[str, Object] = ("", {})
    for at, entry in enumerate(tree.items(bundle.get("entry"))):
        resource = tree.obj(tree.at(entry, "resource"))
        if resource.get("resourceType") == "QuestionnaireResponse" and (
            not found[1] or tree.at(entry, "fullUrl") in sources
        ):
            found = f"Bundle.entry[{at}].resource", resource
    return found


def _first_difference(form: Form, bundle: Object, location: str, response: Object) -> str:
    """The first place that is not as entered, or nothing."""
    context = _context(bundle, response)
    if isinstance(context, str):
        return context or f"{location}.extension"
    reading = answers.check(form, answers_of(form, response))
    for fault in reading.faults:
        return location + fault.location.removeprefix("QuestionnaireResponse")
    for rule in faults(reading.row, today="9999", production=False):
        return location + locate(form, rule.item).removeprefix("QuestionnaireResponse")
    return next(_differences(document(form, reading.row, context), bundle, "Bundle"), "")


def _context(bundle: Object, response: Object) -> Context | str:
    """What the document says beside the answers; the place of what cannot be read, empty for the urgency."""
    composition, known = tree.obj(tree.at(bundle, "entry", 0, "resource")), tree.by_full_url(bundle)
    bundle_id, written = tree.text(bundle.get("id")), tree.text(bundle.get("timestamp"))
    if not _UUID.fullmatch(bundle_id):
        return "Bundle.id"
    if (now := _seconds(written)) is None:
        return "Bundle.timestamp"
    said = [one.get("valueCode") for one in _extensions(response, URGENCY)]
    urgency = next((one for one in Urgency if said == [one.code]), None)
    if urgency is None:
        return ""
    return Context(
        author=author_of(known, tree.at(composition, "author", 0)),
        custodian=place_of(known, composition.get("custodian")),
        recipients=tuple(place_of(known, one.get("valueReference")) for one in _extensions(composition, RECIPIENT)),
        now=now,
        bundle_id=UUID(bundle_id),
        production=False,
        urgency=urgency,
    )


def _seconds(written: str) -> int | None:
    try:
        return int(datetime.fromisoformat(written).timestamp()) if _INSTANT.fullmatch(written) else None
    except ValueError:
        return None


def _differences(made: Json, found: Json, location: str) -> Iterator[str]:
    """Every place where two trees differ, in the order of the first; a number is what it is spelled as."""
    if isinstance(made, dict) and isinstance(found, dict):
        for key in [*made, *sorted(found.keys() - made.keys())]:
            if key in made and key in found:
                yield from _differences(made[key], found[key], f"{location}.{key}")
            else:
                yield f"{location}.{key}"
    elif isinstance(made, list) and isinstance(found, list):
        for at in range(max(len(made), len(found))):
            if at < len(made) and at < len(found):
                yield from _differences(made[at], found[at], f"{location}[{at}]")
            else:
                yield f"{location}[{at}]"
    elif not _same(made, found):
        yield location


def _same(one: Json, other: Json) -> bool:
    if is_number(one) and is_number(other):
        return spelled(one) == spelled(other)
    return type(one) is type(other) and one == other


def _extensions(holder: Object, url: str) -> list[Object]:
    return [one for one in map(tree.obj, tree.items(holder.get("extension"))) if one.get("url") == url]
