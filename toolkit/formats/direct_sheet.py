"""Take the cells of an ordinary xlsx sheet from its part in one pass, without another reader.

A split by the pattern of a filled cell leaves what stands between the cells; all of that must be rows and formatted
blank cells, so that the sheet is matched from end to end, as by `xlsx_grammar`, while its cells are taken. Whatever is
spelled in any other way raises UnusualError: then the scan and the native reader take over (see `xlsx`). A sheet of
30 rows takes a third of the time of these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from toolkit.formats.xlsx_grammar import SHEET_HEAD

# Longer parts would make too many small objects.
_LONGEST = 16 * 1024 * 1024
_DATA, _END_OF_DATA, _END = b"<sheetData>", b"</sheetData>", "</worksheet>"
# Groups: letters, row, attributes, formula, value, and an inline text (or an empty value) with its tags.
_CELL = re.compile(
    r'<c r="([A-Z]{1,2})([1-9]\d{0,3})"([^<>/]*+)>'
    r"(?:<f(?: [^<>]*+|/)?+(?:(?<=/)>|>([^<]*+)</f>))?+"
    r"(?:<v(?: xml:space=\"preserve\")?+>([^<]*+)</v>"
    r"|(<v/>|<is><t(?: xml:space=\"preserve\")?+>[^<]*+</t></is>))</c>",
    re.ASCII,
)
_GROUPS = _CELL.groups
_STRIDE = _GROUPS + 1
_BLANKS = r"(?:<c [^<>]*+(?<=/)>)*+"
_OPEN_ROW = r'<row r="([1-9]\d{0,6})"[^<>&]*+(?<!/)>' + _BLANKS
_BLANK_ROWS = r'(?:<row r="[1-9]\d{0,6}"[^<>&]*+>(?:(?<=/>)|' + _BLANKS + "</row>))*+"
_BETWEEN_CELLS = re.compile(_BLANKS, re.ASCII)
_BEFORE_FIRST = re.compile(_BLANK_ROWS + _OPEN_ROW, re.ASCII)
_BETWEEN_ROWS = re.compile(_BLANKS + "</row>" + _BLANK_ROWS + _OPEN_ROW, re.ASCII)
_AFTER_LAST = re.compile(_BLANKS + "</row>" + _BLANK_ROWS, re.ASCII)
_NO_CELLS = re.compile(_BLANK_ROWS, re.ASCII)
_ROW, _FILLED = "<row", "</c>"
_NUMBER_OF_ROW = re.compile(r' r="(\d{1,7})"', re.ASCII)
_HIDDEN = re.compile(r'[^<>]*\bhidden="(?:1|true)"')
# The blank cells between filled ones that were matched in earlier files: those of a round are nearly the same.
_known_blanks: set[str] = set()
_MOST_KNOWN = 20_000
# Rows with few filled cells that were matched in earlier files: those that nobody filled in are the same in all files
# of a round, and two thirds of its rows are such ones.
_known_rows: dict[str, _Row] = {}
_MOST_ROWS, _FEW_CELLS, _LONGEST_ROW = 8_192, 6, 2_048
_ATTRIBUTES = re.compile(r'(?: s="(\d{1,6})")?+(?: t="(s|str|n|b|inlineStr)")?+', re.ASCII)


class UnusualError(Exception):
    """A part is spelled as office programs seldom spell it: the general reader must read it."""


_Columns = tuple[list[str], list[str], list[str | None], list[str | None], list[str | None]]


class _Row(NamedTuple):
    """A row by itself: its number, whether it is hidden, and its filled cells as columns, None where it has none."""

    number: int
    hidden: bool
    cells: _Columns | None


# The number of a row, from 1, and where its filled cells begin and end among all those of the sheet.
RowCells = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectSheet:
    """The filled cells of a sheet as columns of equal length, in order, and the text around them.

    `values` are as written in the part, None where the cell has an inline text or an empty value (`inline`, with its
    tags). `head` and `tail` stand before and behind the rows; `height` is how many rows are written, `hidden_rows` are
    the numbers of hidden ones, both also of rows without filled cells.
    """

    letters: list[str]
    attributes: list[str]
    formulas: list[str | None]
    values: list[str | None]
    inline: list[str | None]
    rows: list[RowCells]
    head: str
    tail: str
    height: int
    hidden_rows: frozenset[int]


def split_sheet(sheet: bytes) -> DirectSheet:
    """Return the cells of a sheet's part. Raises UnusualError."""
    begin, end = sheet.find(_DATA), sheet.rfind(_END_OF_DATA)
    if not 0 <= begin < end or len(sheet) > _LONGEST or not SHEET_HEAD.match(sheet):
        raise UnusualError
    parts = sheet[:begin], sheet[begin + len(_DATA) : end], sheet[end + len(_END_OF_DATA) :]
    try:
        head, data, tail = (part.decode("utf-8") for part in parts)
    except UnicodeDecodeError as error:
        raise UnusualError from error
    # What stands between the tags of the rows is matched to the letter; of the rest only this matters.
    if not tail.rstrip().endswith(_END) or any(mark in part for mark in ("<!", "sheetData") for part in (head, tail)):
        raise UnusualError
    if "xmlns" in data:
        raise UnusualError  # another namespace
    first, *written = data.split(_ROW)
    if first:
        raise UnusualError
    known = list(map(_known_rows.get, written))
    fresh = iter(_match_rows([row for row, found in zip(written, known, strict=True) if found is None]))
    columns: _Columns = ([], [], [], [], [])
    letters, attributes, formulas, values, inline = columns
    rows: list[RowCells] = []
    hidden: list[int] = []
    for found in known:
        number, is_hidden, cells = found or next(fresh)
        if is_hidden:
            hidden.append(number)
        if cells is not None:
            begin = len(letters)
            letters += cells[0]
            attributes += cells[1]
            formulas += cells[2]
            values += cells[3]
            inline += cells[4]
            rows.append((number, begin, len(letters)))
    if len({number for number, _, _ in rows}) < len(rows):
        raise UnusualError
    return DirectSheet(
        letters=letters,
        attributes=attributes,
        formulas=formulas,
        values=values,
        inline=inline,
        rows=rows,
        head=head,
        tail=tail,
        height=len(written),
        hidden_rows=frozenset(hidden),
    )


def _match_rows(written: list[str]) -> list[_Row]:
    """Return rows, each given without the beginning of its tag (`_ROW`). Raises UnusualError."""
    if not written:
        return []
    data = _ROW + _ROW.join(written)
    pieces = _CELL.split(data)
    letters, numbers, attributes, formulas, values, inline = (pieces[at::_STRIDE] for at in range(1, _STRIDE))
    found = _find_rows(pieces[::_STRIDE], numbers)
    # Two cells of one address.
    if any(len(set(letters[begin:end])) < end - begin for _, begin, end in found):
        raise UnusualError
    may_hide, filled, rows = "hidden=" in data, iter(found), []
    for row in written:
        hidden = may_hide and _HIDDEN.match(row) is not None
        if _FILLED in row:
            number, begin, end = next(filled)
            own = slice(begin, end)
            one = _Row(number, hidden, (letters[own], attributes[own], formulas[own], values[own], inline[own]))
        else:
            one = _Row(_read_number(row), hidden, None)
        rows.append(one)
        few = one.cells is None or len(one.cells[0]) <= _FEW_CELLS
        if few and len(row) <= _LONGEST_ROW and len(_known_rows) < _MOST_ROWS:
            _known_rows[row] = one
    return rows


def _read_number(row: str) -> int:
    found = _NUMBER_OF_ROW.match(row)
    assert found is not None, "the row was matched"
    return int(found[1])


def _find_rows(gaps: list[str], numbers: list[str]) -> list[RowCells]:
    """Return the rows by what stands between the cells. Raises UnusualError where it is anything else than rows."""
    if not numbers:
        if not _NO_CELLS.fullmatch(gaps[0]):
            raise UnusualError
        return []
    begins = [0, *(place for place, gap in enumerate(gaps) if place and "</row>" in gap)][:-1]
    written = [_match_first(gaps[0]), *(_match_row(gaps[place]) for place in begins[1:])]
    unknown = {gap for gap in gaps if gap and "</row>" not in gap and gap is not gaps[0]} - _known_blanks
    if not _BETWEEN_CELLS.fullmatch("".join(unknown)) or not _AFTER_LAST.fullmatch(gaps[-1]):
        raise UnusualError
    if len(_known_blanks) < _MOST_KNOWN:
        _known_blanks.update(unknown)
    ends = [*begins[1:], len(numbers)]
    if (
        len(set(written)) < len(begins)
        or any(  # a cell says that it stands in another row
            numbers[begin:end].count(number) != end - begin
            for number, begin, end in zip(written, begins, ends, strict=True)
        )
    ):
        raise UnusualError
    return list(zip(map(int, written), begins, ends, strict=True))


def _match_first(gap: str) -> str:
    found = _BEFORE_FIRST.fullmatch(gap)
    if found is None:
        raise UnusualError
    return found[1]


@lru_cache(maxsize=8192)  # the files of a round have nearly the same rows
def _match_row(gap: str) -> str:
    """Return the number of the row that begins in what stands between two cells. Raises UnusualError."""
    found = _BETWEEN_ROWS.fullmatch(gap)
    if found is None:
        raise UnusualError
    return found[1]


@lru_cache(maxsize=4096)
def parse_attributes(attributes: str) -> tuple[int, str]:
    """Return the number of a cell's style, 0 where none is said, and its kind. Raises UnusualError for any other."""
    found = _ATTRIBUTES.fullmatch(attributes)
    if found is None:
        raise UnusualError
    return int(found[1] or 0), found[2] or "n"
