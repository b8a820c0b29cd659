"""Filling a form question by question, with the rules of the form: what is wrong is said at once, and asked again."""

from collections.abc import Callable
from typing import TypeAlias
from uuid import UUID

from navette.cli.forms_typed import choices, code_of, hint, is_yes, options, spelled, value_of
from navette.fhir.answers import Fault, asked_questions, check
from navette.fhir.bundle import compose
from navette.fhir.document import Context
from navette.fhir.form import Form
from navette.fhir.issue import Issue
from navette.fhir.parties import Author, Place
from navette.fhir.questionnaire import Item
from navette.wording import Language, _

Given: TypeAlias = dict[str, object]
Ask: TypeAlias = Callable[[str], str]
Say: TypeAlias = Callable[[str], None]

HELP = "?"
ERASE = "-"
MARK = " *"


def to_correct(form: Form, given: Given, now: int) -> list[Issue]:
    """Every fault of these answers, as `send` would tell them; now: seconds since 1970."""
    nobody = Place("–")
    context = Context(Author("–", "–"), nobody, (nobody,), now, UUID(int=0), production=False)
    issues = compose(form, given, context).issues
    return [issue for issue in issues if issue.code.partition("-")[0] in ("answers", "identity")]


class Interview:
    """One form being filled. given: the answers so far, kept up to date after each one, so that nothing typed is lost.

    ask: shows a question, gives the line typed (EOFError when nobody types any more). say: shows a line. word: an issue
    as a sentence.
    """

    def __init__(
        self, form: Form, given: Given, lang: Language, ask: Ask, say: Say, word: Callable[[Issue], str]
    ) -> None:
        self.given = given
        self._form, self._lang, self._ask, self._say, self._word = form, lang, ask, say, word

    def run(self) -> None:
        """Asks everything that is asked, in the order of the form."""
        for item in self._form.items:
            self._visit(item, self.given, None)

    def _visit(self, item: Item, level: Given, group: Item | None) -> None:
        """group: the rows that `level` is one of, None for the form itself."""
        row = level if group else None
        if item.link_id not in asked_questions(self._form, self.given, group, row):
            level.pop(item.link_id, None)
        elif item.rows:
            self._rows(item, level)
        elif item.type == "group":
            self._say(f"\n{item.label(self._lang).upper()}")
            for inner in item.items:
                self._visit(inner, level, group)
        elif item.type == "display":
            self._say(item.label(self._lang))
        else:
            self._question(item, level, group)

    def _rows(self, group: Item, level: Given) -> None:
        rows = [dict(row) for row in _listed(level.get(group.link_id)) if isinstance(row, dict)]
        level[group.link_id] = rows
        try:
            for row in rows:
                self._row(group, row)
            while self._another(group, len(rows)):
                rows.append({})
                self._row(group, rows[-1])
        finally:
            level[group.link_id] = [row for row in rows if row]
            if not level[group.link_id]:
                del level[group.link_id]

    def _row(self, group: Item, row: Given) -> None:
        for inner in group.items:
            self._visit(inner, row, group)

    def _another(self, group: Item, count: int) -> bool:
        if group.max_occurs and count >= group.max_occurs:
            return False
        if group.required and count == 0:
            self._say(f"{group.label(self._lang)}:")
            return True
        words = _("Another: {what}? (y/n)") if count else _("{what}: is there one? (y/n)")
        return is_yes(self._ask(words.format(what=group.label(self._lang))))

    def _question(self, item: Item, level: Given, group: Item | None) -> None:
        """Asked again until it is right; what is missing twice is left for later: the end says what is missing."""
        before, told = level.get(item.link_id), ""
        while True:
            typed = self._typed(item, level, before)
            if typed == [HELP]:
                self._say(item.help.text(self._lang) or _("There is no more to say about this question."))
                continue
            self._put(item, level, before, typed)
            fault = self._fault(item, level, group)
            if fault is None or fault.reason == told == "missing":
                return
            self._say(self._word(fault.issue))
            before, told = None, fault.reason
            level.pop(item.link_id, None)

    def _put(self, item: Item, level: Given, before: object, typed: list[str]) -> None:
        """An empty line keeps what was there; a dash takes it away."""
        values = [value_of(item, one) for one in typed if one != ERASE]
        if not typed and before is not None:
            level[item.link_id] = before
        elif not values:
            level.pop(item.link_id, None)
        else:
            level[item.link_id] = values if item.repeats else values[0]

    def _fault(self, item: Item, level: Given, group: Item | None) -> Fault | None:
        at = 0
        if group:
            at = next(place for place, row in enumerate(_listed(self.given[group.link_id]), 1) if row is level)
        faults = check(self._form, self.given).faults
        return next((fault for fault in faults if fault.item == item.link_id and fault.row == at), None)

    def _typed(self, item: Item, level: Given, before: object) -> list[str]:
        """The lines of an answer; more than one for a text, or for a question that repeats."""
        for place, option in enumerate(choices(item, self._lang), 1):
            self._say(f"  {place}. {option}")
        first = self._ask(self._prompt(item, before))
        if first in ("", HELP, ERASE):
            return [first] if first else []
        lines = [self._chosen(item, first)]
        while item.type == "text" or item.repeats:
            self._put(item, level, None, _answers(item, lines))  # kept, should the person stop here
            if not (line := self._ask("…")):
                break
            lines.append(self._chosen(item, line))
        return _answers(item, lines)

    def _prompt(self, item: Item, before: object) -> str:
        unit = f" ({item.unit.display})" if item.unit else ""
        shown = f" [{spelled(before)}]" if before is not None else ""
        return f"{item.label(self._lang)}{unit}{MARK if item.required else ''}{hint(item)}{shown}:"

    def _chosen(self, item: Item, line: str) -> str:
        """A number picks an option or a favourite; anything else stands for itself."""
        known = [code_of(item, option) for option in options(item)] or [one.text("fr") for one in item.favourites]
        picked = line.isascii() and line.isdigit() and 0 < int(line) <= len(known)
        return known[int(line) - 1] if picked and item.type not in ("decimal", "integer") else line


def _answers(item: Item, lines: list[str]) -> list[str]:
    return ["\n".join(lines)] if item.type == "text" and not item.repeats else lines


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]
