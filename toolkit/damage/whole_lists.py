"""Damage whole lists: emptied, with or without a nil return, or one column sorted alone."""

from __future__ import annotations

import random

from toolkit.cleaning import format_plain_text
from toolkit.damage.draft import Draft, DraftCell, DraftTable
from toolkit.damage.kind import Kind, make_inner_kind
from toolkit.formats import open_workbook
from toolkit.messages import say
from toolkit.text import fold

_COVER_ROWS = 60


def _empty_list(draft: Draft, rng: random.Random) -> DraftTable | None:
    """Empty the clerk's cells of a list that occurs only once; return it, None where there is none."""
    tables = [table for table in draft.find_filled_tables() if _stands_alone(draft, table)]
    if not tables:
        return None
    table = rng.choice(tables)
    for record in table.records:
        for column in table.inputs:
            table.sheet.clear_cell(record.row, table.positions[column.key])
    table.records.clear()
    return table


def _stands_alone(draft: Draft, table: DraftTable) -> bool:
    return sum(other.list_type is table.list_type for other in draft.tables) == 1


def _declare_nil(draft: Draft, rng: random.Random) -> bool:
    """Declare on the cover that an emptied list has nothing to report."""
    texts = _read_cover_texts(draft)
    column = _find_nil_column(draft, texts)
    if column is None:
        return False
    table = _empty_list(draft, rng)
    row = None if table is None else _find_cover_row(table, texts)
    if table is None or row is None:
        return False
    sheet, cover = draft.book.open_sheet(draft.subject.definition.cover.sheet), draft.subject.definition.cover
    sheet.put_text(row, column, cover.nil.value)
    for number, cells in enumerate(texts, 1):
        if cover.fields and cells and fold(cells[0]) == fold(cover.fields[0].label):
            sheet.put_text(number, 1, say("damage.reporter"))
    draft.nil.append(table.list_type.key)
    return True


def _read_cover_texts(draft: Draft) -> list[list[str]]:
    name = draft.subject.definition.cover.sheet
    grids = [grid for grid in open_workbook(draft.subject.content).grids if grid.name == name]
    return [[format_plain_text(cell) for cell in row] for grid in grids for row in grid.rows[:_COVER_ROWS]]


def _find_nil_column(draft: Draft, texts: list[list[str]]) -> int | None:
    nil = draft.subject.definition.cover.nil
    names = {fold(name) for name in (nil.label, *nil.aliases)}
    return next((column for row in texts for column, text in enumerate(row) if fold(text) in names), None)


def _find_cover_row(table: DraftTable, texts: list[list[str]]) -> int | None:
    label = fold(table.list_type.label)
    return next((number for number, row in enumerate(texts, 1) if row and fold(row[0]) == label), None)


def _send_empty_list(draft: Draft, rng: random.Random) -> bool:
    """Empty a list without declaring it nil."""
    table = _empty_list(draft, rng)
    if table is None:
        return False
    draft.expect_sheet_finding(table, "list_empty")
    return True


def _sort_column_alone(draft: Draft, rng: random.Random) -> bool:
    """Sort one issued column alone, so that its values stand beside the wrong numbers."""
    for table in draft.find_filled_tables(2):
        for key in _order_issued_columns(table):
            if _sort_column_down(draft, table, key):
                draft.expect_sheet_finding(table, "sorted_alone")
                return True
    return False


def _order_issued_columns(table: DraftTable) -> list[str]:
    """Return the keys of issued columns, those with the most different values first."""
    issued = [key for key in table.list_type.prefill.member if key in table.positions]
    return sorted(issued, key=lambda key: -len({record.written.get(key) for record in table.records}))


def _sort_column_down(draft: Draft, table: DraftTable, key: str) -> bool:
    """Sort a column downwards (upwards if it is sorted so already); False where its values are all equal."""
    column = table.list_type.find_column(key)
    pairs = [(record.written.get(key, ""), record.texts[key]) for record in table.records]
    wanted = sorted(pairs, key=lambda pair: pair[0], reverse=True)
    if wanted == pairs:
        wanted = sorted(pairs, key=lambda pair: pair[0])
    if wanted == pairs:
        return False
    for record, (written, text) in zip(table.records, wanted, strict=True):
        DraftCell(table, record, column).write_text(written, text)
    return True


WHOLE_LIST_KINDS: tuple[Kind, ...] = (
    make_inner_kind(45, "sorted_alone", _sort_column_alone),
    make_inner_kind(49, "nil_return", _declare_nil),
    make_inner_kind(49, "empty_without_a_word", _send_empty_list),
)
