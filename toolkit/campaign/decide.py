"""Write decisions into the operator's own 工作方案.xlsx without loss.

Only the part of one sheet changes, and in it only the cells written: formats, dropdowns and comments stay as the
operator left them.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from toolkit.campaign.sheets import FormReader, find_text
from toolkit.definition import Definition
from toolkit.errors import CampaignError, make_mistake
from toolkit.excel import parse_row
from toolkit.formats import (
    Grid,
    UnreadableError,
    explain_own_refusal,
    open_workbook,
)
from toolkit.ooxml import (
    Package,
    PackageSheets,
    PatchError,
    SheetTable,
    put_table,
)
from toolkit.text import fold, tidy

_UNEXPECTED = (PatchError, KeyError, ValueError, SyntaxError, StopIteration, zipfile.BadZipFile, OSError)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """One row of the sheet of decisions in words: what it is about, what was found, what it means."""

    subject: str
    found: str
    meaning: str


def append_decisions(
    content: bytes, rows: Sequence[DecisionRow], definition: Definition
) -> tuple[bytes, tuple[int, ...]]:
    """Write each decision into the first free row below the headings; return the workbook and the row numbers.

    A decision made before keeps its row and gets the new meaning. `load_campaign` checks the meanings, not this
    function. Raises CampaignError where the workbook cannot be changed without loss.
    """
    name, label = definition.campaign.file, definition.campaign.decisions.label
    grid, reader = _open_decisions(content, definition)
    try:
        part = _find_sheet_part(content, grid.name)
        package = Package(content)
        table = _DecisionTable(package.read_part(part), grid, reader)
        numbers = tuple([table.write_decision(row) for row in rows])
        put_table(package, part, table.cells)
        return package.build_bytes(), numbers
    except _UNEXPECTED as error:
        raise CampaignError(make_mistake("campaign.not_written", name, label=label)) from error


def _open_decisions(content: bytes, definition: Definition) -> tuple[Grid, FormReader]:
    name, label = definition.campaign.file, definition.campaign.decisions.label
    try:
        opened = open_workbook(content)
    except UnreadableError as error:
        raise CampaignError(make_mistake("campaign.unreadable", name, why=explain_own_refusal(error))) from error
    if opened.format != "xlsx" or opened.encrypted:
        raise CampaignError(make_mistake("campaign.not_written", name, label=label))
    decisions = next((grid for grid in opened.grids if fold(grid.name) == fold(label)), None)
    if decisions is None:
        raise CampaignError(make_mistake("campaign.no_sheet", name, label=label))
    return decisions, FormReader(name, opened.grids, definition)


def _find_sheet_part(content: bytes, sheet: str) -> str:
    """Return the part that holds a sheet; PatchError where there is none."""
    for name, part in PackageSheets(Package(content)).parts.items():
        if fold(name) == fold(sheet):
            return part
    raise PatchError("worksheet")


class _DecisionTable:
    """The table of decisions: the part to change, and the grid that shows which rows are free."""

    def __init__(self, part: bytes, grid: Grid, reader: FormReader) -> None:
        form = reader.form.decisions
        self.cells, self.grid = SheetTable(part), grid
        self.start, self.positions = reader.find_header(form)
        if {"subject", "found", "meaning"} - self.positions.keys():
            raise PatchError("headings")
        self.known = {
            (find_text(row, "subject"), find_text(row, "found")): parse_row(row["found"][0].rpartition("!")[2])
            for row in reader.read_rows(form)
        }
        self.free = (number for number in count(self.start + 1) if self._is_free(number))

    def write_decision(self, row: DecisionRow) -> int:
        """Write one row and return its number."""
        key = (row.subject, tidy(row.found))
        if key in self.known:
            self._write_texts(self.known[key], {"meaning": row.meaning})
            return self.known[key]
        number = self.known[key] = next(self.free)
        self._write_texts(number, {"subject": row.subject, "found": row.found, "meaning": row.meaning})
        return number

    def _write_texts(self, number: int, texts: dict[str, str]) -> None:
        for key, text in texts.items():
            self.cells.put_text(number, self.positions[key], tidy(text))

    def _is_free(self, number: int) -> bool:
        """Tell whether a row is empty, not part of a merged range, and not hidden."""
        written = self.grid.rows[number - 1] if number <= len(self.grid.rows) else []
        if any(str(cell).strip() for cell in written) or _is_merged(self.grid, number):
            return False
        has_content = any(self.cells.holds_content(number, column) for column in self.positions.values())
        return not has_content and not self.cells.is_hidden(number)


def _is_merged(grid: Grid, number: int) -> bool:
    return any(merge.top <= number <= merge.bottom for merge in grid.merges)
