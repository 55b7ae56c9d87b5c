"""Read the cover: a workbook's sheets come in, who filled it in and which lists have nothing to report go out."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.cleaning import plain_text
from toolkit.definition import Definition, ListType
from toolkit.opening import Grid
from toolkit.text import fold


def find_cover(grids: Iterable[Grid], definition: Definition) -> Grid | None:
    """Return the cover by its name, or by the heading of its nil-return column."""
    nil = {fold(name) for name in (definition.cover.nil.label, *definition.cover.nil.aliases)}
    for grid in grids:
        if fold(grid.name) == fold(definition.cover.sheet):
            return grid
        if any(fold(plain_text(cell)) in nil for row in grid.rows[:30] for cell in row):
            return grid
    return None


def read_fields(grid: Grid, definition: Definition) -> dict[str, str]:
    """Return what was filled in beside each label, by field key."""
    found: dict[str, str] = {}
    for row in grid.rows[:40]:
        texts = [plain_text(cell) for cell in row]
        for field in definition.cover.fields:
            names = {fold(name) for name in (field.label, *field.aliases)}
            if field.key not in found and texts and fold(texts[0]) in names:
                found[field.key] = texts[1] if len(texts) > 1 else ""
    return found


def read_nil(grid: Grid, definition: Definition, list_types: Iterable[ListType]) -> frozenset[str]:
    """Return the lists for which the nil return was chosen."""
    nil = definition.cover.nil
    headings = {fold(name) for name in (nil.label, *nil.aliases)}
    yes = {fold(word) for word in (nil.value, *definition.vocabulary.yes)}
    known = {fold(name): one.key for one in list_types for name in (one.label, *one.aliases)}
    place: int | None = None
    found: set[str] = set()
    for row in grid.rows[:60]:
        texts = [fold(plain_text(cell)) for cell in row]
        if place is None:
            place = next((p for p, text in enumerate(texts) if text in headings), None)
            continue
        key = next((known[text] for text in texts[:2] if text in known), None)
        if key and place < len(texts) and texts[place] in yes:
            found.add(key)
    return frozenset(found)
