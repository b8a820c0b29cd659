"""Invitations, joining, certificates."""

from navette.core.parties import MailboxKind
from navette.service.enroll import ROLES
from navette.web.openapi import samples
from navette.web.openapi.mailboxes import JUDGED, STATE_CODES
from navette.web.openapi.operation import (
    BODY,
    COORDINATOR,
    JSON,
    JSON_BODY,
    RATE,
    WRITE,
    Answer,
    Content,
    Operation,
    read,
    written,
)
from navette.web.openapi.schemas import DIRECTORY_LEAF, SIGNED
from navette.web.openapi.shapes import choice, listing, maybe, record, ref, switch

_ROLE = choice(ROLES)
_IDENTITY = record({"name": ref("Text"), "profession": ref("Text")}, {"rpps": ref("Text")}, "As certified later.")
_PROPOSED = record(
    {"kind": choice(list(MailboxKind)), "address": ref("Text"), "name": ref("Text")},
    {"facility": ref("Text"), "finess": ref("Text")},
    "Given exactly when the role is `mailbox`.",
)
_OFFER = {"id": ref("Id"), "role": _ROLE, "identity": _IDENTITY, "mailbox": maybe(_PROPOSED), "expires": ref("Time")}
_OFFERED: dict[str, object] = {
    "id": samples.ID,
    "role": "mailbox",
    "identity": {"name": "Dr Claire Martin", "profession": "médecin"},
    "mailbox": {"kind": "PER", "address": "dr.martin@monistrol.example", "name": "Dr Claire Martin"},
    "expires": samples.LATER,
}
_INVITATION = record(
    {
        **_OFFER,
        "created": ref("Time"),
        "state": choice(["open", "used", "expired"]),
        "person": maybe(ref("Key")),
        "mailbox_id": maybe(ref("Id")),
        "binding": maybe(ref("Key")),
        "certified": switch("Whoever joined, and the mailbox if any, has a certificate."),
    }
)
_USED = {
    **_OFFERED,
    "created": samples.TIME,
    "state": "used",
    "person": samples.KEY,
    "mailbox_id": samples.OTHER_ID,
    "binding": samples.OTHER_KEY,
    "certified": False,
}
_JOINING = record(
    {
        "invitation": ref("Id"),
        "claim": ref("Key"),
        "binding": ref("Key"),
        "person": ref("Signed"),
        "mailbox": maybe(record({**SIGNED, "seat": ref("Sealed")})),
    }
)
_JOINS = {
    "invitation": samples.ID,
    "claim": samples.KEY,
    "binding": samples.OTHER_KEY,
    "person": samples.SIGNED,
    "mailbox": {**samples.SIGNED, "seat": samples.SEALED},
}

OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/join",
        who=BODY,
        name="join",
        summary="Use an invitation: a person, perhaps with a mailbox",
        body=Content(JSON, _JOINING, _JOINS),
        answers=written(
            "In the directory.",
            record({"person": ref("Key"), "mailbox": maybe(ref("Id")), **DIRECTORY_LEAF}),
            {"person": samples.KEY, "mailbox": samples.ID, **samples.ANNUAIRE},
        ),
        refusals=(
            *RATE,
            *JSON_BODY,
            *JUDGED,
            *STATE_CODES,
            "not-self-signed",
            "person-known",
            "invitation",
            "invitation-used",
            "invitation-expired",
            "invitation-other-kind",
            *WRITE,
        ),
    ),
    Operation(
        method="POST",
        path="/v1/invitations",
        who=COORDINATOR,
        name="invite",
        summary="Make an invitation; its secret never comes here",
        body=Content(JSON, record({**_OFFER, "claim": ref("Key")}), {**_OFFERED, "claim": samples.KEY}),
        answers=written("Open.", record({"id": ref("Id")}), {"id": samples.ID}),
        refusals=(*JSON_BODY, "coordinator-only", "invitation-used", *WRITE),
    ),
    Operation(
        method="GET",
        path="/v1/invitations",
        who=COORDINATOR,
        name="invitations",
        summary="All invitations and their state, newest first",
        answers=read("All of them.", record({"invitations": listing(_INVITATION)}), {"invitations": [_USED]}),
        refusals=("coordinator-only",),
    ),
    Operation(
        method="DELETE",
        path="/v1/invitations/{invitation}",
        who=COORDINATOR,
        name="withdrawInvitation",
        summary="Withdraw an open invitation",
        answers=(Answer(204, "It is gone."),),
        refusals=("base64url", "coordinator-only", "unknown-invitation", "invitation-used", *WRITE),
    ),
    Operation(
        method="POST",
        path="/v1/certificates",
        who=BODY,
        name="certify",
        summary="A coordinator vouches for a person or a mailbox",
        body=Content(JSON, ref("Signed"), samples.SIGNED),
        answers=written("In the directory.", record(DIRECTORY_LEAF), samples.ANNUAIRE),
        refusals=(*RATE, *JSON_BODY, *JUDGED, "not-a-coordinator", "subject", *WRITE),
    ),
)
