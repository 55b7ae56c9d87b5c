"""Name the cells of a list read with a doubt: garbled, without a year, in other words, or people run together.

One finding per sheet and kind (and per column, where the column matters) names all its cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from toolkit.cleaning import CleanedCell, find_garbling
from toolkit.excel import column_letters
from toolkit.findings import Finding, make_finding
from toolkit.reading.headers import Header
from toolkit.records import Record

GARBLED = "garbled"  # of the doubts of a cell (`CleanedCell.doubt`) the one that may be in any column

Place = tuple[str, str, str]  # the cell, what is written there, and what it was read as or had been


def find_section_doubts(records: Iterable[Record], header: Header, sheet: str) -> Iterator[Finding]:
    """Yield a finding on the cells of each kind of doubt among the records of one sheet."""
    found: dict[tuple[str, str], list[tuple[int, Place]]] = {}
    for record in records:
        for key, cell in record.cleaned.items():
            if cell.doubt and key in header.positions:
                address = f"{column_letters(header.positions[key])}{record.row}"
                place = address, record.written.get(key, ""), _explain_reading(cell)
                found.setdefault((cell.doubt, "" if cell.doubt == GARBLED else key), []).append((record.row, place))
    for (doubt, key), places in found.items():
        column = header.list_type.find_column(key).label if key else ""
        yield make_finding(
            "warning",
            doubt,
            list=header.list_type.key,
            sheet=sheet,
            row=places[0][0],
            column=column,
            cell=places[0][1][0],
            places=tuple(place for _, place in places),
            count=len(places),
        )


def _explain_reading(cell: CleanedCell) -> str:
    """Return the likely original of a garbled cell, empty where it is not certain; of others how they were read."""
    if cell.doubt == GARBLED:
        garbled = find_garbling(cell.text or "")
        return garbled.original if garbled else ""
    return cell.date.isoformat() if cell.date else cell.text or ""
