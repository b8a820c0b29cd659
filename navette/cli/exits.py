"""Exit codes: one per family of failure, kept for ever, so that a script can tell what to do next."""

DONE = 0
UNFORESEEN = 1
USAGE = 2
FAMILIES = {
    "malformed": 3,
    "refused": 4,
    "unsigned": 5,
    "denied": 6,
    "unknown": 7,
    "conflict": 8,
    "too-large": 9,
    "limited": 10,
    "unavailable": 11,
    "full": 12,
    "local": 13,
}
INTERRUPTED = 130


def exit_code(family: str) -> int:
    """The exit code of a family of failures (navette/core/errors.py)."""
    return FAMILIES.get(family, UNFORESEEN)
