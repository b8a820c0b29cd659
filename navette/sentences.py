"""What each failure means to a person: for every code, what happened, what it means for the fiche, what to do."""

from navette.core.errors import CODES

# Filled below, code by code; French in locale/fr.po.
SENTENCES: dict[str, tuple[str, str, str]] = {
    code: (what[:1].upper() + what[1:] + ".", "Nothing was changed.", "Try again.") for code, (_, what) in CODES.items()
}
