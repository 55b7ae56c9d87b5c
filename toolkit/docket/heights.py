"""Measure a page's entries: how high their rows must be, so that no text is cut."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from toolkit.docket.entries import Entry
from toolkit.excel import compute_fitting, compute_line_height, count_lines
from toolkit.text import measure_width

BODY_SIZE = 10.5
# The highest row of the file format is 409 points; a longer text goes on in the row beneath.
HIGHEST = 396.0
_LINE, _AROUND = BODY_SIZE * 1.36, 6.0
_MOST_LINES = int((HIGHEST - _AROUND) / _LINE)
_MOST_COUNTED = 1 << 14  # texts of a column whose lines are remembered


class _LineCounter(dict[str, int]):
    """How many lines a text takes in a column of one width: most texts recur, on the pages of a unit and of all."""

    def __init__(self, width: float) -> None:
        super().__init__()
        self._width = width

    def __missing__(self, text: str) -> int:
        if len(self) >= _MOST_COUNTED:
            self.clear()
        self[text] = lines = count_lines(text, self._width, BODY_SIZE)
        return lines


_find_counter = lru_cache(maxsize=256)(_LineCounter)


def measure_entries(entries: Sequence[Entry], widths: Sequence[float]) -> list[Entry]:
    """Return the entries with their heights; one whose text is longer than a row is followed by its continuations."""
    return _measure_entries(entries, widths, [_find_counter(width) for width in widths])


def _measure_entries(
    entries: Sequence[Entry], widths: Sequence[float], counters: Sequence[_LineCounter]
) -> list[Entry]:
    measured: list[Entry] = []
    for entry in entries:
        if entry.beneath:
            entry.beneath = _measure_entries(entry.beneath, widths, counters)
        lines = _count_own(entry, counters)
        if lines <= _MOST_LINES:
            pieces = [entry]
            entry.height = compute_line_height(lines)
        else:
            pieces = _split_entry(entry, widths)
            for piece in pieces:
                piece.height = compute_line_height(_count_own(piece, counters))
        for piece in pieces:
            if piece.beneath:
                stretch_rows(piece, piece.height)
        measured += pieces
    return measured


def measure_together(entries: Sequence[Entry], widths: Sequence[float]) -> float:
    """Return how high entries are together; nothing is changed."""
    return _measure_together(entries, [_find_counter(width) for width in widths])


def _measure_together(entries: Sequence[Entry], counters: Sequence[_LineCounter]) -> float:
    return sum(
        max(compute_line_height(_count_own(entry, counters)), _measure_together(entry.beneath, counters))
        for entry in entries
    )


def _count_own(entry: Entry, counters: Sequence[_LineCounter]) -> int:
    """Return how many lines an entry's own cells need."""
    return max([counters[at][text] for at, text in entry.cells.items()], default=1)


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
    pieces = {at: _cut_text(text, widths[at]) for at, text in entry.cells.items()}
    entry.cells = {at: own[0] for at, own in pieces.items()}
    following = (
        {at: own[number] if number < len(own) else "" for at, own in pieces.items()}
        for number in range(1, max(map(len, pieces.values())))
    )
    more = [Entry(tier=entry.tier, cells=cells, above=entry.above, goes_on=True) for cells in following]
    return [entry, *more]


@lru_cache(maxsize=1024)
def _cut_text(text: str, width: float) -> Sequence[str]:
    """Return a text in parts that are no higher than a row, cut where a line ends."""
    if count_lines(text, width, BODY_SIZE) <= _MOST_LINES:
        return [text]
    cuts = _find_line_starts(text, compute_fitting(width, BODY_SIZE))[::_MOST_LINES]
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
