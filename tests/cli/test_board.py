"""The board as a spreadsheet gets it."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace

import pytest

from navette.cli.board import _columns, _more, _row
from navette.cli.dates import dated
from navette.cli.sheet import BOM, sheet
from navette.client.coordinator_items import UnresolvedItem
from navette.core.encoding import seconds
from navette.core.handoff import Status
from navette.core.parties import Urgency

NOW = seconds("2026-11-22T11:00:00Z")
ITEM = UnresolvedItem(
    reference="NV-7K3F-22Q",
    message=bytes(16),
    sender_mailbox=bytes(16),
    sender_name="Dr Claire Martin",
    mailbox=bytes(16),
    mailbox_name="Gériatrie; CH du Gier",
    form="admission",
    urgency=Urgency.STAT,
    received=NOW - 7200,
    due_by=NOW - 3600,
    overdue=True,
    status=Status.RECEIVED,
    owner=None,
    owner_name="",
    changed=NOW,
    nudged=None,
    nudged_by=None,
    nudges=0,
)


def _csv(items: Sequence[UnresolvedItem], instant: int) -> str:
    return sheet([*_columns(items, {}), *_more()], [_row(item, instant, {}, dated) for item in items]).decode()


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), delimiter=";"))


def test_one_line_a_fiche_with_its_lateness() -> None:
    text = _csv([ITEM, replace(ITEM, status=Status.ACCEPTED, owner_name="Mme Leroy", overdue=False)], NOW)
    head, late, taken = rows(text)
    assert text.startswith(BOM)
    assert len(head) == len(late) == len(taken)
    assert late[:4] == ["NV-7K3F-22Q", "1 h 00 late", "delivered", "Gériatrie; CH du Gier"]
    assert late[head.index("Answer before")] == "22/11/2026 11:00"  # whatever the year it is read in
    assert taken[1:3] == ["", "taken in charge: Mme Leroy"]


@pytest.mark.parametrize("name", ["=1+1", "+33", "-x", "@SUM(A1)", "\tx"])
def test_a_name_is_never_a_formula(name: str) -> None:
    (cell,) = {row[3] for row in rows(_csv([replace(ITEM, mailbox_name=name)], NOW))[1:]}
    assert cell == f"'{name}"


def test_reminders_have_a_column_once_there_is_one() -> None:
    head, first, second = rows(_csv([replace(ITEM, nudged=seconds("2020-11-22T11:00:00Z"), nudges=2), ITEM], NOW))
    assert (head[7], first[7], second[7]) == ("Nudged", "22/11/2020 12:00", "")
    assert (head[-1], first[-1], second[-1]) == ("Nudges sent", "2", "0")
    assert "Nudged" not in rows(_csv([ITEM], NOW))[0]
