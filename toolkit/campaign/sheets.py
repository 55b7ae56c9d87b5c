"""Read the sheets of 工作方案.xlsx as its form describes them: one setting per row, or a table under headings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolkit.campaign.form import build_form_choices
from toolkit.cleaning import LOSSES, CleanedCell, Cleaner
from toolkit.definition import TEXT_KINDS, Column, Definition, FormSheet
from toolkit.errors import Mistake, make_mistake
from toolkit.excel import column_letters
from toolkit.formats import Grid, find_value, format_plain_text
from toolkit.messages import say
from toolkit.text import find_nearest, fold

Row = dict[str, tuple[str, CleanedCell]]  # column key -> cell address, content


class FormReader:
    """Reads the sheets of one campaign workbook and collects `mistakes` on the way."""

    def __init__(self, name: str, grids: tuple[Grid, ...], definition: Definition) -> None:
        self.name = name
        self.grids = {fold(grid.name): grid for grid in grids}
        self.form = definition.campaign
        # Values that only the form offers (meetings, lists) are cleaned like those of any other dropdown.
        self.definition = definition.replace_choices(*build_form_choices(definition))
        self.mistakes: list[Mistake] = []
        self._cleaner = Cleaner(self.definition)

    def add_mistake(self, key: str, location: str, /, **facts: object) -> None:
        """Add a mistake at a cell or sheet of the workbook."""
        self.mistakes.append(make_mistake(key, say("place.separator").join([self.name, location]), **facts))

    def read_settings(self) -> Row:
        """Return the cell address and content of each setting on the sheet, by key."""
        sheet = self.form.settings
        grid = self._find_grid(sheet.label)
        settings: Row = {}
        fields = (*sheet.fields, *sheet.old_fields, *(fact.column for fact in sheet.facts))
        names = {fold(label): field for field in fields for label in field.names}
        for position, row in enumerate(grid.rows if grid else [], 1):
            field = names.get(fold(str(row[0]))) if row else None
            if field is not None and len(row) > 1:
                address = f"{sheet.label}!B{position}"
                settings[field.key] = (address, self._clean(grid, "settings", field, position, 1))
        return settings

    def _find_grid(self, label: str) -> Grid | None:
        return self.grids.get(fold(label))

    def has_sheet(self, sheet: FormSheet) -> bool:
        """Tell whether the workbook has a table's sheet."""
        return self._find_grid(sheet.label) is not None

    def find_header(self, sheet: FormSheet) -> tuple[int, dict[str, int]]:
        """Return the row number of a table's headings (from 1; 0 without headings) and each column's index (from 0)."""
        grid = self._find_grid(sheet.label)
        return _find_header_row(grid, sheet) if grid else (0, {})

    def read_rows(self, sheet: FormSheet) -> Iterator[Row]:
        """Yield the filled rows of a table without the examples; report a missing sheet or required column."""
        grid = self._find_grid(sheet.label)
        if grid is None:
            self.add_mistake("campaign.no_sheet", sheet.label, label=sheet.label)
            return
        start, positions = _find_header_row(grid, sheet)
        absent = [column for column in sheet.columns if column.required and column.key not in positions]
        for column in absent:
            self.add_mistake("campaign.no_column", sheet.label, label=column.label)
        if absent:
            return
        examples = [_select_example(sheet, example) for example in sheet.examples]
        for number, cells in enumerate(grid.rows[start:], start + 1):
            texts = [str(value).strip() for value in cells]
            if not any(texts) or _collect_texts(grid, number, positions) in examples:
                continue
            yield {
                column.key: (
                    f"{sheet.label}!{column_letters(positions[column.key])}{number}",
                    self._clean(grid, sheet.label, column, number, positions[column.key]),
                )
                for column in sheet.columns
                if column.key in positions
            }

    def _clean(self, grid: Grid | None, key: str, column: Column, row: int, position: int) -> CleanedCell:
        """Return the meaning of a cell by what it shows; report one of which that cannot be told."""
        if grid is None:
            return CleanedCell()
        value, unsure = find_value(grid, row, position), grid.unsure.get((row, position))
        if unsure is not None and not (column.kind == "date" and unsure.guess):
            place = f"{grid.name}!{column_letters(position)}{row}"
            self.add_mistake("campaign.shown", place, label=column.label, value=format_plain_text(value))
        shown = unsure.guess if unsure else grid.shown.get((row, position), "")
        cell = self._cleaner.clean(key, column, value, shown)
        if cell.unknown in LOSSES and column.kind in TEXT_KINDS:
            place = f"{grid.name}!{column_letters(position)}{row}"
            why = say(f"unknown.{cell.unknown}")
            self.add_mistake("campaign.lost", place, label=column.label, value=format_plain_text(value), why=why)
        return cell

    def check_setting(self, field: Column, settings: Row) -> None:
        """Report a setting whose row is missing, that is required and blank, or that has no meaning."""
        label = self.form.settings.label
        if field.key not in settings:
            if field.required:
                self.add_mistake("campaign.no_setting", label, label=field.label)
            return
        address, cell = settings[field.key]
        if cell.blank and field.required:
            self.add_mistake("campaign.blank", address, label=field.label)
        self.check_date(field, address, cell)
        offered = self.definition.choice_lists.get(field.choices or "")
        if offered and field.kind == "choice" and cell.text and cell.text not in offered.values:
            near = find_nearest(cell.text, offered.values) or ""
            self.add_mistake("campaign.unknown_value", address, label=field.label, value=cell.text, nearest=near)

    def check_date(self, column: Column, address: str, cell: CleanedCell) -> None:
        """Report a date that cannot be understood."""
        if column.kind == "date" and cell.unknown:
            self.add_mistake("campaign.not_a_date", address, label=column.label, value=cell.text)

    def check_required(self, sheet: FormSheet, row: Row) -> None:
        """Report every required cell of a row that is blank."""
        for column in sheet.columns:
            if column.required and column.key in row and row[column.key][1].blank:
                self.add_mistake("campaign.blank", row[column.key][0], label=column.label)


def find_text(row: Row, key: str) -> str:
    """Return the text of a cell, empty where it is blank or the sheet has no such column."""
    return str(row[key][1].text or "") if key in row else ""


def find_items(row: Row, key: str) -> tuple[str, ...]:
    """Return the values of a cell that may hold several."""
    value: Any = row[key][1].value if key in row else None
    return tuple(value) if isinstance(value, tuple) else ()


def _find_header_row(grid: Grid, sheet: FormSheet) -> tuple[int, dict[str, int]]:
    """Return the number of the row with the most headings among the first 20, and the index of each column in it."""
    best: tuple[int, dict[str, int]] = (0, {})
    for number, cells in enumerate(grid.rows[:20], 1):
        texts = [fold(str(value)) for value in cells]
        columns = {c.key: texts.index(fold(n)) for c in sheet.columns for n in c.names if fold(n) in texts}
        if len(columns) > len(best[1]):
            best = (number, columns)
    return best


def _collect_texts(grid: Grid, row: int, positions: dict[str, int]) -> dict[str, str]:
    cells = grid.rows[row - 1]
    shown = {key: grid.shown.get((row, at)) or str(cells[at]).strip() for key, at in positions.items()}
    return {key: text for key, text in shown.items() if text}


def _select_example(sheet: FormSheet, example: dict[str, str]) -> dict[str, str]:
    keys = {column.key for column in sheet.columns}
    return {key: text for key, text in example.items() if text and key in keys}
