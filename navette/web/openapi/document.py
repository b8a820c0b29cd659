"""The whole document, put together once from its families."""

import json
from functools import cache

from navette import __version__
from navette.web.openapi import (
    attachments,
    contacts,
    coordination,
    enrolment,
    handoffs,
    holds,
    indicators,
    journal,
    ledgers,
    lists,
    locks,
    mailboxes,
    push,
    server,
)
from navette.web.openapi.operation import Operation
from navette.web.openapi.schemas import SCHEMAS
from navette.web.openapi.shapes import Json

FAMILIES: dict[str, tuple[Operation, ...]] = {
    "server": server.OPERATIONS,
    "enrolment": enrolment.OPERATIONS,
    "locks": locks.OPERATIONS,
    "mailboxes": mailboxes.OPERATIONS,
    "handoffs": (*handoffs.OPERATIONS, *lists.OPERATIONS),
    "retention": holds.OPERATIONS,
    "coordination": (*coordination.OPERATIONS, *indicators.OPERATIONS),
    "journal": journal.OPERATIONS,
    "notices": (*contacts.OPERATIONS, *push.OPERATIONS),
    "attachments": attachments.OPERATIONS,
    "ledgers": ledgers.OPERATIONS,
}
_ABOUT = """Sealed fiches between the town and the hospital: docs/spec/api.md has the rules that every route keeps.

Bodies are closed: a field that is not described is refused. Every write can be sent again with the same bytes: same
effect, same answer, 200 instead of 201. Failures are problem+json (RFC 9457) with stable codes (docs/spec/errors.md).
Every GET route takes HEAD too, signed as HEAD."""
_SIGNATURE = """HTTP Message Signatures (RFC 9421), Ed25519, in the one profile of docs/spec/api.md: the headers
Signature-Input, Signature and, exactly when the request has a body, Content-Digest (RFC 9530). A nonce serves once."""


def document() -> Json:
    """The OpenAPI 3.1 document as an object."""
    paths: dict[str, Json] = {}
    for tag, operations in FAMILIES.items():
        for one in operations:
            paths.setdefault(one.path, {})[one.method.lower()] = one.spell(tag)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Navette",
            "version": __version__,
            "description": _ABOUT,
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "tags": [{"name": tag} for tag in FAMILIES],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {
                "signature": {"type": "apiKey", "in": "header", "name": "Signature", "description": _SIGNATURE}
            },
        },
    }


@cache
def text() -> bytes:
    """The document as it is served."""
    return json.dumps(document(), ensure_ascii=False, separators=(",", ":")).encode()
