"""Measure a page's entries: how high their rows must be, so that no text is cut."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from toolkit.docket.entries import Entry
from toolkit.excel import compute_row_height
from toolkit.text import measure_width

BODY_SIZE = 10.5
# The highest row of the file format is 409 points; a longer text goes on in the row beneath.
HIGHEST = 396.0
_LINE, _AROUND = BODY_SIZE * 1.36, 6.0
_MOST_LINES = int((HIGHEST - _AROUND) / _LINE)


def measure_entries(entries: Sequence[Entry], widths: Sequence[float]) -> list[Entry]:
    """Return the entries with their heights; one whose text is longer than a row is followed by its continuations."""
    measured: list[Entry] = []
    for entry in entries:
        entry.beneath = measure_entries(entry.beneath, widths)
        pieces = _split_entry(entry, widths)
        for piece in pieces:
            piece.height = _measure_own(piece, widths)
            stretch_rows(piece, piece.height)
        measured += pieces
    return measured


def measure_together(entries: Sequence[Entry], widths: Sequence[float]) -> float:
    """Return how high entries are together; nothing is changed."""
    return sum(max(_measure_own(entry, widths), measure_together(entry.beneath, widths)) for entry in entries)


def _measure_own(entry: Entry, widths: Sequence[float]) -> float:
    return compute_row_height([(text, widths[at]) for at, text in entry.cells.items() if at >= 0])


def stretch_rows(entry: Entry, height: float) -> None:
    """Make the rows of an entry higher, each by the same, where together they are lower than its own cells."""
    rows = [row[-1] for row in entry.rows]
    add_height(rows, height - entry.total)


def add_height(rows: Sequence[Entry], missing: float) -> None:
    """Share out what rows lack in height; none becomes higher than a row can be."""
    if missing <= 0:
        return
    for at, row in enumerate(sorted(rows, key=lambda each: -each.height)):
        share = min(missing / (len(rows) - at), HIGHEST - row.height)
        row.height += share
        missing -= share


def _split_entry(entry: Entry, widths: Sequence[float]) -> list[Entry]:
    """Return an entry, followed by one more for every further row that its longest text takes."""
    pieces = {at: _cut_text(text, widths[at]) for at, text in entry.cells.items() if at >= 0}
    more = max(map(len, pieces.values()), default=1)
    if more == 1:
        return [entry]
    kept = {at: text for at, text in entry.cells.items() if at < 0}
    first = {at: own[0] for at, own in pieces.items()}
    entry.cells = first | kept
    following = (
        {at: own[number] if number < len(own) else "" for at, own in pieces.items()} for number in range(1, more)
    )
    return [entry, *(Entry(tier=entry.tier, cells=cells | kept, goes_on=True) for cells in following)]


@lru_cache(maxsize=65536)
def _cut_text(text: str, width: float) -> Sequence[str]:
    """Return a text in parts that are no higher than a row, cut where a line ends."""
    fitting = max(width - 1, 1) * 11 / BODY_SIZE
    if sum(math.ceil(measure_width(line) / fitting) or 1 for line in text.split("\n")) <= _MOST_LINES:
        return [text]
    cuts = _find_line_starts(text, fitting)[::_MOST_LINES]
    return [text[start:end].removesuffix("\n") for start, end in pairwise([*cuts, len(text)])]


def _find_line_starts(text: str, fitting: float) -> list[int]:
    """Return where each line begins that a text takes in a column; a wide character is never split."""
    starts, used = [0], 0.0
    for at, character in enumerate(text):
        wide = measure_width(character)
        if character == "\n" or used + wide > fitting:
            starts.append(at + 1 if character == "\n" else at)
            used = 0.0 if character == "\n" else wide
        else:
            used += wide
    return [start for start in starts if start < len(text)]
