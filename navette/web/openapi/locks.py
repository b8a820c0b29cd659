"""Locks, passkeys, notes: how a person unlocks from a machine that holds nothing."""

from navette.service.challenges import CHALLENGE
from navette.service.locks import KINDS, WRAPPED
from navette.service.notes import NOTE
from navette.web.openapi import samples
from navette.web.openapi.operation import (
    BYTES,
    JSON,
    JSON_BODY,
    OPEN,
    PERSON,
    RATE,
    WRITE,
    Answer,
    Content,
    Operation,
    read,
    written,
)
from navette.web.openapi.shapes import Json, binary, choice, listing, maybe, record, ref, switch, text

_WRAPPED = binary(WRAPPED, "The account seed, wrapped: a nonce of 12 bytes, AES-256-GCM.")
_WRAPPED_SAMPLE = "q" * 80
_CREDENTIAL_ID = text("Base64url, 1 to 1,023 bytes.", pattern="^[A-Za-z0-9_-]{2,1364}$")
_WEB = text("As the browser gives it.", pattern="^[A-Za-z0-9_-]+$")
_EXTENSIONS = record(
    {},
    {
        "credProps": record({}, {"rk": switch("The passkey is found without its id.")}),
        "prf": record({}, {"enabled": switch("It can.")}, "Never its results: they are what a lock opens with."),
    },
)


def _credential(fields: tuple[str, ...], optional: dict[str, Json], what: str) -> Json:
    response = record(dict.fromkeys(fields, _WEB), optional)
    also = {"rawId": _CREDENTIAL_ID, "authenticatorAttachment": text(""), "clientExtensionResults": _EXTENSIONS}
    kind = choice(["public-key"])
    return record({"id": _CREDENTIAL_ID, "type": kind, "response": response}, {**also}, what)


_REGISTRATION = _credential(
    ("clientDataJSON", "attestationObject"),
    {
        "transports": listing(text("")),
        "publicKey": _WEB,
        "publicKeyAlgorithm": {"type": "integer"},
        "authenticatorData": _WEB,
    },
    "RegistrationResponseJSON of WebAuthn, without PRF results.",
)
_ASSERTION = _credential(
    ("clientDataJSON", "authenticatorData", "signature"),
    {"userHandle": maybe(_WEB)},
    "AuthenticationResponseJSON of WebAuthn, without PRF results.",
)
_ASSERTS = {
    "id": samples.ID,
    "type": "public-key",
    "response": {"clientDataJSON": "eyJ0eXBlIjoi", "authenticatorData": "SZYN5YgO", "signature": "MEUCIQDx"},
}
_KIND, _LABEL = choice(KINDS), text("What the person calls it, in clear.", least=1, most=60)
_NEW = record(
    {
        "kind": _KIND,
        "label": _LABEL,
        "account": ref("Id"),
        "salt": ref("Id"),
        "wrapped": _WRAPPED,
        "login": maybe(binary(32, "SHA-256 of the login proof; null exactly when the kind is `prf`.")),
        "credential": maybe(_REGISTRATION),
    }
)
_NEW_SAMPLE: Json = {
    "kind": "code",
    "label": "Feuille imprimée",
    "account": samples.OTHER_ID,
    "salt": samples.ID,
    "wrapped": _WRAPPED_SAMPLE,
    "login": samples.KEY,
    "credential": None,
}
_LOCK = record(
    {
        "id": ref("Id"),
        "kind": _KIND,
        "label": _LABEL,
        "created": ref("Time"),
        "used": maybe(ref("Time")),
        "credential": maybe(_CREDENTIAL_ID),
    }
)
_LOCK_SAMPLE: Json = {
    "id": samples.ID,
    "kind": "code",
    "label": "Feuille imprimée",
    "created": samples.TIME,
    "used": None,
    "credential": None,
}
_OPENED = record(
    {
        "lock": ref("Id"),
        "person": ref("Key"),
        "account": ref("Id"),
        "kind": _KIND,
        "salt": ref("Id"),
        "wrapped": _WRAPPED,
    }
)
_OPENED_SAMPLE: Json = {
    "lock": samples.ID,
    "person": samples.KEY,
    "account": samples.OTHER_ID,
    "kind": "code",
    "salt": samples.ID,
    "wrapped": _WRAPPED_SAMPLE,
}
_CHALLENGE = record(
    {
        "challenge": binary(CHALLENGE, "To be answered once, within five minutes."),
        "rp": record({"id": text("The domain.", least=1), "name": text("", least=1)}),
        "expires": ref("Time"),
    }
)
_CHALLENGE_SAMPLE: Json = {
    "challenge": "q" * 74 + "g",
    "rp": {"id": "navette.example", "name": "Navette"},
    "expires": samples.TIME,
}
_CHANGED, _CHANGED_SAMPLE = record({"changed": ref("Time")}), {"changed": samples.TIME}
_RAW = {"type": "string", "description": "Sealed by the person's pages.", "maxLength": NOTE}

LOCKS = (
    Operation(
        method="PUT",
        path="/v1/locks/{lock}",
        who=PERSON,
        name="addLock",
        summary="Keep a way to the account seed",
        body=Content(JSON, _NEW, _NEW_SAMPLE),
        answers=written("Kept.", _LOCK, _LOCK_SAMPLE),
        refusals=(
            *JSON_BODY,
            *("prf-leaked", "passkey", "passkey-challenge", "lock-known", "too-many-locks"),
            *WRITE,
        ),
    ),
    Operation(
        method="GET",
        path="/v1/locks",
        who=PERSON,
        name="locks",
        summary="My locks, oldest first: never what they hold",
        answers=read("All of them.", record({"locks": listing(_LOCK)}), {"locks": [_LOCK_SAMPLE]}),
    ),
    Operation(
        method="DELETE",
        path="/v1/locks/{lock}",
        who=PERSON,
        name="removeLock",
        summary="Remove a lock, but the last one",
        answers=(Answer(204, "It is gone."),),
        refusals=("base64url", "unknown-lock", "last-lock", *WRITE),
    ),
)
UNLOCKING = (
    Operation(
        method="POST",
        path="/v1/unlock",
        who=OPEN,
        name="unlock",
        summary="The wrapped seed, for a login proof",
        body=Content(
            JSON, record({"lock": ref("Id"), "login": ref("Key")}), {"lock": samples.ID, "login": samples.KEY}
        ),
        answers=read("It answers to the proof.", _OPENED, _OPENED_SAMPLE),
        refusals=(*RATE, *JSON_BODY, "lock", "too-many-tries", *WRITE),
    ),
    Operation(
        method="POST",
        path="/v1/passkeys/challenge",
        who=OPEN,
        name="passkeyChallenge",
        summary="A challenge for a passkey to answer",
        answers=read("One more.", _CHALLENGE, _CHALLENGE_SAMPLE),
        refusals=RATE,
    ),
    Operation(
        method="POST",
        path="/v1/unlock/passkey",
        who=OPEN,
        name="unlockWithPasskey",
        summary="The wrapped seed, for a passkey's assertion",
        body=Content(JSON, record({"credential": _ASSERTION}), {"credential": _ASSERTS}),
        answers=read("It answers for this site.", _OPENED, _OPENED_SAMPLE),
        refusals=(*RATE, *JSON_BODY, "lock", "passkey-challenge", "prf-leaked", "too-many-tries", *WRITE),
    ),
)
NOTES = (
    Operation(
        method="PUT",
        path="/v1/notes/{name}",
        who=PERSON,
        name="keepNote",
        summary="Keep a sealed note in the place of what was there",
        body=Content(BYTES, _RAW),
        answers=written("Kept.", _CHANGED, _CHANGED_SAMPLE),
        refusals=("base64url", "content-type", "too-large", "too-many-notes", *WRITE),
    ),
    Operation(
        method="GET",
        path="/v1/notes/{name}",
        who=PERSON,
        name="note",
        summary="A note of mine",
        answers=(Answer(200, "The sealed bytes as they were given.", Content(BYTES, _RAW)),),
        refusals=("base64url", "unknown-note"),
    ),
    Operation(
        method="DELETE",
        path="/v1/notes/{name}",
        who=PERSON,
        name="removeNote",
        summary="Remove a note of mine",
        answers=(Answer(204, "It is gone."),),
        refusals=("base64url", "unknown-note", *WRITE),
    ),
)
OPERATIONS = (*LOCKS, *UNLOCKING, *NOTES)
