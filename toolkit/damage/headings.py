"""Damage sheets and headings: filled lists come in, lists renamed, pushed down or with other headings go out."""

from __future__ import annotations

import random
from xml.sax.saxutils import escape

from toolkit.damage.draft import Draft, Table
from toolkit.damage.kind import Kind, inside
from toolkit.definition import Column
from toolkit.layout import quoted
from toolkit.messages import say
from toolkit.text import fold

_FOUND_OTHERWISE = ("column_by_content", "column_nearest", "column_asked", "column_unnamed", "column_missing")
_GROUP = 4


def _sheets_renamed(draft: Draft, rng: random.Random) -> bool:
    """Call the sheets what a program calls new ones; everything that names them follows."""
    names = {name: f"Sheet{n}" for n, name in enumerate(draft.book.sheet_names, 1)}
    names = {old: new for old, new in names.items() if any(old == table.name for table in draft.tables)}
    for part in draft.book.parts(r"^xl/worksheets/[^/]+\.xml$"):
        draft.book.change(part, lambda content: _renamed(content, names))
    draft.book.change("xl/workbook.xml", lambda content: _renamed(content, names, tabs=True))
    for table in draft.tables:
        table.name = names[table.name]
    return bool(names)


def _renamed(content: bytes, names: dict[str, str], *, tabs: bool = False) -> bytes:
    text = content.decode()
    for old, new in names.items():
        for written in (quoted(old), old):
            text = text.replace(f"{escape(written)}!", f"{new}!").replace(f"{_apos(written)}!", f"{new}!")
        if tabs:
            text = text.replace(f'name="{escape(old, {chr(34): "&quot;"})}"', f'name="{new}"')
    return text.encode()


def _apos(text: str) -> str:
    return escape(text, {"'": "&apos;"})


def _banner(draft: Draft, rng: random.Random) -> bool:
    """Put three rows above everything, as one who writes a title page into the table."""
    lines = say("damage.banner").split("\n")
    done: list[object] = []
    for table in draft.tables:
        if any(table.sheet is one for one in done):
            continue
        done.append(table.sheet)
        draft.insert_rows(table, 1, len(lines))
        for row, line in enumerate(lines, 1):
            table.sheet.put_text(row, 0, line)
    return bool(done)


def _two_rows(draft: Draft, rng: random.Random) -> bool:
    """Write a group's name over neighbouring columns; the other headings are merged down over both rows."""
    for table in draft.tables:
        top = table.header_row
        draft.insert_rows(table, top)
        table.sheet.copy_row(top + 1, top, values=False)
        places = sorted(table.positions.values())
        grouped: set[int] = set()
        for number, start in enumerate(range(_GROUP, len(places) - 1, _GROUP), 1):
            left, right = places[start], places[start + 1]
            if right == left + 1:
                table.sheet.put_text(top, left, say("damage.group", number=number))
                table.sheet.merge(top, left, top, right)
                grouped |= {left, right}
        for place in set(places) - grouped:
            table.sheet.move_value(top + 1, place, top)
            table.sheet.merge(top, place, top + 1, place)
    return bool(draft.tables)


def _merged_heads(draft: Draft, rng: random.Random) -> bool:
    """Merge every heading with the empty cell below it."""
    for table in draft.tables:
        row = table.header_row
        draft.insert_rows(table, row + 1)
        table.sheet.copy_row(row, row + 1, values=False)
        for place in table.positions.values():
            table.sheet.merge(row, place, row + 1, place)
    return bool(draft.tables)


def _aliases(draft: Draft, rng: random.Random) -> bool:
    done = False
    for table in draft.tables:
        for column in table.columns:
            if column.aliases:
                _head(table, column, rng.choice(column.aliases))
                done = True
    return done


def _head(table: Table, column: Column, text: str) -> None:
    table.sheet.put_text(table.header_row, table.positions[column.key], text)


def _spaced(draft: Draft, rng: random.Random) -> bool:
    """Space headings, break their lines, make brackets full-width; the star is lost."""
    for table in draft.tables:
        for column in table.columns:
            text = column.label.replace("(", "（").replace(")", "）")
            gap = rng.choice(("\n", " ", "　"))
            _head(table, column, f" {text[: len(text) // 2]}{gap}{text[len(text) // 2 :]}")
    return bool(draft.tables)


def _columns_to_lose(table: Table) -> list[Column]:
    """Return the filled columns without which the list is still to be known."""
    if len(table.columns) < 5:
        return []
    return [one for one in table.inputs if any(line.texts.get(one.key) for line in table.lines)]


def _lost_heading(draft: Draft, rng: random.Random, *, misspelled: bool) -> bool:
    """Empty or misspell one heading: the column's content may be found all the same, or must be named lost."""
    found = [(table, column) for table in draft.tables for column in _columns_to_lose(table)]
    found = [(t, c) for t, c in found if not misspelled or len(c.label) > 3]
    if not found:
        return False
    table, column = rng.choice(found)
    _head(table, column, _misspelled(column, table) if misspelled else "")
    for line in table.lines:
        line.texts[column.key] = None
    draft.mark_sheet(table, *_FOUND_OTHERWISE, column=column.label)
    return True


def _misspelled(column: Column, table: Table) -> str:
    known = {fold(name) for one in table.list_type.columns for name in one.names}
    for place in range(1, len(column.label)):
        text = column.label[:place] + column.label[place + 1 :]
        if fold(text) not in known:
            return text
    return column.label[::-1]


def _moved(draft: Draft, rng: random.Random) -> bool:
    """Drag one column of each list to another place."""
    done = False
    for table in draft.tables:
        if len(table.inputs) < 3 or len(draft.tables_on(table.sheet)) > 1:
            continue
        source, target = (table.positions[one.key] for one in rng.sample(table.inputs, 2))
        order = list(range(table.width))
        order.insert(target, order.pop(source))
        places = {old: new for new, old in enumerate(order)}
        draft.move_columns(table, lambda column, places=places: places.get(column, column))  # type: ignore[misc]
        done = True
    return done


def _added(draft: Draft, rng: random.Random) -> bool:
    """Put in a column of one's own and fill it."""
    done = False
    for table in draft.filled_tables():
        if len(draft.tables_on(table.sheet)) > 1:
            continue
        at = table.positions[rng.choice(table.inputs).key]
        draft.move_columns(table, lambda column, at=at: column + (column >= at))  # type: ignore[misc]
        table.sheet.put_text(table.header_row, at, say("damage.own_heading"))
        for number, line in enumerate(table.lines, 1):
            table.sheet.put_text(line.row, at, say("damage.own_value", number=number))
        draft.mark_sheet(table, "column_extra")
        done = True
    return done


def _deleted(draft: Draft, rng: random.Random) -> bool:
    """Delete a filled column of one list."""
    alone = [table for table in draft.tables if len(draft.tables_on(table.sheet)) == 1]
    found = [(table, column) for table in alone for column in _columns_to_lose(table)]
    if not found:
        return False
    table, column = rng.choice(found)
    gone = table.positions[column.key]
    draft.move_columns(table, lambda place: None if place == gone else place - (place > gone))
    draft.mark_sheet(table, "column_missing", column=column.label)
    return True


HEADING_KINDS: tuple[Kind, ...] = (
    inside(17, "two_row_header", _two_rows),
    inside(17, "header_merged_down", _merged_heads),
    inside(18, "heading_aliases", _aliases),
    inside(18, "headings_spaced", _spaced),
    inside(18, "heading_lost", lambda draft, rng: _lost_heading(draft, rng, misspelled=False)),
    inside(18, "heading_misspelled", lambda draft, rng: _lost_heading(draft, rng, misspelled=True)),
    inside(19, "column_moved", _moved),
    inside(19, "column_added", _added),
    inside(19, "column_deleted", _deleted),
)
SHEET_KINDS: tuple[Kind, ...] = (
    inside(15, "sheets_renamed", _sheets_renamed),
    inside(16, "banner_rows", _banner),
)
