"""Read an ordinary xlsx workbook in one pass over each sheet: the fast way of `xlsx`, with the same results.

Limits, the count of stored cells and what stands beside the cells are those of the general way; a workbook with
anything that needs a walk from cell to cell (error values, formulas without results, far cells, struck-out words,
pictures in cells) raises UnusualError and is read that way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from toolkit.excel import parse_column_letters
from toolkit.formats.beside_xlsx import find_beside
from toolkit.formats.direct_sheet import (
    PIECE,
    DirectRows,
    UnusualError,
    find_frame,
    parse_attributes,
    split_rows,
)
from toolkit.formats.direct_values import DirectValues
from toolkit.formats.gate_xml import check_depth
from toolkit.formats.grid import CellValue, Grid
from toolkit.formats.limits import FAR_COLUMNS, FAR_ROWS, get_limits, keep_within
from toolkit.formats.package import OpenedPackage
from toolkit.formats.shown import Address, gather_shown, needs_look
from toolkit.formats.sum_cells import find_totals_cells, sums_up
from toolkit.formats.xlsx_package import Book
from toolkit.formats.xlsx_scan import SheetScanner, find_hidden, find_merges
from toolkit.formats.xlsx_shown import NumberStyles, read_number_styles
from toolkit.ooxml import BookSheet

# A larger rectangle with so few filled cells is left to the general way, which measures before it allocates.
_MOST_DENSE, _MOST_BLANK = 2_000_000, 8
# Columns that a row is taken for, and the row from which on the rectangle counts, as in the general way.
_NARROW, _WIDE, _LONG = 26, 702, 10_000
_WHITE = re.compile(
    r"(?:[ \t\r\n\v\f]|&#(?:0*(?:9|10|13|32)|[xX]0*(?:9|[aA]|[dD]|20));|_x00(?:0[9aAdD]|20)_)*+", re.ASCII
)
_INLINE_WHITE = re.compile(r"<is><t[^<>]*>" + _WHITE.pattern + "</t></is>", re.ASCII)
_MAY_BE_WHITE = frozenset(" \t\r\n\v\f&_")
_EMPTY_VALUE = "<v/>"
# A cell whose number format needs a look: its address, the format, what is stored.
_Formatted = tuple[Address, str, float | str]


def read_directly(
    package: OpenedPackage, book: Book, strings: bytes, styles: bytes, piece: int = PIECE
) -> tuple[Grid, ...]:
    """Return every worksheet. Raises UnusualError where the general way is needed, UnreadableError as that does.

    A sheet whose rows are longer than a `piece` (bytes) is read piece by piece.
    """
    reader = _BookReader(package, book, strings, styles, piece)
    sheets = [reader.read_sheet(listed) for listed in book.sheets]
    reader.values.complete()
    return tuple(sheet.build_grid(from_1904=book.from_1904) for sheet in sheets)


@dataclass(slots=True)
class _ReadSheet:
    """One sheet as far as it is read; the values of `waiting` rows are put in once they are known."""

    grid: Grid  # what is known without its rows
    looks: NumberStyles
    blanks: frozenset[str]
    rows: list[list[CellValue]] = field(default_factory=list)
    waiting: list[tuple[DirectRows, list[int], list[CellValue]]] = field(default_factory=list)
    filled: int = 0
    stored: int = 0
    tags: int = 0  # rows, blank ones among them
    width: int = 0
    height: int = 0
    hidden: bool = False
    sum_cells: set[Address] = field(default_factory=set)
    formatted: list[tuple[bool, _Formatted]] = field(default_factory=list)
    # Equal texts of a long sheet are one object: so they take less memory, here and on the way to the caller.
    texts: dict[str, str] = field(default_factory=dict)

    def add(self, rows: DirectRows, values: list[CellValue]) -> None:
        """Add rows from below the others, which wait for their values."""
        places = {letters: parse_column_letters(letters.encode()) for letters in set(rows.letters)}
        columns = [places[letters] for letters in rows.letters]
        self.filled += len(columns)
        self.stored += _count_stored(rows, self.blanks)
        self.tags += rows.between.count("<row")
        self.width = max(self.width, *(column + 1 for column in places.values()), 0)
        self.height = max(self.height, *(number for number, _, _ in rows.rows), 0)
        self.hidden = self.hidden or "hidden=" in rows.between
        self.sum_cells |= _find_sum_cells(rows, columns)
        self.waiting.append((rows, columns, values))

    @property
    def extent(self) -> int:
        """How many cells a dense reader would allocate at most, as the general way measures it."""
        if self.height >= _LONG:
            return self.height * self.width
        return self.tags * (_WIDE if self.width > _NARROW else _NARROW)

    def settle(self, *, is_long: bool = False) -> None:
        """Put the values of the rows that wait into the rectangle. Raises UnusualError where any is far away."""
        for rows, columns, values in self.waiting:
            kept = self._share_texts(values) if is_long else values
            self._lay_out(rows, columns, kept)
            self.formatted += _find_formatted(rows, columns, kept, self.looks)
        self.waiting.clear()

    def _share_texts(self, values: list[CellValue]) -> list[CellValue]:
        return [self.texts.setdefault(one, one) if isinstance(one, str) else one for one in values]

    def _lay_out(self, rows: DirectRows, columns: list[int], values: list[CellValue]) -> None:
        width, height = self.width, self.height
        if width * height > max(_MOST_DENSE, _MOST_BLANK * self.filled) or _has_gap(rows, columns, len(self.rows)):
            raise UnusualError
        if self.rows and width > len(self.rows[0]):
            self.rows = [[*row, *[""] * (width - len(row))] for row in self.rows]
        blank: list[CellValue] = [""] * width
        self.rows += [blank.copy() for _ in range(height - len(self.rows))]
        for number, begin, end in rows.rows:
            line = self.rows[number - 1]
            for column, value in zip(columns[begin:end], values[begin:end], strict=True):
                line[column] = value

    def build_grid(self, *, from_1904: bool) -> Grid:
        """Return the sheet, of which nothing waits but what is known now."""
        self.settle()
        whole = replace(self.grid, rows=self.rows, stored=self.stored, sum_cells=self.grid.sum_cells | self.sum_cells)
        # As the general way does: those with fractions first.
        formatted = (cell for _, cell in sorted(self.formatted, key=lambda one: one[0]))
        return gather_shown(whole, formatted, from_1904=from_1904) if self.looks.looks else whole


def _has_gap(rows: DirectRows, columns: list[int], last: int) -> bool:
    """Tell whether any cell may be too far from the others to belong to a list: then the general way decides."""
    numbers = sorted(number for number, _, _ in rows.rows)
    steps = (number - before for before, number in zip([last, *numbers], numbers, strict=False))
    return max(steps, default=0) > FAR_ROWS or max(columns, default=0) >= FAR_COLUMNS


class _BookReader:
    """Reads the sheets of one workbook one after the other, so that only one part lies in memory."""

    def __init__(self, package: OpenedPackage, book: Book, strings: bytes, styles: bytes, piece: int) -> None:
        self.values = DirectValues(strings, styles, from_1904=book.from_1904)
        self._package, self._piece = package, piece
        self._blanks, self._looks = SheetScanner(strings).blanks, read_number_styles(styles)
        self._extent = self._cells = 0

    def read_sheet(self, listed: BookSheet) -> _ReadSheet:
        """Return a sheet; where it is no longer than a piece, its rows wait for what is asked about all sheets."""
        part = self._package.read_member(listed.part, deep=False)
        frame = find_frame(part)
        if "<mergeCells" in frame.head:
            raise UnusualError
        check_depth(f"{frame.head}{frame.tail}".encode())  # of the rows, the pattern has told
        tail, is_long = frame.tail.encode(), frame.end - frame.begin > self._piece
        sheet = _ReadSheet(Grid(name=listed.name, hidden=listed.state != "visible", rows=[]), self._looks, self._blanks)
        for rows in split_rows(part, frame, self._piece):
            sheet.add(rows, self.values.add(rows))
            if self._extent + sheet.extent > get_limits().extent:
                raise UnusualError  # the general way leaves out cells far away before it measures
            keep_within("cells", self._cells + sheet.filled)
            if is_long:
                self.values.complete()
                sheet.settle(is_long=True)
        self._extent, self._cells = self._extent + sheet.extent, self._cells + sheet.filled
        hidden = find_hidden(part) if sheet.hidden or "hidden=" in frame.head else (frozenset(), frozenset())
        sheet.grid = replace(
            sheet.grid,
            hidden_rows=hidden[0],
            hidden_columns=hidden[1],
            merges=find_merges(tail),
            beside=find_beside(self._package, listed.part, tail),
            sum_cells=find_totals_cells(self._package, listed.part, tail),
        )
        return sheet


def _count_stored(rows: DirectRows, blanks: frozenset[str]) -> int:
    """Return how many cells hold more than white space, by what is written in the part, not by the values read."""
    odd = [value for value in filter(None, rows.values) if value[0] in _MAY_BE_WHITE]
    white = rows.inline.count(_EMPTY_VALUE) + rows.values.count("") + sum(map(bool, map(_WHITE.fullmatch, odd)))
    white += sum(1 for text in filter(None, rows.inline) if text != _EMPTY_VALUE and _INLINE_WHITE.match(text))
    if blanks:
        shared = {attributes for attributes in set(rows.attributes) if parse_attributes(attributes)[1] == "s"}
        pairs = zip(rows.attributes, rows.values, strict=True)
        white += sum(1 for attributes, value in pairs if value in blanks and attributes in shared)
    return len(rows.letters) - white


def _find_sum_cells(rows: DirectRows, columns: list[int]) -> frozenset[Address]:
    summing = sums_up({formula for formula in rows.formulas if formula})
    if not summing:
        return frozenset()
    return frozenset(
        (number, columns[place])
        for number, begin, end in rows.rows
        for place in range(begin, end)
        if rows.formulas[place] in summing
    )


def _find_formatted(
    rows: DirectRows, columns: list[int], values: list[CellValue], numbers: NumberStyles
) -> Iterator[tuple[bool, _Formatted]]:
    """Yield the cells whose number format needs a look, each with whether this is not for fractions alone."""
    looks = {}
    for attributes in set(rows.attributes):
        style, kind = parse_attributes(attributes)
        look, code = numbers.looks.get(style, ("nothing", ""))
        if look != "nothing" and (kind == "n" or (look == "all" and kind in ("s", "str", "inlineStr"))):
            looks[attributes] = look, code, kind
    for number, begin, end in rows.rows if looks else ():
        for place in range(begin, end):
            known = looks.get(rows.attributes[place])
            if known is None:
                continue
            look, code, kind = known
            stored = float(rows.values[place] or 0) if kind == "n" else values[place]
            if isinstance(stored, float | str) and (kind != "n" or needs_look(look, stored)):
                yield look != "fractions", ((number, columns[place]), code, stored)
