"""Walking JSON whose shape nobody vouches for: what is not there, or is something else, reads as empty."""

from collections.abc import Iterator

from navette.fhir.strict import Json, Object


def obj(value: Json) -> Object:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: Json) -> list[Json]:
    """The list, or an empty one."""
    return value if isinstance(value, list) else []


def text(value: Json) -> str:
    """The string, or an empty one."""
    return value if isinstance(value, str) else ""


def at(value: Json, *path: str | int) -> Json:
    """What stands at the end of `path`, None when any step is missing."""
    for step in path:
        if isinstance(step, int):
            found = items(value)
            value = found[step] if step < len(found) else None
        else:
            value = obj(value).get(step)
    return value


def walk(value: Json, location: str) -> Iterator[tuple[str, Object]]:
    """Every object with its FHIRPath, outermost first."""
    if isinstance(value, dict):
        yield location, value
        for key, inner in value.items():
            yield from walk(inner, f"{location}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from walk(inner, f"{location}[{index}]")


def resources(bundle: Json) -> Iterator[tuple[str, Object]]:
    """Each entry's resource with its location, in order."""
    for index, entry in enumerate(items(at(bundle, "entry"))):
        if isinstance(resource := obj(entry).get("resource"), dict):
            yield f"Bundle.entry[{index}].resource", resource


def by_full_url(bundle: Json) -> dict[str, Object]:
    """The resources of a bundle by the fullUrl references use."""
    entries = [obj(entry) for entry in items(at(bundle, "entry"))]
    return {text(entry.get("fullUrl")): obj(entry.get("resource")) for entry in entries}
