"""The records of a section as plain data: equal texts, equal cells and equal sets of columns are kept once.

Nearly every cell means just what was written in it, or is blank: such a cell is one sign and no object.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from toolkit.cleaning import BLANK_CELL, CleanedCell
from toolkit.records.section import Change, Record

# The sign for a cell whose text and value are what was written in it.
_WRITTEN = True
_Keys = tuple[str, ...]
_PlainCell = tuple[Any, ...]


def pack_records(records: Iterable[Record]) -> tuple[Any, ...]:
    """Return records as plain data: the sets of columns, and one tuple for each record.

    A record's written texts and their cells stand in the order of its first set of columns; of all other columns in
    its second set only cells that are not blank are kept, by column.
    """
    shapes: dict[_Keys, int] = {}
    known: dict[Any, Any] = {}
    packed = []
    for record in records:
        written = {key: known.setdefault(text, str(text)) for key, text in record.written.items()}
        cells = {key: _pack_cell(cell, written.get(key), known) for key, cell in _find_filled(record)}
        packed.append(
            (
                record.row,
                shapes.setdefault(tuple(written), len(shapes)),
                tuple(written.values()),
                shapes.setdefault(tuple(record.cleaned), len(shapes)),
                tuple(cells.pop(key, None) for key in written),
                cells,
                tuple((change.column, str(change.old), str(change.new), change.why) for change in record.changes),
                record.item,
                record.unchanged,
            )
        )
    return tuple(shapes), tuple(packed)


def _find_filled(record: Record) -> Iterator[tuple[str, CleanedCell]]:
    for key, cell in record.cleaned.items():
        if cell is not BLANK_CELL and (cell != BLANK_CELL or cell.change or cell.doubt):
            yield key, cell


def _pack_cell(cell: CleanedCell, written: str | None, known: dict[Any, Any]) -> _PlainCell | bool:
    text, value = cell.text, cell.value
    as_written = text is not None and value.__class__ is str and text == value == written
    if as_written and cell.date is None and not cell.unknown and not cell.change and not cell.doubt:
        return _WRITTEN
    text = None if text is None else str(text)
    value = str(value) if isinstance(value, str) else value
    whole = (text, value, cell.date, cell.unknown, cell.change, cell.doubt)
    return known.setdefault(whole, whole)  # type: ignore[no-any-return] # kept as they are


def unpack_records(packed: tuple[Any, ...]) -> tuple[Record, ...]:
    """Return the records of what `pack_records` gave."""
    shapes, rows = packed
    blank = [dict.fromkeys(shape, BLANK_CELL) for shape in shapes]
    known: dict[Any, CleanedCell] = {}
    return tuple(
        Record(
            row=row,
            written=dict(zip(shapes[shape], written, strict=True)),
            cleaned={
                **blank[whole],
                **{
                    key: _unpack_cell(cell, text, known)
                    for key, text, cell in zip(shapes[shape], written, cells, strict=True)
                    if cell is not None
                },
                **{key: _unpack_cell(cell, "", known) for key, cell in others.items()},
            },
            changes=tuple(Change(column=column, old=old, new=new, why=why) for column, old, new, why in changes),
            item=item,
            unchanged=unchanged,
        )
        for row, shape, written, whole, cells, others, changes, item, unchanged in rows
    )


def _unpack_cell(cell: _PlainCell | bool, written: str, known: dict[Any, CleanedCell]) -> CleanedCell:
    if cell is _WRITTEN:
        return known.get(written) or known.setdefault(written, CleanedCell(text=written, value=written))
    found = known.get(cell)
    if found is None:
        text, value, date, unknown, change, doubt = cell  # type: ignore[misc] # a tuple
        made = CleanedCell(text=text, value=value, date=date, unknown=unknown, change=change, doubt=doubt)
        found = known[cell] = made
    return found
