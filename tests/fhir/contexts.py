"""What documents are made with in tests: answers that are shipped, and who writes, when, to whom."""

from typing import Any, Final
from uuid import UUID

from navette.core.parties import MailboxKind, Urgency
from navette.fhir import strict
from navette.fhir.document import Context
from navette.fhir.parties import Author, Place
from navette.resources import folder

GP: Final = Place("Dr Claire Martin", kind=MailboxKind.PERSONAL, address="dr.martin@monistrol.example")
WARD: Final = Place(
    "Gériatrie « A »", facility="CH du Gier", finess="420000000", address="geriatrie@ch-du-gier.example"
)
PHARMACY: Final = Place("Pharmacie de l'Église", kind=MailboxKind.PRACTICE, finess="430000009")
# The clocks of Paris before and after they change, at midnight, in 2038; the first and the last ids of a Bundle.
CONTEXTS: Final = (
    Context(
        Author("Dr Claire Martin", "médecin", "10100000016"), GP, (WARD,), 1795341600,
        UUID("019ab7f2-7c00-7a11-8000-0123456789ab"), production=False,
    ),
    Context(
        Author("Nadia <Test>", "infirmière"), WARD, (GP, PHARMACY), 1792890000,
        UUID("019ab7f2-7c00-7a11-8000-ffffffffffff"), production=False, urgency=Urgency.STAT,
    ),
    Context(
        Author("Zoé É. & fils", "Pharmacienne", "10100000024"), PHARMACY, (), 1774745999,
        UUID("019ab7f2-7c00-7a11-8000-000000000000"), production=True, urgency=Urgency.URGENT,
    ),
    Context(
        Author("Dr Samir Benali", "secrétaire médical"), WARD, (WARD, GP, GP), 2147483648,
        UUID("019ab7f2-7c00-7a11-8000-fffffffffffe"), production=False, urgency=Urgency.ASAP,
    ),
)  # fmt: skip


def example(name: str) -> dict[str, Any]:
    """The answers shipped with a form."""
    return strict.read_object((folder("fhir_profiles") / "examples" / f"{name}.answers.json").read_bytes())


def context_json(context: Context) -> dict[str, Any]:
    """The same for JavaScript."""
    author = context.author
    return {
        "author": {"name": author.name, "profession": author.profession, "rpps": author.rpps},
        "custodian": _place(context.custodian),
        "recipients": [_place(one) for one in context.recipients],
        "now": context.now,
        "bundleId": str(context.bundle_id),
        "production": context.production,
        "urgency": context.urgency.code,
    }


def _place(place: Place) -> dict[str, str]:
    kind = "personal" if place.kind is MailboxKind.PERSONAL else "organisation"
    return {
        "name": place.name, "kind": kind, "facility": place.facility, "finess": place.finess, "address": place.address
    }  # fmt: skip
