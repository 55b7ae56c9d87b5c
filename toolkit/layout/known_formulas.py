"""The formulas of hints, built once for workbooks that differ in nothing but how far their ranges reach.

In later rounds every workbook has its own count of items, and building its three formulas anew took a tenth of writing
it. A formula knows of rows and values only where a range ends: it is built with marks there, and filled in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from toolkit.layout.book import SheetView, WorkbookLayout
from toolkit.layout.list_layout import ListLayout
from toolkit.layout.object_memory import ObjectMemory

_MARK = re.compile("\x00([^\x00]+)\x00")
# Formulas in pieces, every other of which is the mark of an end.
_formulas: ObjectMemory[list[str]] = ObjectMemory()


@dataclass(frozen=True, slots=True, kw_only=True)
class _OpenList(ListLayout):
    """A list whose ranges end with a mark."""

    def find_column_range(self, index: int, *, outside: bool = False) -> str:
        """Return the range of a column's records, with the mark of the list in place of the last row."""
        return _open_range(ListLayout.find_column_range(self, index, outside=outside), _mark_list(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class _OpenBook(WorkbookLayout):
    """A workbook whose ranges end with marks."""

    def find_options_range(self, choices: str) -> str | None:
        """Return the range of a choice list, with its mark in place of the last row."""
        found = WorkbookLayout.find_options_range(self, choices)
        return found and _open_range(found, _mark_options(choices))


def recall_hint_formula(view: SheetView) -> str:
    """Return the formula of a list's hint, as the view builds it.

    It follows from the definition, the lists shown, and which choice lists have values. Nobody's name stands in it:
    names are behind dropdowns, and who is missing is said on the cover.
    """
    book = view.book
    objects = (book.definition, *(layout.list_type for layout in book.lists))
    filled = tuple((key, bool(values)) for key, values in book.options.items())
    facts = (view.layout.list_type.key, view.outside, book.unchanged_cell, book.options_sheet, filled)
    marked = _formulas.recall(objects, facts, lambda: _MARK.split(_open_view(view).build_hint_formula()))
    pieces, ends = list(marked), _find_ends(book)
    pieces[1::2] = [ends[mark] for mark in pieces[1::2]]
    return "".join(pieces)


def _open_view(view: SheetView) -> SheetView:
    layouts = tuple(
        _OpenList(list_type=each.list_type, issued=each.issued, numbers=each.numbers) for each in view.book.lists
    )
    book = _OpenBook(
        definition=view.book.definition,
        lists=layouts,
        options=view.book.options,
        unchanged_cell=view.book.unchanged_cell,
        options_sheet=view.book.options_sheet,
    )
    return replace(book.view_list(view.layout.list_type.key), outside=view.outside)


def _find_ends(book: WorkbookLayout) -> Mapping[str, str]:
    """Return the last row of every range by its mark."""
    ends = {_mark_options(key): str(len(values) + 1) for key, values in book.options.items()}
    return ends | {_mark_list(layout): str(layout.last_row) for layout in book.lists}


def _open_range(cells: str, mark: str) -> str:
    return f"{cells[: cells.rindex('$') + 1]}\x00{mark}\x00"


def _mark_options(key: str) -> str:
    return f"options {key}"


def _mark_list(layout: ListLayout) -> str:
    return f"list {layout.list_type.key}"
