"""Lists as a spreadsheet takes them: semicolons, UTF-8 with its mark, and no cell that runs."""

import csv
import io
from collections.abc import Sequence

from navette.cli.table import Column, Row

BOM = "\ufeff"  # spreadsheets read UTF-8 only when they see it


def sheet(columns: Sequence[Column], rows: Sequence[Row]) -> bytes:
    """The rows under their labels."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.label for column in columns])
    for row in rows:
        writer.writerow([_no_formula(row.get(column.key, "")) for column in columns])
    return (BOM + text.getvalue()).encode()


def _no_formula(cell: str) -> str:
    """A name that begins like a formula is a name: a spreadsheet must not run it."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
