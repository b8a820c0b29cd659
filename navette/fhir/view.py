"""A received document, as what a person reads of it: who, from whom, when, then the sections in their order.

Client tower only. Labels are in the language asked for; values are as the document says them: whoever shows them keeps
what could drive a terminal, or a page, from doing so. The document is shown even when other software wrote it less
well than ours would.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from navette.core.errors import Refused
from navette.fhir import strict, tree
from navette.fhir.check_identity import is_ins, trust_of
from navette.fhir.identity import MATRICULES, TESTS, Status
from navette.fhir.parties import RECIPIENT
from navette.fhir.strict import Json, Object
from navette.wording import Language, _, catalogue

_DATE: Final = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:T(?P<hour>\d\d):(?P<minute>\d\d))?)?)?", re.ASCII
)

Fact = tuple[str, str]  # a label, empty for more of the one before, and what there is to say


@dataclass(frozen=True, slots=True)
class Section:
    """One section. depth: 0, 1 inside another. div: its narrative as it came; lines: what there is without one."""

    title: str
    depth: int
    div: str
    lines: tuple[str, ...] = ()


class View:
    """One document, in one language."""

    def __init__(self, raw: bytes, lang: Language | None = None) -> None:
        """lang: the language spoken when None.

        Malformed or TooLarge when the bytes are not JSON that can be trusted; refuses `bundle` when no Composition is
        where a document has it. Attachments are not in the document: the caller lists them.
        """
        self._bundle = strict.read_object(raw)
        self._known = tree.by_full_url(self._bundle)
        self._: Callable[[str], str] = catalogue(lang).gettext if lang else _
        self._composition = tree.obj(tree.at(self._bundle, "entry", 0, "resource"))
        if self._composition.get("resourceType") != "Composition":
            raise Refused("bundle", fault="composition-first", location="Bundle.entry", faults=1)

    @property
    def title(self) -> str:
        """The title of the document."""
        return _text(self._composition, "title")

    @property
    def language(self) -> str:
        """The language its author wrote in."""
        return _text(self._composition, "language") or "fr"

    @property
    def badly_written(self) -> str:
        """What is said before a narrative that cannot be read as one."""
        _ = self._
        return _("This part is not written as it should be; here is all of it:")

    def patient(self) -> Iterator[Fact]:
        """The identity band: who the fiche is about."""
        yield from _said(self._identity(self._target(self._composition.get("subject"))))

    def facts(self) -> Iterator[Fact]:
        """Dates, authors, recipients, the stay: what must be read before the rest."""
        yield from _said(self._facts(self._composition))

    def _facts(self, composition: Object) -> Iterator[Fact]:
        _ = self._
        yield _("Date"), self._date(_text(composition, "date"))
        if (status := _text(composition, "status")) != "final":
            yield _("Status"), self._status(status)
        for author in tree.items(composition.get("author")):
            yield _("Author"), self._party(author)
        if custodian := self._party(composition.get("custodian")):
            yield _("Kept by"), custodian
        for one in tree.items(composition.get("extension")):
            if tree.at(one, "url") == RECIPIENT and (recipient := self._party(tree.at(one, "valueReference"))):
                yield _("Recipient"), recipient
        yield from self._stay(self._target(tree.at(composition, "encounter")))
        yield _("Document"), _text(tree.obj(self._bundle.get("identifier")), "value")

    def sections(self) -> Iterator[Section]:
        """The summary of the Composition, when it has one, then every section; those inside another after it."""
        if summary := tree.text(tree.at(self._composition, "text", "div")):
            yield Section("", 0, summary)
        for section in tree.items(self._composition.get("section")):
            yield from self._section(tree.obj(section), 0)

    def _section(self, section: Object, depth: int) -> Iterator[Section]:
        title = _text(section, "title") or _concept(section.get("code"))
        div = tree.text(tree.at(section, "text", "div"))
        lines = [_concept(section.get("emptyReason"))]
        lines += [f"- {_summary(self._target(entry))}" for entry in tree.items(section.get("entry"))]
        yield Section(title, depth, div, () if div else tuple(line for line in lines if line))
        for one in tree.items(section.get("section")):
            yield from self._section(tree.obj(one), depth + 1)

    def _identity(self, patient: Object) -> Iterator[Fact]:
        _ = self._
        names = [tree.obj(name) for name in tree.items(patient.get("name"))]
        names.sort(key=lambda name: name.get("use") != "official")
        for at, name in enumerate(names):
            yield _("Patient") if at == 0 else _("Name used"), _human_name(name)
        yield _("Sex"), self._sex(_text(patient, "gender"))
        yield _("Born"), self._date(_text(patient, "birthDate"))
        numbers = [one for one in map(tree.obj, tree.items(patient.get("identifier"))) if is_ins(one)]
        for number in numbers:
            yield _("INS"), _text(number, "value")
            if number.get("system") in [MATRICULES[code] for code in TESTS]:
                yield "", _("TEST IDENTITY: this is nobody")
        trust = trust_of(patient, has_matricule=bool(numbers))
        yield _("Identity"), self._trust(trust.status)
        if trust.doubts:
            yield "", _("DOUBTFUL OR FICTITIOUS IDENTITY")
        yield from self._reach(patient)

    def _reach(self, patient: Object) -> Iterator[Fact]:
        _ = self._
        for label, key in ((_("Telephone"), "value"), (_("Address"), "text")):
            source = "telecom" if key == "value" else "address"
            for one in tree.items(patient.get(source)):
                yield label, _text(tree.obj(one), key) or _address(tree.obj(one))
        for one in map(tree.obj, tree.items(patient.get("contact"))):
            links = [_concept(link) for link in tree.items(one.get("relationship"))]
            phones = [_text(tree.obj(phone), "value") for phone in tree.items(one.get("telecom"))]
            parts = [_human_name(tree.obj(one.get("name"))), *links, *phones]
            yield _("Contact"), ", ".join(part for part in parts if part)

    def _stay(self, encounter: Object) -> Iterator[Fact]:
        period = tree.obj(encounter.get("period"))
        dates = [self._date(_text(period, key)) for key in ("start", "end")]
        ways = [_concept(tree.at(encounter, "hospitalization", way)) for way in ("admitSource", "dischargeDisposition")]
        halves = [", ".join(part for part in half if part) for half in zip(dates, ways, strict=True)]
        if any(halves):
            yield self._("Stay"), " → ".join(half for half in halves if half)

    def _target(self, reference: Json) -> Object:
        return self._known.get(tree.text(tree.at(reference, "reference")), {})

    def _party(self, reference: Json, depth: int = 3) -> str:
        """A person or a place by its own resource; what the reference says of it when there is none."""
        target = self._target(reference)
        if depth == 0:  # a place that is part of itself
            return ""
        if target.get("resourceType") == "PractitionerRole":
            names = [self._party(target.get(key), depth - 1) for key in ("practitioner", "organization")]
            parts = [names[0], *(_concept(code) for code in tree.items(target.get("code"))), names[1]]
        else:
            name = target.get("name")
            own = name if isinstance(name, str) else _human_name(tree.obj(tree.at(name, 0)))
            whole = self._party(target.get("partOf"), depth - 1)
            parts = [own or _text(tree.obj(reference), "display"), whole]
        return ", ".join(dict.fromkeys(part for part in parts if part))

    def _date(self, value: str) -> str:
        """A FHIR date or dateTime, of whatever precision; anything else as it is."""
        found = _DATE.match(value)
        if not found:
            return value
        _ = self._
        if found["minute"]:
            pattern = _("{year}-{month}-{day} {hour}:{minute}")
        elif found["day"]:
            pattern = _("{year}-{month}-{day}")
        else:
            pattern = _("{year}-{month}") if found["month"] else "{year}"
        return pattern.format_map(found.groupdict())

    def _sex(self, code: str) -> str:
        _ = self._
        return {"male": _("male"), "female": _("female"), "unknown": _("unknown"), "other": _("other")}.get(code, code)

    def _status(self, code: str) -> str:
        _ = self._
        known = {
            "preliminary": _("partial, to be completed"),
            "amended": _("amended"),
            "entered-in-error": _("ENTERED IN ERROR: do not use"),
        }
        return known.get(code, code)

    def _trust(self, status: Status | None) -> str:
        _ = self._
        known = {
            Status.PROV: _("provisional"),
            Status.RECUP: _("retrieved, not checked"),
            Status.VALI: _("checked, not retrieved"),
            Status.QUAL: _("qualified"),
        }
        return known[status] if status else _("status not given")


def _said(facts: Iterator[Fact]) -> Iterator[Fact]:
    """What there is nothing to say of is left out."""
    return (fact for fact in facts if fact[1])


def _text(holder: Object, key: str) -> str:
    return tree.text(holder.get(key))


def _human_name(name: Object) -> str:
    """FAMILY given names, as French records order them; the text when that is all there is."""
    given = [tree.text(one) for one in tree.items(name.get("given"))]
    prefix = [tree.text(one) for one in tree.items(name.get("prefix"))]
    parts = [*prefix, _text(name, "family").upper(), *given]
    return " ".join(part for part in parts if part) or _text(name, "text")


def _address(address: Object) -> str:
    lines = [tree.text(one) for one in tree.items(address.get("line"))]
    town = f"{_text(address, 'postalCode')} {_text(address, 'city')}".strip()
    return ", ".join(part for part in [*lines, town] if part)


def _concept(value: Json) -> str:
    coding = tree.obj(tree.at(value, "coding", 0))
    return tree.text(tree.at(value, "text")) or _text(coding, "display") or _text(coding, "code")


def _summary(resource: Object) -> str:
    """What a resource without narrative is about."""
    for key in ("code", "medicationCodeableConcept", "vaccineCode", "type"):
        if found := _concept(resource.get(key)):
            return found
    return _text(resource, "resourceType")
