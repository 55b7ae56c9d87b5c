"""Find the columns of a list whose heading was reworded or lost, by other evidence.

Three pieces of evidence are weighed from 0 to 1: how close the heading is to a column's name, how well the cells fit
the column's kind, and whether the neighbours are those of the definition. Together they count
1 - (1-a)(1-b)(1-c). A column that reaches SURE, with MARGIN to the next best, is taken and the operator is asked to
check it; one that reaches only DOUBTFUL is left for the operator to decide.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from toolkit.cleaning import Cleaner, format_plain_text
from toolkit.definition import Column
from toolkit.excel import column_letters
from toolkit.formats import CellValue, Grid
from toolkit.reading.cell_fit import CellFit
from toolkit.reading.headers import Header
from toolkit.reading.heading_index import HEADING_EVIDENCE
from toolkit.reading.number_columns import choose_number_columns
from toolkit.records import Explanation
from toolkit.text import fold

SURE, DOUBTFUL, MARGIN = 0.8, 0.5, 0.1
# How similar a heading and a name must be to count as near, and how similar they count if one contains the other.
NEAR, CONTAINED = 0.6, 0.75
HEADING_WEIGHT = 0.9
_CONTENT_WEIGHT = {"choice": 0.8, "choices": 0.8, "date": 0.7, "deadline": 0.7, "code": 0.8, "reference": 0.8}
_WEAK_CONTENT = 0.4  # integers, names and texts fit many columns
_NEIGHBOUR_WEIGHTS = (0.0, 0.4, 0.7)  # for none, one or both neighbours
_FITTING, _CONTRADICTING = 0.8, 0.3
_SAMPLE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A column that a position may hold, how likely this is, and the evidence for it."""

    column: Column
    position: int
    confidence: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """A header with the guessed columns: those taken, and those to ask the operator about, grouped by position."""

    header: Header
    taken: tuple[Guess, ...] = ()
    asked: tuple[tuple[Guess, ...], ...] = field(default=())

    def explain_columns(self, sheet: str) -> Iterator[Explanation]:
        """Yield why each column was taken that was not recognised by its own heading."""
        for key, rank in self.header.ranks.items():
            if rank == HEADING_EVIDENCE.index("decision"):
                position = self.header.positions[key]
                yield Explanation(
                    subject="column",
                    sheet=sheet,
                    cell=f"{column_letters(position)}{self.header.row + 1}",
                    seen=find_heading(self.header, position),
                    chosen=self.header.list_type.find_column(key).label,
                    evidence=("decision",),
                )
        for guess in self.taken:
            yield Explanation(
                subject="column",
                sheet=sheet,
                cell=f"{column_letters(guess.position)}{self.header.row + 1}",
                seen=find_heading(self.header, guess.position),
                chosen=guess.column.label,
                confidence=guess.confidence,
                evidence=guess.evidence,
            )


def find_heading(header: Header, position: int) -> str:
    """Return the heading at a position, empty where there is none."""
    return header.texts[position] if position < len(header.texts) else ""


def complete_columns(  # noqa: PLR0913, PLR0917 - every parameter is part of a header's surroundings
    header: Header,
    grid: Grid,
    cleaner: Cleaner,
    ignored: frozenset[str],
    rosters: dict[str, frozenset[str]],
    unused: frozenset[int] = frozenset(),
) -> Completion:
    """Return the header with the columns that no heading names, looked for at the positions still free.

    `ignored` are folded headings of our own columns and of those the operator does not want, `unused` the positions
    the operator does not want; `rosters` has the values of the choice lists that come from the roster.
    """
    unused |= {position for position, name in enumerate(header.names) if name in ignored}
    header, moved = choose_number_columns(header, grid, cleaner.definition, unused)
    sure = tuple(Guess(column=c, position=at, confidence=SURE, evidence=("content",)) for c, at in moved)
    absent = [column for column in header.list_type.columns if column.key not in header.positions]
    if not absent:
        return Completion(header=header, taken=sure)
    finder = _ColumnFinder(header, grid, cleaner, rosters)
    # A heading that names a column already found is a repetition, not a rewording.
    known = (column for column in header.list_type.columns if column.key in header.positions)
    names = {*ignored, *(fold(name) for column in known for name in column.names)}
    free = [
        position
        for position in finder.find_free_positions()
        if position not in unused and header.find_name(position) not in names
    ]
    guesses = [guess for position in free for column in absent if (guess := finder.guess_column(column, position))]
    settled = _settle_guesses(header, guesses)
    return replace(settled, taken=(*sure, *settled.taken))


def names_found_column(header: Header, position: int) -> bool:
    """Tell whether a heading names a column that was found at another position."""
    found = (column for column in header.list_type.columns if column.key in header.positions)
    return header.find_name(position) in {fold(name) for column in found for name in column.names}


def _settle_guesses(header: Header, guesses: list[Guess]) -> Completion:
    positions = dict(header.positions)
    taken: list[Guess] = []
    for guess in sorted(guesses, key=lambda guess: (-guess.confidence, guess.position)):
        rivals = [
            other
            for other in guesses
            if other is not guess and _is_rival(other, guess) and not _is_taken(other, positions)
        ]
        clear = all(guess.confidence - rival.confidence >= MARGIN for rival in rivals)
        if guess.confidence >= SURE and clear and not _is_taken(guess, positions):
            positions[guess.column.key] = guess.position
            taken.append(guess)
    left = [guess for guess in guesses if guess.confidence >= DOUBTFUL and not _is_taken(guess, positions)]
    positions_asked = sorted({guess.position for guess in left})
    asked = [tuple(guess for guess in left if guess.position == position) for position in positions_asked]
    ranks = {**header.ranks, **{guess.column.key: len(header.ranks) for guess in taken}}
    return Completion(header=replace(header, positions=positions, ranks=ranks), taken=tuple(taken), asked=tuple(asked))


def _is_rival(guess: Guess, other: Guess) -> bool:
    return (guess.position == other.position) != (guess.column.key == other.column.key)


def _is_taken(guess: Guess, positions: dict[str, int]) -> bool:
    return guess.column.key in positions or guess.position in positions.values()


class _ColumnFinder:
    """Weighs the evidence for the columns of one header that no heading names."""

    def __init__(self, header: Header, grid: Grid, cleaner: Cleaner, rosters: dict[str, frozenset[str]]) -> None:
        self.header, self.grid = header, grid
        self.fit = CellFit(header.list_type.key, cleaner, rosters)
        self.order = [column.key for column in header.list_type.columns]
        self.by_position = {position: key for key, position in header.positions.items()}

    def find_free_positions(self) -> list[int]:
        """Return the positions that hold content and belong to no column yet."""
        width = max((len(row) for row in self._select_data_rows()), default=0)
        taken = set(self.header.positions.values())
        return [
            position
            for position in range(max(width, len(self.header.texts)))
            if position not in taken and (find_heading(self.header, position) or self._sample_cells(position))
        ]

    def _select_data_rows(self) -> Iterable[list[CellValue]]:
        return self.grid.rows[self.header.row + 1 : self.header.end]

    def _sample_cells(self, position: int) -> list[CellValue]:
        cells = (row[position] for row in self._select_data_rows() if position < len(row))
        return [cell for cell in cells if format_plain_text(cell)][:_SAMPLE]

    def guess_column(self, column: Column, position: int) -> Guess | None:
        """Return how likely a position holds a column; None without evidence, or where its content contradicts."""
        text = find_heading(self.header, position)
        by_name = HEADING_WEIGHT * measure_likeness(text, column) if text else 0.0
        by_content = self._weigh_content(column, position)
        if by_content is None:
            return None
        weights = {"near": by_name, "content": by_content, "neighbours": self._weigh_neighbours(column, position)}
        doubt = 1.0
        for weight in weights.values():
            doubt *= 1 - weight
        evidence = tuple(name for name, weight in weights.items() if weight)
        # A heading that says something else may be right, so the operator must confirm.
        most = SURE - MARGIN if text and not by_name else 1.0
        confidence = round(min(1 - doubt, most), 2)
        return Guess(column=column, position=position, confidence=confidence, evidence=evidence) if evidence else None

    def _weigh_content(self, column: Column, position: int) -> float | None:
        """Return the weight of the cells' content: 0 where it proves nothing, None where it contradicts the kind."""
        cells = self._sample_cells(position)
        if not cells:
            return 0.0
        if column.kind in ("code", "reference") and all(format_plain_text(cell).isdigit() for cell in cells):
            return 0.0  # rows are counted 1, 2, 3 in many a column
        fits = [self.fit.is_plausible_cell(column, cell) for cell in cells]
        share = sum(fits) / len(fits)
        weight = _CONTENT_WEIGHT.get(column.kind, _WEAK_CONTENT)
        if share < _CONTRADICTING and weight > _WEAK_CONTENT:
            return None
        return weight * share if share >= _FITTING else 0.0

    def _weigh_neighbours(self, column: Column, position: int) -> float:
        """Return the weight of the neighbours: 0 for none, more for one or both, as in the definition."""
        index = self.order.index(column.key)
        before = self.order[index - 1] if index else None
        after = self.order[index + 1] if index + 1 < len(self.order) else None
        left = self.by_position.get(position - 1) if position else None
        agreeing = (before == left) + (after is not None and after == self.by_position.get(position + 1))
        return _NEIGHBOUR_WEIGHTS[agreeing]


def measure_likeness(text: str, column: Column) -> float:
    """Return the similarity of a heading to the nearest of a column's names, from 0 to 1; 0 below NEAR."""
    wanted = fold(text)
    best = 0.0
    for name in (column.label, *column.aliases):
        other = fold(name)
        shorter, longer = sorted((wanted, other), key=len)
        if len(shorter) >= 2 and shorter in longer:
            best = max(best, CONTAINED)
        best = max(best, difflib.SequenceMatcher(None, wanted, other).ratio())
    return best if best >= NEAR else 0.0
