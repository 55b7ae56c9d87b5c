"""Take the cells of an ordinary xlsx sheet from its part in one pass, without another reader, piece by piece.

A split by the pattern of a filled cell leaves what stands between the cells; all of that must be rows and formatted
blank cells, so that the sheet is matched from end to end, as by `xlsx_grammar`, while its cells are taken. Whatever is
spelled in any other way raises UnusualError: then the scan and the native reader take over (see `xlsx`). A sheet of
30 rows takes a third of the time of these. A long sheet is cut between rows, so that its small objects never lie in
memory all at once: 10,000 rows of the ledger take a quarter of the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from toolkit.excel import LAST_ROW
from toolkit.formats.xlsx_grammar import SHEET_HEAD

# A longer piece would make too many small objects, and a row as long as that is none that people write.
PIECE, _LONGEST = 1024 * 1024, 16 * 1024 * 1024
_END_OF_ROW = b"</row>"
_DATA, _END_OF_DATA, _END = b"<sheetData>", b"</sheetData>", "</worksheet>"
# Groups: letters, row, attributes, formula, value, and an inline text (or an empty value) with its tags.
_CELL = re.compile(
    r'<c r="([A-Z]{1,2})([1-9]\d{0,6})"([^<>/]*+)>'
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
# The blank cells between filled ones that were matched in earlier files: those of a round are nearly the same.
_known_blanks: set[str] = set()
_MOST_KNOWN = 20_000
_ATTRIBUTES = re.compile(r'(?: s="(\d{1,6})")?+(?: t="(s|str|n|b|inlineStr)")?+', re.ASCII)


class UnusualError(Exception):
    """A part is spelled as office programs seldom spell it: the general reader must read it."""


# The number of a row, from 1, and where its filled cells begin and end among all those of the sheet.
RowCells = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFrame:
    """What stands before (`head`) and behind (`tail`) the rows of a sheet's part, and where those begin and end."""

    head: str
    tail: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectRows:
    """The filled cells of some rows as columns of equal length, in order, and the text around them.

    `values` are as written in the part, None where the cell has an inline text or an empty value (`inline`, with its
    tags). `between` are the tags of rows and of blank cells.
    """

    letters: list[str]
    attributes: list[str]
    formulas: list[str | None]
    values: list[str | None]
    inline: list[str | None]
    rows: list[RowCells]
    between: str


def find_frame(sheet: bytes) -> SheetFrame:
    """Return what stands around the rows of a sheet's part. Raises UnusualError."""
    begin, end = sheet.find(_DATA), sheet.rfind(_END_OF_DATA)
    if not 0 <= begin < end or not SHEET_HEAD.match(sheet):
        raise UnusualError
    head, tail = _decode(sheet[:begin]), _decode(sheet[end + len(_END_OF_DATA) :])
    # What stands between the tags of the rows is matched to the letter; of the rest only this matters.
    if not tail.rstrip().endswith(_END) or any(mark in part for mark in ("<!", "sheetData") for part in (head, tail)):
        raise UnusualError
    return SheetFrame(head=head, tail=tail, begin=begin + len(_DATA), end=end)


def split_rows(sheet: bytes, frame: SheetFrame, piece: int = PIECE) -> Iterator[DirectRows]:
    """Yield the rows of a sheet's part, some at a time, downwards from piece to piece. Raises UnusualError."""
    last = 0
    for begin, end in _cut_between_rows(sheet, frame, piece):
        rows = _split_cells(_decode(sheet[begin:end]))
        numbers = [number for number, _, _ in rows.rows]
        if numbers and not last < min(numbers) <= max(numbers) <= LAST_ROW:
            raise UnusualError
        last = max(numbers, default=last)
        yield rows


def _cut_between_rows(sheet: bytes, frame: SheetFrame, piece: int) -> Iterator[tuple[int, int]]:
    """Yield begin and end of pieces that are whole rows. Raises UnusualError for a row that is far too long."""
    begin, end = frame.begin, 0
    while end < frame.end:
        found = sheet.find(_END_OF_ROW, begin + piece, frame.end) if frame.end - begin > piece else -1
        end = frame.end if found < 0 else found + len(_END_OF_ROW)
        if end - begin > _LONGEST:
            raise UnusualError
        yield begin, end
        begin = end


def _decode(part: bytes) -> str:
    try:
        return part.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnusualError from error


def _split_cells(data: str) -> DirectRows:
    pieces = _CELL.split(data)
    letters, numbers, attributes, formulas, values, inline = (pieces[at::_STRIDE] for at in range(1, _STRIDE))
    gaps = pieces[::_STRIDE]
    between = "".join(gaps)
    rows = _find_rows(gaps, numbers)
    # Two cells of one address, or another namespace.
    if "xmlns" in between or any(len(set(letters[begin:end])) < end - begin for _, begin, end in rows):
        raise UnusualError
    return DirectRows(
        letters=letters,
        attributes=attributes,
        formulas=formulas,
        values=values,
        inline=inline,
        rows=rows,
        between=between,
    )


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
