r"""JSON in its one canonical spelling: strings, and lists and objects of strings, nothing else.

Two languages cannot read such JSON differently. Spelling: UTF-8, keys in order of their code points, no space, the
escapes of RFC 8259 only where JSON demands them (\b \t \n \f \r \" \\ and \u00xx in lower case).
"""

import json
import re
from collections.abc import Mapping
from typing import Final

from navette.core.errors import Malformed, TooLarge

MAX_JSON: Final = 65536
_SPELL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
# Controls, and the marks that reverse the order of what is shown: a name must look like what it is.
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def canonical(value: Mapping[str, object]) -> bytes:
    """The one spelling of a value made of strings, lists and objects. Malformed: json (half of a surrogate pair)."""
    try:
        return _SPELL(value).encode()
    except UnicodeEncodeError as error:
        raise Malformed("json") from error


def read_object(raw: bytes) -> dict[str, object]:
    """The object `raw` spells; lists and objects inside hold strings in the end.

    TooLarge: too-large (over 64 KiB). Malformed: utf-8, json (a number, a key twice, another spelling), json-depth.
    """
    if len(raw) > MAX_JSON:
        raise TooLarge("too-large", limit=MAX_JSON)
    try:
        value = json.loads(raw.decode())
        same = _plain(value) and isinstance(value, dict) and canonical(value) == raw
    except UnicodeDecodeError as error:
        raise Malformed("utf-8") from error
    except ValueError as error:
        raise Malformed("json") from error
    except RecursionError as error:
        raise Malformed("json-depth") from error
    if not same:
        raise Malformed("json")
    return value  # type: ignore[no-any-return]


def is_text(value: object, longest: int) -> bool:
    """A string of 1 to `longest` characters that hides nothing."""
    return isinstance(value, str) and 1 <= len(value) <= longest and not _HIDDEN.search(value)


def _plain(value: object) -> bool:
    if isinstance(value, dict):
        return all(map(_plain, value.values()))
    if isinstance(value, list):
        return all(map(_plain, value))
    return isinstance(value, str)
