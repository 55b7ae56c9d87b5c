"""Damage what the records say: filled lists come in, lists with lost, doubled or contradicting contents go out."""

from __future__ import annotations

import random

from toolkit.damage.draft import Draft, Line, Place, Table
from toolkit.damage.kind import Kind, inside
from toolkit.damage.when import holds
from toolkit.definition import TEXT_KINDS, Column
from toolkit.rules import ExpectedIf, RequiredIf

_YELLOW = "FFFFFF00"


def _filled(place: Place) -> bool:
    """Tell whether a cell can be damaged without its record vanishing."""
    others = [one for one in place.table.inputs if one.key != place.key and place.line.texts.get(one.key)]
    return place.filled and bool(others)


def _one(places: list[Place], rng: random.Random) -> Place | None:
    return rng.choice(places) if places else None


# -- cells whose value is lost --------------------------------------------------------------------


def _error_value(draft: Draft, rng: random.Random) -> bool:
    place = _one(draft.places(want=_filled), rng)
    if place is None:
        return False
    place.table.sheet.put_formula(*place.at, 'VALUE("?")', "#VALUE!", "e")
    place.note("#VALUE!", None)
    draft.mark(place, "readable")
    return True


def _no_result(draft: Draft, rng: random.Random) -> bool:
    place = _one(draft.places(want=_filled), rng)
    if place is None:
        return False
    place.table.sheet.put_formula(*place.at, 'TRIM(" 1 ")&"2"')
    place.note("", None)
    draft.mark(place, "readable")
    return True


def _picture(draft: Draft, rng: random.Random) -> bool:
    place = _one(draft.places("text", "long_text", want=_filled), rng)
    if place is None:
        return False
    formula = f'DISPIMG("ID_{rng.getrandbits(128):032X}",1)'
    place.table.sheet.put_formula(*place.at, f"_xlfn.{formula}", f"={formula}")
    place.note(f"={formula}", None)
    draft.mark(place, "readable")
    return True


# -- cells left empty -----------------------------------------------------------------------------


def _empty(draft: Draft, place: Place, *rules: str) -> None:
    place.write("", "")
    draft.mark(place, *rules)


def _coloured(draft: Draft, rng: random.Random) -> bool:
    """Tell a state by the colour of the cell instead of by a word."""
    place = _one(draft.places("choice", want=lambda one: one.column.required and _filled(one)), rng)
    if place is None:
        return False
    _empty(draft, place, "required")
    sheet = place.table.sheet
    sheet.set_style(*place.at, draft.book.filled_style(sheet.style(*place.at), _YELLOW))
    return True


def _emptied(draft: Draft, rng: random.Random) -> bool:
    place = _one(draft.places(want=lambda one: one.column.required and _filled(one)), rng)
    if place is None:
        return False
    _empty(draft, place, "required")
    return True


def _too_long(draft: Draft, rng: random.Random) -> bool:
    place = _one(draft.places(*TEXT_KINDS, want=lambda one: bool(one.column.max_length) and _filled(one)), rng)
    if place is None:
        return False
    limit = place.column.max_length or 0
    text = (place.written * (limit // len(place.written) + 2))[: limit + 1 + rng.randrange(50)].strip()
    place.write(text, text)
    draft.mark(place, "length")
    return True


# -- numbers --------------------------------------------------------------------------------------


def _numbered(draft: Draft, fewest: int) -> list[tuple[Table, Column]]:
    """Return the lists whose records all have their running number."""
    found = []
    for table in draft.filled_tables(fewest):
        column = table.list_type.number
        if column is not None and column.key in table.positions and all(one.texts[column.key] for one in table.lines):
            found.append((table, column))
    return found


def _row_doubled(draft: Draft, rng: random.Random) -> bool:
    """Copy a whole record, its number too, to the row below."""
    found = [(t, c, line) for t, c in _numbered(draft, 1) for line in t.lines if not t.sheet.splits(line.row + 1)]
    if not found:
        return False
    table, column, line = rng.choice(found)
    draft.insert_rows(table, line.row + 1)
    table.sheet.copy_row(line.row, line.row + 1)
    twin = Line(row=line.row + 1, written=dict(line.written), texts=dict(line.texts), cleaned=line.cleaned)
    table.lines.insert(table.lines.index(line) + 1, twin)
    for one in (line, twin):
        draft.mark(Place(table, one, column), "unique")
    return True


def _number_doubled(draft: Draft, rng: random.Random) -> bool:
    found = _numbered(draft, 2)
    if not found:
        return False
    table, column = rng.choice(found)
    first, second = rng.sample(table.lines, 2)
    Place(table, second, column).write(first.written[column.key], first.texts[column.key])
    for line in (first, second):
        draft.mark(Place(table, line, column), "unique")
    return True


def _number_garbled(draft: Draft, rng: random.Random) -> bool:
    found = _numbered(draft, 1)
    if not found:
        return False
    table, column = rng.choice(found)
    place = Place(table, rng.choice(table.lines), column)
    text = f"{place.written}/{place.written}"
    place.write(text, text)
    draft.mark(place, "pattern")
    return True


def _number_lost(draft: Draft, rng: random.Random) -> bool:
    found = [(table, column) for table, column in _numbered(draft, 1) if column.required]
    if not found:
        return False
    table, column = rng.choice(found)
    _empty(draft, Place(table, rng.choice(table.lines), column), "required")
    return True


def _row_deleted(draft: Draft, rng: random.Random) -> bool:
    """Delete an issued row; what refers to it now leads nowhere."""
    found = _numbered(draft, 2)
    if not found:
        return False
    table, column = rng.choice(found)
    line = rng.choice(table.lines)
    gone, path = line.texts[column.key], f"{table.list_type.key}.{column.key}"
    draft.delete_line(table, line)
    for other in draft.tables:
        for place in (Place(other, one, c) for one in other.lines for c in other.inputs if c.refers == path):
            if place.line.texts[place.key] == gone:
                draft.mark(place, "reference")
    return True


# -- contradictions -------------------------------------------------------------------------------


def _required_if(draft: Draft, rng: random.Random) -> bool:
    """Empty a cell that the record's other cells make required."""
    found: list[Place] = []
    for table in draft.tables:
        for rule in table.list_type.rules:
            if isinstance(rule, RequiredIf) and rule.column in table.positions:
                places = (Place(table, line, table.list_type.column(rule.column)) for line in table.lines)
                found += [one for one in places if _filled(one) and holds(draft, table, one.line, rule.when)]
    place = _one([one for one in found if not one.column.locked], rng)
    if place is None:
        return False
    _empty(draft, place, "required_if", "required")
    return True


def _expected_if(draft: Draft, rng: random.Random) -> bool:
    """Choose what the record's class, or its problem's, speaks against."""
    found: list[tuple[Place, str]] = []
    for table in draft.tables:
        for rule in table.list_type.rules:
            if isinstance(rule, ExpectedIf) and rule.column in table.positions:
                found += _contradicted(draft, table, rule)
    if not found:
        return False
    place, value = rng.choice(found)
    place.write(value, value)
    draft.mark(place, "expected_if")
    return True


def _contradicted(draft: Draft, table: Table, rule: ExpectedIf) -> list[tuple[Place, str]]:
    column = table.list_type.column(rule.column)
    known = draft.subject.definition.choice_lists.get(column.choices or "")
    others = [value for value in (known.values if known else ()) if value not in rule.values]
    places = [Place(table, line, column) for line in table.lines]
    return [
        (one, value) for one in places if _filled(one) and holds(draft, table, one.line, rule.when) for value in others
    ]


CONTENT_KINDS: tuple[Kind, ...] = (
    inside(40, "error_value", _error_value),
    inside(40, "formula_without_result", _no_result),
    inside(41, "picture_in_cell", _picture),
    inside(42, "state_by_colour", _coloured),
    inside(43, "required_empty", _emptied),
    inside(44, "row_doubled", _row_doubled),
    inside(45, "number_doubled", _number_doubled),
    inside(45, "number_garbled", _number_garbled),
    inside(46, "required_if_empty", _required_if),
    inside(47, "contradiction", _expected_if),
    inside(48, "row_deleted", _row_deleted),
    inside(48, "number_lost", _number_lost),
)
LENGTH_KINDS: tuple[Kind, ...] = (inside(50, "too_long", _too_long),)
