"""Narratives: an allow-list of XHTML, and the plain text in it (https://hl7.org/fhir/R4/narrative.html).

What is not listed is refused, never cleaned: the bytes of a document are not ours to change.
"""

import re
from typing import Final
from xml.etree import ElementTree

NAMESPACE: Final = "{http://www.w3.org/1999/xhtml}"
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
MAX_DEPTH: Final = 64
_TAG: Final = re.compile(
    "a|abbr|b|big|blockquote|br|caption|cite|code|col|colgroup|dd|div|dl|dt|em|h[1-6]|hr|i|img|li|ol|p|pre|q|small|span"
    "|strong|sub|sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul"
)
_ATTRIBUTE: Final = re.compile(
    "abbr|align|alt|border|cellpadding|cellspacing|class|colspan|dir|headers|height|href|id|lang|name|rowspan|scope"
    "|span|src|style|title|valign|width"
)
_BLOCK: Final = re.compile("blockquote|br|caption|dd|div|dl|dt|h[1-6]|hr|li|ol|p|pre|table|tr|ul")
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
_BLANKS: Final = re.compile("[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200d\u2028\u2029\ufeff]+")
_ACTIVE_STYLE: Final = re.compile(r"url\s*\(|expression|@import|behaviou?r|-moz-binding|\\", re.IGNORECASE)


def fault(div: str) -> str:
    """Why this narrative is not one, or nothing: declaration, syntax, root, depth, element, attribute, link,
    style, or empty.
    """
    if "<!" in div or "<?" in div:  # no document type, hence no entity to expand: safe to parse
        return "declaration"
    try:
        root = _parse(div)
    except ElementTree.ParseError:
        return "syntax"
    if root.tag != f"{NAMESPACE}div":
        return "root"
    todo = [(root, 1)]
    while todo:
        element, depth = todo.pop()
        if found := "depth" if depth > MAX_DEPTH else _element_fault(element):
            return found
        todo += [(inner, depth + 1) for inner in element]
    return "" if "".join(root.itertext()).strip() or root.find(f".//{NAMESPACE}img") is not None else "empty"


def plain(div: str) -> str:
    """The text of a narrative, a line per block, cells of a table kept apart by bars, `- ` before list items.

    ValueError when the narrative is not fit to be read.
    """
    if found := fault(div):
        raise ValueError(found)
    pieces: list[str] = []
    _gather(_parse(div), pieces)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _parse(div: str) -> ElementTree.Element:
    return ElementTree.fromstring(div.replace("&nbsp;", "\u00a0"))  # noqa: S314  `fault` bars every declaration


def _element_fault(element: ElementTree.Element) -> str:
    if not element.tag.startswith(NAMESPACE) or not _TAG.fullmatch(element.tag.removeprefix(NAMESPACE)):
        return "element"
    for name, value in element.attrib.items():
        plain_name = name.removeprefix(_XML)
        if not _ATTRIBUTE.fullmatch(plain_name):
            return "attribute"
        if plain_name == "src" and not value.startswith("#"):
            return "link"
        if plain_name == "href" and _leads_out(value):
            return "link"
        if plain_name == "style" and _ACTIVE_STYLE.search(value):
            return "style"
    return ""


def _leads_out(link: str) -> bool:
    """A scheme that could run something; browsers skip blanks inside a scheme, so they are skipped here."""
    scheme = _SCHEME.match(_BLANKS.sub("", link))
    return scheme is not None and scheme[1].lower() not in _SCHEMES


def _gather(element: ElementTree.Element, pieces: list[str]) -> None:
    tag = element.tag.removeprefix(NAMESPACE)
    if block := _BLOCK.fullmatch(tag):
        pieces.append("\n- " if tag == "li" else "\n")
    pieces.append(_flat(element.text))
    for at, inner in enumerate(element):
        if at and inner.tag in (f"{NAMESPACE}td", f"{NAMESPACE}th"):
            pieces.append(" | ")
        _gather(inner, pieces)
        pieces.append(_flat(inner.tail))
    if block and tag != "br":
        pieces.append("\n")


def _flat(text: str | None) -> str:
    return (text or "").replace("\n", " ")
