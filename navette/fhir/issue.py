"""What a check found, in the words of FHIR's OperationOutcome."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Issue:
    """severity: an error bars the document, a warning is for a person to judge. code: kebab-case, ours.

    location: FHIRPath of the element. diagnostics: a sentence for a developer, which quotes nothing of the content.
    """

    severity: Literal["error", "warning"]
    code: str
    location: str
    diagnostics: str


def error(code: str, location: str, diagnostics: str) -> Issue:
    """A fault that bars the document."""
    return Issue("error", code, location, diagnostics)


def warning(code: str, location: str, diagnostics: str) -> Issue:
    """Something a person should look at."""
    return Issue("warning", code, location, diagnostics)
