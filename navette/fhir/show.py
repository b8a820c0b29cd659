"""A received document, for a person at a terminal: who, from whom, when, then the sections in their order.

Client tower only. Nothing of the content reaches the terminal as it came: controls, and the marks that reorder what
is shown, are spelled out. The document is shown even when other software wrote it less well than ours would.
"""

import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from navette.core.errors import Refused
from navette.fhir import strict, tree, xhtml
from navette.fhir.check_identity import is_ins, trust_of
from navette.fhir.identity import MATRICULES, TESTS, Status
from navette.fhir.parties import RECIPIENT
from navette.fhir.strict import Json, Object
from navette.wording import Language, _, catalogue

_JOINERS: Final = "\u200c\u200d"  # Persian and emoji need them, and they hide nothing
_LABEL: Final = 16
_DATE: Final = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:T(?P<hour>\d\d):(?P<minute>\d\d))?)?)?", re.ASCII
)
_INDENT: Final = "  "


def text(raw: bytes, *, lang: Language | None = None, width: int = 88) -> str:
    """The document as lines of at most `width` columns, its labels in `lang`, else in the language spoken.

    Malformed or TooLarge when the bytes are not JSON that can be trusted; refuses `bundle` when no Composition is
    where a document has it. Attachments are not in the document: the caller lists them.
    """
    bundle = strict.read_object(raw)
    composition = tree.obj(tree.at(bundle, "entry", 0, "resource"))
    if composition.get("resourceType") != "Composition":
        raise Refused("bundle", fault="composition-first", location="Bundle.entry", faults=1)
    view = _View(bundle, catalogue(lang).gettext if lang else _, width)
    return "\n".join([*view.head(composition), *view.body(composition)]) + "\n"


def printable(given: str) -> str:
    """The text without anything a terminal would obey: an escape is spelled `x1b` after a backslash, and so on."""
    return "".join(_spelled(char) for char in given)


def _spelled(char: str) -> str:
    if char in _JOINERS or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return char
    return char.encode("unicode_escape").decode("ascii") if ord(char) != 0xAD else "\\xad"


class _View:
    """One document, in one language, at one width."""

    def __init__(self, bundle: Object, translate: Callable[[str], str], width: int) -> None:
        self._known = tree.by_full_url(bundle)
        self._bundle = bundle
        self._ = translate
        self._width = max(width, _LABEL + 20)

    def head(self, composition: Object) -> Iterator[str]:
        """The identity band, dates, authors: what must be read before the rest."""
        _ = self._
        yield from self._wrapped(_text(composition, "title").upper(), "")
        patient = self._target(tree.at(composition, "subject"))
        yield from self._identity(patient)
        yield from self._line(_("Date"), self._date(_text(composition, "date")))
        if (status := _text(composition, "status")) != "final":
            yield from self._line(_("Status"), self._status(status))
        for author in tree.items(composition.get("author")):
            yield from self._line(_("Author"), self._party(author))
        if custodian := self._party(composition.get("custodian")):
            yield from self._line(_("Kept by"), custodian)
        for one in tree.items(composition.get("extension")):
            if tree.at(one, "url") == RECIPIENT and (recipient := self._party(tree.at(one, "valueReference"))):
                yield from self._line(_("Recipient"), recipient)
        yield from self._stay(self._target(tree.at(composition, "encounter")))
        yield from self._line(_("Document"), _text(tree.obj(self._bundle.get("identifier")), "value"))

    def body(self, composition: Object) -> Iterator[str]:
        """The summary of the Composition, then every section."""
        if tree.at(composition, "text", "div"):
            yield ""
            yield from self._narrative(composition, _INDENT)
        for section in tree.items(composition.get("section")):
            yield from self._section(tree.obj(section), "")

    def _identity(self, patient: Object) -> Iterator[str]:
        _ = self._
        names = [tree.obj(name) for name in tree.items(patient.get("name"))]
        names.sort(key=lambda name: name.get("use") != "official")
        for at, name in enumerate(names):
            yield from self._line(_("Patient") if at == 0 else _("Name used"), _human_name(name))
        yield from self._line(_("Sex"), self._sex(_text(patient, "gender")))
        yield from self._line(_("Born"), self._date(_text(patient, "birthDate")))
        numbers = [one for one in map(tree.obj, tree.items(patient.get("identifier"))) if is_ins(one)]
        for number in numbers:
            yield from self._line(_("INS"), _text(number, "value"))
            if number.get("system") in [MATRICULES[code] for code in TESTS]:
                yield from self._line("", _("TEST IDENTITY: this is nobody"))
        trust = trust_of(patient, has_matricule=bool(numbers))
        yield from self._line(_("Identity"), self._trust(trust.status))
        if trust.doubts:
            yield from self._line("", _("DOUBTFUL OR FICTITIOUS IDENTITY"))
        yield from self._reach(patient)

    def _reach(self, patient: Object) -> Iterator[str]:
        _ = self._
        for label, key in ((_("Telephone"), "value"), (_("Address"), "text")):
            source = "telecom" if key == "value" else "address"
            for one in tree.items(patient.get(source)):
                yield from self._line(label, _text(tree.obj(one), key) or _address(tree.obj(one)))
        for one in map(tree.obj, tree.items(patient.get("contact"))):
            links = [_concept(link) for link in tree.items(one.get("relationship"))]
            phones = [_text(tree.obj(phone), "value") for phone in tree.items(one.get("telecom"))]
            parts = [_human_name(tree.obj(one.get("name"))), *links, *phones]
            yield from self._line(_("Contact"), ", ".join(part for part in parts if part))

    def _stay(self, encounter: Object) -> Iterator[str]:
        period = tree.obj(encounter.get("period"))
        dates = [self._date(_text(period, key)) for key in ("start", "end")]
        ways = [_concept(tree.at(encounter, "hospitalization", way)) for way in ("admitSource", "dischargeDisposition")]
        halves = [", ".join(part for part in half if part) for half in zip(dates, ways, strict=True)]
        if any(halves):
            yield from self._line(self._("Stay"), " → ".join(half for half in halves if half))

    def _section(self, section: Object, indent: str) -> Iterator[str]:
        yield ""
        yield from self._wrapped(_text(section, "title") or _concept(section.get("code")), indent)
        inner = indent + _INDENT
        if tree.at(section, "text", "div"):
            yield from self._narrative(section, inner)
        else:
            yield from self._wrapped(_concept(section.get("emptyReason")), inner)
            for entry in tree.items(section.get("entry")):
                yield from self._wrapped(f"- {_summary(self._target(entry))}", inner)
        for one in tree.items(section.get("section")):
            yield from self._section(tree.obj(one), inner)

    def _narrative(self, holder: Object, indent: str) -> Iterator[str]:
        div = tree.text(tree.at(holder, "text", "div"))
        try:
            lines = xhtml.plain(div).split("\n")
        except ValueError:
            yield from self._wrapped(self._("This part is not written as it should be; here is all of it:"), indent)
            lines = div.split("\n")
        for line in lines:
            yield from self._wrapped(line, indent)

    def _line(self, label: str, value: str) -> Iterator[str]:
        if value:
            yield from self._fold(f"{label:<{_LABEL}}", " " * _LABEL, value)

    def _wrapped(self, line: str, indent: str) -> Iterator[str]:
        yield from self._fold(indent, indent + _INDENT if line.startswith("- ") else indent, line)

    def _fold(self, first: str, next_ones: str, value: str) -> list[str]:
        return textwrap.wrap(
            printable(value.replace("\n", " ")),
            self._width,
            initial_indent=first,
            subsequent_indent=next_ones,
            break_on_hyphens=False,
        )

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
