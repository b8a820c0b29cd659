"""The form of every field of every statement; docs/spec/acknowledgement.md has the same in words.

A check is given the field's name and value, and refuses with `field` (data: its name), `base64url`, `time`, `members`,
`reason-missing` or `reason-unknown`.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final

from navette.core.acknowledgement import Decision, ReceiptKind, Response, check_code
from navette.core.encoding import seconds, unb64
from navette.core.errors import CODES, Malformed, Refused
from navette.core.hours import read_week
from navette.core.parties import MailboxKind, Role
from navette.core.retention import What
from navette.envelope.canonical import is_text
from navette.envelope.keys import EPOCH_PUBLIC, ID, KEY_ID, PERSON_PUBLIC

Check = Callable[[str, object], None]
Whole = Callable[[Mapping[str, object]], None]

SALT: Final = 16
NOTE: Final = 140  # characters
MOST_CLOSURES: Final = 20
MOST_FORMS: Final = 64
_COUNT = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
# Lower case only: two mailboxes must not differ by what nobody hears over the telephone.
_ADDRESS = re.compile(r"[0-9a-z._+-]{1,64}@[0-9a-z.-]{1,128}", re.ASCII)
_VERSION = re.compile(r"[0-9A-Za-z.+-]{1,64}", re.ASCII)
_RPPS = re.compile(r"[0-9]{11}", re.ASCII)
_FINESS = re.compile(r"[0-9][0-9AB][0-9]{7}", re.ASCII)


def _bytes(length: int) -> Check:
    def check(name: str, value: object) -> None:
        unb64(value, length)

    return check


def _shape(pattern: re.Pattern[str]) -> Check:
    def check(name: str, value: object) -> None:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise Malformed("field", field=name)

    return check


def _one_of(names: type[StrEnum]) -> Check:
    known = frozenset(names)

    def check(name: str, value: object) -> None:
        if not isinstance(value, str) or value not in known:
            raise Malformed("field", field=name)

    return check


def _any(name: str, value: object) -> None:
    """Checked already, or together with another field."""


def _instant(name: str, value: object) -> None:
    seconds(value)


def _day(name: str, value: object) -> None:
    _shape(_DAY)(name, value)
    try:
        date.fromisoformat(str(value))
    except ValueError as error:
        raise Malformed("field", field=name) from error


def _code(name: str, value: object) -> None:
    if not isinstance(value, str):
        raise Malformed("field", field=name)


def _text(name: str, value: object) -> None:
    if not is_text(value, 200):
        raise Malformed("field", field=name)


def _subject(name: str, value: object) -> None:
    unb64(value, ID if _is_mailbox_id(value) else KEY_ID)


def _previous(name: str, value: object) -> None:
    if value != "":
        unb64(value, 32)


def _members(name: str, value: object) -> None:
    if not isinstance(value, list):
        raise Malformed("field", field=name)
    for member in value:
        if not isinstance(member, Mapping) or member.keys() != {"key", "role"}:
            raise Malformed("field", field=name)
        unb64(member["key"], KEY_ID)
        if not isinstance(member["role"], str) or member["role"] not in frozenset(Role):
            raise Refused("members")


def _hours(name: str, value: object) -> None:
    read_week(value)


def _note(name: str, value: object) -> None:
    if value != "" and not is_text(value, NOTE):
        raise Malformed("field", field=name)


def _closed(name: str, value: object) -> None:
    """Ascending, apart: of two that meet, which note counts?"""
    if not isinstance(value, list) or len(value) > MOST_CLOSURES:
        raise Malformed("field", field=name)
    last = ""
    for one in value:
        if not isinstance(one, Mapping) or one.keys() != {"from", "to", "note"}:
            raise Malformed("field", field=name)
        _day(name, one["from"])
        _day(name, one["to"])
        _note(name, one["note"])
        if not last < one["from"] <= one["to"]:
            raise Malformed("field", field=name)
        last = one["to"]


def _substitute(name: str, value: object) -> None:
    if value != "":
        unb64(value, ID)


def _form_hashes(name: str, value: object) -> None:
    """Ascending as they are spelled, none twice."""
    if not isinstance(value, list) or len(value) > MOST_FORMS:
        raise Malformed("field", field=name)
    for one in value:
        unb64(one, 32)
    if value != sorted(set(value)):
        raise Malformed("field", field=name)


def _seqs(name: str, value: object) -> None:
    if not isinstance(value, Mapping) or not value:
        raise Malformed("field", field=name)
    for mailbox, number in value.items():
        unb64(mailbox, ID)
        _shape(_COUNT)(name, number)


def _acts(name: str, value: object) -> None:
    """Numbers of entries, ascending."""
    if not isinstance(value, list):
        raise Malformed("field", field=name)
    for one in value:
        _shape(_COUNT)(name, one)
    if any(int(before) >= int(after) for before, after in pairwise(value)):
        raise Malformed("field", field=name)


def _is_mailbox_id(value: object) -> bool:
    return isinstance(value, str) and len(value) < 40


_KEY = _bytes(KEY_ID)
_MAILBOX = _bytes(ID)
_DIGEST = _bytes(32)
_COMMON: dict[str, Check] = {"v": _any, "type": _any, "by": _KEY}
_SALTED: dict[str, Check] = {**_COMMON, "time": _instant, "salt": _bytes(SALT)}

FORMS: Final[dict[str, dict[str, Check]]] = {
    "person": {**_COMMON, "public": _bytes(PERSON_PUBLIC), "salt": _bytes(SALT)},
    "certificate": {**_COMMON, "subject": _subject, "identity": _any, "until": _day},
    "mailbox": {
        **_COMMON,
        "mailbox": _MAILBOX,
        "kind": _one_of(MailboxKind),
        "address": _shape(_ADDRESS),
        "n": _shape(_COUNT),
        "prev": _previous,
        "public": _bytes(EPOCH_PUBLIC),
        "members": _members,
        "time": _instant,
    },
    "service": {
        **_COMMON,
        "mailbox": _MAILBOX,
        "n": _shape(_COUNT),
        "prev": _previous,
        "hours": _hours,
        "closed": _closed,
        "substitute": _substitute,
        "forms": _form_hashes,
        "note": _note,
        "time": _instant,
    },
    "page": {**_COMMON, "version": _shape(_VERSION), "hash": _DIGEST},
    "deposit": {**_COMMON, "envelope": _DIGEST, "message": _MAILBOX, "time": _instant, "seqs": _seqs},
    "receipt": {
        **_SALTED,
        "mailbox": _MAILBOX,
        "envelope": _DIGEST,
        "kind": _one_of(ReceiptKind),
        "response": _one_of(Response),
        "code": _code,
    },
    "acknowledgement": {
        **_SALTED,
        "mailbox": _MAILBOX,
        "envelope": _DIGEST,
        "decision": _one_of(Decision),
        "code": _code,
    },
    "withdrawal": {**_SALTED, "envelope": _DIGEST},
    "removal": {
        **_COMMON,
        "envelope": _DIGEST,
        "message": _MAILBOX,
        "what": _one_of(What),
        "seqs": _seqs,
        "acts": _acts,
        "time": _instant,
    },
}

_PERSON_IDENTITY: dict[str, Check] = {"name": _text, "profession": _text, "rpps": _shape(_RPPS)}
_MAILBOX_IDENTITY: dict[str, Check] = {
    "address": _shape(_ADDRESS),
    "name": _text,
    "facility": _text,
    "finess": _shape(_FINESS),
}


def _check_certificate(value: Mapping[str, object]) -> None:
    check_identity(value["identity"], mailbox=_is_mailbox_id(value["subject"]))


def check_identity(identity: object, *, mailbox: bool) -> None:
    """What a certificate may say of a mailbox, or of a person; Malformed: field."""
    forms, needed = _PERSON_IDENTITY, {"name", "profession"}
    if mailbox:
        forms, needed = _MAILBOX_IDENTITY, {"name", "address"}
    if not isinstance(identity, Mapping) or not needed <= identity.keys() <= forms.keys():
        raise Malformed("field", field="identity")
    for name, one in identity.items():
        forms[name](f"identity.{name}", one)


def _check_service(value: Mapping[str, object]) -> None:
    """Nobody stands in for themselves."""
    if value["substitute"] == value["mailbox"]:
        raise Malformed("field", field="substitute")


def _check_receipt(value: Mapping[str, object]) -> None:
    """A success has no code, a failure has the code of an error; one cannot fail at having opened."""
    response, code = value["response"], str(value["code"])
    if value["kind"] == ReceiptKind.OPENED and response != Response.OK:
        raise Malformed("field", field="response")
    if response == Response.OK and code:
        raise Refused("reason-unknown")
    if response != Response.OK and code not in CODES:
        raise Refused("reason-unknown" if code else "reason-missing")


def _check_acknowledgement(value: Mapping[str, object]) -> None:
    check_code(Decision(str(value["decision"])), str(value["code"]))


def _check_removal(value: Mapping[str, object]) -> None:
    """Acts go with the metadata, and not before."""
    if bool(value["acts"]) != (value["what"] == What.METADATA):
        raise Malformed("field", field="acts")


# What fields say together, once each has its form.
TOGETHER: Final[dict[str, Whole]] = {
    "certificate": _check_certificate,
    "service": _check_service,
    "receipt": _check_receipt,
    "acknowledgement": _check_acknowledgement,
    "removal": _check_removal,
}
