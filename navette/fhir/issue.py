"""What a check found, in the words of FHIR's OperationOutcome."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Issue:
    """severity: an error bars the document, a warning is for a person to judge. code: kebab-case, ours.

    location: FHIRPath of the element. diagnostics: a sentence for a developer. facts: what a sentence for a person
    is made of (`element`, `type`, `key`…). None of them quotes the content.
    """

    severity: Literal["error", "warning"]
    code: str
    location: str
    diagnostics: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


def error(code: str, location: str, diagnostics: str, **facts: str | int) -> Issue:
    """A fault that bars the document."""
    return Issue("error", code, location, diagnostics, facts)


def warning(code: str, location: str, diagnostics: str, **facts: str | int) -> Issue:
    """Something a person should look at."""
    return Issue("warning", code, location, diagnostics, facts)
