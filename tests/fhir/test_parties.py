from typing import Any
from uuid import UUID

import pytest

from navette.core.parties import MailboxKind
from navette.fhir import tree
from navette.fhir.draft import Draft
from navette.fhir.parties import Author, Place, add_author, add_organisation, add_recipient, author_of, place_of

PLACES = [
    Place("Cabinet"),
    Place("Cabinet", address="cabinet@ville.example", finess="430000001"),
    Place("Urgences", facility="CH du Gier", finess="420000000", address="urgences@ch.example"),
    Place("Urgences", facility="CH du Gier"),
]


def written(draft: Draft) -> dict[str, Any]:
    return tree.by_full_url({"entry": draft.entries})


@pytest.mark.parametrize("place", PLACES)
def test_a_place_is_read_as_it_was_written(place: Place) -> None:
    draft = Draft(UUID(int=0))
    reference = add_organisation(draft, place)
    assert place_of(written(draft), reference) == place
    assert reference["display"] == place.name


def test_a_personal_mailbox_is_a_practitioner() -> None:
    draft = Draft(UUID(int=0))
    place = Place("Dr A", MailboxKind.PERSONAL)
    reference = add_recipient(draft, place)
    assert place_of(written(draft), reference) == place
    assert [one["resourceType"] for one in written(draft).values()] == ["Practitioner"]


@pytest.mark.parametrize(
    ("author", "code"),
    [
        (Author("Dr A", "Médecin", "10100000016"), "10"),
        (Author("Mme B", "pharmacienne"), "21"),
        (Author("Mme C", "orthophoniste"), None),
    ],
)
def test_an_author_is_read_as_it_was_written(author: Author, code: str | None) -> None:
    draft = Draft(UUID(int=0))
    reference = add_author(draft, author, add_organisation(draft, PLACES[0]))
    assert author_of(written(draft), reference) == author
    (role,) = [one for one in written(draft).values() if one["resourceType"] == "PractitionerRole"]
    assert role["code"][0]["text"] == author.profession
    assert role["code"][0].get("coding", [{}])[0].get("code") == code


def test_who_is_not_in_the_document_is_nobody() -> None:
    assert author_of({}, {"reference": "urn:uuid:x"}) == Author("", "")
    assert place_of({}, None) == Place("")
