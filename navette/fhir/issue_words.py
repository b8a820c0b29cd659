"""The words issues are told in, one language at a time: the table a browser fetches is this one."""

from collections.abc import Mapping

from navette.sentences.issues import FORMS, ISSUES
from navette.wording import Language, catalogue


def words(lang: Language, *, forms: bool = True) -> Mapping[str, str]:
    """The sentence of each code, with its {facts}, and `lang`; without those of forms being written, if one likes."""
    texts = catalogue(lang)
    told = {code: texts.gettext(text) for code, text in ISSUES.items() if forms or code not in FORMS}
    return {"lang": lang, **told}
