"""What a form asks: its questions and groups, when they are asked, and what is made of the answers (no answers here).

The parts of https://hl7.org/fhir/R4/questionnaire.html and of Structured Data Capture (https://hl7.org/fhir/uv/sdc)
that our forms use; fhir_profiles/README.md lists the extensions.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from navette.fhir.strict import Object

CANONICAL: Final = "https://navette.example/fhir"
DEFINITION: Final = f"{CANONICAL}/StructureDefinition"
HL7: Final = "http://hl7.org/fhir/StructureDefinition"
SDC: Final = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire"
TRANSLATION: Final = f"{HL7}/translation"
UNIT: Final = f"{HL7}/questionnaire-unit"
CONSTRAINT: Final = f"{HL7}/questionnaire-constraint"

Type = Literal[
    "group", "string", "text", "boolean", "decimal", "integer", "date", "dateTime", "time", "choice", "open-choice",
    "display",
]  # fmt: skip
TYPES: Final = (
    "group", "string", "text", "boolean", "decimal", "integer", "date", "dateTime", "time", "choice", "open-choice",
    "display",
)  # fmt: skip
Simple: TypeAlias = str | bool | int | Decimal


@dataclass(frozen=True, slots=True)
class Coding:
    """A code and where it comes from. Two are equal whatever their English."""

    system: str
    code: str
    display: str = ""
    display_en: str = field(default="", compare=False)

    def json(self) -> Object:
        """As a FHIR Coding."""
        shown: Object = {"display": self.display} if self.display else {}
        return {"system": self.system, "code": self.code, **shown}


@dataclass(frozen=True, slots=True)
class Condition:
    """enableWhen: the answers of `question` compare so with `answer`. operator: `exists` `=` `!=` `>` `<` `>=` `<=`."""

    question: str
    operator: str
    answer: Simple | Coding


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text in both languages; the French one stands where there is no English."""

    fr: str = ""
    en: str = ""

    def text(self, lang: str) -> str:
        """In English when `lang` is en and there is some, in French otherwise."""
        return self.en if lang == "en" and self.en else self.fr


@dataclass(frozen=True, slots=True)
class Extract:
    """templateExtract: one resource of `template` per answer; full_url: the expression of its fullUrl, or nothing."""

    template: str
    full_url: str = ""


@dataclass(frozen=True, slots=True)
class Constraint:
    """questionnaire-constraint: `expression` is false of answers that cannot stand together; item: linkId blamed."""

    key: str
    severity: Literal["error", "warning"]
    human: Phrase
    expression: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One question, or a group of them. A group at the top that has a code is a section of the document.

    say: the question inside a sentence, with its article (« la posologie »). Limits are 0 or None where there is none.
    """

    link_id: str
    type: Type
    text: str
    text_en: str = ""
    say: Phrase = Phrase()
    help: Phrase = Phrase()
    required: bool = False
    repeats: bool = False
    min_occurs: int = 0  # once there is one answer
    max_occurs: int = 0
    max_length: int = 0  # characters
    low: str | int | Decimal | None = None
    high: str | int | Decimal | None = None
    places: int | None = None  # digits after the point
    code: Coding | None = None
    unit: Coding | None = None
    options: tuple[Coding, ...] = ()
    favourites: tuple[Phrase, ...] = ()
    conditions: tuple[Condition, ...] = ()
    any: bool = False  # one condition is enough
    constraints: tuple[Constraint, ...] = ()
    empty_reason: str = ""  # list-empty-reason, of a section whose answer is an explicit "none"
    due: bool = False  # this date is by when the handoff must be answered
    observe: bool = False  # each answer is an Observation with the item's code
    category: Coding | None = None  # of that Observation
    observed_at: str = ""  # linkId of when it was observed
    extract: tuple[Extract, ...] = ()
    allocated: tuple[str, ...] = ()  # names of ids, one for each answer of the item
    items: tuple["Item", ...] = ()

    @property
    def rows(self) -> bool:
        """A group that repeats: its answers are rows."""
        return self.type == "group" and self.repeats

    def label(self, lang: str) -> str:
        """Its words in French, or in English when `lang` is en and there are some."""
        return self.text_en if lang == "en" and self.text_en else self.text

    def inside(self, lang: str) -> str:
        """Its words inside a sentence: « la posologie », or its label in quotes."""
        quoted = Phrase(f"« {self.text} »", f"“{self.label('en')}”")
        return self.say.text(lang) or quoted.text(lang)


def walk(items: tuple[Item, ...]) -> Iterator[Item]:
    """Every item, in the order of the form, groups before what they hold."""
    for item in items:
        yield item
        yield from walk(item.items)
