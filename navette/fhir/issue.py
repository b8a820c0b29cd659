"""What a check found, in the words of FHIR's OperationOutcome, and for a person. Twin: static/js/issue.js."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from navette.fhir.issue_words import words
from navette.wording import Language

_PLACE: Final = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Issue:
    """severity: an error bars the document, a warning is for a person to judge. code: kebab-case, ours.

    location: FHIRPath of the element. diagnostics: for a developer, quoting nothing of the content. facts: what the
    sentence for a person is made of; `x_en` stands for `x` in English. `of`, what a row of answers is about, is the
    only one that quotes the content: issues stay on the side of who may read it.
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


def sentence(issue: Issue, lang: Language) -> str:
    """One sentence a person understands: « Il manque la posologie de “Furosémide”. »"""
    return tell(issue, words(lang))


def tell(issue: Issue, told: Mapping[str, str]) -> str:
    """The same in the words given."""
    facts: dict[str, str | int] = {"code": issue.code, "location": issue.location, **issue.facts}
    if told["lang"] == "en":
        facts |= {key.removesuffix("_en"): fact for key, fact in issue.facts.items() if key.endswith("_en") and fact}
    else:
        facts |= {"limit": str(facts["limit"]).replace(".", ",")} if "limit" in facts else {}
    if "item" in facts:
        name = "of" if "of" in facts else "line" if "row" in facts else ""
        facts["what"] = _fill(told[name], facts) if name else facts["item"]
    if "human" in facts:
        return _fill(told["answers-line" if "row" in facts else "answers"], facts)
    text = told.get(issue.code) or told.get(issue.code.partition("-")[0]) or told["document"]
    return _fill(text, facts)


def _fill(text: str, facts: Mapping[str, str | int]) -> str:
    """A fact nobody gave shows as … instead of hiding the fault."""
    return _PLACE.sub(lambda found: str(facts.get(found[1], "…")), text)
