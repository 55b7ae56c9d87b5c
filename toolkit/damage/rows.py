"""Damage the rows of lists: filled lists come in, lists with rows that are no records, merged or hidden ones go out."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator

from toolkit.damage.draft import Draft, Place, Table
from toolkit.damage.kind import Kind, inside
from toolkit.messages import say

_DRAGGED = 300


def _header_repeated(draft: Draft, rng: random.Random) -> bool:
    """Repeat the headings as on every printed page."""
    done = False
    for table in draft.filled_tables(2):
        step = rng.randint(1, 3)
        for row in reversed(table.gaps()[step - 1 :: step]):
            draft.insert_rows(table, row)
            table.sheet.copy_row(table.header_row, row)
            draft.mark_row(table, row, "left_out")
            done = True
    return done


def _totals(draft: Draft, rng: random.Random) -> bool:
    words = draft.subject.definition.vocabulary.rows.total
    for table in draft.filled_tables() if words else ():
        _total(draft, table, table.last_row + 1, words[0], len(table.lines))
        gaps = table.gaps()
        if gaps:
            row = rng.choice(gaps)
            above = sum(1 for line in table.lines if line.row < row)
            _total(draft, table, row, words[min(1, len(words) - 1)], above)
    return bool(words and draft.filled_tables())


def _total(draft: Draft, table: Table, row: int, word: str, count: int) -> None:
    draft.insert_rows(table, row)
    table.sheet.put_text(row, 0, word)
    table.sheet.put_number(row, max(table.positions[one.key] for one in table.inputs), count)
    draft.mark_row(table, row, "left_out")


def _signatures(draft: Draft, rng: random.Random) -> bool:
    words = draft.subject.definition.vocabulary.rows.signature
    tables = draft.filled_tables() if len(words) > 1 else []
    for table in tables:
        row = table.last_row + 2
        draft.insert_rows(table, table.last_row + 1, 3)
        places = sorted(table.positions[one.key] for one in table.inputs)
        for at, pair in enumerate((words[-2:], words[:2])):
            for place, word in zip((places[0], places[len(places) // 2]), pair, strict=True):
                table.sheet.put_text(row + at, place, say("damage.sign", word=word))
            draft.mark_row(table, row + at, "left_out")
    return bool(tables)


def _blank_rows(draft: Draft, rng: random.Random) -> bool:
    """Put rows between the records: some with formats only, some with nothing at all."""
    done = False
    for table in draft.filled_tables(2):
        for place, row in enumerate(reversed(table.gaps())):
            count = rng.randint(1, 2)
            draft.insert_rows(table, row, count)
            if place % 2 == 0:
                table.sheet.copy_row(row - 1, row, values=False)
            done = True
    return done


def _numbers_dragged(draft: Draft, rng: random.Random) -> bool:
    done = False
    for table in draft.filled_tables():
        column = table.list_type.number
        if column is None or column.key not in table.positions or len(draft.tables_on(table.sheet)) > 1:
            continue
        last = table.sheet.last_row
        for row in range(last + 1, last + 1 + _DRAGGED):
            table.sheet.put_text(row, table.positions[column.key], column.number(row - table.header_row))
        done = True
    return done


def _sample_kept(draft: Draft, rng: random.Random) -> bool:
    """Leave a sample row above the records, as many tables are handed out with."""
    done = False
    for table in draft.filled_tables():
        column = table.list_type.number
        if column is None or column.key not in table.positions or table.sheet.splits(table.first_row):
            continue
        row = table.first_row
        draft.insert_rows(table, row)
        table.sheet.copy_row(row + 1, row, values=False)
        for one in table.inputs:
            table.sheet.put_text(row, table.positions[one.key], one.example)
        table.sheet.put_text(row, table.positions[column.key], say("damage.sample"))
        draft.mark_row(table, row, "left_out")
        done = True
    return done


def _merged_down(draft: Draft, rng: random.Random) -> bool:
    """Merge equal cells below one another; only the first keeps what was written."""
    places = draft.places(want=lambda one: one.filled)
    done = False
    for run in _runs(places):
        for _, group in itertools.groupby(run, key=lambda one: one.written):
            equal = list(group)
            if len(equal) > 1 and all(_stays(place) for place in equal[1:]):
                _merge(draft, equal)
                done = True
    return done


def _runs(places: Iterable[Place]) -> Iterator[list[Place]]:
    """Yield runs of cells of one column in rows that follow one another."""
    run: list[Place] = []
    for place in sorted(places, key=lambda one: (one.table.name, one.key, one.line.row)):
        follows = run and run[-1].table is place.table and run[-1].key == place.key
        if not (follows and run[-1].line.row + 1 == place.line.row):
            if run:
                yield run
            run = []
        run.append(place)
    if run:
        yield run


def _stays(place: Place) -> bool:
    """Tell whether the record keeps a cell of its own beside this one."""
    return any(place.line.written.get(one.key) for one in place.table.inputs if one.key != place.key)


def _merge(draft: Draft, equal: list[Place]) -> None:
    table, column = equal[0].table, equal[0].at[1]
    table.sheet.merge(equal[0].line.row, column, equal[-1].line.row, column)
    for place in equal[1:]:
        table.sheet.clear(*place.at)
        place.note("", place.line.texts[place.key])
    draft.mark_sheet(table, "merged_filled")


def _hidden(draft: Draft, rng: random.Random) -> bool:
    """Filter each list by one value, as somebody did who looked at some rows and then saved."""
    done = False
    for table in draft.filled_tables(2):
        columns = [one for one in table.inputs if len({line.written.get(one.key) for line in table.lines}) > 1]
        if not columns:
            continue
        column = rng.choice(columns)
        shown = table.lines[0].written.get(column.key, "")
        for line in table.lines:
            if line.written.get(column.key) != shown:
                table.sheet.hide_row(line.row)
        table.sheet.filter_column(table.positions[column.key], [shown])
        draft.mark_sheet(table, "hidden_rows")
        done = True
    return done


def _validations_gone(draft: Draft, rng: random.Random) -> bool:
    """Take dropdowns, colours and protection away, as pasting whole sheets does."""
    found = [table.sheet.drop("dataValidations", "conditionalFormatting", "sheetProtection") for table in draft.tables]
    return any(found)


ROW_KINDS: tuple[Kind, ...] = (
    inside(20, "header_repeated", _header_repeated),
    inside(21, "totals", _totals),
    inside(22, "signatures", _signatures),
    inside(23, "blank_rows", _blank_rows),
    inside(24, "numbers_dragged", _numbers_dragged),
    inside(25, "sample_kept", _sample_kept),
    inside(26, "merged_down", _merged_down),
    inside(27, "rows_hidden", _hidden),
    inside(28, "validations_gone", _validations_gone),
)
