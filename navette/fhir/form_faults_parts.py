"""The extensions of a form nobody vouches for: found by their url, with their place and their value."""

from collections.abc import Iterator

from navette.fhir import tree
from navette.fhir.issue import Issue, error
from navette.fhir.questionnaire import TRANSLATION
from navette.fhir.strict import Json, Object


def parts(element: Object, place: str, url: str = "") -> Iterator[tuple[str, Object]]:
    """The extensions of an element, those of one url when it is given, with their FHIRPath."""
    for at, one in enumerate(tree.items(element.get("extension"))):
        if isinstance(one, dict) and url in ("", one.get("url")):
            yield f"{place}.extension[{at}]", one


def value_of(element: Object, url: str = "") -> Json:
    """The value of an extension, or of the first extension `url` of an element; None when there is none."""
    holders = [one for _place, one in parts(element, "", url)] if url else [element]
    for holder in holders[:1]:
        return next((value for key, value in holder.items() if key.startswith("value")), None)
    return None


def english_fault(element: Object, key: str, place: str) -> Iterator[Issue]:
    """What there is to say when the text at `key` has no English."""
    for _where, one in parts(tree.obj(element.get(f"_{key}")), place, TRANSLATION):
        if value_of(one, "lang") == "en" and tree.text(value_of(one, "content")):
            return
    said = f"« {tree.text(element.get(key))} »"
    yield error("form-english", f"{place}.{key}", "no translation to en", what=said)
