"""The access journal as people and spreadsheets get it."""

from navette.cli.dates import dated, moment
from navette.cli.journal import _columns, _row
from navette.cli.sheet import sheet
from navette.client.journal import JournalLine
from navette.core.encoding import seconds

LINE = JournalLine(
    time=seconds("2026-11-22T11:00:00Z"),
    actor=bytes(32),
    actor_name="Nathalie Perrin",
    itself=False,
    action="nudge",
    object="",
    reference="NV-7K3F-22Q",
    mailbox=None,
    mailbox_name="",
    result="",
    signed=False,
    coordinator=True,
)


def test_a_line_in_a_file_has_its_year() -> None:
    """Twelve months are kept: in a spreadsheet, a day without a year would be one of the present year."""
    (told,) = sheet(_columns(), [_row(LINE, dated)]).decode().split("\r\n")[1:2]
    assert told == "22/11/2026 12:00;Nathalie Perrin;nudge;NV-7K3F-22Q;;journal"
    assert _row(LINE, moment)["when"].startswith("22/11")
