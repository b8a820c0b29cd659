"""Invariants of the definitions, parsed once at build time: no checker reads the text of an expression."""

from typing import Final

from fhir_profiles.build.official import Definition
from navette.fhir.fhirpath_parse import Expression, parse

# What an invariant of the base specification may name beside its own elements.
NAMES: Final = frozenset({"resource", "rootResource", "ucum"})
# Not in the table, and why.
LEFT_OUT: Final = {
    "ele-1": "an empty element is refused by the structure check, everywhere",
    "txt-1": "htmlChecks(): narratives have a check of their own",
    "txt-2": "htmlChecks(): narratives have a check of their own",
    "ctm-1": "resolve(): nobody fetches what a reference names",
}


class Invariants:
    """The invariants met so far: `parsed` is the I of the table."""

    def __init__(self) -> None:
        self.parsed: dict[str, Expression] = {}
        self._text: dict[str, str] = {}

    def keys(self, element: Definition) -> list[str]:
        """The keys of an element's own rules, those of severity error that are not left out.

        Two rules of R4 share the key inv-1: the second one carries the path of its element.
        """
        return [
            self._add(rule, element["path"])
            for rule in element.get("constraint", [])
            if rule["severity"] == "error" and rule["key"] not in LEFT_OUT
        ]

    def _add(self, rule: Definition, path: str) -> str:
        key: str = rule["key"]
        text: str = rule["expression"]
        if self._text.get(key, text) != text:
            key = f"{key} {path}"
        if key not in self.parsed:
            self._text[key] = text
            self.parsed[key] = parse(text, NAMES)
        return key
