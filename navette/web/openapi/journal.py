"""The access journal, and what is exported as FHIR."""

from navette.core.errors import CODES
from navette.core.journal import Action
from navette.web.openapi import samples
from navette.web.openapi.operation import PERSON, Answer, Content, Operation, read
from navette.web.openapi.shapes import Json, choice, listing, maybe, number, record, ref, switch, text

FHIR_JSON = "application/fhir+json"
_REFUSED = tuple(code for code, (family, _) in CODES.items() if family.family in ("denied", "unknown"))
_WHOSE = (
    ("about", choice(("me", "coordinators"), "Without it, or another of the three: `me`."), False),
    ("mailbox", ref("Id"), False),
    ("message", ref("Id"), False),
)
_AFTER = ("after", text("The cursor of the page before.", least=1, most=80), False)
_LINE = record(
    {
        "time": ref("Time"),
        "actor": ref("Key"),
        "action": choice(list(Action)),
        "object": maybe({"anyOf": [ref("Id"), ref("Key")]}),
        "reference": maybe(ref("Reference")),
        "mailbox": maybe(ref("Id")),
        "result": choice(("", *_REFUSED), "Empty: done; else the code of the refusal."),
        "coordinator": switch("Done as a coordinator, or by the server itself."),
    }
)
_SAMPLE: Json = {
    "time": samples.TIME,
    "actor": samples.KEY,
    "action": "collect",
    "object": samples.ID,
    "reference": "NV-7K3F-22Q",
    "mailbox": samples.OTHER_ID,
    "result": "",
    "coordinator": False,
}
_BUNDLE: Json = {
    "type": "object",
    "description": "https://hl7.org/fhir/R4/bundle.html, of https://hl7.org/fhir/R4/task.html or auditevent.html",
    "properties": {"resourceType": choice(["Bundle"]), "type": choice(["searchset"])},
    "required": ["resourceType", "type", "timestamp", "link"],
    "additionalProperties": True,
}

OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/journal",
        who=PERSON,
        name="journal",
        summary="Who looked at what, and what was done as a coordinator, newest first",
        query=(
            *_WHOSE,
            ("from", ref("Day"), False),
            ("to", ref("Day"), False),
            _AFTER,
            ("limit", number("Lines of a page.", least=1, most=200), False),
        ),
        answers=read(
            "A page.",
            record(
                {
                    "items": listing(_LINE, most=200),
                    "next": maybe(text("The cursor of the next page; null after the last.", least=1, most=80)),
                    "days": number("How long a line is kept.", least=1),
                }
            ),
            {"items": [_SAMPLE], "next": None, "days": 365},
        ),
        refusals=("base64url", "field", "coordinator-only", "not-a-member", "unknown-envelope"),
    ),
    Operation(
        method="GET",
        path="/v1/export/fhir",
        who=PERSON,
        name="exportFhir",
        summary="Where handoffs stand (Task, for a coordinator), or the access journal (AuditEvent): of no patient",
        query=(
            ("type", choice(("Task", "AuditEvent")), True),
            *_WHOSE,
            ("from", ref("Day"), True),
            ("to", ref("Day"), True),
            _AFTER,
            ("limit", number("Resources of a page.", least=1, most=500), False),
        ),
        answers=(
            Answer(
                200,
                "A page.",
                Content(
                    FHIR_JSON,
                    _BUNDLE,
                    {"resourceType": "Bundle", "type": "searchset", "timestamp": samples.TIME, "link": []},
                ),
            ),
        ),
        refusals=("base64url", "field", "coordinator-only", "not-a-member", "unknown-envelope"),
    ),
)
