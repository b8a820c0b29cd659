"""Every fault of a form somebody wrote, each with its place and a sentence: what `navette forms check` says.

Reading a form stops at the first fault; who writes one wants them all. A form without a fault here can be read,
filled, sent and opened everywhere. Whether it is a Questionnaire of FHIR R4 at all is asked of fhir.resources.
"""

import re
from collections.abc import Iterator
from typing import Final

from navette.core.acknowledgement import DECLINE_CODES
from navette.core.deadline import Rule
from navette.core.errors import NavetteError
from navette.fhir import strict, tree
from navette.fhir.expressions import NAMES, allocated, written
from navette.fhir.fhirpath_parse import ExpressionError, parse
from navette.fhir.form import FAULTS, read_form
from navette.fhir.form_faults_items import item_faults, known_items
from navette.fhir.form_faults_parts import english_fault, parts, value_of
from navette.fhir.form_shape import shape_faults
from navette.fhir.issue import Issue, error
from navette.fhir.questionnaire import CONSTRAINT, DEFINITION, SDC
from navette.fhir.strict import Object

_URL: Final = re.compile(r"(?:https?://[^ /|]+/|urn:)(?:[^ |]*[/:])?[a-z0-9]+(?:-[a-z0-9]+)*")
_VERSION: Final = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_NAME: Final = re.compile(r"[A-Za-z]+")
_ROOT: Final = frozenset({"deadline-rule", "manifest-kind", "decline-reason", "short-title"})
_ITEM: Final = frozenset({"section-empty-reason", "due-date", "favourite", "in-sentence", "observed-at"})
# What patient.py reads: nobody can be identified without the first, and the others are read when they are there.
_NEEDED: Final = {
    "patient.status": "choice", "patient.ins": "string", "patient.ins-type": "choice", "patient.family": "string",
    "patient.given": "string", "patient.birth-date": "date", "patient.sex": "choice", "patient.birth-place": "string",
}  # fmt: skip
_READ: Final = {
    "patient.doubt": "choice", "patient.used-family": "string", "patient.used-given": "string",
    "patient.address": "text", "patient.phone": "string", "contact": "group",
}  # fmt: skip


def form_faults(raw: bytes) -> list[Issue]:
    """Every fault of a form, in the order of the file's parts; an empty list when it can be used."""
    try:
        value = strict.read_object(raw)
    except NavetteError as problem:
        return [
            error("form-file", "Questionnaire", str(problem), problem=str(problem.data.get("problem", problem.code)))
        ]
    if value.get("resourceType") != "Questionnaire":
        return [error("form-file", "Questionnaire", "resourceType is not Questionnaire", problem="resourceType")]
    found = [
        *_heading(value),
        *_extensions(value),
        *_templates(value),
        *_expressions(value),
        *_constraints(value),
        *item_faults(value),
        *_patient(value),
    ]
    return found or [*shape_faults(value)] or _unread(raw)


def _unread(raw: bytes) -> list[Issue]:
    try:
        read_form(raw)
    except FAULTS as problem:
        return [error("form-file", "Questionnaire", f"read_form: {problem}", problem=type(problem).__name__)]
    return []


def _heading(value: Object) -> Iterator[Issue]:
    for element in ("url", "version", "title", "status"):
        if not tree.text(value.get(element)):
            yield error("form-element", f"Questionnaire.{element}", "a required element", element=element)
    if (url := tree.text(value.get("url"))) and not _URL.fullmatch(url):
        yield error("form-url", "Questionnaire.url", "not an absolute url that ends with a name")
    if (version := tree.text(value.get("version"))) and not _VERSION.fullmatch(version):
        yield error("form-version", "Questionnaire.version", "not figures and points")
    if value.get("title"):
        yield from english_fault(value, "title", "Questionnaire")
    coding = tree.at(value, "code", 0)
    if not (tree.text(tree.at(coding, "system")) and tree.text(tree.at(coding, "code"))):
        yield error("form-element", "Questionnaire.code", "the kind of document, a Coding", element="code")
    if value_of(value, f"{DEFINITION}/deadline-rule") not in set(Rule):
        yield error("form-deadline", "Questionnaire.extension", "no deadline-rule, or an unknown one")
    if value_of(value, f"{DEFINITION}/manifest-kind") not in ("fiche", "reply"):
        yield error("form-kind", "Questionnaire.extension", "no manifest-kind, or an unknown one")
    for place, one in parts(value, "Questionnaire", f"{DEFINITION}/decline-reason"):
        if (code := tree.text(value_of(one))) not in DECLINE_CODES:
            yield error("form-decline", place, "not a code of the protocol", value=code)


def _extensions(value: Object) -> Iterator[Issue]:
    """Ours are known by name and stand in their place; inside a template they are the resource's own."""
    asked = {key: inner for key, inner in value.items() if key != "contained"}
    for place, element in tree.walk(asked, "Questionnaire"):
        known = _ITEM if ".item[" in place else _ROOT
        for where, one in parts(element, place):
            base, _slash, name = tree.text(one.get("url")).rpartition("/")
            if base == DEFINITION and name not in known:
                yield error("form-extension", where, "no such extension here", name=name)
        for phrase in ("short-title", "favourite", "in-sentence"):
            for where, one in parts(element, place, f"{DEFINITION}/{phrase}"):
                yield from english_fault(one, "valueString", where)


def _templates(value: Object) -> Iterator[Issue]:
    names: set[str] = set()
    for at, one in enumerate(tree.items(value.get("contained"))):
        name, kind = tree.text(tree.at(one, "id")), tree.text(tree.at(one, "resourceType"))
        if not name or not kind or name in names:
            yield error("form-template-name", f"Questionnaire.contained[{at}]", "an id of its own, and a resourceType")
        names.add(name)
    for place, element in tree.walk(value, "Questionnaire"):
        for where, one in parts(element, place, f"{SDC}-templateExtract"):
            name = tree.text(tree.at(value_of(one, "template"), "reference"))
            if not name.startswith("#") or name[1:] not in names:
                yield error("form-template", where, "no such contained resource", template=name or "?")


def _expressions(value: Object) -> Iterator[Issue]:
    named: set[str] = set()
    for name in allocated(value):
        if not _NAME.fullmatch(name) or name in named | NAMES:
            yield error("form-allocated", "Questionnaire", "extractAllocateId: letters, once each", name=name or "?")
        named.add(name)
    for place, text in written(value):
        try:
            parse(text, NAMES | named)
        except ExpressionError as problem:
            said = f"{problem.problem} {problem.found}".strip()
            yield error("form-expression", place, str(problem), at=problem.at + 1, problem=said)


def _constraints(value: Object) -> Iterator[Issue]:
    known = known_items(value)
    for place, element in tree.walk(value, "Questionnaire"):
        for where, one in parts(element, place, CONSTRAINT):
            key, severity, human, expression, location = (
                tree.text(value_of(one, name)) for name in ("key", "severity", "human", "expression", "location")
            )
            if not (key and human and expression) or severity not in ("error", "warning"):
                yield error("form-constraint", where, "key, severity, expression, human")
            for inside, said in parts(one, where, "human"):
                yield from english_fault(said, "valueString", inside)
            if location and location not in known:
                yield error("form-condition-question", where, "no such item", link=key, question=location)


def _patient(value: Object) -> Iterator[Issue]:
    known = known_items(value)
    for link, kind in {**_NEEDED, **_READ}.items():
        if link in known and known[link].item.get("type") != kind:
            place = f"{known[link].place}.type"
            yield error("form-patient-type", place, "read as another type", link=link, value=kind)
        elif link not in known and link in _NEEDED:
            yield error("form-patient", "Questionnaire.item", "needed for the Patient", link=link)
