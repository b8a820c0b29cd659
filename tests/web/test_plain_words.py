"""No word of cryptography on any screen: neither in what the server writes, nor in what the pages may say."""

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from navette.web.pages.rest import rest
from navette.web.pages.shell import document
from navette.web.pages.words import words
from navette.web.static import release
from navette.wording import Language
from tests.plain import jargon

READ = ("aria-label", "title", "placeholder", "alt", "content")


class Texts(HTMLParser):
    """What is read in a document: its texts, and the attributes that are read aloud."""

    def __init__(self, raw: bytes) -> None:
        super().__init__()
        self.found: list[str] = []
        self._aside = 0
        self.feed(raw.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._aside += tag in ("script", "style")
        self.found += [value or "" for name, value in attrs if name in READ]

    def handle_endtag(self, tag: str) -> None:
        self._aside -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._aside:
            self.found.append(data)


def said(lang: Language) -> Iterator[str]:
    site = release()
    for raw in (document(site, lang), rest(site)[f"rest.{lang}.html"]):
        yield from Texts(raw).found
    told = words(site, lang)
    yield from (*told["texts"].values(), *told["facts"].values())
    for sentences in told["errors"].values():
        yield from sentences


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_screens_speak_plainly(lang: Language) -> None:
    texts = list(said(lang))
    assert len(texts) > 1000
    assert [found for text in texts for found in jargon(text, lang)] == []


FRENCH = ("Votre clé est prête", "Fiche chiffrée", "L'empreinte du document", "Un certificat", "Signature vérifiée")
ENGLISH = ("Your key is ready", "Encrypted", "The hash of it", "A new token", "Its fingerprint is checked")


@pytest.mark.parametrize(("text", "lang"), [*((one, "fr") for one in FRENCH), *((one, "en") for one in ENGLISH)])
def test_a_planted_word_is_found(text: str, lang: Language) -> None:
    assert jargon(text, lang)


@pytest.mark.parametrize(
    "text", ["Écrivez-le en chiffres.", "Empreinte digitale, visage, ou code", "Un mot-clé", "Signer"]
)
def test_what_people_say_is_not(text: str) -> None:
    assert jargon(text, "fr") == []
