"""Ways of getting answers wrong, one function each; some leave them right after all."""

from collections.abc import Callable
from random import Random
from typing import Any, Final, TypeAlias

from navette.fhir.form import Form
from navette.fhir.questionnaire import Item, walk

Answers: TypeAlias = dict[str, Any]
Way: TypeAlias = Callable[[Form, Answers, Random], Answers]

NAMES: Final = ("patient.shoe-size", "Douleur au bras", "__proto__", "constructor", "1", "0", "a" * 70, "", "toString")
WRONG_TYPES: Final[tuple[Any, ...]] = (
    True, False, 0, 3, "true", "", " ", [], {}, [[]], [None], {"a": 1}, None, ["a", "b"], [{}], [3],
)  # fmt: skip
TEXTS: Final = (
    "A\nB", "A\r\nB", "A\rB", "\x00", "\x1b[31m", "\ud83d", "\ude00\ud83d", "\ufffe", "\x7f", "\x85", "\u2003",
    " \u00a0\n", "\t", "x" * 70, "e\u0301" * 60, "👩‍⚕️" * 40, "\ufb1d" * 30, "y" * 100_001, " x ", "\u2028",
)  # fmt: skip
NUMBERS: Final = (
    "1,5", "1.", ".5", "+1", "1e3", "-0", "-0.0", "007", "1 000", "\u0661", "1,5,5", "9" * 16, "0.0000000001", "-1",
    "99999999999", "NaN", "0x10", "1\n", "\u22121", "12,345", "0", "1000000",
)  # fmt: skip
DATES: Final = (
    "2026-02-30", "2024-02-29", "1900-02-29", "2026-13", "2026-00-10", "0000", "26-01-01", "2026-1-1", "17/04/1938",
    "2026-11-22T10:00:00", "2026-11-22T24:00:00Z", "2026-11-22T10:00Z", "2026-11-22T10:00:00+14:00",
    "2026-11T10:00:00Z",
    "2026-11-22T10:00:00+14:01", "2026-11-22T10:00:00.5Z", "2026-11-22t10:00:00z", "2026-10-25T02:30:00+01:00",
    "2026-06-30T23:59:60Z", "9999-12-31", "0001-01-01", "2026-11-22 ", "\u0662026-01-01", "2126-01-01", "25:00",
    "10:30",
)  # fmt: skip
PATIENTS: Final = (
    {"patient.ins": "238044313701889"},
    {"patient.ins": "23804431370188"},
    {"patient.ins-type": "INS-NIR"},
    {"patient.status": "VALI"},
    {"patient.status": "PROV", "patient.doubt": "DOUT"},
    {"patient.doubt": "FICT"},
    {"patient.birth-date": "2126-01-01"},
    {"patient.birth-date": "1938"},
    {"patient.birth-place": None},
    {"patient.ins": None},
    {"attending-doctor.rpps": "10100000017"},
)


def _questions(form: Form, answers: Answers, *types: str) -> list[Item]:
    """Those of the first level, of these types (any, when none is named); those that are answered, if any is."""
    asked = [item for item in walk(form.items) if item.type not in ("group", "display")]
    wanted = [item for item in asked if item.type in types or not types]
    return [item for item in wanted if item.link_id in answers] or wanted


def _with(answers: Answers, name: str, value: Any) -> Answers:
    """In the first level, or in the first row that holds it."""
    for key, rows in answers.items():
        if isinstance(rows, list) and rows and isinstance(rows[0], dict) and name in rows[0]:
            return {**answers, key: [{**rows[0], name: value}, *rows[1:]]}
    return {**answers, name: value}


def _put(form: Form, answers: Answers, random: Random, values: tuple[Any, ...], *types: str) -> Answers:
    questions = _questions(form, answers, *types)
    return _with(answers, random.choice(questions).link_id, random.choice(values)) if questions else answers


def _leave_out(form: Form, answers: Answers, random: Random) -> Answers:
    gone = random.choice(sorted(answers)) if answers else ""
    return {key: value for key, value in answers.items() if key != gone}


def _leave_out_of_a_row(form: Form, answers: Answers, random: Random) -> Answers:
    held = [key for key, value in answers.items() if isinstance(value, list) and value and isinstance(value[-1], dict)]
    if not held:
        return answers
    key = random.choice(held)
    *rows, last = answers[key]
    gone = random.choice(sorted(last)) if last else ""
    return {**answers, key: [*rows, {name: value for name, value in last.items() if name != gone}]}


def _turn(form: Form, answers: Answers, random: Random) -> Answers:
    """Yes for no, or another choice: what depends on it does not apply any more, or is missing."""
    questions = _questions(form, answers, "boolean", "choice")
    if not questions:
        return answers
    item = random.choice(questions)
    other = random.random() < 0.5 if item.type == "boolean" else random.choice(item.options).code
    return _with(answers, item.link_id, other)


def _add_rows(form: Form, answers: Answers, random: Random) -> Answers:
    groups = [item for item in walk(form.items) if item.rows]
    if not groups:
        return answers
    group = random.choice(groups)
    held = answers.get(group.link_id)
    rows: list[Any] = held if isinstance(held, list) else []
    more = random.choice([*_odd_rows(group.items[0].link_id), rows * 30])
    return {**answers, group.link_id: random.choice([[*rows, *more], [*more, *rows], more])}


def _odd_rows(name: str) -> list[list[Any]]:
    return [[{}], [{"x": ""}], ["row"], [{name: True}], [{name: ""}, {}], [{"__proto__": 1}], [None]]


def _of_a_row(form: Form, answers: Answers, random: Random) -> Answers:
    """A question of a row, asked beside it."""
    inner = [item for group in walk(form.items) if group.rows for item in group.items]
    return {**answers, random.choice(inner).link_id: "x"} if inner else answers


def _unknown(form: Form, answers: Answers, random: Random) -> Answers:
    return {**answers, **dict.fromkeys(random.sample(NAMES, random.randint(1, 4)), "x")}


def _patient(form: Form, answers: Answers, random: Random) -> Answers:
    return {**answers, **random.choice(PATIENTS)}


def _twice(form: Form, answers: Answers, random: Random) -> Answers:
    """A list where one value is asked, or the reverse."""
    questions = _questions(form, answers)
    name = random.choice(questions).link_id
    value = answers.get(name, "x")
    other = (
        (value[0] if value else "")
        if isinstance(value, list)
        else random.choice(([value], [value, value], [value, None]))
    )
    return {**answers, name: other}


WAYS: Final[dict[str, Way]] = {
    "leave-out": _leave_out,
    "leave-out-of-a-row": _leave_out_of_a_row,
    "turn": _turn,
    "rows": _add_rows,
    "of-a-row": _of_a_row,
    "unknown": _unknown,
    "patient": _patient,
    "twice": _twice,
    "type": lambda form, answers, random: _put(form, answers, random, WRONG_TYPES),
    "text": lambda form, answers, random: _put(form, answers, random, TEXTS, "string", "text", "open-choice"),
    "number": lambda form, answers, random: _put(form, answers, random, NUMBERS, "decimal", "integer"),
    "date": lambda form, answers, random: _put(form, answers, random, DATES, "date", "dateTime", "time"),
    "option": lambda form, answers, random: _put(form, answers, random, ("femme", "urn:x|female", ""), "choice"),
}
