"""A database as it was before some migration: for what must still read and upgrade the older ones."""

import sqlite3

UNDO = {
    2: ("DROP TABLE lock", "DROP TABLE note"),
    3: ("DROP TABLE nudge", "DROP TABLE milestone"),
    4: (
        "DROP TABLE reminder",
        "DROP INDEX recipient_next",
        "ALTER TABLE recipient DROP COLUMN next_at",
        "ALTER TABLE recipient DROP COLUMN fired",
    ),
    9: ("DROP TABLE hold", "DROP TABLE discarded", "DROP TABLE removed_number"),
    13: (
        *("DROP TABLE pentad_count", "DROP TABLE pentad_delay", "DROP TABLE pentad_actor"),
        "ALTER TABLE counted DROP COLUMN pentads",
    ),
    12: ("DROP TABLE site_clocks",),
    5: ("DROP TABLE contact", "DROP TABLE letter", "DROP TABLE notice", "DROP INDEX person_coordinator"),
    6: ("DROP TABLE service",),
    7: ("DROP TABLE withheld",),
    10: ("DROP TABLE journal",),
    8: ("DROP TABLE push", "DROP TABLE ping"),
    11: (
        *("ALTER TABLE milestone DROP COLUMN due", "ALTER TABLE milestone DROP COLUMN code"),
        *("DROP TABLE failure", "DROP TABLE counted", "DROP TABLE late", "DROP TABLE month_count"),
        *("DROP TABLE month_delay", "DROP TABLE month_actor", "DROP TABLE month_failure"),
    ),
}


def undo(db: sqlite3.Connection, first: int) -> None:
    """Takes back migration `first` and those after it."""
    for number in sorted(UNDO, reverse=True):
        if number >= first:
            for change in UNDO[number]:
                db.execute(change)
    db.execute("DELETE FROM migration WHERE n >= ?", (first,))
    db.commit()
