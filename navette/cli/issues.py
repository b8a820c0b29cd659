"""What a check found, told to the person who can put it right: every fault, each in its sentence."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from navette.cli.terminal import Terminal
from navette.cli.text import clean
from navette.core.errors import Refused
from navette.wording import Language, _

if TYPE_CHECKING:
    from navette.fhir.issue import Issue


def tell(terminal: Terminal, issues: Iterable["Issue"], lang: Language, *, located: bool, result: bool = False) -> None:
    """One object a fault with --json, else its sentence; located: and the place in the file, for who wrote it.

    result: on standard output, when the faults are what was asked for.
    """
    from navette.fhir.issue import sentence

    say: Callable[..., None] = terminal.result if result else terminal.problem
    for issue in issues:
        said = clean(sentence(issue, lang))
        mark = _("error") if issue.severity == "error" else _("to look at")
        lines = [_("{label}: {value}").format(label=mark, value=said)]
        lines += [f"  {clean(issue.location)}"] if located else []
        facts = {"severity": issue.severity, "code": issue.code, "location": issue.location}
        say({**facts, "says": said}, *lines)


def refusal(issues: Sequence["Issue"]) -> Refused | None:
    """The failure these issues end in, None when there is no error: `answers`, `identity` or `bundle`."""
    errors = [issue for issue in issues if issue.severity == "error"]
    if not errors:
        return None
    for family in ("answers", "identity"):
        for issue in errors:
            if issue.code.startswith(f"{family}-"):
                rule = issue.code.removeprefix(f"{family}-")
                return Refused(family, rule=rule, item=issue.facts.get("link", issue.location), faults=len(errors))
    return Refused("bundle", fault=errors[0].code, location=errors[0].location, faults=len(errors))
