"""Answers as the XHTML a person reads: lists, and a table for what repeats, in French, everything escaped.

The subset of https://hl7.org/fhir/R4/narrative.html that every reader shows: p, ul, li, table, br.
"""

import html
from decimal import Decimal

from navette.fhir.answers import Row, Value
from navette.fhir.questionnaire import Coding, Item
from navette.fhir.strict import Object


def narrative(body: str) -> Object:
    """A FHIR Narrative around `body`, XHTML already escaped."""
    div = f'<div xmlns="http://www.w3.org/1999/xhtml" xml:lang="fr" lang="fr">{body}</div>'
    return {"status": "generated", "div": div}


def section(group: Item, row: Row) -> str:
    """What was answered of a group; empty when nothing was."""
    asked = [item for item in group.items if item.link_id in row.values]
    lines, tables = [], []
    for item in asked:
        if item.rows:
            tables.append(_rows(item, row.rows(item.link_id)))
        elif group.empty_reason and item.type == "boolean":  # an explicit "none" is said by its own words
            lines.append(escape(item.text) if row.flag(item.link_id) else "")
        else:
            # The title of a section says it already, when the section is one question.
            lines += _lines(item, row, alone=bool(group.code) and not item.code and len(group.items) == 1)
    return _listed([line for line in lines if line]) + "".join(tables)


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
        case Decimal():
            unit = f" {item.unit.display}" if item.unit else ""
            return str(value).replace(".", ",") + unit
        case Coding():
            return value.display
        case str():
            return french_date(value) if item.type in ("date", "dateTime") else value
        case Row():
            raise TypeError("a row is a table's")


def french_date(value: str) -> str:
    """2026-11-20T10:05:00+01:00 as 20/11/2026 10 h 05; what a partial date has of it."""
    day, _, time = value.partition("T")
    text = "/".join(reversed(day.split("-")))
    return f"{text} {time[:2]} h {time[3:5]}" if time else text


def _lines(item: Item, row: Row, alone: bool) -> list[str]:
    texts = [escape(shown(item, value)) for value in row.values[item.link_id]]
    return texts if alone else [f"{escape(item.text)} : {', '.join(texts)}"]


def _listed(lines: list[str]) -> str:
    if len(lines) == 1:
        return f"<p>{lines[0]}</p>"
    return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>" if lines else ""


def _rows(group: Item, rows: tuple[Row, ...]) -> str:
    columns = [item for item in group.items if any(item.link_id in row.values for row in rows)]
    if len(columns) == 1:
        return _listed([line for row in rows for line in _lines(columns[0], row, alone=True)])
    head = "".join(f"<th>{escape(item.text)}</th>" for item in columns)
    body = "".join("<tr>" + "".join(f"<td>{_cell(item, row)}</td>" for item in columns) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(item: Item, row: Row) -> str:
    return ", ".join(escape(shown(item, value)) for value in row.values.get(item.link_id, ()))
