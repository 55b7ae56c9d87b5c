"""Read an ordinary xlsx workbook in one pass over each sheet: the fast way of `xlsx`, with the same results.

Limits, the count of stored cells and what stands beside the cells are those of the general way; a workbook with
anything that needs a walk from cell to cell (error values, formulas without results, far cells, struck-out words,
pictures in cells) raises UnusualError and is read that way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from toolkit.excel import parse_column_letters
from toolkit.formats.beside_xlsx import find_beside
from toolkit.formats.direct_sheet import DirectSheet, UnusualError, parse_attributes, split_sheet
from toolkit.formats.direct_values import DirectValues
from toolkit.formats.gate_xml import check_depth
from toolkit.formats.grid import CellValue, Grid
from toolkit.formats.limits import get_limits, keep_within
from toolkit.formats.package import OpenedPackage
from toolkit.formats.shown import Address, gather_shown, needs_look
from toolkit.formats.sum_cells import find_totals_cells, sums_up
from toolkit.formats.xlsx_package import Book
from toolkit.formats.xlsx_scan import SheetScanner, find_hidden, find_merges
from toolkit.formats.xlsx_shown import NumberStyles, read_number_styles

# A larger rectangle is left to the general way, which measures before it allocates.
_MOST_DENSE = 2_000_000
_NARROW, _WIDE = 26, 702  # columns that a row is taken for, as in the general way
_WHITE = re.compile(
    r"(?:[ \t\r\n\v\f]|&#(?:0*(?:9|10|13|32)|[xX]0*(?:9|[aA]|[dD]|20));|_x00(?:0[9aAdD]|20)_)*+", re.ASCII
)
_INLINE_WHITE = re.compile(r"<is><t[^<>]*>" + _WHITE.pattern + "</t></is>", re.ASCII)
_MAY_BE_WHITE = frozenset(" \t\r\n\v\f&_")
_EMPTY_VALUE = "<v/>"


def read_directly(package: OpenedPackage, book: Book, strings: bytes, styles: bytes) -> tuple[Grid, ...]:
    """Return every worksheet. Raises UnusualError where the general way is needed, UnreadableError as that does."""
    scanner, numbers = SheetScanner(strings), read_number_styles(styles)
    values = DirectValues(strings, styles, from_1904=book.from_1904)
    read = []
    for listed in book.sheets:
        part = package.read_member(listed.part, deep=False)
        sheet = split_sheet(part)
        if "<mergeCells" in sheet.head:
            raise UnusualError
        around = f"{sheet.head}{sheet.tail}".encode()  # of the rows, the pattern has told
        (_recall_depth if len(around) <= _LONGEST_RECALLED else _check_depth)(around, get_limits().depth)
        read.append((listed, sheet, values.add(sheet)))
    keep_within("extent", sum(_measure(sheet) for _, sheet, _ in read), "too_far")
    keep_within("cells", sum(len(sheet.letters) for _, sheet, _ in read))
    values.complete()
    grids = []
    for listed, sheet, found in read:
        places = {letters: parse_column_letters(letters.encode()) for letters in set(sheet.letters)}
        columns = [places[letters] for letters in sheet.letters]
        tail = sheet.tail.encode()
        grid = Grid(
            name=listed.name,
            hidden=listed.state != "visible",
            rows=_build_rows(sheet, columns, found),
            stored=_count_stored(sheet, scanner.blanks),
            hidden_rows=sheet.hidden_rows,
            hidden_columns=_find_hidden_columns(sheet),
            merges=(_recall_merges if len(tail) <= _LONGEST_RECALLED else find_merges)(tail),
            beside=find_beside(package, listed.part, tail),
            sum_cells=_find_sum_cells(sheet, columns) | find_totals_cells(package, listed.part, tail),
        )
        shown = _find_formatted(sheet, columns, found, numbers)
        grids.append(gather_shown(grid, shown, from_1904=book.from_1904) if numbers.looks else grid)
    return tuple(grids)


def _check_depth(part: bytes, _most: int) -> None:
    """Refuse what is nested deeper than the limit that holds."""
    check_depth(part)


# What stands around the rows is the same in all files of a round.
_recall_depth, _recall_merges = lru_cache(maxsize=64)(_check_depth), lru_cache(maxsize=64)(find_merges)
_LONGEST_RECALLED = 64 * 1024


def _find_hidden_columns(sheet: DirectSheet) -> frozenset[int]:
    return find_hidden(f"{sheet.head}<sheetData".encode())[1] if "hidden=" in sheet.head else frozenset()


def _measure(sheet: DirectSheet) -> int:
    """Return how many cells a dense reader would allocate at most."""
    wide = any(len(letters) > 1 for letters in set(sheet.letters))
    return sheet.height * (_WIDE if wide else _NARROW)


def _build_rows(sheet: DirectSheet, columns: list[int], values: list[CellValue]) -> list[list[CellValue]]:
    width, height = max(columns, default=-1) + 1, max((number for number, _, _ in sheet.rows), default=0)
    if width * height > _MOST_DENSE:
        raise UnusualError
    blank: list[CellValue] = [""] * width
    rows = [blank.copy() for _ in range(height)]
    for number, begin, end in sheet.rows:
        line = rows[number - 1]
        for column, value in zip(columns[begin:end], values[begin:end], strict=True):
            line[column] = value
    return rows


def _count_stored(sheet: DirectSheet, blanks: frozenset[str]) -> int:
    """Return how many cells hold more than white space, by what is written in the part, not by the values read."""
    odd = [value for value in filter(None, sheet.values) if value[0] in _MAY_BE_WHITE]
    white = sheet.inline.count(_EMPTY_VALUE) + sheet.values.count("") + sum(map(bool, map(_WHITE.fullmatch, odd)))
    white += sum(1 for text in filter(None, sheet.inline) if text != _EMPTY_VALUE and _INLINE_WHITE.match(text))
    if blanks:
        shared = {attributes for attributes in set(sheet.attributes) if parse_attributes(attributes)[1] == "s"}
        pairs = zip(sheet.attributes, sheet.values, strict=True)
        white += sum(1 for attributes, value in pairs if value in blanks and attributes in shared)
    return len(sheet.letters) - white


def _find_sum_cells(sheet: DirectSheet, columns: list[int]) -> frozenset[Address]:
    summing = sums_up({formula for formula in sheet.formulas if formula})
    if not summing:
        return frozenset()
    return frozenset(
        (number, columns[place])
        for number, begin, end in sheet.rows
        for place in range(begin, end)
        if sheet.formulas[place] in summing
    )


def _find_formatted(
    sheet: DirectSheet, columns: list[int], values: list[CellValue], numbers: NumberStyles
) -> Iterator[tuple[Address, str, float | str]]:
    """Yield the cells whose number format needs a look, as the general way does: those with fractions first."""
    looks = {}
    for attributes in set(sheet.attributes):
        style, kind = parse_attributes(attributes)
        look, code = numbers.looks.get(style, ("nothing", ""))
        if look != "nothing" and (kind == "n" or (look == "all" and kind in ("s", "str", "inlineStr"))):
            looks[attributes] = look, code, kind
    found = []
    for number, begin, end in sheet.rows if looks else ():
        for place in range(begin, end):
            known = looks.get(sheet.attributes[place])
            if known is None:
                continue
            look, code, kind = known
            stored = float(sheet.values[place] or 0) if kind == "n" else values[place]
            if isinstance(stored, float | str) and (kind != "n" or needs_look(look, stored)):
                found.append((look != "fractions", ((number, columns[place]), code, stored)))
    yield from (cell for _, cell in sorted(found, key=lambda one: one[0]))
