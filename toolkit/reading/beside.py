"""Report what stands on a sheet besides the cells that are read: notes, text boxes, documents, pictures, struck rows.

One finding per sheet and kind names every place. Our own notes are not reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from toolkit.definition import Column, Definition
from toolkit.excel import format_address, parse_column, parse_row
from toolkit.findings import Finding, keep_clerks_words, make_finding
from toolkit.formats import CellValue, Grid
from toolkit.layout import FAULT_SYMBOL, GOOD_SYMBOL
from toolkit.messages import say
from toolkit.reading.headers import Header
from toolkit.records import Section
from toolkit.text import fold

# What each kind may hide: content that somebody meant to report, or an illustration.
_SEVERITIES = {
    "note": "warning",
    "text_box": "warning",
    "embedded": "warning",
    "unread": "warning",
    "picture": "notice",
    "below": "notice",
}
_NOWHERE = (0, 0)
Place = tuple[str, str]  # an address and what it says, either may be empty


def find_beside(grid: Grid, sections: Iterable[Section], definition: Definition) -> Iterator[Finding]:
    """Yield the findings on a sheet with these lists, or on one that holds none."""
    if not grid.beside:
        return
    own = list(sections)
    where = {"sheet": grid.name, "list": own[0].list_key if own else ""}
    for kind, severity in _SEVERITIES.items():
        places = _collect_places(grid, kind)
        if places:
            yield make_finding(severity, f"beside_{kind}", **where, **_locate(places), places=places, count=len(places))
    for section in own:
        yield from _find_struck(grid, section, definition.find_list_type(section.list_key).number)


def _collect_places(grid: Grid, kind: str) -> tuple[Place, ...]:
    """Return where things of a kind stand and what they say, from top to bottom."""
    same = [one for one in grid.beside if one.kind == kind]
    if kind == "note":
        same = [replace(one, text=text) for one in same if (text := keep_clerks_words(one.text))]
    return tuple(sorted(((one.cell, one.text) for one in same), key=_build_sort_key))


def _build_sort_key(place: Place) -> tuple[int, int]:
    cell = place[0]
    return (parse_row(cell), parse_column(cell)) if cell else _NOWHERE


def _locate(places: tuple[Place, ...]) -> dict[str, object]:
    """Return the location of the first place that has a cell."""
    cell = next((cell for cell, _ in places if cell), "")
    return {"cell": cell, "row": parse_row(cell)} if cell else {}


# -- struck out ----------------------------------------------------------------------------------------------


def _find_struck(grid: Grid, section: Section, number: Column | None) -> Iterator[Finding]:
    """Yield a finding on the records that are struck out, whole or in part: they count all the same."""
    struck = {one.cell: one for one in grid.beside if one.kind == "struck"}
    if not struck:
        return
    rows: list[int] = []
    numbers: list[str] = []
    places: list[Place] = []
    for record in section.records:
        written = (key for key in record.written if key in section.positions)
        cells = {key: format_address(record.row, section.positions[key]) for key in written}
        hit = {key: struck[cell] for key, cell in cells.items() if cell in struck}
        whole = sum(1 for one in hit.values() if not one.text)
        if whole > 1 and whole * 2 > len(cells):
            rows.append(record.row)
            numbers.append(record.written.get(number.key, "") if number else "")
        else:
            places += [(one.cell, one.text or record.written[key]) for key, one in hit.items()]
    if rows or places:
        first = rows[0] if rows else parse_row(places[0][0])
        cell = f"A{first}" if rows else places[0][0]
        where = {"sheet": grid.name, "list": section.list_key, "row": first, "cell": cell}
        facts = {"rows": tuple(rows), "numbers": tuple(numbers), "places": tuple(places)}
        yield make_finding("warning", "struck", **where, **facts, count=len(rows) + len(places))


# -- words that would be lost --------------------------------------------------------------------------------


def find_hint_words(grid: Grid, header: Header, section: Section) -> Iterator[Finding]:
    """Yield a finding on what a clerk wrote into the column of our hints, beside records or ready rows."""
    hint = fold(say("sheet.hint"))
    position = next((at for at, name in enumerate(header.names) if name == hint), None)
    if position is None or position in header.positions.values():
        return
    aside = {row for row, _ in section.left_out}
    rows = enumerate(grid.rows[header.row + 1 : header.end], header.row + 2)
    places = tuple(
        (format_address(number, position), str(cells[position]).strip())
        for number, cells in rows
        if position < len(cells) and _is_clerks_word(cells[position]) and number not in aside
    )
    if places:
        where = {"sheet": grid.name, "list": section.list_key}
        yield make_finding("warning", "hint_words", **where, **_locate(places), places=places, count=len(places))


def _is_clerks_word(value: CellValue) -> bool:
    """Tell whether a text in the hint column is none of our hints, no failed formula and no number."""
    if value.__class__ is not str or value == "":
        return False
    text = str(value).strip()
    if text.startswith(FAULT_SYMBOL):
        return not text[1:2].isspace()
    if text.startswith(GOOD_SYMBOL):
        return text != GOOD_SYMBOL and not text[1:].strip().startswith(say("hint.ask").strip())
    return bool(text) and not text.startswith(_FAILED)


_FAILED = ("=", "#", "Err:")


def find_rows_above_notices(grid: Grid, header: Header, doubtful: tuple[int, ...]) -> Iterator[Finding]:
    """Yield a notice on the records above a heading, and a doubt on the rows there that may be records."""
    for severity, rule, rows in (
        ("notice", "above_read", tuple(sorted(header.above))),
        ("warning", "above_asked", doubtful),
    ):
        if rows:
            where = {"sheet": grid.name, "list": header.list_type.key, "row": rows[0], "cell": f"A{rows[0]}"}
            yield make_finding(severity, rule, **where, rows=rows, count=len(rows))


def find_hidden_cells(grid: Grid, header: Header, section: Section) -> Iterator[Finding]:
    """Yield notices on hidden rows and columns, which are read like all others."""
    rows = tuple(record.row for record in section.records if record.row in grid.hidden_rows)
    columns = tuple(
        column.label
        for column in header.list_type.inputs
        if header.positions.get(column.key) in grid.hidden_columns
        and any(record.written.get(column.key) for record in section.records)
    )
    where = {"list": section.list_key, "sheet": grid.name, "row": section.header_row}
    if rows:
        yield make_finding("notice", "hidden_rows", **where, cell=f"A{rows[0]}", rows=rows, count=len(rows))
    if columns:
        yield make_finding("notice", "hidden_columns", **where, columns=columns)
