"""The demo cast's two letters, and one call that makes a document of answers."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import pytest

from navette.core.parties import MailboxKind
from navette.fhir import strict
from navette.fhir.bundle import build
from navette.fhir.form import by_name
from navette.fhir.parties import Author, Place
from navette.resources import folder

NOW = 1795341600  # 2026-11-22T11:00:00+01:00
BUNDLE_ID = UUID("019ab7f2-7c00-7a11-8000-0123456789ab")
GP = Place("Dr Claire Martin", kind=MailboxKind.PERSONAL, address="dr.martin@monistrol.example")
WARD = Place("Gériatrie", facility="CH du Gier", finess="420000000", address="geriatrie@ch-du-gier.example")
WRITERS = {
    "admission": (Author("Dr Claire Martin", "médecin", "10100000016"), GP, WARD),
    "discharge": (Author("Dr Samir Benali", "médecin", "10100000024"), WARD, GP),
}

Answers = dict[str, Any]
Make = Callable[..., bytes]


def example(name: str) -> Answers:
    raw = (folder("fhir_profiles") / "examples" / f"{name}.answers.json").read_bytes()
    return strict.read_object(raw)


@pytest.fixture
def admission() -> Answers:
    return example("admission")


@pytest.fixture
def discharge() -> Answers:
    return example("discharge")


@pytest.fixture(scope="session")
def make() -> Make:
    """make("admission", answers, now=…): the bytes of the document."""

    def make(name: str, answers: Mapping[str, object], **changed: Any) -> bytes:
        author, custodian, recipient = WRITERS.get(name, WRITERS["admission"])
        given = {
            "author": author,
            "custodian": custodian,
            "recipients": [recipient],
            "now": NOW,
            "bundle_id": BUNDLE_ID,
            "production": False,
        }
        return build(by_name(name), answers, **{**given, **changed})

    return make


@pytest.fixture
def document(make: Make, admission: Answers) -> Any:
    """The admission letter as a tree of plain JSON, to alter before it is checked or shown."""
    return json.loads(make("admission", admission))


@pytest.fixture
def letter(document: Any) -> Any:
    """The same, claiming no profile: it is checked for what every document is checked for."""
    for holder in (document, *(entry["resource"] for entry in document["entry"])):
        holder.pop("meta", None)
    return document
