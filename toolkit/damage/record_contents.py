"""Damage the contents of records: values lost, cells emptied, numbers duplicated, contradictions."""

from __future__ import annotations

import random

from toolkit.damage.condition_check import holds_conditions
from toolkit.damage.draft import (
    Draft,
    DraftCell,
    DraftRecord,
    DraftTable,
)
from toolkit.damage.kind import Kind, make_inner_kind
from toolkit.definition import TEXT_KINDS, Column
from toolkit.rules import ExpectedIfRule, RequiredIfRule

_YELLOW = "FFFFFF00"


def _is_expendable(cell: DraftCell) -> bool:
    """Tell whether a cell can be damaged without its record vanishing."""
    others = [column for column in cell.table.inputs if column.key != cell.key]
    return cell.filled and any(cell.record.texts.get(column.key) for column in others)


def _choose_cell(cells: list[DraftCell], rng: random.Random) -> DraftCell | None:
    return rng.choice(cells) if cells else None


# -- cells whose value is lost --------------------------------------------------------------------


def _write_error_value(draft: Draft, rng: random.Random) -> bool:
    cell = _choose_cell(draft.find_cells(want=_is_expendable), rng)
    if cell is None:
        return False
    cell.table.sheet.put_formula(*cell.address, 'VALUE("?")', "#VALUE!", "e")
    cell.update_texts("#VALUE!", None)
    draft.expect_finding(cell, "readable")
    return True


def _write_formula_without_result(draft: Draft, rng: random.Random) -> bool:
    cell = _choose_cell(draft.find_cells(want=_is_expendable), rng)
    if cell is None:
        return False
    cell.table.sheet.put_formula(*cell.address, 'TRIM(" 1 ")&"2"')
    cell.update_texts("", None)
    draft.expect_finding(cell, "readable")
    return True


def _write_picture_formula(draft: Draft, rng: random.Random) -> bool:
    cell = _choose_cell(draft.find_cells("text", "long_text", want=_is_expendable), rng)
    if cell is None:
        return False
    formula = f'DISPIMG("ID_{rng.getrandbits(128):032X}",1)'
    cell.table.sheet.put_formula(*cell.address, f"_xlfn.{formula}", f"={formula}")
    cell.update_texts(f"={formula}", None)
    draft.expect_finding(cell, "readable")
    return True


# -- cells left empty -----------------------------------------------------------------------------


def _empty_cell(draft: Draft, cell: DraftCell, *rules: str) -> None:
    cell.write_text("", "")
    draft.expect_finding(cell, *rules)


def _replace_state_by_colour(draft: Draft, rng: random.Random) -> bool:
    """Show a state by the colour of the cell instead of a word."""
    cell = _choose_cell(
        draft.find_cells("choice", want=lambda cell: cell.column.required and _is_expendable(cell)), rng
    )
    if cell is None:
        return False
    _empty_cell(draft, cell, "required")
    sheet = cell.table.sheet
    sheet.set_style(*cell.address, draft.book.add_filled_style(sheet.find_style(*cell.address), _YELLOW))
    return True


def _empty_required_cell(draft: Draft, rng: random.Random) -> bool:
    cell = _choose_cell(draft.find_cells(want=lambda cell: cell.column.required and _is_expendable(cell)), rng)
    if cell is None:
        return False
    _empty_cell(draft, cell, "required")
    return True


def _write_overlong_text(draft: Draft, rng: random.Random) -> bool:
    cell = _choose_cell(
        draft.find_cells(*TEXT_KINDS, want=lambda cell: bool(cell.column.max_length) and _is_expendable(cell)), rng
    )
    if cell is None:
        return False
    limit = cell.column.max_length or 0
    text = (cell.written * (limit // len(cell.written) + 2))[: limit + 1 + rng.randrange(50)].strip()
    cell.write_text(text, text)
    draft.expect_finding(cell, "length")
    return True


# -- numbers --------------------------------------------------------------------------------------


def _find_numbered_tables(draft: Draft, fewest: int) -> list[tuple[DraftTable, Column]]:
    """Return the lists whose records all have their running number."""
    found = []
    for table in draft.find_filled_tables(fewest):
        column = table.list_type.number
        if (
            column is not None
            and column.key in table.positions
            and all(record.texts[column.key] for record in table.records)
        ):
            found.append((table, column))
    return found


def _duplicate_row(draft: Draft, rng: random.Random) -> bool:
    """Copy a whole record, with its number, to the row below."""
    found = [
        (table, column, record)
        for table, column in _find_numbered_tables(draft, 1)
        for record in table.records
        if not table.sheet.is_inside_merge(record.row + 1)
    ]
    if not found:
        return False
    table, column, record = rng.choice(found)
    draft.insert_rows(table, record.row + 1)
    table.sheet.copy_row(record.row, record.row + 1)
    twin = DraftRecord(
        row=record.row + 1, written=dict(record.written), texts=dict(record.texts), cleaned=record.cleaned
    )
    table.records.insert(table.records.index(record) + 1, twin)
    for equal in (record, twin):
        draft.expect_finding(DraftCell(table, equal, column), "unique")
    return True


def _duplicate_number(draft: Draft, rng: random.Random) -> bool:
    found = _find_numbered_tables(draft, 2)
    if not found:
        return False
    table, column = rng.choice(found)
    first, second = rng.sample(table.records, 2)
    DraftCell(table, second, column).write_text(first.written[column.key], first.texts[column.key])
    for record in (first, second):
        draft.expect_finding(DraftCell(table, record, column), "unique")
    return True


def _garble_number(draft: Draft, rng: random.Random) -> bool:
    found = _find_numbered_tables(draft, 1)
    if not found:
        return False
    table, column = rng.choice(found)
    cell = DraftCell(table, rng.choice(table.records), column)
    text = f"{cell.written}/{cell.written}"
    cell.write_text(text, text)
    draft.expect_finding(cell, "pattern")
    return True


def _delete_number(draft: Draft, rng: random.Random) -> bool:
    """Empty a running number: its row is given another one, and references to the lost one lead nowhere."""
    found = _find_numbered_tables(draft, 1)
    if not found:
        return False
    table, column = rng.choice(found)
    cell = DraftCell(table, rng.choice(table.records), column)
    gone = cell.record.texts[column.key]
    cell.write_text("", "")
    draft.expect_sheet_finding(table, "number_given")
    _expect_lost_references(draft, table, column, gone)
    return True


def _delete_issued_row(draft: Draft, rng: random.Random) -> bool:
    """Delete an issued row, so that references to it lead nowhere."""
    found = _find_numbered_tables(draft, 2)
    if not found:
        return False
    table, column = rng.choice(found)
    record = rng.choice(table.records)
    gone = record.texts[column.key]
    draft.delete_record(table, record)
    _expect_lost_references(draft, table, column, gone)
    return True


def _expect_lost_references(draft: Draft, table: DraftTable, column: Column, gone: str | None) -> None:
    path = f"{table.list_type.key}.{column.key}"
    for other in draft.tables:
        for cell in _collect_referring_cells(other, path):
            if cell.record.texts[cell.key] == gone:
                draft.expect_finding(cell, "reference")


def _collect_referring_cells(table: DraftTable, path: str) -> list[DraftCell]:
    referring = [column for column in table.inputs if column.refers == path]
    return [DraftCell(table, record, column) for record in table.records for column in referring]


# -- contradictions -------------------------------------------------------------------------------


def _empty_conditional_cell(draft: Draft, rng: random.Random) -> bool:
    """Empty a cell that the record's other cells make required."""
    found: list[DraftCell] = []
    for table in draft.tables:
        for rule in table.list_type.rules:
            if isinstance(rule, RequiredIfRule) and rule.column in table.positions:
                cells = (DraftCell(table, record, table.list_type.find_column(rule.column)) for record in table.records)
                found += [
                    cell
                    for cell in cells
                    if _is_expendable(cell) and holds_conditions(draft, table, cell.record, rule.when)
                ]
    cell = _choose_cell([cell for cell in found if not cell.column.locked], rng)
    if cell is None:
        return False
    _empty_cell(draft, cell, "required_if", "required")
    return True


def _write_contradiction(draft: Draft, rng: random.Random) -> bool:
    """Choose a value that contradicts the class of the record, or of its problem."""
    found: list[tuple[DraftCell, str]] = []
    for table in draft.tables:
        for rule in table.list_type.rules:
            if isinstance(rule, ExpectedIfRule) and rule.column in table.positions:
                found += _find_contradictions(draft, table, rule)
    if not found:
        return False
    cell, value = rng.choice(found)
    cell.write_text(value, value)
    draft.expect_finding(cell, "expected_if")
    return True


def _find_contradictions(draft: Draft, table: DraftTable, rule: ExpectedIfRule) -> list[tuple[DraftCell, str]]:
    column = table.list_type.find_column(rule.column)
    known = draft.subject.definition.choice_lists.get(column.choices or "")
    others = [value for value in (known.values if known else ()) if value not in rule.values]
    cells = [DraftCell(table, record, column) for record in table.records]
    return [
        (cell, value)
        for cell in cells
        if _is_expendable(cell) and holds_conditions(draft, table, cell.record, rule.when)
        for value in others
    ]


CONTENT_KINDS: tuple[Kind, ...] = (
    make_inner_kind(40, "error_value", _write_error_value),
    make_inner_kind(40, "formula_without_result", _write_formula_without_result),
    make_inner_kind(41, "picture_in_cell", _write_picture_formula),
    make_inner_kind(42, "state_by_colour", _replace_state_by_colour),
    make_inner_kind(43, "required_empty", _empty_required_cell),
    make_inner_kind(44, "row_doubled", _duplicate_row),
    make_inner_kind(45, "number_doubled", _duplicate_number),
    make_inner_kind(45, "number_garbled", _garble_number),
    make_inner_kind(46, "required_if_empty", _empty_conditional_cell),
    make_inner_kind(47, "contradiction", _write_contradiction),
    make_inner_kind(48, "row_deleted", _delete_issued_row),
    make_inner_kind(48, "number_lost", _delete_number),
)
LENGTH_KINDS: tuple[Kind, ...] = (make_inner_kind(50, "too_long", _write_overlong_text),)
