"""What the document leaves for later: the other screens, words and styles, in one file for each language.

These files are of the release: kept by browsers for ever, listed, compared, there without a connection.
"""

from typing import TYPE_CHECKING

from navette.web.pages.first import SHEETS
from navette.web.pages.shell import LANGUAGES, later_screens, render
from navette.web.pages.words import later_words

if TYPE_CHECKING:
    from navette.web.static import Release


def rest(release: "Release") -> dict[str, bytes]:
    """Path → file, for js/pages/rest.js; sheets are named from where the file is."""
    sheets = [path for path in release.stylesheets() if path not in SHEETS]
    screens = later_screens()
    return {
        f"rest.{lang}.html": render("rest.html", lang, screens=screens, sheets=sheets, words=later_words(release, lang))
        for lang in LANGUAGES
    }
