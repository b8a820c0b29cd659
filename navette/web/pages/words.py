"""The words that page modules say, under the English they are written in: some with the document, the rest later.

What a template says stands in the template. What a module says stands in the module, `t("…")`, and is found there: no
list is kept beside it.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, TypedDict

from navette.core.errors import CODES, Local
from navette.fhir import issue_words
from navette.sentences.table import SENTENCES, UNKNOWN_FACTS
from navette.sentences.voice import CLOCK, LOOK, OPERATOR, STOP, UPDATE
from navette.web.pages.first import CODES as FIRST
from navette.wording import Language, catalogue

if TYPE_CHECKING:
    from navette.web.static import Release

SPEAKERS = ("js/pages/", "js/view.js")
SAID = re.compile(r'(?<![\w.$])t\(\s*("(?:[^"\\\n]|\\.)*")\s*[,)]')
_COMMENT = re.compile(r"^\s*(?://|\*|/\*).*$", re.MULTILINE)


def N_(text: str) -> str:
    """Marks a text that is translated where it is said."""
    return text


# A page has no command line: what a failure tells there to type, a person does otherwise here.
ON_PAGE = {
    UPDATE: N_("Load the page again, then try again. If it goes on, report these lines; they hold nothing of a fiche."),
    CLOCK: N_("Set the clock of this machine, then try again."),
    LOOK: N_("Look at the fiche again, then decide."),
    STOP: N_("Send nothing for now, and call your coordinator."),
    "See those that exist: navette invite list": "Look at the list again.",
    "Check the reference: navette inbox": N_("Check the reference."),
    "Look at the board again: navette board": N_("Look at the board again."),
    "Look at the list: navette hold": "Look at the list again.",
    "See the forms: navette forms": N_("Choose another form."),
    "Correct the file, then check it again: navette forms check": OPERATOR,
}
# Failures of this machine that a page meets too; the others are those of folders and commands.
LOCAL = (
    *("another-server", "server-unreachable", "server-answer", "storage-full"),
    *("unknown-name", "ambiguous-name", "unknown-reference", "verification"),
    *("browser-too-old", "passphrase-elsewhere", "taken-out"),
)


class Words(TypedDict):
    """What modules say and tell.

    texts: msgid → text; facts: what stands for one that is not known; issues: code → what is wrong with an answer;
    errors: code → what happened, what it means for the fiche, what to do next.
    """

    lang: Language
    texts: dict[str, str]
    facts: dict[str, str]
    issues: dict[str, str]
    errors: dict[str, list[str]]


@cache
def words(release: "Release", lang: Language) -> Words:
    """All of them, in a language."""
    say = catalogue(lang).gettext
    return {
        "lang": lang,
        "texts": {text: say(text) for text in texts(release)},
        "facts": {name: say(text) for name, text in UNKNOWN_FACTS.items()},
        "issues": dict(issue_words.words(lang, forms=False)),
        "errors": {code: [say(ON_PAGE.get(text, text)) for text in SENTENCES[code]] for code in _codes()},
    }


def first_words(release: "Release", lang: Language) -> Words:
    """What is said and told until the first list is there."""
    whole, first = words(release, lang), texts(release, release.needed())
    errors = {code: whole["errors"][code] for code in FIRST}
    return {**whole, "texts": {text: whole["texts"][text] for text in first}, "issues": {}, "errors": errors}


def later_words(release: "Release", lang: Language) -> Words:
    """All the others."""
    whole, first = words(release, lang), first_words(release, lang)
    said = {text: found for text, found in whole["texts"].items() if text not in first["texts"]}
    return {**whole, "texts": said, "facts": {}}


def texts(release: "Release", paths: Iterable[str] | None = None) -> list[str]:
    """Every msgid that the page modules of a release say, or those of them at `paths`, once, in order."""
    speaking = [path for path in release.assets() if path.startswith(SPEAKERS) and path.endswith(".js")]
    modules = set(speaking if paths is None else paths).intersection(speaking)
    return sorted({text for path in modules for text in said(release.text(path))})


def said(module: str) -> Iterator[str]:
    """The msgids of a module, in the order of its lines."""
    for spelled in SAID.findall(_COMMENT.sub("", module)):
        yield json.loads(spelled)


def _codes() -> list[str]:
    return [code for code, (family, _) in CODES.items() if family is not Local or code in LOCAL]
