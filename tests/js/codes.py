"""python -m tests.js.codes: writes core/codes.js, the codes of navette/core/errors.py by family, for the pages."""

import textwrap
from typing import Final

from navette.core.errors import CODES
from tests.js.engine import ROOT, STATIC

TARGET: Final = ROOT / STATIC / "core" / "codes.js"
HEAD: Final = "// The codes of navette/core/errors.py, by family. Written by: python -m tests.js.codes\n\n"


def written() -> str:
    """The module, families and codes in the order of the table."""
    families: dict[str, list[str]] = {}
    for code, (family, _meaning) in CODES.items():
        families.setdefault(family.family, []).append(code)
    rows = "".join(f'  "{name}":{_spelled(codes)},\n' for name, codes in families.items())
    return f"{HEAD}/** @type {{Record<string, string>}} */\nexport const FAMILIES = {{\n{rows}}};\n"


def _spelled(codes: list[str]) -> str:
    """One string; over several lines when it is long."""
    lines = textwrap.wrap(" ".join(codes), 110, break_on_hyphens=False, break_long_words=False)
    if len(lines) == 1:
        return f' "{lines[0]}"'
    return "\n    " + " +\n    ".join(f'"{line} "' for line in lines[:-1]) + f' +\n    "{lines[-1]}"'


if __name__ == "__main__":
    TARGET.write_text(written(), encoding="utf-8")
