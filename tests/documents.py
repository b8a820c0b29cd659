"""The tables of the documentation that the program itself can write: `./dev docs` writes them, test_docs compares.

A table stands between `<!-- table: name -->` and `<!-- end -->`.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import fields
from pathlib import Path

from navette.core.deadline import Rule
from navette.core.errors import CODES, NavetteError
from navette.fhir import form
from navette.sentences.issues import ANSWERS, FORMS
from navette.sentences.table import SENTENCES
from navette.settings import PREFIX, Settings
from navette.web.problems import STATUS, STATUS_OF_CODE

ROOT = Path(__file__).resolve().parent.parent
PLACE = re.compile(r"(<!-- table: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def status(code: str, family: type[NavetteError]) -> str:
    found = STATUS_OF_CODE.get(code) or STATUS.get(family.family)
    return str(found) if found else "–"


def errors() -> str:
    """Every code, in the order of navette/core/errors.py."""
    rows = (
        (f"`{code}`", family.family, status(code, family), meaning, SENTENCES[code][2])
        for code, (family, meaning) in CODES.items()
    )
    return table(("code", "family", "HTTP", "meaning", "what to do"), rows)


def families() -> str:
    """How a program reacts to each family, whatever the code."""
    seen = {family.family: family for family, _meaning in CODES.values()}
    rows = ((f"`{name}`", str(STATUS.get(name, "–")), family.__doc__ or "") for name, family in seen.items())
    return table(("family", "HTTP", "how to react"), rows)


def settings() -> str:
    """Every setting, in the order of navette/settings.py."""
    rows = ((f"`{PREFIX}{one.name.upper()}`", shown(one.default), one.metadata["what"]) for one in fields(Settings))
    return table(("setting", "default", "what it decides"), rows)


def forms() -> str:
    """The forms of the program, by name."""
    clocks = {Rule.URGENCY: "by urgency", Rule.SAME_DAY: "same day", Rule.OPEN_HOURS: "office hours"}
    known = sorted({one.name: one for one in form.shipped().values()}.items())
    rows = (
        (f"`{name}`", one.title("en"), f"{one.title('fr')}", one.code.code, one.purpose, clocks[one.rule])
        for name, one in known
    )
    return table(("form", "document", "in French", "code", "text it follows", "clock"), rows)


def answers() -> str:
    """Why an answer is refused, and what a person is told."""
    rows = (
        (f"`{code.partition('-')[2]}`", text) for code, text in ANSWERS.items() if "{what}" in text or "{link}" in text
    )
    return table(("reason", "sentence"), rows)


def form_faults() -> str:
    """What can be wrong with a form."""
    return table(("code", "sentence"), ((f"`{code}`", text) for code, text in FORMS.items() if code != "form"))


def shown(default: object) -> str:
    if default is None or default == "":
        return "–"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


TABLES: dict[str, Callable[[], str]] = {
    "errors": errors, "families": families, "settings": settings, "forms": forms, "answers": answers,
    "form_faults": form_faults,
}  # fmt: skip


def written(text: str) -> str:
    """`text` with each of its tables as the program says it now."""
    return PLACE.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}{found[4]}", text)


def main() -> None:
    for path in sorted((ROOT / "docs").rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        if written(text) != text:
            path.write_text(written(text), encoding="utf-8")
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
