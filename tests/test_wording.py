"""How the program speaks: every code has its sentences, every sentence its French, and no word is a cryptographer's."""

import io
import re
import string
from contextvars import copy_context
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from navette import wording
from navette.core.errors import CODES, Conflict, Local
from navette.resources import folder
from navette.sentences.issues import ISSUES
from navette.sentences.table import SENTENCES, UNKNOWN_FACTS
from navette.web.pages.words import texts
from navette.web.static import release
from navette.wording import Language, Wording, _, catalogue, language, sentence, speak

PAGES = [("**.html", "jinja2.ext:babel_extract")]
PACKAGE = Path(__file__).resolve().parent.parent / "navette"
# Words nobody at work with a fiche should need; what only an operator reads may name a library or a certificate.
FRENCH = re.compile(
    r"chiffre[mr]|chiffré|crypt|\bclés?\b|empreinte|certificat|epoch|hach|hash|nonce|jeton|merkle", re.I
)
ENGLISH = re.compile(r"crypt|\bkeys?\b|digest|certificate|epoch|hash|nonce|token|merkle|\bpayload|deflate", re.I)
OPERATORS = re.compile(r"cryptography|TLS|the server's ledger keys")


def french() -> Catalog:
    return read_po(io.BytesIO((PACKAGE / "locale" / "fr.po").read_bytes()), locale="fr", abort_invalid=True)


WRITTEN = [message for message in french() if message.id]
FAILURES = {text for texts in SENTENCES.values() for text in texts}


def msgids() -> set[str]:
    """Every text the program may show: what `_()` and N_() mark, what page modules say, the sentences of failures."""
    found = [*extract_from_dir(PACKAGE), *extract_from_dir(folder("templates"), PAGES)]
    marked = {text for _file, _line, text, *_rest in found if isinstance(text, str)} | set(texts(release()))
    return marked | FAILURES | set(UNKNOWN_FACTS.values()) | set(ISSUES.values())


def placeholders(text: str) -> set[str]:
    return {name for _text, name, _form, _conversion in string.Formatter().parse(text) if name is not None}


def test_an_issue_is_one_sentence_that_ends() -> None:
    for code, text in ISSUES.items():
        assert text[0].isupper() or text[0] == "{", code
        assert text[-1] == "." or text.endswith(("{human}", "{of}”", "(line {row})")), code


def test_every_code_has_its_sentences_in_the_order_of_the_table() -> None:
    assert list(SENTENCES) == list(CODES)


def test_every_text_is_translated() -> None:
    done = {message.id for message in french() if message.id and message.string and not message.fuzzy}
    missing = sorted(msgids() - done)
    assert not missing, "to add to navette/locale/fr.po:\n" + "\n".join(
        f'msgid "{text}"\nmsgstr ""' for text in missing
    )


def test_no_translation_is_fuzzy_or_obsolete() -> None:
    assert not [message.id for message in french() if message.fuzzy]
    assert not french().obsolete


def test_placeholders_are_the_same_in_both_languages() -> None:
    other = [one.id for one in WRITTEN if placeholders(str(one.id)) != placeholders(str(one.string))]
    assert other == []


def test_people_are_told_nothing_of_cryptography() -> None:
    told = [one for one in WRITTEN if not OPERATORS.search(str(one.id))]
    assert [one.string for one in told if FRENCH.search(str(one.string))] == []
    assert [one.id for one in told if one.id in FAILURES and ENGLISH.search(str(one.id))] == []


def test_a_failure_is_three_sentences_that_end() -> None:
    commands = ("navette ", "--home", "chmod")  # a line to type has no full stop
    for code, said in SENTENCES.items():
        for text in said:
            assert text[0].isupper() or text[0] == "{", code
            assert text[-1] == "." or any(word in text for word in commands), code


@pytest.mark.parametrize(
    ("given", "environ", "expected"),
    [
        (None, {}, "fr"),
        (None, {"LANG": "en_GB.UTF-8"}, "en"),
        (None, {"LANG": "de_DE.UTF-8"}, "fr"),
        (None, {"LANG": "en_GB.UTF-8", "LC_ALL": "fr_FR.UTF-8"}, "fr"),
        (None, {"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_US"}, "en"),
        (None, {"LANG": "en_GB", "NAVETTE_LANG": "fr"}, "fr"),
        (None, {"NAVETTE_LANG": "EN"}, "en"),
        ("en", {"NAVETTE_LANG": "fr"}, "en"),
        (None, {"LC_ALL": "", "LANG": "en"}, "en"),
        (None, {"LANG": "C"}, "fr"),
    ],
)
def test_language(given: str | None, environ: dict[str, str], expected: str) -> None:
    assert language(given, environ) == expected


def test_sentence_in_both_languages() -> None:
    error = Local("unknown-reference", reference="NV-7K3F-22Q")
    assert sentence(error, "en").what == "There is no fiche NV-7K3F-22Q here."
    assert sentence(error, "fr") == Wording(
        "Il n'y a pas de fiche NV-7K3F-22Q ici.", "Rien n'a été modifié.", "Vérifiez la référence : navette inbox"
    )


def test_the_owner_is_named_when_known_and_a_colleague_otherwise() -> None:
    known = Conflict("already-accepted", owner_name="Mme Leroy")
    assert sentence(known, "fr").what == "Mme Leroy a pris cette fiche en charge avant vous."
    assert sentence(Conflict("already-accepted"), "fr").what == "Un collègue a pris cette fiche en charge avant vous."


def test_a_fact_nobody_gave_does_not_hide_the_failure() -> None:
    assert sentence(Local("file"), "en").what == "The file … cannot be read or written."


def test_what_is_spoken_decides() -> None:
    def said_in(lang: Language) -> tuple[str, str]:
        speak(lang)
        return _("Nothing was sent."), sentence(Local("file", path="a.json")).what

    assert copy_context().run(said_in, "en") == ("Nothing was sent.", "The file a.json cannot be read or written.")
    assert copy_context().run(said_in, "fr") == (
        "Rien n'a été envoyé.",
        "Le fichier a.json ne peut pas être lu ou écrit.",
    )


def test_a_checkout_never_built_speaks_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "_LOCALE", tmp_path)
    catalogue.cache_clear()
    assert sentence(Local("file", path="a.json"), "fr").what == "The file a.json cannot be read or written."
    catalogue.cache_clear()
