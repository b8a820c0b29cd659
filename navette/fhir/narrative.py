"""Answers as the XHTML a person reads: lists, and a table for what repeats, in French, everything escaped.

The subset of https://hl7.org/fhir/R4/narrative.html that every reader shows: p, ul, li, table, br. static/js/
narrative.js is the same in JavaScript.
"""

import html
from collections.abc import Iterable, Iterator
from decimal import Decimal

from navette.fhir.answers import Row, Value
from navette.fhir.questionnaire import Coding, Item
from navette.fhir.strict import Object, plain


def narrative(body: str) -> Object:
    """A FHIR Narrative around `body`, XHTML already escaped."""
    div = f'<div xmlns="http://www.w3.org/1999/xhtml" xml:lang="fr" lang="fr">{body}</div>'
    return {"status": "generated", "div": div}


def section(group: Item, row: Row) -> str:
    """What was answered of a group, or of a question that stands alone; empty when nothing was."""
    if group.type != "group" or group.rows:
        return _blocks([group], row)
    asked = [item for item in group.items if item.type != "display"]
    # The title of a section says it already, when the section is one question.
    alone = bool(group.code) and len(asked) == 1 and not asked[0].code
    none = asked[0] if group.empty_reason and asked and asked[0].type == "boolean" else None
    if none is None:
        return _blocks(asked, row, alone)
    # An explicit "none" is said by its own words.
    said = _listed([escape(none.text)] if row.flag(none.link_id) else [])
    return said + _blocks(asked[1:], row)


def title(item: Item) -> str:
    """The words of a group before its answers, where several groups share one narrative."""
    return f"<p>{escape(item.text)}</p>"


def escape(text: str) -> str:
    """Text as XHTML; line ends are kept."""
    return html.escape(text).replace("\n", "<br/>")


def shown(item: Item, value: Value) -> str:
    """One answer as French text."""
    match value:
        case bool():
            return "oui" if value else "non"
        case int() | Decimal():
            unit = f" {item.unit.display or item.unit.code}" if item.unit else ""
            return (plain(value) if isinstance(value, Decimal) else str(value)).replace(".", ",") + unit
        case Coding():
            return value.display or value.code
        case str():
            return french_date(value) if item.type in ("date", "dateTime") else value
        case Row():
            raise TypeError("a row is a table's")


def french_date(value: str) -> str:
    """2026-11-20T10:05:00+01:00 as 20/11/2026 10 h 05; what a partial date has of it."""
    day, _, time = value.partition("T")
    text = "/".join(reversed(day.split("-")))
    return f"{text} {time[:2]} h {time[3:5]}" if time else text


def _blocks(items: Iterable[Item], row: Row, alone: bool = False) -> str:
    """In the order of the form: answers that make a line each are one list, until a table or a group comes."""
    blocks: list[str] = []
    lines: list[str] = []
    for item in items:
        if item.type != "group":
            said = _each(item, row)
            lines += said if alone or not said else [f"{escape(item.text)} : {', '.join(said)}"]
        elif block := _block(item, row):
            blocks += [_listed(lines), block]
            lines = []
    return "".join([*blocks, _listed(lines)])


def _block(group: Item, row: Row) -> str:
    if group.rows:
        rows = row.rows(group.link_id)
        return _table(group, rows) if rows else ""
    inside = section(group, row)
    return title(group) + inside if inside else ""


def _each(item: Item, row: Row) -> list[str]:
    return [escape(shown(item, value)) for value in row.values.get(item.link_id, ())]


def _listed(lines: list[str]) -> str:
    if len(lines) == 1:
        return f"<p>{lines[0]}</p>"
    return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>" if lines else ""


def _table(group: Item, rows: tuple[Row, ...]) -> str:
    columns = [item for item in _columns(group.items) if any(item.link_id in row.values for row in rows)]
    if len(columns) == 1 and not columns[0].rows:
        return _listed([line for row in rows for line in _each(columns[0], row)])
    head = "".join(f"<th>{escape(item.text)}</th>" for item in columns)
    body = "".join("<tr>" + "".join(f"<td>{_cell(item, row)}</td>" for item in columns) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _columns(items: Iterable[Item]) -> Iterator[Item]:
    """What a row can answer: the questions of its groups stand beside its own."""
    for item in items:
        if item.type == "group" and not item.rows:
            yield from _columns(item.items)
        else:
            yield item


def _cell(item: Item, row: Row) -> str:
    return _block(item, row) if item.rows else ", ".join(_each(item, row))
