"""Damage whole lists: filled ones come in, emptied ones, declared so or not, and shuffled ones go out."""

from __future__ import annotations

import random

from toolkit.cleaning import plain_text
from toolkit.damage.draft import Draft, Place, Table
from toolkit.damage.kind import Kind, inside
from toolkit.messages import say
from toolkit.opening import open_workbook
from toolkit.text import fold

_COVER_ROWS = 60


def _emptied(draft: Draft, rng: random.Random) -> Table | None:
    """Empty every cell that the clerk fills in of one list that stands alone; return the list."""
    tables = [one for one in draft.filled_tables() if sum(t.list_type is one.list_type for t in draft.tables) == 1]
    if not tables:
        return None
    table = rng.choice(tables)
    for line in table.lines:
        for column in table.inputs:
            table.sheet.clear(line.row, table.positions[column.key])
    table.lines.clear()
    return table


def _nil(draft: Draft, rng: random.Random) -> bool:
    """Declare on the cover that an emptied list has nothing to report."""
    texts = _cover_texts(draft)
    column = _nil_column(draft, texts)
    if column is None:
        return False
    table = _emptied(draft, rng)
    row = None if table is None else _row_of(table, texts)
    if table is None or row is None:
        return False
    sheet, cover = draft.book.sheet(draft.subject.definition.cover.sheet), draft.subject.definition.cover
    sheet.put_text(row, column, cover.nil.value)
    for number, line in enumerate(texts, 1):
        if cover.fields and line and fold(line[0]) == fold(cover.fields[0].label):
            sheet.put_text(number, 1, say("damage.reporter"))
    draft.nil.append(table.list_type.key)
    return True


def _cover_texts(draft: Draft) -> list[list[str]]:
    name = draft.subject.definition.cover.sheet
    grids = [grid for grid in open_workbook(draft.subject.content).grids if grid.name == name]
    return [[plain_text(cell) for cell in row] for grid in grids for row in grid.rows[:_COVER_ROWS]]


def _nil_column(draft: Draft, texts: list[list[str]]) -> int | None:
    nil = draft.subject.definition.cover.nil
    names = {fold(name) for name in (nil.label, *nil.aliases)}
    return next((p for row in texts for p, text in enumerate(row) if fold(text) in names), None)


def _row_of(table: Table, texts: list[list[str]]) -> int | None:
    label = fold(table.list_type.label)
    return next((n for n, row in enumerate(texts, 1) if row and fold(row[0]) == label), None)


def _silent(draft: Draft, rng: random.Random) -> bool:
    """Send a list back empty without a word."""
    table = _emptied(draft, rng)
    if table is None:
        return False
    draft.mark_sheet(table, "list_empty")
    return True


def _sorted_alone(draft: Draft, rng: random.Random) -> bool:
    """Sort one issued column alone, so that its values stand beside the wrong numbers."""
    for table in draft.filled_tables(2):
        for key in _most_different_first(table):
            if _sorted_down(draft, table, key):
                draft.mark_sheet(table, "sorted_alone")
                return True
    return False


def _most_different_first(table: Table) -> list[str]:
    """Return the issued columns, the one with the most different values first."""
    issued = [key for key in table.list_type.prefill.member if key in table.positions]
    return sorted(issued, key=lambda key: -len({line.written.get(key) for line in table.lines}))


def _sorted_down(draft: Draft, table: Table, key: str) -> bool:
    """Sort a column downwards (upwards if it is so already); False where its values are all alike."""
    column = table.list_type.column(key)
    pairs = [(line.written.get(key, ""), line.texts[key]) for line in table.lines]
    wanted = sorted(pairs, key=lambda pair: pair[0], reverse=True)
    if wanted == pairs:
        wanted = sorted(pairs, key=lambda pair: pair[0])
    if wanted == pairs:
        return False
    for line, (written, text) in zip(table.lines, wanted, strict=True):
        Place(table, line, column).write(written, text)
    return True


WHOLE_LIST_KINDS: tuple[Kind, ...] = (
    inside(45, "sorted_alone", _sorted_alone),
    inside(49, "nil_return", _nil),
    inside(49, "empty_without_a_word", _silent),
)
