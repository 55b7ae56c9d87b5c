"""Read xlsb workbooks: every value is right, or reported as lost."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.formats.beside_xlsx import find_beside
from toolkit.formats.binary_records import read_records, read_wide_text
from toolkit.formats.errors import UnreadableError
from toolkit.formats.grid import (
    WHITE,
    CellValue,
    Grid,
    LostValue,
    MergedRange,
)
from toolkit.formats.native_reader import read_native
from toolkit.formats.number_format import find_builtin_code
from toolkit.formats.package import OpenedPackage
from toolkit.formats.scan import (
    Range,
    Scan,
    join_scans,
    refuse_huge_extent,
)
from toolkit.formats.serial_dates import convert_serial, is_date_format
from toolkit.formats.shown import Look, choose_codes, needs_look
from toolkit.formats.struck_xlsb import StruckLooks, find_struck_cells, find_struck_looks
from toolkit.formats.xlsb_package import BinaryBook, build_lean_binary_package, read_binary_book

_STRING, _FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END = 19, 44, 47, 617, 618
_ROW, _COLUMNS, _MERGE, _RICH_VALUE = 0, 60, 176, 50
_ERROR, _TEXT, _SHARED, _FORMULA_TEXT, _FORMULA_ERROR, _RICH_TEXT = 3, 6, 7, 8, 11, 62
_SHORT_NUMBER = 2
_NUMBERS = frozenset({_SHORT_NUMBER, 4, 5, 9, 10})
_DOUBLES = frozenset({5, 9})
_STORED = _DOUBLES | {_SHORT_NUMBER}
# A short number has thirty bits and two flags: whether it is whole, and whether it is to be divided by a hundred.
_WHOLE, _FLAGS = 2, 3
# Cells that name no column but follow the previous cell: no known program writes them, and the reader skips them.
_SHORT = frozenset(range(13, 19))
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_PICTURE_SHOWN = 0x0F  # the error that older programs show of a picture in a cell
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x10, 1


def read_xlsb(package: OpenedPackage) -> tuple[Grid, ...]:
    """Read every worksheet. Raises UnreadableError, and no other exception."""
    try:
        book = read_binary_book(package)
        strings, styles = (package.read_member(part) if part else b"" for part in (book.strings, book.styles))
        sheets = [package.read_member(sheet.part) for sheet in book.sheets]
        # The scans come first: they refuse what would fill the memory of the native reader.
        scans = list(_scan_sheets(package, book, sheets, _read_shared_parts(book, strings, styles)))
        return join_scans(read_native(build_lean_binary_package(book, sheets, strings, styles)), scans)
    except UnreadableError:
        raise
    except Exception as error:  # damaged data has no end of exception types
        raise UnreadableError("damaged") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _SharedParts:
    """What all sheets share: strings, the styles that show a date or need a look, and the epoch of serial days."""

    strings: tuple[str, ...]
    whites: frozenset[int]
    dates: frozenset[int]
    looks: Mapping[int, tuple[Look, str]]
    from_1904: bool
    struck: StruckLooks


def _read_shared_parts(book: BinaryBook, strings: bytes, styles: bytes) -> _SharedParts:
    texts = tuple(read_wide_text(body, 1)[0] for code, body in read_records(strings) if code == _STRING)
    formats = _read_number_formats(styles)
    return _SharedParts(
        strings=texts,
        whites=frozenset(number for number, text in enumerate(texts) if not text.strip(WHITE)),
        dates=frozenset(style for style, (number, text) in formats.items() if is_date_format(number, text)),
        looks=choose_codes({style: text or find_builtin_code(number) for style, (number, text) in formats.items()}),
        from_1904=book.from_1904,
        struck=find_struck_looks(styles, strings),
    )


def _scan_sheets(
    package: OpenedPackage, book: BinaryBook, sheets: Sequence[bytes], shared: _SharedParts
) -> Iterator[Scan]:
    for sheet, part in zip(book.sheets, sheets, strict=True):
        beside = (*find_beside(package, sheet.part, b""), *find_struck_cells(part, shared.struck))
        yield replace(_scan_sheet(sheet.name, part, shared), beside=beside)


def _read_number_formats(part: bytes) -> dict[int, tuple[int, str]]:
    """Return by cell style the number of its number format, and its code where the file has it."""
    formats: dict[int, str] = {}
    styles: list[int] = []
    within = False
    for code, body in read_records(part):
        within = (within or code == _STYLES_BEGIN) and code != _STYLES_END
        if code == _FORMAT:
            formats[struct.unpack_from("<H", body)[0]] = read_wide_text(body, 2)[0]
        elif within and code == _STYLE:
            styles.append(struct.unpack_from("<H", body, 2)[0])
    return {index: (number, formats.get(number, "")) for index, number in enumerate(styles)}


def _read_double(high: int) -> float:
    """Return the number of which these are the upper four bytes."""
    return float(struct.unpack("<d", struct.pack("<II", 0, high))[0])


def _scan_sheet(name: str, part: bytes, shared: _SharedParts) -> Scan:
    sheet = _XlsbSheet(shared)
    for code, body in read_records(part):
        sheet.add_record(code, body)
    if sheet.filled:
        refuse_huge_extent(1 + max(row for row, _ in sheet.filled), 1 + max(column for _, column in sheet.filled))
    return Scan(
        name=name,
        stored=sum(sheet.filled.values()) + sheet.short,
        corrections=sheet.corrections,
        hidden_rows=tuple(sheet.hidden_rows),
        hidden_columns=tuple(sheet.hidden_columns),
        merges=tuple(sheet.merges),
        formatted=sheet.formatted,
        from_1904=shared.from_1904,
    )


@dataclass(slots=True)
class _XlsbSheet:
    """What the scan has found on a sheet so far."""

    shared: _SharedParts
    row: int = 0
    short: int = 0
    rich: bool = False  # whether the next cell has a rich value, as a picture in a cell is
    filled: dict[Range, bool] = field(default_factory=dict)
    corrections: dict[Range, CellValue] = field(default_factory=dict)
    hidden_rows: list[Range] = field(default_factory=list)
    hidden_columns: list[Range] = field(default_factory=list)
    merges: list[MergedRange] = field(default_factory=list)
    formatted: list[tuple[Range, str, float | str]] = field(default_factory=list)

    def add_record(self, code: int, body: bytes) -> None:
        """Enter what a record says."""
        if code == _ROW:
            (self.row,) = struct.unpack_from("<I", body)
            if body[11] & _HIDDEN_ROW:
                self.hidden_rows.append((self.row, self.row))
        elif code == _COLUMNS and body[16] & _HIDDEN_COLUMN:
            self.hidden_columns.append(struct.unpack_from("<II", body))
        elif code == _MERGE:
            top, bottom, left, right = struct.unpack_from("<4I", body)
            self.merges.append(MergedRange(top=top + 1, left=left, bottom=bottom + 1, right=right))
        elif code == _RICH_VALUE:
            self.rich = True
        elif code in _SHORT:
            self.short += 1
        else:
            self._add_cell(code, body)
            self.rich = False

    def _add_cell(self, code: int, body: bytes) -> None:
        filled = self._holds_content(code, body)
        if filled is None:
            return
        address = self.row, struct.unpack_from("<I", body)[0]
        self.filled[address] = filled
        look, text = self.shared.looks.get(int.from_bytes(body[4:7], "little"), ("nothing", ""))
        if look != "nothing" and filled:
            self._add_formatted(address, code, body, look, text)
        if code in (_ERROR, _FORMULA_ERROR):
            picture = self.rich and body[8] == _PICTURE_SHOWN
            self.corrections[address] = LostValue(_ERRORS.get(body[8], "#N/A"), "picture" if picture else "error_value")
        elif code == _RICH_TEXT:  # the native reader skips it
            self.corrections[address] = read_wide_text(body, 9)[0]
        elif code in _STORED and int.from_bytes(body[4:7], "little") in self.shared.dates:
            self._correct_day(address, code, body)

    def _correct_day(self, address: Range, code: int, body: bytes) -> None:
        """Correct a day where the native reader gives whole days, as Excel saves dates, as plain numbers.

        Of what is no day, as 0 and -1, it makes a time.
        """
        whole = code == _SHORT_NUMBER and struct.unpack_from("<i", body, 8)[0] & _FLAGS == _WHOLE
        stored = self._read_stored(code, body)
        if isinstance(stored, float) and (whole or stored <= 0):
            self.corrections[address] = convert_serial(stored, from_1904=self.shared.from_1904)

    def _add_formatted(self, address: Range, code: int, body: bytes, look: Look, text: str) -> None:
        stored = self._read_stored(code, body)
        if stored is not None and needs_look(look, stored):
            self.formatted.append((address, text, stored))

    def _read_stored(self, code: int, body: bytes) -> float | str | None:
        """Return the number or text that a cell holds, None for any other kind."""
        if code == _SHORT_NUMBER:
            (bits,) = struct.unpack_from("<i", body, 8)
            number = float(bits >> 2) if bits & _WHOLE else _read_double(bits & ~_FLAGS & 0xFFFFFFFF)
            return number / 100 if bits & 1 else number
        if code in _DOUBLES:
            return float(struct.unpack_from("<d", body, 8)[0])
        if code == _SHARED:
            index = struct.unpack_from("<I", body, 8)[0]
            return self.shared.strings[index] if index < len(self.shared.strings) else None
        if code in (_TEXT, _FORMULA_TEXT, _RICH_TEXT):
            return read_wide_text(body, 9 if code == _RICH_TEXT else 8)[0]
        return None

    def _holds_content(self, code: int, body: bytes) -> bool | None:
        """Tell whether a cell holds more than white space; None for records that are no cell with a value."""
        if code in _NUMBERS or code in (_ERROR, _FORMULA_ERROR):
            return True
        if code == _SHARED:
            return struct.unpack_from("<I", body, 8)[0] not in self.shared.whites
        if code in (_TEXT, _FORMULA_TEXT, _RICH_TEXT):
            return bool(read_wide_text(body, 9 if code == _RICH_TEXT else 8)[0].strip(WHITE))
        return None
