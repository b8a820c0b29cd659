"""JSON Schema in a few words: closed objects, canonical spellings.

https://json-schema.org/draft/2020-12/json-schema-core and https://spec.openapis.org/oas/v3.1.1
"""

from collections.abc import Iterable, Mapping

Json = dict[str, object]

_SYMBOLS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def binary(length: int, what: str) -> Json:
    """Canonical base64url of exactly `length` bytes: the bits that its last symbol does not need are zeros."""
    spare = -length * 8 % 6
    symbols = (length * 8 + spare) // 6
    last = "".join(sorted(_SYMBOLS[:: 1 << spare], key="-".__eq__))  # at the end, where it means no range
    return {"type": "string", "pattern": f"^[A-Za-z0-9_-]{{{symbols - 1}}}[{last}]$", "description": what}


def text(what: str, *, least: int = 0, most: int | None = None, pattern: str = "", spelled: str = "") -> Json:
    """A string. pattern: a regular expression; spelled: a registered format."""
    found: Json = {"type": "string", "description": what}
    limits = {"minLength": least, "maxLength": most, "pattern": pattern, "format": spelled}
    return {**found, **{key: value for key, value in limits.items() if value}}


def number(what: str, *, least: int = 0, most: int | None = None) -> Json:
    """A whole number from `least` on."""
    return {"type": "integer", "minimum": least, **({} if most is None else {"maximum": most}), "description": what}


def switch(what: str) -> Json:
    """True or false."""
    return {"type": "boolean", "description": what}


def choice(values: Iterable[str], what: str = "") -> Json:
    """One of these texts."""
    return {"type": "string", "enum": list(values), **({"description": what} if what else {})}


def ref(name: str) -> Json:
    """A schema of the components."""
    return {"$ref": f"#/components/schemas/{name}"}


def maybe(schema: Json) -> Json:
    """That, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def listing(of: Json, what: str = "", most: int | None = None) -> Json:
    """An array of one kind of thing."""
    limits: Json = {} if most is None else {"maxItems": most}
    return {"type": "array", "items": of, **limits, **({"description": what} if what else {})}


def record(fields: Mapping[str, Json], optional: Mapping[str, Json] | None = None, what: str = "") -> Json:
    """An object of exactly these fields, perhaps some of the optional ones, and no other."""
    return {
        "type": "object",
        "properties": {**fields, **(optional or {})},
        "required": list(fields),
        "additionalProperties": False,
        **({"description": what} if what else {}),
    }
