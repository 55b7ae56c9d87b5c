"""Open the office's ledger and find its sheets and columns, wherever the office moved them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from toolkit.definition import Column, LedgerForm, LedgerSheet
from toolkit.errors import Mistake, OperatorError, make_mistake
from toolkit.excel import format_address
from toolkit.formats import (
    CellValue,
    Grid,
    OpenedFile,
    UnreadableError,
    explain_own_refusal,
    format_shown_text,
    open_workbook,
)
from toolkit.messages import say
from toolkit.text import fold

# The columns without which a row of a sheet cannot be told from others, by the sheet's place in the form.
KEYS = {
    "waiting": ("round", "code", "unit", "list", "number", "application", "status"),
    "chosen": ("code", "number"),
    "items": ("code", "list", "number"),
    "events": ("round", "code", "list", "number", "day", "said", "who", "file"),
    "evidence": ("code", "list", "number", "name"),
}
_MOST_ROWS_ABOVE = 40
_MOST_KEPT = 3 * 1024 * 1024  # bytes: some 20,000 items, of which the cells take 30 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPage:
    """One sheet of the ledger as it stands: the row of headings (from 1), and each column's index by key (from 0).

    `rounds` has the indexes of the rounds' columns by the round's number.
    """

    name: str
    form: LedgerSheet
    grid: Grid
    head: int
    columns: dict[str, int]
    rounds: dict[int, int] = field(default_factory=dict)

    def read_text(self, row: int, key: str) -> str:
        """Return what a cell shows, empty where the sheet has no such column."""
        return format_shown_text(self.grid, row, self.columns[key]) if key in self.columns else ""

    def find_rows(self, keys: Iterable[str]) -> Iterator[int]:
        """Yield the rows below the headings that have a text in any of these columns."""
        columns = [self.columns[key] for key in keys if key in self.columns]
        for row, cells in enumerate(self.grid.rows[self.head :], self.head + 1):
            if _holds_text(cells, columns):
                yield row

    def find_last_row(self, keys: Iterable[str]) -> int:
        """Return the last row with a text in any of these columns, the row of headings where there is none."""
        columns = [self.columns[key] for key in keys if key in self.columns]
        below = range(len(self.grid.rows), self.head, -1)
        return next((row for row in below if _holds_text(self.grid.rows[row - 1], columns)), self.head)

    def locate(self, row: int, key: str) -> str:
        """Return the address of a cell, of its row's first cell where the sheet has no such column."""
        return format_address(row, self.columns.get(key, 0))


def _holds_text(cells: Sequence[CellValue], columns: Sequence[int]) -> bool:
    """Tell whether any of a row's cells in these columns has a text."""
    return any(column < len(cells) and str(cells[column]).strip() for column in columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerBook:
    """The sheets that can be worked with, by their place in the form, and what is wrong with the others."""

    pages: dict[str, LedgerPage]
    mistakes: tuple[Mistake, ...] = ()
    # The places in the form of the sheets that the workbook has, whether or not they can be worked with.
    present: frozenset[str] = frozenset()

    @property
    def waiting(self) -> LedgerPage:
        """The sheet on which the office decides."""
        return self.pages["waiting"]


def open_ledger(content: bytes, form: LedgerForm) -> LedgerBook:
    """Return the ledger's sheets.

    Raises OperatorError where the workbook cannot be read, or where the sheet of decisions, or a column of it that
    decisions need, cannot be found: nobody may take a decision for undone because it was not found.
    """
    opened = _open_xlsx(content)
    finder = _PageFinder(form, opened.grids)
    pages = {place: page for place in form.sheets if (page := finder.find_page(place)) is not None}
    if finder.blocking:
        raise OperatorError(finder.blocking)
    present = frozenset(place for place, sheet in form.sheets.items() if fold(sheet.label) in finder.grids)
    return LedgerBook(pages=pages, mistakes=tuple(finder.mistakes), present=present)


def _open_xlsx(content: bytes) -> OpenedFile:
    """Return the opened workbook. One of some thousand items is kept until another is opened: a check looks twice."""
    return _open_once(content) if len(content) <= _MOST_KEPT else _open_xlsx_anew(content)


def _open_xlsx_anew(content: bytes) -> OpenedFile:
    try:
        opened = open_workbook(content)
    except UnreadableError as error:
        raise OperatorError(
            make_mistake("ledger.unreadable", say("output.ledger"), why=explain_own_refusal(error))
        ) from error
    if opened.format != "xlsx" or opened.encrypted:
        raise OperatorError(make_mistake("ledger.not_xlsx", say("output.ledger")))
    return opened


_open_once = lru_cache(maxsize=1)(_open_xlsx_anew)


class _PageFinder:
    """Finds sheets and columns; `blocking` are the mistakes without which no decision can be read."""

    def __init__(self, form: LedgerForm, grids: Iterable[Grid]) -> None:
        self.form, self.grids = form, {fold(grid.name): grid for grid in grids}
        self.mistakes: list[Mistake] = []
        self.blocking: list[Mistake] = []

    def find_page(self, place: str) -> LedgerPage | None:
        sheet = self.form.sheets[place]
        grid = self.grids.get(fold(sheet.label))
        if grid is None and place == "chosen":  # a ledger that is older than this sheet gets it
            return None
        if grid is None:
            self._add("ledger.no_sheet", say("output.ledger"), place == "waiting", label=sheet.label)
            return None
        head, found = _find_headings(grid, sheet)
        if not head:
            self._add("ledger.headless", self._locate(grid), place == "waiting", label=sheet.label)
            return None
        if not self._check_columns(grid, head, found, place):
            return None
        columns = {key: places[0] for key, places in found.items() if places}
        rounds = self._find_rounds(grid, head) if place == "items" else {}
        return LedgerPage(name=grid.name, form=sheet, grid=grid, head=head, columns=columns, rounds=rounds)

    def _check_columns(self, grid: Grid, head: int, found: dict[str, list[int]], place: str) -> bool:
        """Report headings that are missing or stand twice; tell whether the sheet can be worked with all the same."""
        sheet = self.form.sheets[place]
        needed, usable = {*KEYS[place], *sheet.office_keys}, True
        for column in sheet.columns:
            places = found[column.key]
            if len(places) == 1:
                continue
            blocks = place == "waiting" and column.key in needed
            cells = say("list.separator").join(format_address(head, at) for at in places)
            facts = {"label": column.label, "sheet": grid.name, "cells": cells}
            self._add("ledger.column_twice" if places else "ledger.no_column", self._locate(grid), blocks, **facts)
            usable = usable and column.key not in needed
        return usable

    def _find_rounds(self, grid: Grid, head: int) -> dict[int, int]:
        pattern = re.compile(re.escape(fold(self.form.round_heading.format(round=0))).replace("0", r"(\d{1,3})"))
        texts = [fold(str(value)) for value in grid.rows[head - 1]]
        return {int(match[1]): at for at, text in enumerate(texts) if (match := pattern.fullmatch(text))}

    def _locate(self, grid: Grid) -> str:
        return say("place.separator").join([say("output.ledger"), grid.name])

    def _add(self, key: str, location: str, blocks: bool, /, **facts: object) -> None:
        (self.blocking if blocks else self.mistakes).append(make_mistake(key, location, **facts))


def _find_headings(grid: Grid, sheet: LedgerSheet) -> tuple[int, dict[str, list[int]]]:
    """Return the row with the most headings (0 without any), and where each column's heading stands in it."""
    best: tuple[int, dict[str, list[int]]] = (0, {})
    count = 1  # a single word may be part of a note
    for number, cells in enumerate(grid.rows[:_MOST_ROWS_ABOVE], 1):
        texts = [fold(str(value)) for value in cells]
        found = {column.key: _find_places(texts, column) for column in sheet.columns}
        if (filled := sum(bool(places) for places in found.values())) > count:
            best, count = (number, found), filled
    return best


def _find_places(texts: list[str], column: Column) -> list[int]:
    """Return where a column's heading stands; other names of it count only where its own stands nowhere."""
    own = [at for at, text in enumerate(texts) if text == fold(column.label)]
    aliases = {fold(name) for name in column.aliases}
    return own or [at for at, text in enumerate(texts) if text in aliases]
