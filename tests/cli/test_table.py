"""Tables: they fit, they stay aligned, and they can be read aloud."""

import pytest

from navette.cli.table import Column, plain, table
from navette.cli.text import columns

COLUMNS = [Column("reference", "Fiche"), Column("from", "De", 8), Column("late", "Retard", 4, True)]
ROWS = [
    {"reference": "NV-7K3F-22Q", "from": "Dr Claire Martin, cabinet médical de Monistrol", "late": "2 h"},
    {"reference": "NV-0000-111", "from": "Gériatrie", "late": "45 min"},
]


@pytest.mark.parametrize("width", [40, 44, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    lines = table(COLUMNS, ROWS, width)
    assert len(lines) == 3
    assert max(map(columns, lines)) <= width


def test_long_names_are_cut_and_never_move_a_column() -> None:
    lines = table(COLUMNS, ROWS, 40)
    assert "…" in lines[1]
    assert "…" not in lines[2]
    assert lines[1].endswith("   2 h")
    assert lines[2].endswith("45 min")
    assert {len(line) for line in lines} == {40}


def test_a_reference_is_never_cut() -> None:
    assert table(COLUMNS, ROWS, 40)[1].startswith("NV-7K3F-22Q  ")


def test_nothing_is_cut_when_there_is_room() -> None:
    assert ROWS[0]["from"] in table(COLUMNS, ROWS, 120)[1]


def test_a_terminal_too_narrow_for_the_table_gets_lines() -> None:
    lines = table([*COLUMNS, Column("x", "État", 20)], [{**ROWS[0], "x": "prise en charge"}], 40)
    assert lines[0] == "Fiche: NV-7K3F-22Q"
    assert max(map(columns, lines)) <= 40


def test_plain_lines_hold_everything_and_leave_out_what_is_empty() -> None:
    assert plain(COLUMNS, [ROWS[0], {"reference": "NV-0000-111", "late": ""}]) == [
        "Fiche: NV-7K3F-22Q",
        "De: Dr Claire Martin, cabinet médical de Monistrol",
        "Retard: 2 h",
        "",
        "Fiche: NV-0000-111",
    ]


def test_what_may_shrink_most_shrinks_first() -> None:
    columns_ = [Column("to", "To", 12), Column("urgency", "Urgency", 4)]
    row = {"to": "Cardiologie, CH du Gier", "urgency": "programmée"}
    assert table(columns_, [row], 31)[1] == "Cardiologie, CH du…  programmée"
    assert table(columns_, [row], 20)[1] == "Cardiologie,…  prog…"
    assert table(columns_, [row], 18)[1] == "Cardiologie…  pro…"
