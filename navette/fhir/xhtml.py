"""Narratives: an allow-list of XHTML, and the plain text in it (https://hl7.org/fhir/R4/narrative.html).

What is not listed is refused, never cleaned: the bytes of a document are not ours to change. The scanner knows the
XML a narrative needs and refuses the rest, the same in every language: a parser of XML would bring entities with it.
Twin: navette/web/static/js/xhtml.js.
"""

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

NAMESPACE: Final = "http://www.w3.org/1999/xhtml"
MAX_DEPTH: Final = 64
_INLINE: Final = "a abbr b big cite code em i img q small span strong sub sup tt u"
_TABLE: Final = "col colgroup tbody td tfoot th thead"
_BLOCK: Final = "blockquote br caption dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table tr ul"
_OF_TABLES: Final = "abbr align border cellpadding cellspacing colspan headers height rowspan scope span valign width"
_OF_ALL: Final = "alt class dir href id lang name src style title"
_BLOCKS: Final = frozenset(_BLOCK.split())
_TAGS: Final = _BLOCKS | frozenset(f"{_INLINE} {_TABLE}".split())
_ATTRIBUTES: Final = frozenset(f"{_OF_TABLES} {_OF_ALL}".split())
_SCHEME: Final = re.compile("([A-Za-z][A-Za-z0-9+.-]*):")
_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
# Browsers skip them inside a scheme.
_IGNORED: Final = re.compile("[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200d\u2028\u2029\ufeff]+")
_ACTIVE_STYLE: Final = re.compile(
    r"url[ \t\n\r\f]*\(|expression|@import|behaviou?r|-moz-binding|\\", re.ASCII | re.IGNORECASE
)
_BLANKS: Final = re.compile("[ \t\n\r\u00a0]+")

_NO_CHARACTER: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME: Final = "[A-Za-z_][A-Za-z0-9._:-]*"
_SPACE: Final = re.compile("[ \t\r\n]*")
_QUOTED: Final = """"[^<"]*"|'[^<']*'"""
_ATTRIBUTE: Final = re.compile(f"[ \t\r\n]+({_NAME})[ \t\r\n]*=[ \t\r\n]*({_QUOTED})")
_PART: Final = re.compile(
    f"<({_NAME})((?:[ \t\r\n]+{_NAME}[ \t\r\n]*=[ \t\r\n]*(?:{_QUOTED}))*+)[ \t\r\n]*(/?)>"
    f"|</({_NAME})[ \t\r\n]*>|([^<]+)"
)
_REFERENCE: Final = re.compile("&(?:(lt|gt|amp|quot|apos|nbsp)|#([0-9]+)|#x([0-9A-Fa-f]+));|&")
_ENTITIES: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'", "nbsp": "\u00a0"}
# Prefixes may be declared: nothing that is allowed uses them.
_PREFIX: Final = re.compile("xmlns:(?![Xx][Mm][Ll])[A-Za-z_][A-Za-z0-9._-]*")
_PREFIXED: Final = re.compile("(?!http://www.w3.org/(?:XML/1998/namespace|2000/xmlns/)$)[A-Za-z0-9:/.#?=_-]+")


# "start" or "end" of an element with its name, or "text"; what a start says of its element.
_Event: TypeAlias = tuple[str, str, dict[str, str]]


class _NotXml(ValueError):
    """The text is not of the XML the scanner knows."""


def fault(div: str) -> str:
    """Why this narrative is not one, or nothing: declaration, syntax, root, depth, element, attribute, link,
    style, or empty. The first fault of that kind in the order of the text, syntax before the others.
    """
    if "<!" in div or "<?" in div:  # no document type, no comment, no CDATA
        return "declaration"
    try:
        events = _scan(div)
    except _NotXml:
        return "syntax"
    if events[0][1] != "div" or events[0][2].get("xmlns") != NAMESPACE:
        return "root"
    depth, is_something = 0, False
    for kind, text, attributes in events:
        if kind == "text":
            is_something = is_something or bool(_BLANKS.sub("", text))
        elif kind == "end":
            depth -= 1
        else:
            depth += 1
            if found := "depth" if depth > MAX_DEPTH else _element_fault(text, attributes):
                return found
            is_something = is_something or text == "img"
    return "" if is_something else "empty"


def plain(div: str) -> str:
    """The text of a narrative, a line per block, cells of a table kept apart by bars, `- ` before list items.

    ValueError when the narrative is not fit to be read.
    """
    if found := fault(div):
        raise ValueError(found)
    lines = (_BLANKS.sub(" ", line).strip(" ") for line in "".join(_pieces(div)).split("\n"))
    return "\n".join(line for line in lines if line)


def _scan(div: str) -> list[_Event]:
    """The events of one element and all that is in it, blanks around it left out."""
    if _NO_CHARACTER.search(div):
        raise _NotXml
    div = div.strip(" \t\r\n")
    events: list[_Event] = []
    inside: list[str] = []
    at = 0
    for part in _PART.finditer(div):
        if part.start() != at or (events and not inside):
            raise _NotXml
        at = part.end()
        opened, attributes, empty, closed, text = part.groups()
        if opened:
            events.append(("start", opened, _attributes(attributes) if attributes else {}))
            inside.append(opened)
            closed = opened if empty else None
        if closed:
            if not inside or inside.pop() != closed:
                raise _NotXml
            events.append(("end", closed, {}))
        elif text:
            if not inside or "]]>" in text:
                raise _NotXml
            events.append(("text", _unescaped(text), {}))
    if at < len(div) or inside or not events:
        raise _NotXml
    return events


def _attributes(spelled: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, quoted in _ATTRIBUTE.findall(spelled):
        if name in found:
            raise _NotXml
        found[name] = _unescaped(re.sub("\r\n|[\t\r\n]", " ", quoted[1:-1]))
    return found


def _unescaped(text: str) -> str:
    def character(reference: re.Match[str]) -> str:
        name, decimal, hexadecimal = reference.groups()
        if name:
            return _ENTITIES[name]
        digits = (decimal or hexadecimal or "").lstrip("0")
        code = int(digits, 10 if decimal else 16) if 0 < len(digits) <= 7 else 0
        if code > 0x10FFFF or _NO_CHARACTER.match(chr(code)):
            raise _NotXml
        return chr(code)

    return _REFERENCE.sub(character, text) if "&" in text else text


def _element_fault(name: str, attributes: dict[str, str]) -> str:
    if name not in _TAGS or attributes.get("xmlns", NAMESPACE) != NAMESPACE:
        return "element"
    for spelled, value in attributes.items():
        plain_name = spelled.removeprefix("xml:")
        if spelled == "xmlns" or (_PREFIX.fullmatch(spelled) and _PREFIXED.fullmatch(value)):
            continue
        if plain_name not in _ATTRIBUTES:
            return "attribute"
        if (plain_name == "src" and not value.startswith("#")) or (plain_name == "href" and _leads_out(value)):
            return "link"
        if plain_name == "style" and _ACTIVE_STYLE.search(value):
            return "style"
    return ""


def _leads_out(link: str) -> bool:
    """A scheme that could run something."""
    scheme = _SCHEME.match(_IGNORED.sub("", link))
    return scheme is not None and scheme[1].lower() not in _SCHEMES


def _pieces(div: str) -> Iterator[str]:
    inside = [0]  # how many elements each open one has had so far
    for kind, text, _attributes in _scan(div):
        if kind == "text":
            yield text.replace("\n", " ")
        elif kind == "start":
            if inside[-1] and text in ("td", "th"):
                yield " | "
            if text in _BLOCKS:
                yield "\n- " if text == "li" else "\n"
            inside[-1] += 1
            inside.append(0)
        else:
            inside.pop()
            if text in _BLOCKS and text != "br":
                yield "\n"
