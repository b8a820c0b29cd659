"""The OpenAPI document as a judge: whether an answer of the server, or a body it accepted, is of the form described."""

import json
import re
from collections.abc import Mapping
from functools import cache

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from navette.web.openapi.document import text

DOCUMENT = json.loads(text())
JSON_KINDS = ("application/json", "application/problem+json")


@cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    found = []
    for path in sorted(DOCUMENT["paths"], key=lambda path: path.count("{")):
        found.append((re.compile(re.sub(r"\{\w+\}", "[^/]*", path)), path))
    return found


def template(path: str) -> str | None:
    """The path of the document that a request's path is one of."""
    return next((found for pattern, found in _templates() if pattern.fullmatch(path)), None)


def operation(method: str, path: str) -> Mapping[str, object] | None:
    found = template(path)
    return None if found is None else DOCUMENT["paths"][found].get(method.lower())


@cache
def _validator(schema: str) -> Draft202012Validator:
    whole = {**json.loads(schema), "components": DOCUMENT["components"]}
    return Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)


def fits(schema: object, value: object) -> None:
    """Raises jsonschema.ValidationError when it does not."""
    _validator(json.dumps(schema)).validate(value)


def check_answer(method: str, path: str, status: int, kind: str, body: bytes) -> None:
    """Every answer to a described route: its status, its type, its very form."""
    described = operation(method, path)
    if described is None:
        assert status in (404, 405), (method, path, status)
        fits({"$ref": "#/components/schemas/Problem"}, json.loads(body))
        return
    responses = described["responses"]
    assert isinstance(responses, Mapping)
    assert str(status) in responses, (method, path, status, body[:300])
    content = responses[str(status)].get("content", {})
    if not content:
        assert body == b"", (method, path, status)
        return
    assert kind in content, (method, path, status, kind, body[:300])
    if kind in JSON_KINDS:
        fits(content[kind]["schema"], json.loads(body))


def check_body(method: str, path: str, body: bytes) -> None:
    """What the server accepted is what the document asks for."""
    described = operation(method, path)
    assert described is not None
    asked = described.get("requestBody")
    assert isinstance(asked, Mapping), (method, path)
    content = asked["content"]
    if "application/json" in content:
        fits(content["application/json"]["schema"], json.loads(body))
