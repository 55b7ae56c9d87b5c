"""Damage sheets and headings: sheets renamed, lists pushed down, headings and columns changed."""

from __future__ import annotations

import random
from xml.sax.saxutils import escape

from toolkit.damage.draft import Draft, DraftTable
from toolkit.damage.kind import Kind, make_inner_kind
from toolkit.definition import Column
from toolkit.excel import quote_sheet_name
from toolkit.messages import say
from toolkit.text import fold

_FOUND_OTHERWISE = ("column_by_content", "column_nearest", "column_asked", "column_unnamed", "column_missing")
_GROUP = 4


def _rename_sheets(draft: Draft, rng: random.Random) -> bool:
    """Give the sheets the names that a program gives new sheets, also wherever they are mentioned."""
    names = {name: f"Sheet{n}" for n, name in enumerate(draft.book.sheet_names, 1)}
    names = {old: new for old, new in names.items() if any(old == table.name for table in draft.tables)}
    for part in draft.book.find_parts(r"^xl/worksheets/[^/]+\.xml$"):
        draft.book.change_part(part, lambda content: _replace_sheet_names(content, names))
    draft.book.change_part("xl/workbook.xml", lambda content: _replace_sheet_names(content, names, tabs=True))
    for table in draft.tables:
        table.name = names[table.name]
    return bool(names)


def _replace_sheet_names(content: bytes, names: dict[str, str], *, tabs: bool = False) -> bytes:
    text = content.decode()
    for old, new in names.items():
        for written in (quote_sheet_name(old), old):
            text = text.replace(f"{escape(written)}!", f"{new}!").replace(f"{_escape_apostrophes(written)}!", f"{new}!")
        if tabs:
            text = text.replace(f'name="{escape(old, {chr(34): "&quot;"})}"', f'name="{new}"')
    return text.encode()


def _escape_apostrophes(text: str) -> str:
    return escape(text, {"'": "&apos;"})


def _insert_banner(draft: Draft, rng: random.Random) -> bool:
    """Insert three rows above everything, as people do who write a title page into the table."""
    lines = say("damage.banner").split("\n")
    done: list[object] = []
    for table in draft.tables:
        if any(table.sheet is sheet for sheet in done):
            continue
        done.append(table.sheet)
        draft.insert_rows(table, 1, len(lines))
        for row, line in enumerate(lines, 1):
            table.sheet.put_text(row, 0, line)
    return bool(done)


def _split_header(draft: Draft, rng: random.Random) -> bool:
    """Write a group name over neighbouring columns; the other headings are merged over both rows."""
    for table in draft.tables:
        top = table.header_row
        draft.insert_rows(table, top)
        table.sheet.copy_row(top + 1, top, values=False)
        indices = sorted(table.positions.values())
        grouped: set[int] = set()
        for number, start in enumerate(range(_GROUP, len(indices) - 1, _GROUP), 1):
            left, right = indices[start], indices[start + 1]
            if right == left + 1:
                table.sheet.put_text(top, left, say("damage.group", number=number))
                table.sheet.merge_range(top, left, top, right)
                grouped |= {left, right}
        for index in set(indices) - grouped:
            table.sheet.move_value(top + 1, index, top)
            table.sheet.merge_range(top, index, top + 1, index)
    return bool(draft.tables)


def _merge_headings_down(draft: Draft, rng: random.Random) -> bool:
    """Merge every heading with the empty cell below it."""
    for table in draft.tables:
        row = table.header_row
        draft.insert_rows(table, row + 1)
        table.sheet.copy_row(row, row + 1, values=False)
        for index in table.positions.values():
            table.sheet.merge_range(row, index, row + 1, index)
    return bool(draft.tables)


def _use_heading_aliases(draft: Draft, rng: random.Random) -> bool:
    done = False
    for table in draft.tables:
        for column in table.columns:
            if column.aliases:
                _write_heading(table, column, rng.choice(column.aliases))
                done = True
    return done


def _write_heading(table: DraftTable, column: Column, text: str) -> None:
    table.sheet.put_text(table.header_row, table.positions[column.key], text)


def _space_headings(draft: Draft, rng: random.Random) -> bool:
    """Put spaces and line breaks into headings, make brackets full-width, drop the star."""
    for table in draft.tables:
        for column in table.columns:
            text = column.label.replace("(", "（").replace(")", "）")
            gap = rng.choice(("\n", " ", "　"))
            _write_heading(table, column, f" {text[: len(text) // 2]}{gap}{text[len(text) // 2 :]}")
    return bool(draft.tables)


def _decorate_headings(draft: Draft, rng: random.Random) -> bool:
    """Number the headings, and say in brackets that they must be filled in."""
    for table in draft.tables:
        for number, column in enumerate(table.columns, 1):
            required = say("damage.required") if column.required else ""
            _write_heading(table, column, f"{number}.{column.label}{required}")
    return bool(draft.tables)


def _find_expendable_columns(table: DraftTable) -> list[Column]:
    """Return the filled columns without which the list can still be recognised."""
    if len(table.columns) < 5:
        return []
    return [column for column in table.inputs if any(record.texts.get(column.key) for record in table.records)]


def _lose_heading(draft: Draft, rng: random.Random, *, misspelled: bool) -> bool:
    """Empty or misspell one heading: the column may be found by its content, or must be reported as lost."""
    found = [(table, column) for table in draft.tables for column in _find_expendable_columns(table)]
    found = [(t, c) for t, c in found if not misspelled or len(c.label) > 3]
    if not found:
        return False
    table, column = rng.choice(found)
    _write_heading(table, column, _misspell_heading(column, table) if misspelled else "")
    for record in table.records:
        record.texts[column.key] = None
    draft.expect_sheet_finding(table, *_FOUND_OTHERWISE, column=column.label)
    return True


def _misspell_heading(column: Column, table: DraftTable) -> str:
    known = {fold(name) for other in table.list_type.columns for name in other.names}
    for position in range(1, len(column.label)):
        text = column.label[:position] + column.label[position + 1 :]
        if fold(text) not in known:
            return text
    return column.label[::-1]


def _move_column(draft: Draft, rng: random.Random) -> bool:
    """Drag one column of each list elsewhere."""
    done = False
    for table in draft.tables:
        if len(table.inputs) < 3 or len(draft.find_tables_on(table.sheet)) > 1:
            continue
        source, target = (table.positions[column.key] for column in rng.sample(table.inputs, 2))
        order = list(range(table.width))
        order.insert(target, order.pop(source))
        targets = {old: new for new, old in enumerate(order)}
        draft.move_columns(table, lambda column, targets=targets: targets.get(column, column))  # type: ignore[misc]
        done = True
    return done


def _add_column(draft: Draft, rng: random.Random) -> bool:
    """Insert a column that nobody asked for, and fill it."""
    done = False
    for table in draft.find_filled_tables():
        if len(draft.find_tables_on(table.sheet)) > 1:
            continue
        at = table.positions[rng.choice(table.inputs).key]
        draft.move_columns(table, lambda column, at=at: column + (column >= at))  # type: ignore[misc]
        table.sheet.put_text(table.header_row, at, say("damage.own_heading"))
        for number, record in enumerate(table.records, 1):
            table.sheet.put_text(record.row, at, say("damage.own_value", number=number))
        draft.expect_sheet_finding(table, "column_extra")
        done = True
    return done


def _delete_column(draft: Draft, rng: random.Random) -> bool:
    """Delete a filled column of one list."""
    alone = [table for table in draft.tables if len(draft.find_tables_on(table.sheet)) == 1]
    found = [(table, column) for table in alone for column in _find_expendable_columns(table)]
    if not found:
        return False
    table, column = rng.choice(found)
    gone = table.positions[column.key]
    draft.move_columns(table, lambda index: None if index == gone else index - (index > gone))
    draft.expect_sheet_finding(table, "column_missing", column=column.label)
    return True


HEADING_KINDS: tuple[Kind, ...] = (
    make_inner_kind(17, "two_row_header", _split_header),
    make_inner_kind(17, "header_merged_down", _merge_headings_down),
    make_inner_kind(18, "heading_aliases", _use_heading_aliases),
    make_inner_kind(18, "headings_spaced", _space_headings),
    make_inner_kind(59, "headings_decorated", _decorate_headings),
    make_inner_kind(18, "heading_lost", lambda draft, rng: _lose_heading(draft, rng, misspelled=False)),
    make_inner_kind(18, "heading_misspelled", lambda draft, rng: _lose_heading(draft, rng, misspelled=True)),
    make_inner_kind(19, "column_moved", _move_column),
    make_inner_kind(19, "column_added", _add_column),
    make_inner_kind(19, "column_deleted", _delete_column),
)
SHEET_KINDS: tuple[Kind, ...] = (
    make_inner_kind(15, "sheets_renamed", _rename_sheets),
    make_inner_kind(16, "banner_rows", _insert_banner),
)
