"""Take the records off a sheet: a grid and its header come in, records and the rows left out (why) go out."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.batch import ABSENT, Record, Section
from toolkit.cleaning import Cleaned, Cleaner, plain_text
from toolkit.definition import Vocabulary
from toolkit.opening import CellValue, Grid
from toolkit.reading.sections import FEWEST_HEADINGS, Header, match_headings
from toolkit.text import fold

_NO_COLUMN = Cleaned(text="", unknown=ABSENT)


def read_section(grid: Grid, header: Header, cleaner: Cleaner, *, nil: bool = False) -> Section:
    """Read every row under the header; a row counts as a record when a column the clerk fills in is filled.

    Under a nil return, rows that still are as they were issued (only prefilled columns) are left out.
    """
    records: list[Record] = []
    left_out: list[tuple[int, str]] = []
    for number, cells in enumerate(grid.rows[header.row + 1 : header.end], header.row + 2):
        written = {key: _at(cells, place) for key, place in header.positions.items()}
        if not _filled(written, header):
            continue
        reason = _no_record(cells, header, cleaner.definition.vocabulary)
        if nil and _as_issued(written, header):
            reason = "as_issued"
        if reason:
            left_out.append((number, reason))
            continue
        records.append(_record(number, written, header, cleaner))
    return Section(
        list_key=header.list_type.key,
        sheet=grid.name,
        header_row=header.row + 1,
        positions=dict(header.positions),
        records=tuple(records),
        left_out=tuple(left_out),
        own=sum(not _as_issued(record.written, header) for record in records),
    )


def _at(cells: list[CellValue], place: int) -> CellValue:
    return cells[place] if place < len(cells) else ""


def _filled(written: dict[str, CellValue], header: Header) -> bool:
    inputs = (column.key for column in header.list_type.inputs if column.key in written)
    return any(plain_text(written[key]) for key in inputs)


def _as_issued(written: Mapping[str, CellValue], header: Header) -> bool:
    prefill = header.list_type.prefill
    issued = {*prefill.team, *prefill.member}
    inputs = (column.key for column in header.list_type.inputs if column.key in written)
    return bool(issued) and all(key in issued for key in inputs if plain_text(written[key]))


def _no_record(cells: list[CellValue], header: Header, vocabulary: Vocabulary) -> str:
    """Say why a filled row is no record: a total, a signature line, a note, a repeated header."""
    texts = [fold(plain_text(cell)) for cell in cells if plain_text(cell)]
    if len(match_headings([fold(plain_text(cell)) for cell in cells], header.list_type)) >= FEWEST_HEADINGS:
        return "header"
    first = texts[0] if texts else ""
    if first in {fold(word) for word in vocabulary.rows.total}:
        return "total"
    few = len(texts) <= 3
    if few and first.startswith(tuple(fold(word) for word in vocabulary.rows.signature)):
        return "signature"
    if len(texts) == 1 and first.startswith(tuple(fold(word) for word in vocabulary.rows.note)):
        return "note"
    return ""


def _record(number: int, written: dict[str, CellValue], header: Header, cleaner: Cleaner) -> Record:
    list_type = header.list_type
    cleaned = {
        column.key: cleaner.clean(list_type.key, column, written[column.key]) if column.key in written else _NO_COLUMN
        for column in list_type.columns
    }
    shown = {key: plain_text(value) for key, value in written.items()}
    return Record(row=number, written=shown, cleaned=cleaned)
