"""Attachments: announced, sent in parts, fetched with ranges."""

from navette.service.attach import PART
from navette.web.openapi import samples
from navette.web.openapi.operation import (
    BYTES,
    JSON,
    JSON_BODY,
    MEMBER,
    WRITE,
    Answer,
    Content,
    Operation,
    read,
    written,
)
from navette.web.openapi.shapes import Json, number, record, ref

_PROGRESS = record(
    {
        "parts": number("In all.", least=1),
        "received": number("Arrived: the next one has this number."),
        "part": number("Bytes of a part; the last one is shorter.", least=1),
    }
)
_STARTED = {"parts": 3, "received": 1, "part": PART}
_SEALED: Json = {"type": "string", "contentMediaType": BYTES, "description": "Sealed chunks."}

OPERATIONS = (
    Operation(
        method="PUT",
        path="/v1/blobs/{blob}",
        who=MEMBER,
        name="announce",
        summary="Announce an attachment",
        body=Content(
            JSON,
            record({"mailbox": ref("Id"), "size": number("Padded.", least=4096), "digest": ref("Key")}),
            {"mailbox": samples.ID, "size": 12_582_912, "digest": samples.KEY},
        ),
        answers=written("Awaited.", _PROGRESS, {**_STARTED, "received": 0}),
        refusals=(*JSON_BODY, "not-a-member", "blob-size", "blob-known", *WRITE),
    ),
    Operation(
        method="PUT",
        path="/v1/blobs/{blob}/parts/{part}",
        who=MEMBER,
        name="sendPart",
        summary="A part of an attachment, in order; the last one checks the whole",
        body=Content(BYTES, _SEALED),
        answers=read("On disk.", _PROGRESS, _STARTED),
        refusals=(
            *("base64url", "field", "content-type", "unknown-blob", "not-a-member"),
            *("blob-part-out-of-order", "blob-part-length", "blob-digest"),
            *WRITE,
        ),
    ),
    Operation(
        method="GET",
        path="/v1/blobs/{blob}/parts",
        who=MEMBER,
        name="progress",
        summary="How many parts have arrived: where to resume",
        answers=read("So far.", _PROGRESS, _STARTED),
        refusals=("base64url", "unknown-blob"),
    ),
    Operation(
        method="GET",
        path="/v1/blobs/{blob}",
        who=MEMBER,
        name="fetch",
        summary="The sealed bytes of an attachment, whole or a range",
        headers=(("Range", {"type": "string", "description": "RFC 9110, section 14: `bytes=0-262159`."}),),
        answers=(
            Answer(200, "All of it.", Content(BYTES, _SEALED), ("Accept-Ranges",)),
            Answer(206, "The range.", Content(BYTES, _SEALED), ("Content-Range",)),
            Answer(416, "There are no such bytes.", None, ("Content-Range",)),
        ),
        refusals=("base64url", "unknown-blob"),
    ),
)
