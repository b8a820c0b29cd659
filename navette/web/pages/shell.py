"""The one document, for every address of the pages: the first screens, empty; a person's browser fills them.

It is made when the server starts, once for each language, from templates alone: nothing of a request, nothing of a
person, nothing of a fiche can be in it.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from navette import __version__
from navette.resources import folder
from navette.web.pages.first import ENTRY, LOCK, SCREENS, SHEETS
from navette.web.pages.words import first_words
from navette.wording import Language, catalogue

if TYPE_CHECKING:
    from navette.web.static import Release

LANGUAGES: tuple[Language, ...] = ("fr", "en")
_RANGE = re.compile(r"\s*([a-z]{1,8})(?:-[a-z0-9]+)*\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*", re.I | re.ASCII)


def document(release: "Release", lang: Language, server: str = "", other: str = "") -> bytes:
    """The document of a language, in UTF-8.

    server: that its pages ask, when they are served from elsewhere; other: its version, when it is not ours.
    """
    return render(
        "shell.html",
        lang,
        server=server,
        other=other,
        mine=__version__,
        url=release.url,
        first=ENTRY,
        preloads=release.needed(),
        soonest=release.needed(LOCK),
        stylesheets=SHEETS,
        screens=SCREENS,
        words=first_words(release, lang),
    )


def not_found(release: "Release", lang: Language) -> bytes:
    """The page that says there is none."""
    return render("404.html", lang, url=release.url, stylesheets=release.stylesheets())


def screens(templates: Path | None = None) -> list[str]:
    """The names of templates/screens/NAME.html, in order."""
    return sorted(path.stem for path in ((templates or folder("templates")) / "screens").glob("*.html"))


def later_screens() -> list[str]:
    """Those that the document does not hold."""
    return [name for name in screens() if name not in SCREENS]


def language(asked: str | None, accepted: str) -> Language:
    """That of `?lang=`, else the first that the browser accepts (RFC 9110 section 12.5.4), else French."""
    if asked in LANGUAGES:
        return asked
    return next((one for _, one in sorted(_accepted(accepted), key=lambda found: -found[0])), "fr")


def _accepted(header: str) -> Iterator[tuple[float, Language]]:
    """(weight, language) of those that there are, in the order of the header."""
    for part in header[:500].split(","):
        found = _RANGE.fullmatch(part)
        for lang in LANGUAGES:
            if found and found[1].lower() == lang and float(found[2] or 1) > 0:
                yield float(found[2] or 1), lang


def render(name: str, lang: Language, **given: object) -> bytes:
    """A template in a language, in UTF-8."""
    say = catalogue(lang).gettext
    return _environment().get_template(name).render(lang=lang, _=say, **given).encode()


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(folder("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    return made
