"""What a form asks, for who fills it or wrote it: every question, when it is asked, and what can be answered."""

from collections.abc import Iterator
from textwrap import wrap

from navette.cli.forms_typed import display, options, spelled
from navette.cli.labels import REASON, TYPE, label
from navette.cli.text import clean
from navette.core.acknowledgement import DECLINE_CODES
from navette.core.deadline import Rule
from navette.fhir.form import Form
from navette.fhir.questionnaire import Coding, Condition, Item
from navette.wording import Language, _

INDENT = "  "


def lines(form: Form, lang: Language) -> Iterator[str]:
    """Its title, where it comes from, its clock, then its questions."""
    yield clean(form.title(lang))
    yield INDENT + form.canonical
    if form.purpose:
        yield INDENT + clean(form.purpose)
    yield INDENT + _("to answer: {clock}").format(clock=clock(form.rule))
    if form.declines != DECLINE_CODES:
        reasons = ", ".join(label(REASON, code) for code in form.declines)
        yield INDENT + _("reasons to decline: {reasons}").format(reasons=reasons)
    for item in form.items:
        yield ""
        yield from _item(form, item, lang, "")


def clock(rule: Rule) -> str:
    """A deadline rule in words."""
    known = {
        Rule.URGENCY: _("1 h, 4 h or 48 h, by urgency"),
        Rule.SAME_DAY: _("the same day, before 18:00"),
        Rule.OPEN_HOURS: _("1 h, 4 h or two days, by urgency; only office hours count, but for 1 h"),
    }
    return known[rule]


def brief(rule: Rule) -> str:
    """The same in a column."""
    known = {
        Rule.URGENCY: _("1 h, 4 h, 48 h"),
        Rule.SAME_DAY: _("the same day"),
        Rule.OPEN_HOURS: _("office hours"),
    }
    return known[rule]


def folded(said: Iterator[str], width: int) -> Iterator[str]:
    """The lines in so many columns; what does not fit goes on under its own line, further in."""
    for line in said:
        inner = " " * (len(line) - len(line.lstrip(" "))) + INDENT * 2
        yield from wrap(line, width, subsequent_indent=inner, break_on_hyphens=False, break_long_words=False) or [""]


def _item(form: Form, item: Item, lang: Language, indent: str) -> Iterator[str]:
    kind = label(TYPE, item.type) + (", " + _("several") if item.repeats else "")
    must = ", " + _("required") if item.required else ""
    unit = f", {item.unit.display}" if item.unit else ""
    yield f"{indent}{item.link_id}  ({kind}{must}{unit})  {clean(item.label(lang))}"
    inner = indent + INDENT
    if item.conditions:
        joint = _(" or ") if item.any else _(" and ")
        yield inner + _("asked when {conditions}").format(conditions=joint.join(map(_condition, item.conditions)))
    if item.help.fr:
        yield inner + clean(item.help.text(lang))
    for option in options(item):
        yield f"{inner}{option.code} = {clean(display(option, lang))}"
    for one in item.items:
        yield from _item(form, one, lang, inner)


def _condition(condition: Condition) -> str:
    answer = condition.answer
    if condition.operator == "exists":
        words = _("{question} is answered") if answer else _("{question} is not answered")
        return words.format(question=condition.question)
    said = answer.code if isinstance(answer, Coding) else spelled(answer)
    operator = {"=": _("is"), "!=": _("is not")}.get(condition.operator, condition.operator)
    return f"{condition.question} {operator} {said}"
