import re
from contextlib import suppress
from random import Random
from xml.etree import ElementTree

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from navette.fhir.xhtml import fault, plain
from tests.js.engine import Call
from tests.js.node import run_node

HEAD = '<div xmlns="http://www.w3.org/1999/xhtml">'


def div(body: str) -> str:
    return f"{HEAD}{body}</div>"


@pytest.mark.parametrize(
    "body",
    [
        "<p>TA &lt; 140</p>",
        "Fièvre &amp; toux&nbsp;: &#233;",
        '<p class="x" id="y" title="z" lang="fr" xml:lang="fr" style="font-weight: bold">x</p>',
        '<table border="1"><tbody><tr><td colspan="2">x</td></tr></tbody></table>',
        '<a href="#note">x</a> <a href="https://hl7.org/fhir">y</a> <a href="mailto:a@b.example">z</a>',
        '<img src="#picture" alt="x"/>',
        '<a href="notes.html">x</a>',
        "<p\tclass = 'x'\r\n>\U0001f642 ]] ></p ><br/><hr />",
        '<p xmlns="http://www.w3.org/1999/xhtml" xmlns:v="urn:x">x</p>',
        "<p title='&lt;&#x1F642;&quot;&#0000065;'>&#13;x</p>",
    ],
)
def test_what_narratives_are_made_of(body: str) -> None:
    assert fault(div(body)) == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f'<!DOCTYPE div [<!ENTITY x "y">]>{div("&x;")}', "declaration"),
        (f'<?xml-stylesheet href="x"?>{div("x")}', "declaration"),
        (div("<!-- x -->y"), "declaration"),
        ("x", "syntax"),
        ("</div>", "syntax"),
        ("<div>", "syntax"),
        (div("</p>"), "syntax"),
        (div("<p></b></p>"), "syntax"),
        (div("x ]]> y"), "syntax"),
        (div("\x00"), "syntax"),
        (div("\ufffe"), "syntax"),
        (div("\ud800"), "syntax"),
        (div("x & y"), "syntax"),
        (div("&#0;"), "syntax"),
        (div("&#xd800;"), "syntax"),
        (div("&#x110000;"), "syntax"),
        (div("&#99999999999999999999;"), "syntax"),
        (div("&#X41;"), "syntax"),
        (div('<p class="a" class="b">x</p>'), "syntax"),
        (div("<p class=a>x</p>"), "syntax"),
        (div("<p class>x</p>"), "syntax"),
        (div('<p class="<">x</p>'), "syntax"),
        (div('<p class="a"id="b">x</p>'), "syntax"),
        (div("<br/ >"), "syntax"),
        (div("< p>x</p>"), "syntax"),
        (div("x") * 2, "syntax"),
        (div("<script>x</script><p>"), "syntax"),
        (div("<![CDATA[x]]>"), "declaration"),
        ("TA < 140", "syntax"),
        (div("<p>x"), "syntax"),
        (div("&eacute;"), "syntax"),
        (div("<p>x</p>") + "x", "syntax"),
        ("", "syntax"),
        ("<div>x</div>", "root"),
        ('<p xmlns="http://www.w3.org/1999/xhtml">x</p>', "root"),
        (div('<p xmlns="">x</p>'), "element"),
        ('<x:div xmlns:x="http://www.w3.org/1999/xhtml">x</x:div>', "root"),
        (div('<x:p xmlns:x="http://www.w3.org/1999/xhtml">x</x:p>'), "element"),
        (div("<script>alert(1)</script>"), "element"),
        (div('<iframe src="#x"></iframe>'), "element"),
        (div('<svg xmlns="http://www.w3.org/2000/svg"><p>x</p></svg>'), "element"),
        (div("<P>x</P>"), "element"),
        (div("<form>x</form>"), "element"),
        (div('<p onclick="x()">x</p>'), "attribute"),
        (div('<p OnMouseOver="x()">x</p>'), "attribute"),
        (div('<a href="#x" target="_top">x</a>'), "attribute"),
        (div('<p xmlns:x="">x</p>'), "attribute"),
        (div('<p xmlns:xml="http://www.w3.org/XML/1998/namespace">x</p>'), "attribute"),
        (div('<p xmlns:x="http://www.w3.org/2000/xmlns/">x</p>'), "attribute"),
        (div('<p xml:space="preserve">x</p>'), "attribute"),
        (div('<a href="javascript:x()">x</a>'), "link"),
        (div('<a href=" JaVaScRiPt:x()">x</a>'), "link"),
        (div('<a href="java&#10;script:x()">x</a>'), "link"),
        (div('<a href="data:text/html,x">x</a>'), "link"),
        (div('<a href="vbscript:x">x</a>'), "link"),
        (div('<img src="https://elsewhere.example/pixel.png"/>x'), "link"),
        (div('<img src="data:image/png;base64,AAAA"/>x'), "link"),
        (div('<p style="background: url(https://elsewhere.example)">x</p>'), "style"),
        (div('<p style="width: expression(1)">x</p>'), "style"),
        (div(""), "empty"),
        (div("<p> \n &nbsp;</p>"), "empty"),
        (div("<script>x</script><a href='vbscript:x'>y</a>"), "element"),
        (div("<b>" * 70 + "x" + "</b>" * 70), "depth"),
    ],
)
def test_refused(text: str, reason: str) -> None:
    assert fault(text) == reason


def test_a_million_elements_deep() -> None:
    assert fault(div("<b>" * 100_000 + "x" + "</b>" * 100_000)) == "depth"


def test_plain_text() -> None:
    body = (
        "<p>Un  deux<br/>trois <b>quatre</b> &lt; 5</p><ul><li>a</li><li>b\nc</li></ul>"
        "<table><thead><tr><th>x</th><th>y</th></tr></thead><tbody><tr><td>1</td><td></td></tr></tbody></table>fin"
    )
    assert plain(div(body)).split("\n") == ["Un deux", "trois quatre < 5", "- a", "- b c", "x | y", "1 |", "fin"]


def test_no_text_of_what_is_not_a_narrative() -> None:
    with pytest.raises(ValueError, match="element"):
        plain(div("<script>x</script>"))


PIECES = [
    *("<p>", "</p>", "<b>", "</b>", "<table>", "<tr>", "<td>", "</td>", "</tr>", "</table>", "<ul><li>", "</li></ul>"),
    *("<br/>", "<hr />", "<br", ">", "/>", "<", "</", "</div>", HEAD, "<div>", "<script>", "</script>", "<x:p>", "<é>"),
    *(
        " class='x'",
        ' class="<"',
        " id=x",
        ' href="#x"',
        ' href="java&#10;script:x"',
        ' src="#x"',
        " src='x'",
        "\u212a:",
    ),
    *(
        ' style="URL (x)"',
        ' style="expre\u017f\u017fion"',
        ' xmlns="x"',
        ' xmlns:x="urn:x"',
        ' x:y="z"',
        ' xml:lang="fr"',
    ),
    *(
        "&lt;",
        "&nbsp;",
        "&#65;",
        "&#x1F642;",
        "&#0;",
        "&amp;nbsp;",
        "&",
        "&x;",
        "]]>",
        "]",
        "x",
        "é",
        "🙂",
        " ",
        "\n",
        "\r\n",
    ),
    *(
        "\t",
        "\u00a0",
        "\u2003",
        "\x85",
        "\x0b",
        "\ufeff",
        "\ufffe",
        "<img src='#a'/>",
        "<a href='HTTPS://x'>",
        "</a>",
        "'",
        '"',
    ),
]
SOUND = [
    div("<p>Un  deux<br/>trois <b>quatre</b> &lt; 5</p><ul><li>a</li><li>b\nc</li></ul>"),
    div(
        "<table border='1'><tr><th>x</th><td colspan=\"2\">y</td></tr></table><a href='#x'>z</a><img src='#x' alt='é'/>"
    ),
]


def mangled(seed: int) -> str:
    """A sound narrative, cut and filled at random, or pieces in a row."""
    chance = Random(seed)
    text = chance.choice([*SOUND, div("".join(chance.choices(PIECES, k=chance.randrange(8))))])
    for _ in range(chance.randrange(4)):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(["", *PIECES]) + text[at + chance.choice([0, 0, 1, 3]) :]
    return text


@settings(max_examples=5, deadline=None, phases=[Phase.generate])
@given(st.integers(0, 2**64))
def test_the_same_in_javascript_and_never_more_than_expat(seed: int) -> None:
    texts = [mangled(seed + at) for at in range(400)]
    found = [fault(text) or [plain(text)] for text in texts]
    assert dict(zip(texts, run_node([Call("adapters/xhtml", "judge", (texts,))])[0], strict=True)) == dict(
        zip(texts, found, strict=True)
    )
    for text, said in zip(texts, found, strict=True):
        read = parsed(text)
        assert read is not None or isinstance(said, str), text
        if read is not None and isinstance(said, list):
            assert words("".join(read.itertext())) == words(said[0]), text


def parsed(text: str) -> ElementTree.Element | None:
    with suppress(ElementTree.ParseError):
        return ElementTree.fromstring(text.replace("&nbsp;", "\u00a0"))
    return None


def words(text: str) -> str:
    """Without the blanks, the bars and the dashes between them."""
    return re.sub("[ \t\n\r\u00a0|-]+", "", text)
