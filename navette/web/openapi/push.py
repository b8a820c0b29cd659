"""Devices on which people want to be told."""

from navette.service.devices import LONGEST
from navette.service.webpush import AUTH, PUBLIC
from navette.web.openapi import samples
from navette.web.openapi.operation import JSON, JSON_BODY, PERSON, WRITE, Answer, Content, Operation, read, written
from navette.web.openapi.shapes import Json, binary, listing, maybe, record, ref, switch, text

_DEVICE = record(
    {
        "id": ref("Id"),
        "created": ref("Time"),
        "told": maybe(ref("Time")),
        "failing": switch("Its push service refuses what this server sends."),
    }
)
_SAMPLE: Json = {"id": samples.ID, "created": samples.TIME, "told": None, "failing": False}
_KEY = binary(PUBLIC, "By which push services know this server (RFC 8292).")
_KEY_SAMPLE = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
_WISH = record(
    {
        "endpoint": text("Where its push service takes what is for it.", most=LONGEST),
        "p256dh": binary(PUBLIC, "The device's public key (RFC 8291)."),
        "auth": binary(AUTH, "Its secret for this server."),
    }
)
_WISH_SAMPLE = {
    "endpoint": "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABo",
    "p256dh": _KEY_SAMPLE,
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}

OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/push",
        who=PERSON,
        name="devices",
        summary="The devices on which I am told, oldest first",
        answers=read(
            "All of them; `key` is null where no device is told.",
            record({"key": maybe(_KEY), "devices": listing(_DEVICE)}),
            {"key": _KEY_SAMPLE, "devices": [_SAMPLE]},
        ),
    ),
    Operation(
        method="PUT",
        path="/v1/push/{device}",
        who=PERSON,
        name="putDevice",
        summary="Be told on this device (Web Push); of eleven, the one told longest ago is forgotten",
        body=Content(JSON, _WISH, _WISH_SAMPLE),
        answers=written("It is told from now on.", _DEVICE, _SAMPLE),
        refusals=(*JSON_BODY[:-1], "no-push", "push-endpoint", *WRITE),
    ),
    Operation(
        method="DELETE",
        path="/v1/push/{device}",
        who=PERSON,
        name="removeDevice",
        summary="Be told on this device no more",
        answers=(Answer(204, "Nothing is sent there any more."),),
        refusals=("base64url", *WRITE),
    ),
)
