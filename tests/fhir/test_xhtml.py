import pytest

from navette.fhir.xhtml import fault, plain

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
        (div("<![CDATA[x]]>"), "declaration"),
        ("TA < 140", "syntax"),
        (div("<p>x"), "syntax"),
        (div("&eacute;"), "syntax"),
        (div("<p>x</p>") + "x", "syntax"),
        ("", "syntax"),
        ("<div>x</div>", "root"),
        ('<p xmlns="http://www.w3.org/1999/xhtml">x</p>', "root"),
        (div("<script>alert(1)</script>"), "element"),
        (div('<iframe src="#x"></iframe>'), "element"),
        (div('<svg xmlns="http://www.w3.org/2000/svg"><p>x</p></svg>'), "element"),
        (div("<P>x</P>"), "element"),
        (div("<form>x</form>"), "element"),
        (div('<p onclick="x()">x</p>'), "attribute"),
        (div('<p OnMouseOver="x()">x</p>'), "attribute"),
        (div('<a href="#x" target="_top">x</a>'), "attribute"),
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
        (div("<p> \n </p>"), "empty"),
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
