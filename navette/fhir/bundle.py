"""Answers → the FHIR R4 document Bundle that is sealed. Client tower only: this floor holds what a fiche says.

The bytes are made once, checked as every recipient will check them, signed, and kept as they are. static/js/bundle.js
is the same in JavaScript.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from navette.core.deadline import Rule, evening
from navette.core.errors import Refused
from navette.core.figures import FOUND
from navette.core.paris import PARIS
from navette.core.parties import Urgency
from navette.envelope.format import form_hash
from navette.fhir import answers, constraints, strict, tree
from navette.fhir.answers import Fault, Row
from navette.fhir.check import check_bundle, gate
from navette.fhir.document import Context, document, instant
from navette.fhir.form import Form, by_hash, forms
from navette.fhir.issue import Issue, error
from navette.fhir.parties import Author, Place
from navette.fhir.patient import IdentityFault, faults
from navette.fhir.questionnaire import walk
from navette.fhir.response import locate, respond
from navette.fhir.strict import Object


@dataclass(frozen=True, slots=True)
class Composed:
    """The document as JSON text, None when an issue is an error; every issue, warnings included."""

    issues: list[Issue]
    text: str | None


def compose(form: Form, given: Mapping[str, object], context: Context) -> Composed:
    """The document, or everything that bars it: answers, then identity, then what a recipient would refuse.

    given: answers by linkId (docs/forms.md). The same arguments give the same text.
    """
    reading = answers.check(form, given)
    wrong = [*reading.faults, *_broken(form, reading.row, context)]
    blamed = {fault.item for fault in wrong if fault.severity == "error"}
    identity = [fault for fault in _identity(reading.row, context) if fault.item not in blamed]
    issues = [*(fault.issue for fault in wrong), *(_issue(form, fault) for fault in identity)]
    if any(issue.severity == "error" for issue in issues):
        return Composed(issues, None)
    raw = strict.write(document(form, reading.row, context))
    issues += check_bundle(raw, production=context.production)
    barred = any(issue.severity == "error" for issue in issues)
    return Composed(issues, None if barred else raw.decode())


def build(
    form: Form,
    given: Mapping[str, object],
    *,
    author: Author,
    custodian: Place,
    recipients: Sequence[Place],
    now: int,
    bundle_id: UUID,
    production: bool,
    urgency: Urgency = Urgency.ROUTINE,
) -> bytes:
    """The document as UTF-8 JSON; the arguments are those of Context, and of `compose`.

    Refuses the first fault: `answers` (item, reason, row), `identity` (item, rule), and `bundle` when the result would
    not be received.
    """
    context = Context(author, custodian, tuple(recipients), now, bundle_id, production, urgency)
    row = answers.read(form, given)
    for fault in _broken(form, row, context):
        if fault.severity == "error":
            raise Refused("answers", item=fault.item, reason=fault.reason, **({"row": fault.row} if fault.row else {}))
    for broken in _identity(row, context):
        raise Refused("identity", rule=broken.rule, item=broken.item)
    raw = strict.write(document(form, row, context))
    gate(raw, production=production)
    return raw


def due(form: Form, given: Mapping[str, object]) -> int:
    """By when the answers themselves want an answer (seconds since 1970), 0 when they name no date.

    A day without a time is its very beginning in Paris: the ward answers before the patient comes. Of a form that is to
    be sent the day it speaks of, the evening of that day, past or not: what tells a letter of the same day.
    """
    row = answers.check(form, given).row
    texts = [text for item in walk(form.items) if item.due for text in row.texts(item.link_id)]
    if not texts or len(texts[0]) < len("YYYY-MM-DD"):
        return 0
    moment = datetime.fromisoformat(texts[0])
    named = int((moment if moment.tzinfo else moment.replace(tzinfo=PARIS)).timestamp())
    return evening(named) if form.rule is Rule.SAME_DAY else named


def closing(form: Form, given: Mapping[str, object]) -> str:
    """Why what such a fiche answers is closed: `found` when it says that the doctor asked for is there."""
    outcome = answers.check(form, given).row.coding("search-answer.outcome")
    return FOUND if outcome is not None and outcome.code == FOUND else "replied"


def form_of(raw: bytes) -> Form | None:
    """The form a ready Bundle was filled with; for a document of other software, the one of its kind; or None."""
    bundle = strict.read_object(raw)
    for _location, resource in tree.resources(bundle):
        if resource.get("resourceType") == "QuestionnaireResponse" and (form := by_canonical(resource)):
            return form
    coding = tree.at(bundle, "entry", 0, "resource", "type", "coding")
    said = {(tree.at(one, "system"), tree.at(one, "code")) for one in tree.items(coding)}
    return next((form for form in forms().values() if (form.code.system, form.code.code) in said), None)


def by_canonical(response: Object) -> Form | None:
    """The form, of any version, that a QuestionnaireResponse answers; None for one that is not known here."""
    url, _bar, version = tree.text(response.get("questionnaire")).partition("|")
    return by_hash(form_hash(url, version))


def _broken(form: Form, row: Row, context: Context) -> tuple[Fault, ...]:
    written = instant(context.now)
    env = {"now": written, "today": written[:10], "urgency": context.urgency.code}
    return constraints.check(form, row, respond(form, row, written), env)


def _identity(row: Row, context: Context) -> list[IdentityFault]:
    return faults(row, today=instant(context.now)[:10], production=context.production)


def _issue(form: Form, fault: IdentityFault) -> Issue:
    item = next((one for one in walk(form.items) if one.link_id == fault.item), None)
    said = {"item": item.inside("fr"), "item_en": item.inside("en")} if item else {}
    return error(
        f"identity-{fault.rule}", locate(form, fault.item), f"{fault.item}: {fault.rule}", link=fault.item, **said
    )
