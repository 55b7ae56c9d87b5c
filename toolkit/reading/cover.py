"""Read the cover of a returned workbook: who filled it in, which lists are nil, and the row counts it shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from toolkit.definition import Definition, ListType
from toolkit.formats import Grid, format_plain_text, format_shown_text, is_stored
from toolkit.messages import say
from toolkit.records import NOTHING, Ledger
from toolkit.text import fold

_DEEPEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverSheet:
    """What the cover says: fields by key, lists declared empty, and the rows that the clerk's program counted.

    `counts` is by list key, without the lists for which the cover gives no number.
    """

    sheet: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    nil: frozenset[str] = frozenset()
    counts: dict[str, int] = field(default_factory=dict)
    ledger: Ledger = NOTHING


def read_cover(grids: Iterable[Grid], definition: Definition, list_types: Iterable[ListType]) -> CoverSheet:
    """Read the cover; every field is blank where the workbook has no cover."""
    grid = find_cover(grids, definition)
    if grid is None:
        return CoverSheet()
    fields = read_fields(grid, definition)
    nil, counts = _read_list_table(grid, definition, list_types)
    stored = sum(1 for row in grid.rows for cell in row if cell != "" and is_stored(cell))
    taken = sum(1 for text in fields.values() if text) + len(nil)
    return CoverSheet(
        sheet=grid.name,
        fields=fields,
        nil=nil,
        counts=counts,
        ledger=Ledger(stored=stored, taken=taken, left_out={"cover": stored - taken}),
    )


def find_cover(grids: Iterable[Grid], definition: Definition) -> Grid | None:
    """Return the cover by its name, or by the heading of its nil-return column."""
    sheets = tuple(grids)
    named = next((grid for grid in sheets if fold(grid.name) == fold(definition.cover.sheet)), None)
    if named is not None:
        return named
    nil = {fold(name) for name in (definition.cover.nil.label, *definition.cover.nil.aliases)}
    for grid in sheets:
        if any(fold(cell) in nil for row in grid.rows[:30] for cell in row if isinstance(cell, str) and cell):
            return grid
    return None


def read_fields(grid: Grid, definition: Definition) -> dict[str, str]:
    """Return what was filled in beside each label, by field key."""
    names = {
        fold(name): form_field.key
        for form_field in definition.cover.fields
        for name in (form_field.label, *form_field.aliases)
    }
    found: dict[str, str] = {}
    for number, row in enumerate(grid.rows[:40], 1):
        key = names.get(fold(format_plain_text(row[0]))) if row and row[0] != "" else None
        if key is not None and key not in found:
            found[key] = format_shown_text(grid, number, 1)
    return found


def _read_list_table(
    grid: Grid, definition: Definition, list_types: Iterable[ListType]
) -> tuple[frozenset[str], dict[str, int]]:
    """Return the lists for which the nil return was chosen, and the rows counted for each list."""
    nil_words = definition.cover.nil
    heads = {
        "nil": {fold(name) for name in (nil_words.label, *nil_words.aliases)},
        "filled": {fold(say("cover.filled"))},
    }
    yes = {fold(word) for word in (nil_words.value, *definition.vocabulary.yes)}
    known = {fold(name): list_type.key for list_type in list_types for name in (list_type.label, *list_type.aliases)}
    columns: dict[str, int] = {}
    nil: set[str] = set()
    counts: dict[str, int] = {}
    for row in grid.rows[:_DEEPEST]:
        texts = [fold(format_plain_text(cell)) if cell != "" else "" for cell in row]
        if "nil" not in columns:
            columns = {key: texts.index(name) for key, names in heads.items() for name in names if name in texts}
            continue
        key = next((known[text] for text in texts[:2] if text in known), None)
        if key is None:
            continue
        if columns["nil"] < len(texts) and texts[columns["nil"]] in yes:
            nil.add(key)
        counted = row[columns["filled"]] if columns.get("filled", len(row)) < len(row) else ""
        if isinstance(counted, float | int) and not isinstance(counted, bool):
            counts[key] = int(counted)
    return frozenset(nil), counts
