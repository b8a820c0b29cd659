"""The server itself: alive, ready, what it is."""

from navette import __version__
from navette.envelope.format import MAX_BLOBS, MAX_ENVELOPE, MAX_RECIPIENTS
from navette.envelope.manifest import FHIR_JSON
from navette.service.attach import MEGABYTE, PART
from navette.web.openapi import samples
from navette.web.openapi.operation import JSON, OPEN, RATE, Answer, Content, Operation, read
from navette.web.openapi.shapes import Json, choice, listing, number, record, ref, switch, text

_VKEY = text("A C2SP verifier key.")
_LIMITS = {
    "envelope": (MAX_ENVELOPE, "Bytes of an envelope."),
    "blob": (512 * MEGABYTE, "Bytes of an attachment, padded."),
    "blobs": (MAX_BLOBS, "Attachments of an envelope."),
    "recipients": (MAX_RECIPIENTS, "Of an envelope, the sender's own mailbox among them."),
    "part": (PART, "Bytes of a part of an attachment."),
    "clock_skew": (300, "Seconds a client's clock may be from the server's."),
    "max_age_days": (30, "How long ago an envelope may have been sealed."),
}
_FORM = record({"name": text("", least=1), "url": text(""), "version": text(""), "hash": ref("Key")})
_PHRASE = record({"fr": text("", least=1), "en": text("", least=1)})
_HEADING = record(
    {
        "name": text("", least=1),
        "url": text(""),
        "version": text(""),
        "hash": ref("Key"),
        "kind": choice(["fiche", "reply"], "What a fiche filled with it is."),
        "title": _PHRASE,
        "short": _PHRASE,
        "declines": listing(text("An administrative reason.", least=1), "Proposed to who declines, in order."),
    }
)
_HEADING_SAMPLE: Json = {
    "name": "admission",
    "url": "https://…/admission",
    "version": "1.0.0",
    "hash": samples.KEY,
    "kind": "fiche",
    "title": {"fr": "Admission programmée", "en": "Planned admission"},
    "short": {"fr": "Admission", "en": "Admission"},
    "declines": ["full", "not-for-us"],
}
_ABOUT = record(
    {
        "name": choice(["navette"]),
        "version": text("Of the program."),
        "time": ref("Time"),
        "production": switch("Test identities are refused."),
        "ledgers": record({"annuaire": _VKEY, "actes": _VKEY}),
        "limits": record({name: number(what, least=1) for name, (_, what) in _LIMITS.items()}),
        "forms": listing(_FORM, "The published ones."),
        "public_holidays": listing(ref("Day"), "Of this year and the next, that open hours do not count."),
    }
)
_ABOUT_SAMPLE: Json = {
    "name": "navette",
    "version": __version__,
    "time": samples.TIME,
    "production": True,
    "ledgers": {name: f"navette.example/{name}+a1b2c3d4+AQ…" for name in ("annuaire", "actes")},
    "limits": {name: value for name, (value, _) in _LIMITS.items()},
    "forms": [{"name": "admission", "url": "https://…/admission", "version": "1.0.0", "hash": samples.KEY}],
    "public_holidays": ["2026-12-25", "2027-01-01"],
}
_QUESTIONNAIRE: Json = {
    "type": "object",
    "description": "https://hl7.org/fhir/R4/questionnaire.html",
    "properties": {"resourceType": choice(["Questionnaire"]), "url": text(""), "version": text("")},
    "required": ["resourceType", "url", "version"],
    "additionalProperties": True,
}
_QUESTIONNAIRE_SAMPLE: Json = {"resourceType": "Questionnaire", "url": "https://…/admission", "version": "1.0.0"}

_OBJECT: Json = {"type": "object", "additionalProperties": True}
_COMPILED = record({"questionnaire": _QUESTIONNAIRE, "expressions": _OBJECT}, what="No parser is needed for it.")
_COMPILED_SAMPLE: Json = {"questionnaire": _QUESTIONNAIRE_SAMPLE, "expressions": {}}

OPERATIONS = (
    Operation(
        method="GET",
        path="/healthz",
        who=OPEN,
        name="health",
        summary="The process answers",
        answers=read("It does.", record({"status": choice(["ok"])}), {"status": "ok"}),
    ),
    Operation(
        method="GET",
        path="/readyz",
        who=OPEN,
        name="ready",
        summary="The database answers and is migrated",
        answers=read("It does.", record({"status": choice(["ready"])}), {"status": "ready"}),
        refusals=("not-ready",),
    ),
    Operation(
        method="GET",
        path="/v1/openapi.json",
        who=OPEN,
        name="openapi",
        summary="This API for machines",
        answers=(Answer(200, "This document.", Content(JSON, {"type": "object"})),),
    ),
    Operation(
        method="GET",
        path="/v1/server",
        who=OPEN,
        name="about",
        summary="Version, ledger keys, clock, limits, published forms",
        answers=read("What a client must know before it speaks.", _ABOUT, _ABOUT_SAMPLE),
    ),
    Operation(
        method="GET",
        path="/v1/forms/{form}",
        who=OPEN,
        name="one_form",
        summary="A form, published or of the site, by its hash",
        answers=(Answer(200, "Its FHIR R4 Questionnaire.", Content(FHIR_JSON, _QUESTIONNAIRE, _QUESTIONNAIRE_SAMPLE)),),
        refusals=("unknown-form", "base64url", *RATE),
    ),
    Operation(
        method="GET",
        path="/v1/forms",
        who=OPEN,
        name="forms",
        summary="The headings of all forms, published or of the site",
        answers=read("All of them.", record({"forms": listing(_HEADING)}), {"forms": [_HEADING_SAMPLE]}),
        refusals=RATE,
    ),
    Operation(
        method="GET",
        path="/v1/forms/{form}/compiled",
        who=OPEN,
        name="compiledForm",
        summary="A form for a program that has no FHIRPath parser",
        answers=read("Its Questionnaire, and its expressions taken apart.", _COMPILED, _COMPILED_SAMPLE),
        refusals=("unknown-form", "base64url", *RATE),
    ),
)
