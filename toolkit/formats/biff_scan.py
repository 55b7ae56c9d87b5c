"""Scan the records of an xls stream (BIFF8) for what each worksheet stores, without reading values."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.formats.beside_biff import DRAWN, read_drawn
from toolkit.formats.errors import UnreadableError
from toolkit.formats.grid import WHITE, MergedRange
from toolkit.formats.limits import keep_within
from toolkit.formats.scan import Range, Scan

_BOF, _EOF, _CONTINUE, _FILEPASS, _BOUNDSHEET, _SST = 0x809, 0x0A, 0x3C, 0x2F, 0x85, 0xFC
_LABELSST, _LABEL, _RSTRING, _NUMBER, _RK, _MULRK, _BOOLERR = 0xFD, 0x204, 0xD6, 0x203, 0x27E, 0xBD, 0x205
_FORMULA, _STRING, _ROW, _COLINFO, _MERGED = 0x06, 0x207, 0x208, 0x7D, 0xE5
_BIFF8, _WORKSHEET = 0x600, 0
_WIDE, _PHONETIC, _RICH = 1, 4, 8
# The last two of a formula's eight result bytes when it is no number; the first tells the kind of result.
_NO_NUMBER, _TEXT_FOLLOWS, _EMPTY_TEXT = b"\xff\xff", 0, 3
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x20, 1
# A call of SUBTOTAL among the tokens of a formula: a function of any number of arguments, its count, its index.
_TOKENS, _SUBTOTAL = 22, re.compile(rb"[\x22\x42\x62][\x02-\x1e]\x58\x01", re.DOTALL)

Record = tuple[int, bytes]


def scan_biff(stream: bytes) -> tuple[Scan, ...] | None:
    """Scan every worksheet; None for streams older than Excel 97. Raises UnreadableError for encrypted ones."""
    book = list(_read_substream(stream, 0))
    if any(code == _FILEPASS for code, _ in book):
        raise UnreadableError("encrypted")
    if not book or struct.unpack_from("<H", book[0][1])[0] != _BIFF8:
        return None
    whites = _find_white_strings(book)
    starts = [struct.unpack_from("<I", body)[0] for code, body in book if code == _BOUNDSHEET]
    keep_within("sheets", len(starts))
    if len(set(starts)) < len(starts):
        raise UnreadableError("damaged")  # two sheets at one position, which no reader can tell apart
    scans = []
    for code, body in book:
        if code == _BOUNDSHEET:
            start, _visible, kind = struct.unpack_from("<IBB", body)
            if kind == _WORKSHEET:
                scans.append(_scan_sheet(_read_text(body, 6, 1), _read_substream(stream, start), whites))
    return tuple(scans)


def _read_substream(stream: bytes, start: int) -> Iterator[Record]:
    """Yield the records from a beginning to its end, without those of embedded charts."""
    position, depth = start, 0
    while position + 4 <= len(stream):
        code, length = struct.unpack_from("<HH", stream, position)
        position += 4 + length
        depth += code == _BOF
        if depth <= 1:
            yield code, stream[position - length : position]
        depth -= code == _EOF
        if depth <= 0:
            return


@dataclass(slots=True)
class _FilledCells:
    """The cells with a record, and whether each is filled; of two records for one cell the later counts."""

    whites: frozenset[int]
    filled: dict[Range, bool]
    waiting: Range | None = None

    def add_record(self, code: int, body: bytes) -> None:
        """Enter the cell or cells of one record."""
        if code == _STRING and self.waiting is not None:
            self.filled[self.waiting] = _holds_text(_read_text(body, 0, 2))
            self.waiting = None
        elif code == _MULRK:
            row, first = struct.unpack_from("<HH", body)
            count = (len(body) - 6) // 6
            self.filled.update(((row, column), True) for column in range(first, first + count))
        elif code in _CELLS:
            row, column = struct.unpack_from("<HH", body)
            if code == _FORMULA and _find_result_kind(body) == _TEXT_FOLLOWS:
                self.waiting = row, column
            else:
                self.filled[row, column] = self._holds_content(code, body)

    def _holds_content(self, code: int, body: bytes) -> bool:
        if code == _LABELSST:
            return struct.unpack_from("<I", body, 6)[0] not in self.whites
        if code in (_LABEL, _RSTRING):
            return _holds_text(_read_text(body, 6, 2))
        return code != _FORMULA or _find_result_kind(body) != _EMPTY_TEXT


_CELLS = frozenset({_LABELSST, _LABEL, _RSTRING, _NUMBER, _RK, _BOOLERR, _FORMULA})


def _find_result_kind(body: bytes) -> int | None:
    """Return the kind of a formula's result, None for a number.

    Whether it was ever calculated is unknown: LibreOffice saves a text that it did not calculate as the number 0, and
    other writers save an empty text, both with the same flags as a true result.
    """
    return body[6] if body[12:14] == _NO_NUMBER else None


def _scan_sheet(name: str, records: Iterable[Record], whites: frozenset[int]) -> Scan:
    cells = _FilledCells(whites, {})
    rows: list[Range] = []
    columns: list[Range] = []
    merges: list[MergedRange] = []
    sums: set[Range] = set()
    drawn: list[Record] = []
    for code, body in records:
        if code in DRAWN:
            drawn.append((code, body))
            continue
        cells.add_record(code, body)
        if code == _FORMULA and _SUBTOTAL.search(body, _TOKENS):
            sums.add(struct.unpack_from("<HH", body))
        if code == _ROW and body[12] & _HIDDEN_ROW:
            (row,) = struct.unpack_from("<H", body)
            rows.append((row, row))
        elif code == _COLINFO and body[8] & _HIDDEN_COLUMN:
            columns.append(struct.unpack_from("<HH", body))
        elif code == _MERGED:
            merges += _find_merges(body)
    return Scan(
        name=name,
        stored=sum(cells.filled.values()),
        hidden_rows=tuple(rows),
        hidden_columns=tuple(columns),
        merges=tuple(merges),
        sum_cells=frozenset(sums),
        beside=read_drawn(drawn),
    )


def _find_merges(body: bytes) -> Iterator[MergedRange]:
    (count,) = struct.unpack_from("<H", body)
    for top, bottom, left, right in struct.iter_unpack("<4H", body[2 : 2 + 8 * count]):
        yield MergedRange(top=top + 1, left=left, bottom=bottom + 1, right=right)


def _holds_text(text: str) -> bool:
    return bool(text.strip(WHITE))


def _read_text(body: bytes, position: int, size: int) -> str:
    """Return a text as far as this record has it: its length in `size` (1 or 2) bytes, flags, characters."""
    count = int.from_bytes(body[position : position + size], "little")
    start = position + size + 1
    if body[start - 1] & _WIDE:
        return body[start : start + 2 * count].decode("utf-16-le", "replace")
    return body[start : start + count].decode("latin-1")


def _find_white_strings(book: list[Record]) -> frozenset[int]:
    """Return the numbers of the shared strings that are nothing but white space."""
    start = next((number for number, (code, _) in enumerate(book) if code == _SST), None)
    if start is None:
        return frozenset()
    parts = [book[start][1]]
    for code, body in book[start + 1 :]:
        if code != _CONTINUE:
            break
        parts.append(body)
    (count,) = struct.unpack_from("<I", parts[0], 4)
    strings = _SharedStrings(parts)
    return frozenset(number for number in range(count) if not _holds_text(strings.read_next()))


class _SharedStrings:
    """Reads shared strings in order, across the records that they are split over."""

    def __init__(self, parts: list[bytes]) -> None:
        self._parts = iter(parts)
        self._part = next(self._parts)
        self._position = 8

    def read_next(self) -> str:
        """Return the next string."""
        count, flags = struct.unpack("<HB", self._take_bytes(3))
        runs = struct.unpack("<H", self._take_bytes(2))[0] if flags & _RICH else 0
        phonetic = struct.unpack("<I", self._take_bytes(4))[0] if flags & _PHONETIC else 0
        text = self._read_characters(count, flags)
        self._take_bytes(4 * runs + phonetic)
        return text

    def _enter_next_record(self) -> None:
        """Continue in the next record, which a damaged stream lacks."""
        self._part, self._position = next(self._parts, b""), 0
        if not self._part:
            raise UnreadableError("damaged")

    def _take_bytes(self, count: int) -> bytes:
        taken = b""
        while len(taken) < count:
            if self._position >= len(self._part):
                self._enter_next_record()
            piece = self._part[self._position : self._position + count - len(taken)]
            self._position += len(piece)
            taken += piece
        return taken

    def _read_characters(self, count: int, flags: int) -> str:
        text = ""
        while len(text) < count:
            if self._position >= len(self._part):
                # The rest of a split text begins with flags of its own: the width of its characters may have changed.
                self._enter_next_record()
                flags = self._take_bytes(1)[0]
            width = 1 + (flags & _WIDE)
            most = (len(self._part) - self._position) // width
            piece = self._take_bytes(width * min(count - len(text), max(most, 1)))
            # Half of a surrogate pair counts as one character, as in the file.
            text += "".join(map(chr, struct.unpack(f"<{len(piece) // width}{'BH'[width - 1]}", piece)))
        return text
