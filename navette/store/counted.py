"""What a question about a period is answered from: what was counted once (counting.py), and what is late in it."""

from typing import NamedTuple

from navette.core.figures import COUNTS, SHOWN
from navette.core.indicators import Unit
from navette.envelope.keys import KEY_ID
from navette.store.counting import BY_BOTH, BY_FORM, BY_RECIPIENT, BY_SENDER, FORM, LATE, RECIPIENT, Change, change
from navette.store.database import Database
from navette.store.transaction import Row

SUMS = ", ".join(f"sum({name})" for name in COUNTS)
NAMED = "{0} >= ? AND {0} <= ?"
CUBE = f"SELECT {{1}} FROM {{0}}_count WHERE cube = ? AND {NAMED} {{2}}"
MONTH_OF = {Unit.MONTH: "month", Unit.PENTAD: "substr(pentad, 1, 7)"}
CUBE_BY = {(False, False): BY_FORM, (False, True): BY_RECIPIENT, (True, False): BY_SENDER, (True, True): BY_BOTH}
WHOLE_CUBE = {
    BY_FORM: {"month", FORM},
    BY_RECIPIENT: {"month", FORM, RECIPIENT},
    BY_SENDER: {"month", FORM, "sender"},
    BY_BOTH: {"month", FORM, "sender", RECIPIENT},
}
SIGNERS = (
    "SELECT DISTINCT a.signer FROM {} JOIN act a ON a.handoff = m.handoff WHERE m.received >= ? AND m.received < ?"
)


class Run(NamedTuple):
    """Months, or pentads, that follow one another. first, last: their names; start, end: seconds since 1970."""

    unit: Unit
    first: str
    last: str
    start: int
    end: int


async def extent(database: Database) -> tuple[int, int]:
    """Lines deposited before the one instant are in the counts; those since the other in the counts of pentads too."""
    ((until, pentads),) = await database.all("SELECT until, pentads FROM counted WHERE one = 1")
    return int(until), int(pentads)


async def waits(database: Database) -> int:
    """How many lines are late."""
    ((count,),) = await database.all("SELECT count(*) FROM late")
    return int(count)


async def late(database: Database, start: int, end: int) -> list[Change]:
    """Lines deposited from one instant on and before the other, of which something happened since they were counted."""
    rows = await database.all(f"{LATE} WHERE l.received >= ? AND l.received < ?", (start, end))
    return list(map(change, rows))


def cube(by: frozenset[str]) -> int:
    """Which of them answers what is told apart by these."""
    return CUBE_BY["sender" in by, RECIPIENT in by]


async def counts(database: Database, run: Run, by: frozenset[str]) -> list[Row]:
    """month, form, sender, recipient (None: not asked for), then SHOWN: a row for each."""
    named = {"month": MONTH_OF[run.unit], FORM: FORM, "sender": "sender", RECIPIENT: RECIPIENT}
    columns = [column if name in by else "NULL" for name, column in named.items()]
    wanted = [name for name in columns if name != "NULL"]
    given = (cube(by), run.first, run.last)
    if run.unit is Unit.MONTH and by >= WHOLE_CUBE[cube(by)]:  # each row is one
        return await database.all(CUBE.format(run.unit, ", ".join((*columns, *SHOWN)), ""), given)
    group = f"GROUP BY {', '.join(wanted)}" if wanted else "HAVING count(*) > 0"
    sums = [f"sum({name})" for name in SHOWN]
    return await database.all(CUBE.format(run.unit, ", ".join((*columns, *sums)), group), given)


async def counts_by_form(database: Database, run: Run) -> list[Row]:
    """form, then COUNTS."""
    sql = CUBE.format(run.unit, f"form, {SUMS}", "GROUP BY form")
    return await database.all(sql, (BY_FORM, run.first, run.last))


async def delays(database: Database, run: Run) -> list[Row]:
    """(by, key, what, packed delays) of each of them."""
    sql = f"SELECT by, key, what, delays FROM {run.unit}_delay WHERE {NAMED.format(run.unit)}"
    return await database.all(sql, (run.first, run.last))


async def actors(database: Database, run: Run) -> tuple[set[bytes], set[bytes]]:
    """(persons who signed an act of a line of theirs, mailboxes that sent or received one), as it is counted."""
    sql = f"SELECT DISTINCT actor FROM {run.unit}_actor WHERE {NAMED.format(run.unit)}"
    found = {row[0] for row in await database.all(sql, (run.first, run.last))}
    persons = {actor for actor in found if len(actor) == KEY_ID}
    return persons, found - persons


async def signers_since(database: Database, start: int, end: int, *, late: bool = False) -> set[bytes]:
    """Who signed an act of a line deposited in between; late: of those only to which something happened since."""
    rows = await database.all(SIGNERS.format("late m" if late else "milestone m"), (start, end))
    return {row[0] for row in rows}


async def failures(database: Database, start: int, end: int, first: str, last: str) -> list[tuple[str, str, int]]:
    """(response, code, how many): of lines deposited in between, and of the months from one to another if removed."""
    rows = await database.all(
        "SELECT response, code, sum(n) FROM (SELECT response, code, count(*) AS n FROM failure "
        "WHERE received >= ? AND received < ? GROUP BY response, code UNION ALL "
        f"SELECT response, code, count FROM month_failure WHERE {NAMED.format(Unit.MONTH)}) GROUP BY response, code",
        (start, end, first, last),
    )
    return [(row[0], row[1], row[2]) for row in rows]
