"""Small numbers are hidden, and no sum gives one away."""

from hypothesis import given
from hypothesis import strategies as st

from navette.core.masking import FEW, hidden

Table = tuple[dict[str, int], list[tuple[str | None, list[str]]]]


def test_what_is_few_is_hidden_and_nothing_is_not() -> None:
    assert hidden({"none": 0, "one": 1, "four": 4, "five": 5}, []) == {"one", "four"}


def test_a_single_one_takes_the_smallest_with_it() -> None:
    cells = {"a": 2, "b": 30, "c": 9, "none": 0, "all": 41}
    assert hidden(cells, [("all", ["a", "b", "c", "none"])]) == {"a", "c"}


def test_two_that_could_only_be_one_each_are_not_enough() -> None:
    cells = {"a": 1, "b": 1, "c": 9, "all": 11}
    assert hidden(cells, [("all", ["a", "b", "c"])]) == {"a", "b", "c"}
    assert hidden({"a": 2, "b": 3, "c": 9, "all": 14}, [("all", ["a", "b", "c"])]) == {"a", "b"}


def test_with_nothing_else_left_the_sum_goes() -> None:
    assert hidden({"a": 3, "all": 3}, [("all", ["a"])]) == {"a", "all"}
    assert hidden({"a": 3, "none": 0}, [(None, ["a", "none"])]) == {"a"}


def test_a_hidden_sum_takes_a_part_with_it() -> None:
    cells = {"a": 6, "b": 8, "form": 14, "c": 3, "all": 17}
    found = hidden(cells, [("form", ["a", "b"]), ("all", ["form", "c"])])
    assert found == {"c", "form", "a"}


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Rows and columns with their sums, and the sum of all."""
    counts = draw(st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=1, max_size=4))
    cells = {f"{r}.{c}": count for r, row in enumerate(counts) for c, count in enumerate(row)}
    rows = {f"row {r}": sum(row) for r, row in enumerate(counts)}
    columns = {f"column {c}": sum(row[c] for row in counts) for c in range(3)}
    whole: list[tuple[str | None, list[str]]] = [
        *((f"row {r}", [f"{r}.{c}" for c in range(3)]) for r in range(len(counts))),
        *((f"column {c}", [f"{r}.{c}" for r in range(len(counts))]) for c in range(3)),
        *(("all", list(rows)), ("all", list(columns))),
    ]
    return {**cells, **rows, **columns, "all": sum(rows.values())}, whole


@given(tables())
def test_no_sum_gives_one_away(table: Table) -> None:
    cells, sums = table
    found = hidden(cells, sums)
    assert {cell for cell, count in cells.items() if 0 < count < FEW} <= found
    assert all(cells[cell] for cell in found)
    for whole, parts in sums:
        gone = [part for part in parts if part in found]
        if whole in found:
            assert gone
        elif gone:
            assert len(gone) > 1
            assert sum(cells[part] for part in gone) >= FEW
