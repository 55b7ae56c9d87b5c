"""Damage what the records say: filled lists come in, lists with lost, doubled or contradicting contents go out."""

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
    others = [one for one in cell.table.inputs if one.key != cell.key and cell.record.texts.get(one.key)]
    return cell.filled and bool(others)


def _choose_cell(cells: list[DraftCell], rng: random.Random) -> DraftCell | None:
    return rng.choice(cells) if cells else None


# -- cells whose value is lost --------------------------------------------------------------------


def _write_error_value(draft: Draft, rng: random.Random) -> bool:
    place = _choose_cell(draft.find_cells(want=_is_expendable), rng)
    if place is None:
        return False
    place.table.sheet.put_formula(*place.address, 'VALUE("?")', "#VALUE!", "e")
    place.update_texts("#VALUE!", None)
    draft.expect_finding(place, "readable")
    return True


def _write_formula_without_result(draft: Draft, rng: random.Random) -> bool:
    place = _choose_cell(draft.find_cells(want=_is_expendable), rng)
    if place is None:
        return False
    place.table.sheet.put_formula(*place.address, 'TRIM(" 1 ")&"2"')
    place.update_texts("", None)
    draft.expect_finding(place, "readable")
    return True


def _write_picture_formula(draft: Draft, rng: random.Random) -> bool:
    place = _choose_cell(draft.find_cells("text", "long_text", want=_is_expendable), rng)
    if place is None:
        return False
    formula = f'DISPIMG("ID_{rng.getrandbits(128):032X}",1)'
    place.table.sheet.put_formula(*place.address, f"_xlfn.{formula}", f"={formula}")
    place.update_texts(f"={formula}", None)
    draft.expect_finding(place, "readable")
    return True


# -- cells left empty -----------------------------------------------------------------------------


def _empty_cell(draft: Draft, cell: DraftCell, *rules: str) -> None:
    cell.write_text("", "")
    draft.expect_finding(cell, *rules)


def _replace_state_by_colour(draft: Draft, rng: random.Random) -> bool:
    """Tell a state by the colour of the cell instead of by a word."""
    place = _choose_cell(
        draft.find_cells("choice", want=lambda cell: cell.column.required and _is_expendable(cell)), rng
    )
    if place is None:
        return False
    _empty_cell(draft, place, "required")
    sheet = place.table.sheet
    sheet.set_style(*place.address, draft.book.add_filled_style(sheet.find_style(*place.address), _YELLOW))
    return True


def _empty_required_cell(draft: Draft, rng: random.Random) -> bool:
    place = _choose_cell(draft.find_cells(want=lambda cell: cell.column.required and _is_expendable(cell)), rng)
    if place is None:
        return False
    _empty_cell(draft, place, "required")
    return True


def _write_overlong_text(draft: Draft, rng: random.Random) -> bool:
    place = _choose_cell(
        draft.find_cells(*TEXT_KINDS, want=lambda cell: bool(cell.column.max_length) and _is_expendable(cell)), rng
    )
    if place is None:
        return False
    limit = place.column.max_length or 0
    text = (place.written * (limit // len(place.written) + 2))[: limit + 1 + rng.randrange(50)].strip()
    place.write_text(text, text)
    draft.expect_finding(place, "length")
    return True


# -- numbers --------------------------------------------------------------------------------------


def _find_numbered_tables(draft: Draft, fewest: int) -> list[tuple[DraftTable, Column]]:
    """Return the lists whose records all have their running number."""
    found = []
    for table in draft.find_filled_tables(fewest):
        column = table.list_type.number
        if column is not None and column.key in table.positions and all(one.texts[column.key] for one in table.records):
            found.append((table, column))
    return found


def _duplicate_row(draft: Draft, rng: random.Random) -> bool:
    """Copy a whole record, its number too, to the row below."""
    found = [
        (t, c, line)
        for t, c in _find_numbered_tables(draft, 1)
        for line in t.records
        if not t.sheet.is_inside_merge(line.row + 1)
    ]
    if not found:
        return False
    table, column, line = rng.choice(found)
    draft.insert_rows(table, line.row + 1)
    table.sheet.copy_row(line.row, line.row + 1)
    twin = DraftRecord(row=line.row + 1, written=dict(line.written), texts=dict(line.texts), cleaned=line.cleaned)
    table.records.insert(table.records.index(line) + 1, twin)
    for one in (line, twin):
        draft.expect_finding(DraftCell(table, one, column), "unique")
    return True


def _duplicate_number(draft: Draft, rng: random.Random) -> bool:
    found = _find_numbered_tables(draft, 2)
    if not found:
        return False
    table, column = rng.choice(found)
    first, second = rng.sample(table.records, 2)
    DraftCell(table, second, column).write_text(first.written[column.key], first.texts[column.key])
    for line in (first, second):
        draft.expect_finding(DraftCell(table, line, column), "unique")
    return True


def _garble_number(draft: Draft, rng: random.Random) -> bool:
    found = _find_numbered_tables(draft, 1)
    if not found:
        return False
    table, column = rng.choice(found)
    place = DraftCell(table, rng.choice(table.records), column)
    text = f"{place.written}/{place.written}"
    place.write_text(text, text)
    draft.expect_finding(place, "pattern")
    return True


def _delete_number(draft: Draft, rng: random.Random) -> bool:
    found = [(table, column) for table, column in _find_numbered_tables(draft, 1) if column.required]
    if not found:
        return False
    table, column = rng.choice(found)
    _empty_cell(draft, DraftCell(table, rng.choice(table.records), column), "required")
    return True


def _delete_issued_row(draft: Draft, rng: random.Random) -> bool:
    """Delete an issued row; what refers to it now leads nowhere."""
    found = _find_numbered_tables(draft, 2)
    if not found:
        return False
    table, column = rng.choice(found)
    line = rng.choice(table.records)
    gone, path = line.texts[column.key], f"{table.list_type.key}.{column.key}"
    draft.delete_record(table, line)
    for other in draft.tables:
        for place in (DraftCell(other, one, c) for one in other.records for c in other.inputs if c.refers == path):
            if place.record.texts[place.key] == gone:
                draft.expect_finding(place, "reference")
    return True


# -- contradictions -------------------------------------------------------------------------------


def _empty_conditional_cell(draft: Draft, rng: random.Random) -> bool:
    """Empty a cell that the record's other cells make required."""
    found: list[DraftCell] = []
    for table in draft.tables:
        for rule in table.list_type.rules:
            if isinstance(rule, RequiredIfRule) and rule.column in table.positions:
                places = (DraftCell(table, line, table.list_type.find_column(rule.column)) for line in table.records)
                found += [
                    one
                    for one in places
                    if _is_expendable(one) and holds_conditions(draft, table, one.record, rule.when)
                ]
    place = _choose_cell([one for one in found if not one.column.locked], rng)
    if place is None:
        return False
    _empty_cell(draft, place, "required_if", "required")
    return True


def _write_contradiction(draft: Draft, rng: random.Random) -> bool:
    """Choose what the record's class, or its problem's, speaks against."""
    found: list[tuple[DraftCell, str]] = []
    for table in draft.tables:
        for rule in table.list_type.rules:
            if isinstance(rule, ExpectedIfRule) and rule.column in table.positions:
                found += _find_contradictions(draft, table, rule)
    if not found:
        return False
    place, value = rng.choice(found)
    place.write_text(value, value)
    draft.expect_finding(place, "expected_if")
    return True


def _find_contradictions(draft: Draft, table: DraftTable, rule: ExpectedIfRule) -> list[tuple[DraftCell, str]]:
    column = table.list_type.find_column(rule.column)
    known = draft.subject.definition.choice_lists.get(column.choices or "")
    others = [value for value in (known.values if known else ()) if value not in rule.values]
    places = [DraftCell(table, line, column) for line in table.records]
    return [
        (one, value)
        for one in places
        if _is_expendable(one) and holds_conditions(draft, table, one.record, rule.when)
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
