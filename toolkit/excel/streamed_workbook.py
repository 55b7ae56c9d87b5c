"""Workbooks written into memory without ever holding a part as text: large ones take the size of their packed file.

xlsxwriter keeps every cell as an object until the workbook is closed, and every part as one long text until all are
written. Here a part goes into the zip while it is written, and a sheet whose rows come in order packs those that are
complete, or takes whole columns (`bulk_rows`). None of it changes what is written.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.packager import Packager

from toolkit.excel.bulk_rows import TEXT_CELL, join_rows
from toolkit.excel.held_rows import HeldRows
from toolkit.excel.packed_text import MemberStream, TextPacker
from toolkit.excel.portable_zip import create_member
from toolkit.excel.row_xml import RowXml
from toolkit.excel.safe_sheet import SafeSheet
from toolkit.excel.shared_texts import SharedTexts, SharedTextsPart
from toolkit.text import show_tricks

# The library names the columns of a row for blocks of so many rows; a block is packed when the next one begins.
_BLOCK = 16
_BULK = 256  # rows that are packed at once


class _JoinedColumns(NamedTuple):
    """Columns that are joined in each of some rows."""

    first: int
    rows: int
    spans: tuple[tuple[int, int], ...]

    def list_areas(self) -> Iterator[list[int]]:
        rows = range(self.first, self.first + self.rows)
        return ([row, left, row, right] for row in rows for left, right in self.spans)


class PackedRows(SafeSheet):
    """A sheet whose rows may be packed away once they are complete: no cell of them may be written afterwards.

    Charts find no values in rows that were packed, but what is kept for them.
    """

    fh: Any
    dim_rowmin: Any
    dim_rowmax: Any
    merge: list[Any]
    str_table: Any
    types_empty_results = False

    def __init__(self) -> None:
        super().__init__()
        self._packer: TextPacker | None = None
        self._first_loose = 0
        self._rows = RowXml(self)
        self._shown: dict[tuple[int, int], Sequence[Any]] = {}
        self._held: HeldRows | None = None

    def complete_rows(self, before: int) -> None:
        """Say that all rows before this one (from 0) are complete."""
        end = before - before % _BLOCK
        if end - self._first_loose >= _BLOCK * 4:
            self.pack_rows(end)

    def write_rows(self, first: int, columns: Sequence[Iterable[str]], heights: Sequence[float | None]) -> None:
        """Write rows from the first on (from 0), one for each height in points; all rows before them are complete.

        A height is None where the program that opens the sheet shall choose it.
        A column has the cells of these rows from top to bottom, as `bulk_rows` renders them, "" where there is none.
        """
        if not heights:
            return
        self.pack_rows(first)
        fits = not self._check_dimensions(first, 0)
        assert fits and not self._check_dimensions(first + len(heights) - 1, len(columns) - 1), "outside of the sheet"
        rows, packer = join_rows(first, columns, heights), self._open_packer()
        while batch := "".join(islice(rows, _BULK)):
            self.str_table.count += batch.count(TEXT_CELL)
            packer.write(batch)
        self._first_loose = first + len(heights)

    def hold_rows(self, first: int, count: int, width: int) -> HeldRows:
        """Return what takes the last rows of the sheet: so many from the first on (from 0), with so many cells each."""
        fits = not self._check_dimensions(first, 0)
        assert fits and not self._check_dimensions(first + count - 1, width - 1), "outside of the sheet"
        self._held = HeldRows(self, first, width)
        return self._held

    def render_end(self, cell: Any) -> str:
        """Return what follows the look of a cell in its XML."""
        return self._rows.render_end(cell)

    def join_cells(self, top: int, left: int, bottom: int, right: int) -> None:
        """Join cells of rows that `write_rows` gives; that none of them belongs to others is for the caller to see."""
        self.merge.append([top, left, bottom, right])

    def join_columns(self, first: int, count: int, spans: Sequence[tuple[int, int]]) -> None:
        """Join the cells from the first to the last column of each span, in so many rows; the cells are written apart.

        The rows may have no other joined cells, which nobody looks for.
        """
        if count and spans:
            self.merge.append(_JoinedColumns(first, count, tuple(spans)))

    def keep_shown(self, first: int, columns: Mapping[int, Sequence[Any]]) -> None:
        """Keep the values of rows from the first on for the charts that show them, by column."""
        self._shown |= {(first, column): values for column, values in columns.items()}

    def _get_range_data(self, top: int, left: int, bottom: int, right: int) -> Any:
        """Return the values of a range that a chart shows; the library asks for them."""
        values = self._shown.get((top, left))
        return super()._get_range_data(top, left, bottom, right) if values is None else values[: bottom - top + 1]

    def _write_merge_cells(self) -> None:
        joined: list[Any] = self.merge
        areas = (each.list_areas() if isinstance(each, _JoinedColumns) else [each] for each in joined)
        self.merge = list(chain.from_iterable(areas))
        super()._write_merge_cells()
        self.merge = joined

    def pack_rows(self, end: int) -> None:
        """Pack the rows before this one, which are complete: their formats get the workbook's next numbers."""
        outer, self.fh = self.fh, io.StringIO()
        self._rows.write(self._first_loose, end - 1)
        self._open_packer().write(self.fh.getvalue())
        self.fh = outer
        for row in range(self._first_loose, end):
            self.table.pop(row, None)
            self.row_info.pop(row, None)
        self._first_loose = end

    def _open_packer(self) -> TextPacker:
        self._packer = self._packer or TextPacker()
        return self._packer

    def _write_rows(self) -> None:
        """Write all rows; the library calls this where the sheet's part needs them."""
        late = [row for row, cells in self.table.items() if row < self._first_loose and cells]
        assert not late, f"rows {late} of {self.name} were complete already"
        if self._packer:
            self.fh.write_packed(self._packer.finish())
            self._packer = None
        self._rows.write(max(self._first_loose, self.dim_rowmin), self.dim_rowmax)
        if self._held:
            self.fh.write(self._held.render())
        self.table.clear()


class TypedSheet(PackedRows):
    """A sheet whose formulas say of an empty result that it is a text: else no reader can tell it from a missing one.

    Spreadsheet programs write it so, the library does not.
    """

    types_empty_results = True


class StreamedWorkbook(xlsxwriter.Workbook):  # type: ignore[misc]  # the library is not typed
    """A workbook that is written into a buffer when it is closed, with the same bytes on every system."""

    worksheet_class = PackedRows

    def __init__(self, buffer: io.BytesIO, options: dict[str, Any]) -> None:
        super().__init__(io.BytesIO(), {**options, "in_memory": True})  # the library's own zip stays empty
        self._buffer = buffer
        self.str_table = SharedTexts()

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
        self._part: MemberStream | None = None

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
        table = self.workbook.str_table
        if table.count:
            part = SharedTextsPart()
            part.string_table = table
            part._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            part._assemble_xml_file()

    def _filename(self, xml_filename: str) -> MemberStream:
        """Return what a part is to be written to."""
        self._close_part()
        self._part = MemberStream(self._zip, xml_filename)
        return self._part

    def _close_part(self) -> None:
        if self._part is not None:
            self._part.finish()
            self._part = None
