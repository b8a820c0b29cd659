"""Answer sets of any form, right and wrong, by hypothesis: JSON texts, since what cannot be a value can be spelled.

A set is the form's example with some answers left out, some written anew, as each question wants them; then, half of
the time, spoiled in up to three ways (tests/fhir/spoiled.py).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from navette.fhir.answer_values import Wrong, read_values
from navette.fhir.conditions import is_asked
from navette.fhir.form import Form
from navette.fhir.questionnaire import Item, walk
from tests.fhir.spoiled import WAYS

Answers = dict[str, Any]

PIECES: Final = (
    "Chute", "à domicile", "TA < 140", "e\u0301", "\u212b", "œdème", "👩‍⚕️", "🫀", "\u05d0\u05d1", "\u202eabc\u202c",
    "&amp;", "<b>", "</div>", "]]>", "<!--", "'", '"', "\\", "\u2028", "\ufeff", "\u00a0", "\u200d", "\u1100\u1161",
    "ﬁ", "50 %", "$this", "{{x}}", "%s", "#", "a\tb", "\U0010fffd", "1.50", "\u0345\u0300", "漢字", "-", "/",
)  # fmt: skip
# The rules of the INS hold of these together: one of the identities, or the example's.
IDENTITY: Final = (
    "patient.status", "patient.doubt", "patient.ins", "patient.ins-type", "patient.birth-date", "patient.birth-place",
    "patient.sex", "patient.family", "patient.given",
)  # fmt: skip
NAMED: Final = {"patient.family": "ÉTOILE-TEST", "patient.given": ["Zoé", "Anne-Marie"]}
IDENTITIES: Final[tuple[Answers, ...]] = (
    {"patient.status": "PROV", "patient.birth-date": "1950", "patient.sex": "unknown", **NAMED},
    {"patient.status": "VALI", "patient.birth-date": "2019-02", "patient.sex": "male", **NAMED},
    {
        "patient.status": "PROV", "patient.doubt": "DOUT", "patient.birth-date": "1990-12-31", "patient.sex": "male",
        **NAMED,
    },
    {
        "patient.status": "QUAL", "patient.ins": "2 93 11 2A 004 035 12", "patient.ins-type": "INS-NIR-TEST",
        "patient.birth-date": "1993-11-30", "patient.birth-place": "2A004", "patient.sex": "female", **NAMED,
    },
)  # fmt: skip
ALL: Final = settings(database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
ZONED: Final = ("T00:00:00Z", "T23:59:59+02:00", "T09:30:00-11:30")
YEARS: Final = ("1938", "1999", "2024", "2026")


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number as it is spelled."""

    text: str


@dataclass(frozen=True, slots=True)
class _Writer:
    """fullness: how many of the questions that may be left are answered, 0 to 1; news: how many of the answers anew.

    ruled: what the rules of the form are about, which the example's answers follow.
    """

    random: Random
    fullness: float
    news: float
    ruled: frozenset[str]

    def write(self, form: Form, example: Answers) -> Answers:
        source = dict(example)
        if self.random.random() < self.news:
            source = {key: value for key, value in source.items() if key not in IDENTITY}
            source |= self.random.choice(IDENTITIES)
        return self._level(form.items, source, {})

    def _level(self, items: tuple[Item, ...], source: Answers, around: dict[str, Any]) -> Answers:
        answers: Answers = {}
        self._fill(items, source, dict(around), answers)
        return answers

    def _fill(self, items: tuple[Item, ...], source: Answers, scope: dict[str, Any], answers: Answers) -> None:
        """Each question after those its conditions name, as forms have them."""
        for item in items:
            if item.type == "display" or is_asked(item, scope) is False:
                continue
            if item.type == "group" and not item.repeats:
                self._fill(item.items, source, scope, answers)
                continue
            value = self._rows(item, source, scope) if item.rows else self._answer(item, source)
            if value is None:
                continue
            answers[item.link_id] = value
            read = value if item.rows else read_values(item, value)
            scope[item.link_id] = None if isinstance(read, Wrong) else read

    def _answer(self, item: Item, source: Answers) -> Any:
        given = source.get(item.link_id)
        if item.link_id in IDENTITY or (item.link_id in self.ruled and self.random.random() < 0.8):
            return given
        if given is not None and self.random.random() > self.news and (item.required or self._kept()):
            return given
        if item.required or self.random.random() < self.fullness * self.news:
            return self._repeated(item) if item.repeats else value_of(item, self.random)
        return None

    def _kept(self) -> bool:
        return self.random.random() < self.fullness

    def _repeated(self, item: Item) -> Any:
        least, most = max(item.min_occurs, 1), item.max_occurs or item.min_occurs + 3
        values = [value_of(item, self.random) for _ in range(self.random.randint(least, most))]
        return values[0] if len(values) == 1 and self.random.random() < 0.5 else values

    def _rows(self, item: Item, source: Answers, scope: dict[str, Any]) -> list[Answers] | None:
        rows = [one for one in source.get(item.link_id, []) if item.required or self._kept()]
        least = max(item.min_occurs, 1 if item.required else 0)
        wanted = max(least, len(rows) + (self.random.randint(0, 2) if self.random.random() < self.news else 0))
        wanted = min(wanted, item.max_occurs or wanted)
        rows = [*rows, *[{} for _ in range(wanted - len(rows))]][:wanted]
        filled = [self._level(item.items, row, scope) for row in rows]
        return [row for row in filled if row] or None


def value_of(item: Item, random: Random) -> Any:
    """An answer that the question takes."""
    match item.type:
        case "boolean":
            return random.random() < 0.5
        case "decimal" | "integer":
            return _number(item, random)
        case "choice":
            return _choice(item, random)
        case "open-choice" if item.options and random.random() < 0.7:
            return _choice(item, random)
        case "date":
            return _date(random)
        case "dateTime":
            day = _date(random)
            return day + random.choice(("", *ZONED)) if len(day) == len("YYYY-MM-DD") else day
        case "time":
            return f"{random.randrange(24):02}:{random.randrange(60):02}" + random.choice(["", ":00", ":59"])
    return _text(item, random)


def _choice(item: Item, random: Random) -> str:
    option = random.choice(item.options)
    return random.choice([option.code, f"{option.system}|{option.code}"])


def _number(item: Item, random: Random) -> Any:
    low = float(item.low) if isinstance(item.low, int | Decimal) else -1000.0
    high = float(item.high) if isinstance(item.high, int | Decimal) else low + 10000.0
    if item.type == "integer":
        whole = random.randint(int(low), int(high))
        return random.choice([whole, str(whole)])
    places = random.randint(0, 9 if item.places is None else item.places)
    text = f"{random.uniform(low, high):.{places}f}"
    return random.choice([text, text.replace(".", ","), Spelled(text)])


def _date(random: Random) -> str:
    day = f"{random.choice(YEARS)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    return day[: random.choice([4, 7, 10, 10, 10])]


def _text(item: Item, random: Random) -> str:
    if item.favourites and random.random() < 0.3:
        return random.choice(item.favourites).fr
    breaks = [" ", " ", "\n", "\r\n", "\n\n"] if item.type == "text" else [" ", "", "  "]
    pieces = [random.choice(PIECES) + random.choice(breaks) for _ in range(random.randint(1, 6))]
    text = "".join(pieces)[: item.max_length or 1000].strip()
    return text or "x"


def spell(value: Any) -> str:
    """JSON, in ASCII: half a pair of a character can be spelled."""
    match value:
        case Spelled():
            return value.text
        case dict():
            return "{" + ",".join(f"{json.dumps(key)}:{spell(inner)}" for key, inner in value.items()) + "}"
        case list() | tuple():
            return "[" + ",".join(map(spell, value)) + "]"
        case Decimal():
            return f"{value:f}"
    return json.dumps(value)


def answer_sets(form: Form, example: Answers) -> st.SearchStrategy[str]:
    """Texts of answers."""
    rules = (*form.constraints, *(rule for item in walk(form.items) for rule in item.constraints))
    ruled = frozenset(rule.item for rule in rules)

    def write(random: Random, fullness: float, news: float, spoiled: Sequence[str]) -> str:
        answers = _Writer(random, fullness, news, ruled).write(form, example)
        for way in spoiled:
            answers = WAYS[way](form, answers, random)
        return spell(answers)

    return st.builds(
        write,
        st.randoms(use_true_random=True),
        st.sampled_from([0.2, 0.6, 0.9, 1.0]),
        st.sampled_from([0.05, 0.2, 0.6]),
        st.one_of(st.just([]), st.lists(st.sampled_from(sorted(WAYS)), min_size=1, max_size=3)),
    )


def collect(strategy: st.SearchStrategy[str], count: int, seeded: int) -> list[str]:
    """`count` examples, the same for the same seed; none is dropped, since all go to the other languages at once."""
    found: list[str] = []

    @seed(seeded)
    @settings(ALL, max_examples=count)
    @given(strategy)
    def keep(text: str) -> None:
        found.append(text)

    keep()
    return found
