import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from navette.core.errors import Refused
from navette.fhir.show_html import note, page

Tree = Any
Answers = dict[str, Any]
DIV = '<div xmlns="http://www.w3.org/1999/xhtml">{}</div>'


class Page(HTMLParser):
    """Tags and attributes as a browser finds them, the text, and what is left open."""

    VOID = ("meta", "br", "img", "hr", "col")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open and data.strip():
            self.said.append(" ".join(data.split()))


def shown(tree: Tree, **options: Any) -> Page:
    return Page(page(json.dumps(tree).encode(), **{"lang": "fr", **options}))


@pytest.fixture
def document(make: Any, admission: Answers) -> Tree:
    return json.loads(make("admission", admission))


def section(document: Tree, place: int = 0) -> Tree:
    return document["entry"][0]["resource"]["section"][place]


def test_who_it_is_about_comes_first(document: Tree) -> None:
    said = shown(document).said
    assert said[1:4] == ["Lettre de liaison à l'entrée", "Patient", "FAURE-TEST Marguerite Jeanne"]
    assert said.index("IDENTITÉ DE TEST : ce n'est personne") < said.index("Auteur")


def test_every_section_has_its_heading_and_its_narrative(document: Tree) -> None:
    found = shown(document)
    titles = [one["title"] for one in document["entry"][0]["resource"]["section"]]
    assert [one for one in found.said if one in titles] == titles
    assert "TA < 100 debout, poids en baisse : bilan gériatrique demandé." in found.said
    assert sum(tag == "table" for tag, _ in found.tags) == 2


def test_files_and_who_prints(document: Tree) -> None:
    said = shown(document, attachments=["<b>.pdf"], printed="Imprimé par Dr Martin").said
    assert said[-3:] == ["Pièces jointes", "<b>.pdf", "Imprimé par Dr Martin"]


def test_what_must_be_known_first_stands_first(document: Tree) -> None:
    found = shown(document, alarm="Ne vous y fiez pas : 1 < 2")
    assert found.said[1] == "Ne vous y fiez pas : 1 < 2"
    assert {"role": "alert"}.items() <= next(given for tag, given in found.tags if tag == "p").items()
    assert all(given.get("role") != "alert" for _tag, given in shown(document).tags)


def test_nothing_runs_and_nothing_is_fetched(document: Tree) -> None:
    text = page(json.dumps(document).encode(), lang="fr")
    style = re.search("<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policies = [one["content"] for tag, one in Page(text).tags if one.get("http-equiv")]
    assert policies == [f"default-src 'none'; style-src 'sha256-{digest}'"]


def test_a_narrative_that_is_not_allowed_is_shown_as_text(document: Tree) -> None:
    section(document)["text"]["div"] = DIV.format("<script>alert(1)</script>")
    found = shown(document)
    assert "script" not in [tag for tag, _ in found.tags]
    assert any("<script>alert(1)</script>" in one for one in found.said)


def test_an_empty_element_is_closed_as_html_closes_it(document: Tree) -> None:
    section(document)["text"]["div"] = DIV.format("<p/>un<br/>deux<span/>&nbsp;trois &amp; 1 &lt; 2")
    assert [one for one in shown(document).said if one.startswith(("un", "deux", "trois"))] == [
        "un",
        "deux",
        "trois & 1 < 2",
    ]


def test_text_is_escaped_wherever_it_stands(document: Tree) -> None:
    document["entry"][0]["resource"]["title"] = "<img src=x onerror=alert(1)>"
    section(document)["title"] = "</section><script>"
    found = shown(document)
    assert not {"img", "script"} & {tag for tag, _ in found.tags}
    assert "</section><script>" in found.said


def test_a_section_without_narrative_says_what_it_holds(document: Tree) -> None:
    del section(document, 1)["text"]
    assert "- Bisoprolol 2,5 mg" in shown(document).said


def test_a_sealed_question_is_a_page_too() -> None:
    found = Page(note("Question", "Quel poids ?\n<b>", lang="en", printed="Printed"))
    assert found.said == ["Question", "Question", "Quel poids ?", "<b>", "Printed"]
    assert ("html", {"lang": "en"}) in found.tags


def test_what_is_no_document_is_refused() -> None:
    with pytest.raises(Refused, match="bundle"):
        page(b'{"resourceType":"Bundle"}', lang="fr")
