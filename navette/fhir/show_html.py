"""A received document as one HTML page that needs nothing else: to look at in a browser, to print on A4.

Client tower only. Everything is escaped but narratives, which are the short list of XHTML that `xhtml` allows, written
again as HTML; a policy in the page lets nothing run and nothing be fetched, whatever a narrative says.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import NamedTuple
from xml.etree import ElementTree

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from navette.fhir import xhtml
from navette.fhir.view import Fact, Section, View
from navette.resources import folder
from navette.wording import Language, catalogue


class _Shown(NamedTuple):
    """A section as the template takes it. level: of its heading, 2 to 6."""

    title: str
    depth: int
    level: int
    html: Markup
    lines: tuple[str, ...]


def page(raw: bytes, *, lang: Language, attachments: Sequence[str] = (), printed: str = "", alarm: str = "") -> str:
    """The document as a page.

    attachments: a line for each joined file; printed: who prints it, and when; alarm: what must be read first.

    Fails as `View` does.
    """
    view = View(raw, lang)
    return _render(
        lang,
        view.language,
        view.title,
        patient=_grouped(view.patient()),
        about=_grouped(view.facts()),
        sections=[_shown(view, section) for section in view.sections()],
        attachments=attachments,
        printed=printed,
        alarm=alarm,
    )


def note(title: str, text: str, *, lang: Language, printed: str = "") -> str:
    """A text without a form, a sealed question say, as a page of the same kind."""
    lines = tuple(text.split("\n"))
    return _render(lang, "fr", title, sections=[_Shown("", 0, 2, Markup(""), lines)], printed=printed)


def _render(lang: Language, content_lang: str, title: str, **given: object) -> str:
    _, style = catalogue(lang).gettext, _style()
    labels = {"patient": _("Patient"), "about": _("About this document"), "joined": _("Joined files")}
    empty: dict[str, object] = {"patient": [], "about": [], "attachments": [], "printed": "", "alarm": ""}
    fixed = {
        "lang": lang,
        "content_lang": content_lang,
        "title": title,
        "labels": labels,
        "style": Markup(style),  # noqa: S704  the stylesheet of the program
        "style_hash": base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    }
    return _environment().get_template("fiche.html").render({**empty, **given, **fixed})


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(folder("templates"))
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=False)


@cache
def _style() -> str:
    return (folder("templates") / "fiche.css").read_text(encoding="utf-8")


def _grouped(facts: Iterator[Fact]) -> list[tuple[str, list[str]]]:
    """What has no label of its own belongs to the label before it; equal labels one after the other are one."""
    labelled, last = [], ""
    for label, value in facts:
        last = label or last
        labelled.append((last, value))
    return [(label, [value for _, value in same]) for label, same in groupby(labelled, key=lambda one: one[0])]


def _shown(view: View, section: Section) -> _Shown:
    html, lines = Markup(""), section.lines
    if section.div and not xhtml.fault(section.div):
        html = _as_html(section.div)
    elif section.div:
        lines = (view.badly_written, section.div)
    return _Shown(section.title, section.depth, min(section.depth + 2, 6), html, lines)


def _as_html(div: str) -> Markup:
    """An allowed narrative as HTML: an empty element is not closed by itself there, as it is in XML."""
    root = ElementTree.fromstring(div.replace("&nbsp;", "\u00a0"))  # noqa: S314  `fault` bars every declaration
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{xhtml.NAMESPACE}}}")
        for name in [name for name in element.attrib if name.startswith("{")]:
            element.attrib[name.rpartition("}")[2]] = element.attrib.pop(name)
    return Markup(ElementTree.tostring(root, encoding="unicode", method="html"))  # noqa: S704  allowed, and escaped
