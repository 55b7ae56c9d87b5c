"""Write the rounds into the operator's own 工作方案.xlsx without loss.

Only the cells that say something else change; in a workbook without the sheet 期次 the sheet is added.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Mapping, Sequence
from itertools import count

from toolkit.campaign.form import build_rounds_sheet
from toolkit.campaign.model import Round
from toolkit.campaign.rounds import read_round_rows
from toolkit.campaign.sheets import FormReader, Row
from toolkit.definition import Definition
from toolkit.errors import CampaignError, make_mistake
from toolkit.excel import count_serial_days, parse_row
from toolkit.formats import Grid, UnreadableError, explain_own_refusal, open_workbook
from toolkit.ooxml import (
    Package,
    PackageSheets,
    PackageStyles,
    PatchError,
    SheetTable,
    adopt_sheet,
    extract_sheet,
    put_table,
)
from toolkit.text import fold, tidy

_UNEXPECTED = (PatchError, KeyError, IndexError, ValueError, SyntaxError, StopIteration, zipfile.BadZipFile, OSError)
_Value = int | dt.date | str
# What the cells of a round say, by the round's number and the column's key; blank cells are left out.
_RoundCells = dict[int, dict[str, _Value]]


def write_rounds(content: bytes, rounds: Sequence[Round], definition: Definition) -> bytes:
    """Return the workbook with exactly these rounds in the sheet 期次, which is added where it is missing.

    A round's row is found by its number; rows of other numbers are emptied. Cells that say the same already, further
    columns, formats, dropdowns and comments stay as the operator left them. The same rounds give the same bytes.
    Raises CampaignError where the workbook cannot be changed without loss.
    """
    wanted = {each.number: _build_values(each, definition) for each in rounds}
    reader = _open_form(content, definition)
    try:
        if not reader.has_sheet(definition.campaign.rounds):
            return _add_sheet(content, wanted, definition)
        if _read_values(reader) == wanted:
            return content
        # A workbook whose date cells have another format, or whose days count from 1904, gets the days in words.
        for in_words in (False, True):
            written = _change_sheet(content, wanted, reader, in_words=in_words)
            if _is_read_as(written, wanted, definition, in_words=in_words):
                return written
        raise PatchError("rounds")
    except _UNEXPECTED as error:
        raise _refuse(definition) from error


def _build_values(each: Round, definition: Definition) -> dict[str, _Value]:
    values: dict[str, _Value | None] = {
        "number": each.number,
        "name": tidy(each.name),
        "issue_date": each.issue_date,
        "due_date": each.due_date,
        "as_of": each.as_of,
        "state": definition.campaign.rounds.states[each.state],
    }
    return {key: value for key, value in values.items() if value}


def _refuse(definition: Definition) -> CampaignError:
    facts = {"label": definition.campaign.rounds.label}
    return CampaignError(make_mistake("campaign.rounds_not_written", definition.campaign.file, **facts))


def _open_form(content: bytes, definition: Definition) -> FormReader:
    name = definition.campaign.file
    try:
        opened = open_workbook(content)
    except UnreadableError as error:
        raise CampaignError(make_mistake("campaign.unreadable", name, why=explain_own_refusal(error))) from error
    if opened.format != "xlsx" or opened.encrypted:
        raise _refuse(definition)
    return FormReader(name, opened.grids, definition)


def _read_values(reader: FormReader) -> _RoundCells:
    found: _RoundCells = {}
    for number, row in read_round_rows(reader):
        values: dict[str, _Value | None] = {key: _find_meaning(row, key) for key in row} | {"number": number}
        found[number] = {key: value for key, value in values.items() if value}
    return found


def _find_meaning(row: Row, key: str) -> _Value | None:
    return row[key][1].date or row[key][1].text


def _is_read_as(content: bytes, wanted: _RoundCells, definition: Definition, *, in_words: bool) -> bool:
    """Tell whether a workbook just written is read as meant, and unless days are `in_words`, shows them as days."""
    reader = _open_form(content, definition)
    if _read_values(reader) != wanted:
        return False
    grid = reader.grids[fold(definition.campaign.rounds.label)]
    _, positions = reader.find_header(definition.campaign.rounds)
    days = [positions[key] for key in ("issue_date", "due_date", "as_of") if key in positions]
    rows = [grid.rows[parse_row(_get_cell(row)) - 1] for _, row in read_round_rows(reader)]
    return in_words or not any(isinstance(row[at], int | float) for row in rows for at in days if at < len(row))


def _get_cell(row: Row) -> str:
    return row["number"][0].rpartition("!")[2]


# -- the sheet is there ---------------------------------------------------------------------------------


def _change_sheet(content: bytes, wanted: _RoundCells, reader: FormReader, *, in_words: bool) -> bytes:
    label = fold(reader.form.rounds.label)
    package = Package(content)
    part = next(part for name, part in PackageSheets(package).parts.items() if fold(name) == label)
    table = _RoundTable(package.read_part(part), reader)
    table.write(wanted, in_words=in_words)
    put_table(package, part, table.cells)
    return package.build_bytes()


class _RoundTable:
    """The table of rounds: the cells to change, and what its rows say now."""

    def __init__(self, part: bytes, reader: FormReader) -> None:
        self.cells = SheetTable(part)
        self.grid: Grid = reader.grids[fold(reader.form.rounds.label)]
        self.start, self.positions = reader.find_header(reader.form.rounds)
        self.values = _read_values(reader)
        self.rows = {number: parse_row(_get_cell(row)) for number, row in read_round_rows(reader)}

    def write(self, wanted: _RoundCells, *, in_words: bool) -> None:
        """Make the table say what is wanted; a new round comes below all others."""
        for number in sorted(self.rows.keys() - wanted.keys()):
            self._write_cells(self.rows[number], dict.fromkeys(self.positions, ""), in_words)
        for number, values in sorted(wanted.items()):
            known = self.values.get(number, {})
            row = self.rows.get(number) or self._find_free_row()
            self.rows[number] = row
            cells = {key: values.get(key, "") for key in values.keys() | known.keys()}
            self._write_cells(row, {key: cell for key, cell in cells.items() if cell != known.get(key)}, in_words)

    def _write_cells(self, row: int, cells: Mapping[str, _Value], in_words: bool) -> None:
        for key, value in sorted(cells.items()):
            column = self.positions[key]
            if isinstance(value, str):
                self.cells.put_text(row, column, value)
            elif isinstance(value, dt.date) and in_words:
                self.cells.put_text(row, column, value.isoformat())
            else:
                number = count_serial_days(value) if isinstance(value, dt.date) else value
                self.cells.put_number(row, column, number)
            self.cells.copy_style(row, column, (self.start + 1, column))

    def _find_free_row(self) -> int:
        """Return the first row below all rounds that is empty and not part of a merged range, and show it."""
        rows = count(max([self.start, *self.rows.values()]) + 1)
        row = next(row for row in rows if self._is_free(row))
        self.cells.show_row(row)
        return row

    def _is_free(self, row: int) -> bool:
        written = self.grid.rows[row - 1] if row <= len(self.grid.rows) else []
        merged = any(merge.top <= row <= merge.bottom for merge in self.grid.merges)
        filled = any(str(cell).strip() for cell in written)
        return not (merged or filled or any(self.cells.holds_content(row, at) for at in self.positions.values()))


# -- the sheet is not there -----------------------------------------------------------------------------


def _add_sheet(content: bytes, wanted: _RoundCells, definition: Definition) -> bytes:
    rows = [values for _, values in sorted(wanted.items())]
    day = next(value for value in rows[0].values() if isinstance(value, dt.date))
    part, their_styles = extract_sheet(build_rounds_sheet(definition, rows, day))
    package = Package(content)
    sheets, styles = PackageSheets(package), PackageStyles(package)
    own = adopt_sheet(styles, part.replace(b' tabSelected="1"', b""), their_styles)
    styles.save()
    settings = fold(definition.campaign.settings.label)
    earlier = next((name for name in sheets.parts if fold(name) == settings), "")
    sheets.put_after(definition.campaign.rounds.label, own, earlier)
    written = package.build_bytes()
    if not _is_read_as(written, wanted, definition, in_words=False):
        raise PatchError("rounds")
    return written
