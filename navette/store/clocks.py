"""The clocks a site has had: what came due was due by those of its time."""

from navette.store.transaction import Transaction

LATEST = "SELECT public_holidays, reminder_offsets FROM site_clocks ORDER BY i DESC LIMIT 1"


def keep(tx: Transaction, since: int, public_holidays: str, reminder_offsets: str) -> bool:
    """Notes those of now, when they are others than the last; whether they are.

    Every row that waits is looked at again: its next step may come sooner by the new ones.
    """
    if tx.one(LATEST) == (public_holidays, reminder_offsets):
        return False
    tx.run(
        "INSERT INTO site_clocks (since, public_holidays, reminder_offsets) VALUES (?, ?, ?)",
        (since, public_holidays, reminder_offsets),
    )
    tx.run("UPDATE recipient SET next_at = 0 WHERE next_at IS NOT NULL")
    return True
