"""Find the lists on a sheet: a grid of cells comes in, where each list's header stands and its columns go out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from toolkit.cleaning import plain_text
from toolkit.definition import ListType
from toolkit.opening import CellValue, Grid
from toolkit.text import fold

# Banner rows above a header are few; a header farther down is no header of ours.
DEEPEST_HEADER = 40
FEWEST_HEADINGS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A header row: the list it belongs to, its row from 0, and each column's position from 0."""

    list_type: ListType
    row: int
    positions: Mapping[str, int]
    # Headings that belong to no column: position and text.
    extra: tuple[tuple[int, str], ...]
    # The row from 0 at which the next list on the sheet begins, or the sheet's end.
    end: int = 0


def find_headers(grid: Grid, list_types: Iterable[ListType], wanted: str = "") -> list[Header]:
    """Return the headers of a sheet from top to bottom, one per list; `wanted` is the list a token names.

    A header is found by its texts. The sheet's name and the token only break ties between lists that
    share headings. The first header stands near the top; a list may follow another on the same sheet.
    """
    candidates, found = tuple(list_types), dict[str, Header]()
    for number, cells in enumerate(grid.rows):
        if number >= DEEPEST_HEADER and not found:
            break
        header = _header_at(number, cells, candidates, grid.name, wanted)
        if header is not None:
            found.setdefault(header.list_type.key, header)
    headers = sorted(found.values(), key=lambda header: header.row)
    ends = [*(header.row for header in headers[1:]), len(grid.rows)][: len(headers)]
    return [replace(header, end=end) for header, end in zip(headers, ends, strict=True)]


def _header_at(
    number: int, cells: list[CellValue], list_types: tuple[ListType, ...], sheet: str, wanted: str
) -> Header | None:
    texts = [fold(plain_text(cell)) if isinstance(cell, str) and cell else "" for cell in cells]
    if sum(1 for text in texts if text) < FEWEST_HEADINGS:
        return None
    best: tuple[float, ListType, dict[str, int]] | None = None
    for list_type in list_types:
        positions = match_headings(texts, list_type)
        if len(positions) < FEWEST_HEADINGS or len(positions) * 3 < len(list_type.columns):
            continue
        score = len(positions) + _likeness(sheet, list_type, wanted)
        if best is None or score > best[0]:
            best = (score, list_type, positions)
    if best is None:
        return None
    return Header(list_type=best[1], row=number, positions=best[2], extra=_extra(cells, best[2]))


def match_headings(texts: list[str], list_type: ListType) -> dict[str, int]:
    """Return the position of each column whose heading stands in the row; official headings go first."""
    positions: dict[str, int] = {}
    taken: set[int] = set()
    for names in ("label", "aliases"):
        for column in list_type.columns:
            wanted = (column.label,) if names == "label" else column.aliases
            for name in wanted:
                place = next((p for p, t in enumerate(texts) if t == fold(name) and p not in taken), None)
                if place is not None and column.key not in positions:
                    positions[column.key] = place
                    taken.add(place)
    return positions


def _likeness(sheet: str, list_type: ListType, wanted: str) -> float:
    named = any(fold(name) in fold(sheet) for name in (list_type.label, *list_type.aliases))
    return (3 if named else 0) + (5 if wanted == list_type.key else 0)


def _extra(cells: list[CellValue], positions: Mapping[str, int]) -> tuple[tuple[int, str], ...]:
    used = set(positions.values())
    return tuple((p, plain_text(c)) for p, c in enumerate(cells) if p not in used and plain_text(c))
