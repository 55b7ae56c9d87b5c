"""The grid of the first page: narrow columns of one width, so that tiles, table, box and charts share their edges."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate, pairwise

from toolkit.summary.sheets.table_location import TableGrid
from toolkit.summary.sheets.workbook_writer import LETTER, Span
from toolkit.summary.tables import SummaryTable
from toolkit.text import measure_width

_LABEL_MARGINS, _FIGURE_MARGINS = 18, 12  # pixels left and right of a cell's text
_UNIT = 9  # pixels of a column
_PAGE = 660  # pixels that a page is wide, at least; one much wider is printed smaller
_LONGEST = 40  # letters of a label on one line
_MOST_TILES = 7  # in a row
_FEWEST_LABEL_UNITS, _FEWEST_FIGURE_UNITS = 8, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontGrid:
    """`count` sheet columns of `pixels` each; `table` are the spans of the table's columns, labels first."""

    count: int
    pixels: int
    tiles: int
    table: tuple[Span, ...]

    @property
    def characters(self) -> float:
        """The width of the page in characters."""
        return self.count * self.pixels / LETTER

    @property
    def table_grid(self) -> TableGrid:
        """The columns of the table."""
        return TableGrid(spans=self.table, pixels=self.pixels)

    @property
    def left(self) -> Span:
        """The left half; an empty column follows."""
        return 0, self.count // 2 - 2

    @property
    def right(self) -> Span:
        """The right half."""
        return self.count // 2, self.count - 1

    @property
    def whole(self) -> Span:
        """All of the page."""
        return 0, self.count - 1

    def measure(self, span: Span) -> int:
        """Return how many pixels wide a span is."""
        return (span[1] - span[0] + 1) * self.pixels

    def find_tile(self, index: int) -> Span:
        """Return the columns of a tile by its place in its row."""
        each = self.count // self.tiles
        return index * each, (index + 1) * each - 1


def lay_out_front(table: SummaryTable | None, tiles: int) -> FrontGrid:
    """Return the grid for a table, if there is one, and a number of tiles; all tiles are of equal width."""
    rows = math.ceil(max(tiles, 1) / _MOST_TILES)
    per_row = math.ceil(max(tiles, 1) / rows)
    labels, figures = _measure_columns(table) if table else ([_FEWEST_LABEL_UNITS], [_FEWEST_FIGURE_UNITS] * 12)
    needed, step = sum(labels) + sum(figures), math.lcm(per_row, 2)
    count = math.ceil(needed / step) * step
    for spare in range(count - needed):  # the labels take what the tiles need
        labels[-1 - spare % len(labels)] += 1
    edges = accumulate([*labels, *figures], initial=0)
    spans = tuple((first, behind - 1) for first, behind in pairwise(edges))
    pixels = max(_UNIT, _PAGE // count)
    return FrontGrid(count=count, pixels=pixels, tiles=per_row, table=spans if table else ())


def _measure_columns(table: SummaryTable) -> tuple[list[int], list[int]]:
    """Return how many sheet columns the labels of a table take, and its figures."""
    labels = [
        max(_FEWEST_LABEL_UNITS, _count_units(max(map(measure_width, _find_texts(table, level))), _LABEL_MARGINS))
        for level in range(len(table.row_labels))
    ]
    if table.by_unit:
        labels.append(_FEWEST_LABEL_UNITS)
    figures = [
        max(_FEWEST_FIGURE_UNITS, _count_units(_measure_figures(table, index), _FIGURE_MARGINS))
        for index in range(len(table.columns))
    ]
    return labels, figures + [_FEWEST_LABEL_UNITS] * bool(table.spec.rank)


def _measure_figures(table: SummaryTable, index: int) -> int:
    """Return how many letters the longest figure of a column has; a number that does not fit would not be shown."""
    kind = table.columns[index].kind
    ending = {"count": "", "rate": "%", "average": ".0"}[kind]
    values = (values[index] or 0 for values in table.values)
    sign = "+" if table.columns[index].change is not None else ""
    if kind == "rate":
        return len(f"{sign}100.0{ending}")
    return max(len(f"{sign}{value:,.0f}{ending}") for value in values)


def _find_texts(table: SummaryTable, level: int) -> list[str]:
    return [table.row_labels[level], *(row.key[level] for row in table.rows if len(row.key) > level)]


def _count_units(letters: int, margins: int) -> int:
    return math.ceil((min(letters, _LONGEST) * LETTER + margins) / _UNIT)
