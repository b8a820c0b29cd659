"""Where people want to be told outside the pages."""

from navette.web.openapi.operation import JSON, JSON_BODY, OPEN, PERSON, RATE, WRITE, Answer, Content, Operation, read
from navette.web.openapi.shapes import choice, maybe, record, switch, text

_CLOCK = text("Europe/Paris.", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
_WISH = {
    "email": text("The person's own choice; empty: on devices alone, at these hours."),
    "lang": choice(("fr", "en")),
    "immediate": switch("Each notice at once; else with the daily letter."),
    "digest": maybe(_CLOCK),
    "quiet": maybe(record({"from": _CLOCK, "to": _CLOCK})),
}
_SAMPLE = {
    "email": "claire.martin@cabinet.example",
    "lang": "fr",
    "immediate": True,
    "digest": "08:00",
    "quiet": {"from": "20:00", "to": "07:00"},
}
_STATE = {"confirmed": switch("Its code came back."), "failing": switch("The mail server refuses it.")}
_CONTACT = record({"mail": switch("This server sends e-mail."), "contact": maybe(record({**_WISH, **_STATE}))})
_ANSWER = read("As it stands.", _CONTACT, {"mail": True, "contact": {**_SAMPLE, "confirmed": True, "failing": False}})
_BODY = JSON_BODY[:-2]
_GONE = (Answer(204, "Nothing is sent any more."),)

OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/contact",
        who=PERSON,
        name="contact",
        summary="Where I am told outside the pages",
        answers=_ANSWER,
    ),
    Operation(
        method="PUT",
        path="/v1/contact",
        who=PERSON,
        name="putContact",
        summary="Say where, how often, and the quiet hours; a new address is sent its code",
        body=Content(JSON, record(_WISH), _SAMPLE),
        answers=_ANSWER,
        refusals=(*_BODY, "email", "no-mail", "contact-tries", *WRITE),
    ),
    Operation(
        method="DELETE",
        path="/v1/contact",
        who=PERSON,
        name="removeContact",
        summary="Be told nothing outside the pages",
        answers=_GONE,
        refusals=WRITE,
    ),
    Operation(
        method="POST",
        path="/v1/contact/confirm",
        who=PERSON,
        name="confirmContact",
        summary="Show that the address is read: the six digits sent there",
        body=Content(JSON, record({"code": text("Six digits.")}), {"code": "123456"}),
        answers=_ANSWER,
        refusals=(*_BODY, "unknown-contact", "contact-code", "contact-tries", *WRITE),
    ),
    Operation(
        method="POST",
        path="/v1/unsubscribe/{person}/{mark}",
        who=OPEN,
        name="unsubscribe",
        summary="What a mail program sends when its person wants no more (RFC 8058)",
        answers=_GONE,
        refusals=("base64url", "unknown-contact", *RATE, *WRITE),
    ),
)
