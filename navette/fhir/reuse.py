"""What a new fiche takes over from an earlier one about the same patient, block by block. Client tower only.

A block is a group at the top of a form; blocks of the same name ask the same questions in every form.
"""

import unicodedata
from collections.abc import Collection, Mapping
from typing import Final

from navette.core.errors import Refused
from navette.fhir import bundle_verify, strict
from navette.fhir.form import Form
from navette.fhir.questionnaire import Item
from navette.fhir.strict import Object

# What is said of a patient again and again; why, when and what for is of each fiche alone.
USUAL: Final = (
    "patient", "parties", "current-treatments", "allergies", "problems", "history", "surgery", "directives",
)  # fmt: skip
_PATIENT: Final = "patient"
_FAMILY: Final = "patient.family"
_BORN: Final = "patient.birth-date"
_TRAITS: Final = (_FAMILY, "patient.given", _BORN)


def blocks(form: Form) -> tuple[str, ...]:
    """The names of what can be taken over into a form."""
    return tuple(item.link_id for item in form.items if item.type == "group")


def take_over(raw: bytes, form: Form, wanted: Collection[str] | None = None) -> Object:
    """Answers to `form` from a document: its blocks `wanted`, those of USUAL when None.

    Refuses `no-answers` for a document that does not carry the answers of a form known here, `unknown-block` (name)
    for a block that the form has not.
    """
    found = bundle_verify.entered(strict.read_object(raw))
    if found is None:
        raise Refused("no-answers")
    source, given = found
    for name in wanted or ():
        if name not in blocks(form):
            raise Refused("unknown-block", name=name, blocks=", ".join(blocks(form)))
    kept = USUAL if wanted is None else wanted
    asked = {one.link_id: one for item in form.items if item.link_id in kept for one in _questions(item)}
    before = {one.link_id: one for item in source.items for one in _questions(item)}
    return {name: value for name, value in given.items() if name in asked and _same(asked[name], before.get(name))}


def over(form: Form, given: Mapping[str, object], earlier: Mapping[str, object]) -> dict[str, object]:
    """What was typed, and what an earlier fiche says of everything else.

    A section that was begun is as it was typed: half of an earlier one would contradict it. So is what is asked of one
    doctor: the number of another must not stay. Of the patient, who is the same, each answer is completed by itself.
    """
    units = {one.link_id: _unit(item, one) for item in form.items for one in _questions(item)}
    begun = {units.get(name, "") for name in given} - {_PATIENT}
    return {**{name: value for name, value in earlier.items() if units[name] not in begun}, **given}


def patient_in(raw: bytes) -> Object:
    """What a document's answers say of who the patient is; nothing when it carries none that are known here."""
    found = bundle_verify.entered(strict.read_object(raw))
    return {} if found is None else {name: value for name, value in found[1].items() if name.startswith("patient.")}


def same_patient(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Whether two sets of answers name the same person: by the matricule, else by birth names and date of birth.

    Given names not answered in `one` say nothing against it; without name and date of birth nobody is named.
    """
    if one.get("patient.ins") and other.get("patient.ins"):
        return _plain(one["patient.ins"]) == _plain(other["patient.ins"])
    named = [name for name in _TRAITS if one.get(name)]
    return {_FAMILY, _BORN} <= set(named) and all(_plain(one[name]) == _plain(other.get(name)) for name in named)


def _questions(item: Item) -> list[Item]:
    """What can be answered in a group at its own level."""
    if item.type != "group" or item.rows:
        return [item]
    return [one for inner in item.items for one in _questions(inner)]


def _unit(block: Item, question: Item) -> str:
    return block.link_id if block.code else question.link_id.partition(".")[0]


def _same(asked: Item, before: Item | None) -> bool:
    """The same kind of answer; the rows of a group that have the same questions."""
    if before is None or (asked.type, asked.repeats) != (before.type, before.repeats):
        return False
    return {one.link_id for one in before.items} <= {one.link_id for one in asked.items}


def _plain(value: object) -> str:
    """Names without accents, case or blanks: how a name is typed must not part a patient from an earlier fiche."""
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in plain if char.isalnum())
