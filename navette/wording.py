"""How the program speaks to people: English in the code, French in locale/fr.po, one voice for every failure.

The people are doctors, nurses, coordinators, and those who run the server. A sentence says what happened, what it
means for the fiche, and what to do next; never a stack trace, never a word of cryptography.
"""

import gettext
import os
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from navette.core.errors import NavetteError
from navette.sentences.table import SENTENCES, UNKNOWN_FACTS

Language = Literal["fr", "en"]

_LOCALE = Path(__file__).parent / "locale"
_spoken: ContextVar[Language | None] = ContextVar("spoken", default=None)


class Wording(NamedTuple):
    """A failure in three sentences."""

    what: str
    meaning_for_the_fiche: str
    next_step: str


def language(given: str | None = None, environ: Mapping[str, str] = os.environ) -> Language:
    """The language to speak: `given`, else NAVETTE_LANG, else the locale when it is English, else French."""
    wish = given or environ.get("NAVETTE_LANG")
    wish = wish or environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or "fr"
    return "en" if wish.lower().startswith("en") else "fr"


def speak(lang: Language) -> None:
    """Sets what `_` answers in, for the current context and those it starts."""
    _spoken.set(lang)


def spoken() -> Language:
    """The language `_` answers in."""
    return _spoken.get() or language()


@cache
def catalogue(lang: Language) -> gettext.NullTranslations:
    """The compiled catalogue; English, and a checkout never built, answer each text by itself."""
    compiled = _LOCALE / f"{lang}.mo"
    if not compiled.exists():
        return gettext.NullTranslations()
    with compiled.open("rb") as file:
        return gettext.GNUTranslations(file)


def _(text: str) -> str:
    """`text`, an English msgid, in the language spoken here."""
    return catalogue(spoken()).gettext(text)


def sentence(error: NavetteError, lang: Language | None = None) -> Wording:
    """The failure as a person should read it. Facts of `error.data` fill the placeholders; a missing one shows as …"""
    texts = catalogue(lang or spoken())
    facts = _Facts({name: texts.gettext(text) for name, text in UNKNOWN_FACTS.items()} | error.data)
    return Wording(*(texts.gettext(text).format_map(facts) for text in SENTENCES[error.code]))


class _Facts(dict[str, str | int]):
    """The facts of a failure; a placeholder nobody filled shows as … instead of failing inside a failure."""

    def __missing__(self, key: str) -> str:
        return "…"
