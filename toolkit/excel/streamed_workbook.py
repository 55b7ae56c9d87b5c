"""Workbooks written into memory without ever holding a part as text: large ones take the size of their packed file.

xlsxwriter keeps every cell as an object until the workbook is closed, and every part as one long text until all are
written. Here a part goes into the zip while it is written, and a sheet whose rows come in order packs those that are
complete. Neither changes what is written.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from html import escape
from typing import IO, Any

import xlsxwriter
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings

from toolkit.excel.portable_zip import create_member
from toolkit.excel.row_xml import RowXml
from toolkit.excel.safe_sheet import SafeSheet
from toolkit.text import show_tricks

# What is shown by its code, and blanks at the ends; a printable text has no blank but the plain one.
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|^\s|\s$")
_PIECE = 1 << 16  # characters that are encoded and packed at once
# The library names the columns of a row for blocks of so many rows; a block is packed when the next one begins.
_BLOCK = 16
_QUICK = 1  # the level at which rows are packed until their part is written


class PackedRows(SafeSheet):
    """A sheet whose rows may be packed away once they are complete: no cell of them may be written afterwards.

    Charts find no values in rows that were packed.
    """

    fh: Any
    dim_rowmin: Any
    dim_rowmax: Any

    def __init__(self) -> None:
        super().__init__()
        self._packed: list[bytes] = []
        self._first_loose = 0
        self._rows = RowXml(self)

    def complete_rows(self, before: int) -> None:
        """Say that all rows before this one (from 0) are complete."""
        end = before - before % _BLOCK
        if end - self._first_loose < _BLOCK * 4:
            return
        outer, self.fh = self.fh, io.StringIO()
        self._rows.write(self._first_loose, end - 1)
        self._packed.append(zlib.compress(self.fh.getvalue().encode(), _QUICK))
        self.fh = outer
        for row in range(self._first_loose, end):
            self.table.pop(row, None)
            self.row_info.pop(row, None)
        self._first_loose = end

    def _write_rows(self) -> None:
        """Write all rows; the library calls this where the sheet's part needs them."""
        late = [row for row, cells in self.table.items() if row < self._first_loose and cells]
        assert not late, f"rows {late} of {self.name} were complete already"
        for rows in self._packed:
            self.fh.write(zlib.decompress(rows).decode())
        self._rows.write(max(self._first_loose, self.dim_rowmin), self.dim_rowmax)


class StreamedWorkbook(xlsxwriter.Workbook):  # type: ignore[misc]  # the library is not typed
    """A workbook that is written into a buffer when it is closed, with the same bytes on every system."""

    worksheet_class = PackedRows

    def __init__(self, buffer: io.BytesIO, options: dict[str, Any]) -> None:
        super().__init__(io.BytesIO(), {**options, "in_memory": True})  # the library's own zip stays empty
        self._buffer = buffer

    def add_chart(self, options: dict[str, Any]) -> Any:
        """Return a chart whose names are texts, also one that begins like a formula."""
        chart = super().add_chart(options)
        chart._process_names = _keep_names
        return chart

    def _get_packager(self) -> _StreamingPackager:
        return _StreamingPackager(self._buffer)


def _keep_names(name: str | None, formula: str | None) -> tuple[str | None, str | None]:
    """Stand in for what xlsxwriter makes of a chart's names: it takes a text that begins with = for a formula."""
    return show_tricks(name) if name else name, formula


class _StreamingPackager(Packager):  # type: ignore[misc]  # the library is not typed
    """Writes each part into the zip while the library makes it; the library writes one after the other."""

    def __init__(self, buffer: io.BytesIO) -> None:
        super().__init__()
        self._zip = zipfile.ZipFile(buffer, "w", compression=zipfile.ZIP_DEFLATED)
        self._part: _PartStream | None = None

    def _create_package(self) -> list[Any]:
        """Write the zip; the list of the parts that the library shall write is empty."""
        try:
            others = [(content, name) for content, name, is_binary in super()._create_package() if is_binary]
            self._close_part()
            for content, name in others:
                self._zip.writestr(create_member(name), content.getvalue())
        finally:
            self._close_part()
            self._zip.close()
        return []

    def _write_shared_strings_file(self) -> None:
        texts = _TextTable()
        texts.string_table = self.workbook.str_table
        if texts.string_table.count:
            texts._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            texts._assemble_xml_file()

    def _filename(self, xml_filename: str) -> _PartStream:
        """Return what a part is to be written to."""
        self._close_part()
        self._part = _PartStream(self._zip.open(create_member(xml_filename), "w"))
        return self._part

    def _close_part(self) -> None:
        if self._part is not None:
            self._part.finish()
            self._part = None


class _TextTable(SharedStrings):  # type: ignore[misc]  # the library is not typed
    """The workbook's texts. Most have nothing that the library would write in another way than as they are."""

    def _write_si(self, string: str) -> None:
        is_plain = string.isprintable() or not _ODD.search(string)
        if is_plain and " " not in (string[:1], string[-1:]) and "_x" not in string and not string.startswith("<r>"):
            self.fh.write(f"<si><t>{escape(string, quote=False)}</t></si>")
        else:
            super()._write_si(string)


class _PartStream(io.StringIO):
    """A text that goes into a member of a zip piece by piece; the library asks for a StringIO."""

    def __init__(self, member: IO[bytes]) -> None:
        super().__init__()
        self._member = member
        self._waiting: list[str] = []
        self._length = 0

    def write(self, text: str) -> int:
        """Take a text."""
        self._waiting.append(text)
        self._length += len(text)
        if self._length >= _PIECE:
            self._flush_waiting()
        return len(text)

    def writelines(self, texts: Iterable[Any]) -> None:
        """Take several texts."""
        for text in texts:
            self.write(text)

    def _flush_waiting(self) -> None:
        self._member.write("".join(self._waiting).encode())
        self._waiting.clear()
        self._length = 0

    def finish(self) -> None:
        """Write what is still waiting and close the member."""
        self._flush_waiting()
        self._member.close()
