"""The one document, for every address of the pages: all screens, empty; a person's browser fills them.

It is made when the server starts, once for each language, from templates alone: nothing of a request, nothing of a
person, nothing of a fiche can be in it.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from navette.resources import folder
from navette.web.pages.words import words
from navette.web.static import FIRST, Release
from navette.wording import Language, catalogue

LANGUAGES: tuple[Language, ...] = ("fr", "en")
SCREENS = "screens"
_RANGE = re.compile(r"\s*([a-z]{1,8})(?:-[a-z0-9]+)*\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*", re.I | re.ASCII)


def document(release: Release, lang: Language) -> bytes:
    """The document of a language, in UTF-8."""
    return _render(
        "shell.html",
        lang,
        url=release.url,
        first=FIRST,
        preloads=release.needed(),
        stylesheets=release.stylesheets(),
        screens=screens(),
        words=words(release, lang),
    )


def not_found(release: Release, lang: Language) -> bytes:
    """The page that says there is none."""
    return _render("404.html", lang, url=release.url, stylesheets=release.stylesheets())


def screens(templates: Path | None = None) -> list[str]:
    """The names of templates/screens/NAME.html, in order."""
    return sorted(path.stem for path in ((templates or folder("templates")) / SCREENS).glob("*.html"))


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


def _render(name: str, lang: Language, **given: object) -> bytes:
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
