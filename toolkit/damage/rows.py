"""Damage the rows of lists: rows that are no records, merged cells, hidden rows, lost validations."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator

from toolkit.damage.draft import Draft, DraftCell, DraftTable
from toolkit.damage.kind import Kind, make_inner_kind
from toolkit.excel import format_address
from toolkit.messages import say

_DRAGGED = 300


def _repeat_header(draft: Draft, rng: random.Random) -> bool:
    """Repeat the headings between the records, as on every printed page."""
    done = False
    for table in draft.find_filled_tables(2):
        step = rng.randint(1, 3)
        for row in reversed(table.find_gaps()[step - 1 :: step]):
            draft.insert_rows(table, row)
            table.sheet.copy_row(table.header_row, row)
            draft.expect_row_finding(table, row, "left_out")
            done = True
    return done


def _insert_totals(draft: Draft, rng: random.Random) -> bool:
    words = draft.subject.definition.vocabulary.rows.total
    for table in draft.find_filled_tables() if words else ():
        _insert_total(draft, table, table.last_row + 1, words[0], len(table.records))
        gaps = table.find_gaps()
        if gaps:
            row = rng.choice(gaps)
            above = sum(1 for record in table.records if record.row < row)
            _insert_total(draft, table, row, words[min(1, len(words) - 1)], above)
    return bool(words and draft.find_filled_tables())


def _insert_total(draft: Draft, table: DraftTable, row: int, word: str, count: int) -> None:
    draft.insert_rows(table, row)
    table.sheet.put_text(row, 0, word)
    table.sheet.put_number(row, max(table.positions[column.key] for column in table.inputs), count)
    draft.expect_row_finding(table, row, "left_out")


def _insert_program_totals(draft: Draft, rng: random.Random) -> bool:
    """Insert subtotals as spreadsheet programs make them: the group's value and a word, and a formula that counts."""
    words = draft.subject.definition.vocabulary.rows.subtotal
    tables = [table for table in draft.find_filled_tables() if len(table.inputs) > 1 and words]
    for table in tables:
        row, column = table.last_row + 1, table.inputs[0]
        draft.insert_rows(table, row)
        group = table.records[-1].written.get(column.key, "")
        table.sheet.put_text(row, table.positions[column.key], f"{group} {words[0]}")
        counted = format_address(table.first_row, table.positions[table.inputs[1].key])
        last = format_address(row - 1, table.positions[table.inputs[1].key])
        formula, shown = f"SUBTOTAL(3,{counted}:{last})", str(len(table.records))
        table.sheet.put_formula(row, table.positions[table.inputs[1].key], formula, shown, "n")
        draft.expect_row_finding(table, row, "left_out")
    return bool(tables)


def _insert_signatures(draft: Draft, rng: random.Random) -> bool:
    words = draft.subject.definition.vocabulary.rows.signature
    tables = draft.find_filled_tables() if len(words) > 1 else []
    for table in tables:
        row = table.last_row + 2
        draft.insert_rows(table, table.last_row + 1, 3)
        indices = sorted(table.positions[column.key] for column in table.inputs)
        for offset, pair in enumerate((words[-2:], words[:2])):
            for index, word in zip((indices[0], indices[len(indices) // 2]), pair, strict=True):
                table.sheet.put_text(row + offset, index, say("damage.sign", word=word))
            draft.expect_row_finding(table, row + offset, "left_out")
    return bool(tables)


def _insert_blank_rows(draft: Draft, rng: random.Random) -> bool:
    """Insert rows between the records, with formats only or with nothing at all."""
    done = False
    for table in draft.find_filled_tables(2):
        for number, row in enumerate(reversed(table.find_gaps())):
            count = rng.randint(1, 2)
            draft.insert_rows(table, row, count)
            if number % 2 == 0:
                table.sheet.copy_row(row - 1, row, values=False)
            done = True
    return done


def _drag_numbers_down(draft: Draft, rng: random.Random) -> bool:
    done = False
    for table in draft.find_filled_tables():
        column = table.list_type.number
        if column is None or column.key not in table.positions or len(draft.find_tables_on(table.sheet)) > 1:
            continue
        last = table.sheet.last_row
        for row in range(last + 1, last + 1 + _DRAGGED):
            table.sheet.put_text(row, table.positions[column.key], column.format_number(row - table.header_row))
        done = True
    return done


def _insert_sample(draft: Draft, rng: random.Random) -> bool:
    """Leave a sample row above the records, as many tables have one."""
    done = False
    for table in draft.find_filled_tables():
        column = table.list_type.number
        if column is None or column.key not in table.positions or table.sheet.is_inside_merge(table.first_row):
            continue
        row = table.first_row
        draft.insert_rows(table, row)
        table.sheet.copy_row(row + 1, row, values=False)
        for shown in table.inputs:
            table.sheet.put_text(row, table.positions[shown.key], shown.example)
        table.sheet.put_text(row, table.positions[column.key], say("damage.sample"))
        draft.expect_row_finding(table, row, "left_out")
        done = True
    return done


def _merge_equal_cells(draft: Draft, rng: random.Random) -> bool:
    """Merge equal cells below one another; only the first keeps its text."""
    cells = draft.find_cells(want=lambda cell: cell.filled)
    done = False
    for run in _split_runs(cells):
        for _, group in itertools.groupby(run, key=lambda cell: cell.written):
            equal = list(group)
            if len(equal) > 1 and all(_has_other_cells(cell) for cell in equal[1:]):
                _merge_run(draft, equal)
                done = True
    return done


def _split_runs(cells: Iterable[DraftCell]) -> Iterator[list[DraftCell]]:
    """Yield runs of a column's cells in consecutive rows."""
    run: list[DraftCell] = []
    for cell in sorted(cells, key=lambda cell: (cell.table.name, cell.key, cell.record.row)):
        follows = run and run[-1].table is cell.table and run[-1].key == cell.key
        if not (follows and run[-1].record.row + 1 == cell.record.row):
            if run:
                yield run
            run = []
        run.append(cell)
    if run:
        yield run


def _has_other_cells(cell: DraftCell) -> bool:
    """Tell whether the record keeps another filled cell of its own."""
    return any(cell.record.written.get(column.key) for column in cell.table.inputs if column.key != cell.key)


def _merge_run(draft: Draft, equal: list[DraftCell]) -> None:
    table, column = equal[0].table, equal[0].address[1]
    table.sheet.merge_range(equal[0].record.row, column, equal[-1].record.row, column)
    for cell in equal[1:]:
        table.sheet.clear_cell(*cell.address)
        cell.update_texts("", cell.record.texts[cell.key])
    draft.expect_sheet_finding(table, "merged_filled")


def _hide_filtered_rows(draft: Draft, rng: random.Random) -> bool:
    """Filter each list by one value, as people do who look at a few rows and then save."""
    done = False
    for table in draft.find_filled_tables(2):
        columns = [
            column for column in table.inputs if len({record.written.get(column.key) for record in table.records}) > 1
        ]
        if not columns:
            continue
        column = rng.choice(columns)
        shown = table.records[0].written.get(column.key, "")
        for record in table.records:
            if record.written.get(column.key) != shown:
                table.sheet.hide_row(record.row)
        table.sheet.filter_column(table.positions[column.key], [shown])
        draft.expect_sheet_finding(table, "hidden_rows")
        done = True
    return done


def _remove_validations(draft: Draft, rng: random.Random) -> bool:
    """Remove dropdowns, colours and protection, as pasting whole sheets does."""
    found = [
        table.sheet.drop_elements("dataValidations", "conditionalFormatting", "sheetProtection")
        for table in draft.tables
    ]
    return any(found)


ROW_KINDS: tuple[Kind, ...] = (
    make_inner_kind(20, "header_repeated", _repeat_header),
    make_inner_kind(21, "totals", _insert_totals),
    make_inner_kind(57, "program_totals", _insert_program_totals),
    make_inner_kind(22, "signatures", _insert_signatures),
    make_inner_kind(23, "blank_rows", _insert_blank_rows),
    make_inner_kind(24, "numbers_dragged", _drag_numbers_down),
    make_inner_kind(25, "sample_kept", _insert_sample),
    make_inner_kind(26, "merged_down", _merge_equal_cells),
    make_inner_kind(27, "rows_hidden", _hide_filtered_rows),
    make_inner_kind(28, "validations_gone", _remove_validations),
)
