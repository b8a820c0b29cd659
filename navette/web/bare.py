"""Scripts without the comments that stand on lines of their own: a browser has no use for them, and they weigh.

What is left is the same program, line for line; tests/js/test_bare.py has TypeScript's own reader say so.
"""

from collections.abc import Iterator


def bare(script: str) -> str:
    """A script without its whole-line comments and empty lines.

    A line that begins a comment is taken for one: a text over several lines must not hold such a line.
    """
    return "".join(_code(script.splitlines(keepends=True)))


def _code(lines: list[str]) -> Iterator[str]:
    inside = False
    for line in lines:
        text = line.strip()
        if inside:
            inside = not text.endswith("*/")
        elif text.startswith("/*") and "*/" not in text:
            inside = True
        elif text and not text.startswith("//") and not _is_comment(text):
            yield line


def _is_comment(text: str) -> bool:
    """One comment or several, and nothing after them; a type said in front of a value stays with it."""
    return text.startswith("/*") and text.endswith("*/") and "*/" not in text[2:-2].replace("*/ /*", "")
