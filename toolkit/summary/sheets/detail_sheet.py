"""Write the details: one row for each record behind a figure, linked to its row in its merged list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from toolkit.definition import ListType
from toolkit.excel import format_text_literal, prepare_formula, quote_sheet_name
from toolkit.messages import say
from toolkit.summary.drilldown import Detail
from toolkit.summary.fields.base import UNIT_NAME
from toolkit.summary.sheets.paging import leave_unprinted
from toolkit.summary.sheets.record_cells import RecordCells, list_values
from toolkit.summary.sheets.workbook_writer import DETAIL_ROW, WorkbookWriter, set_column_widths

_EXCERPT = 80
_HEADS = ("table", "row", "column", "number", "unit", "content", "file", "source")
_WIDTHS = (26, 34, 20, 10, 24, 60, 34, 22)


def write_details(book: WorkbookWriter, lists: Mapping[str, ListType]) -> None:
    """Write the sheet of details; `lists` are the lists of the definition by key."""
    sheet = book.open_sheet(say("summary.details"), "help")
    set_column_widths(sheet, _WIDTHS)
    note = say("details.note" if book.details.complete else "details.note_partial")
    book.write_title(sheet, say("summary.details"), len(_HEADS), note, 200)
    for column, head in enumerate(_HEADS):
        sheet.write_string(DETAIL_ROW - 2, column, say(f"details.{head}"), book.styles["head"])
    sheet.freeze_panes(DETAIL_ROW - 1, 0)
    sheet.repeat_rows(DETAIL_ROW - 2)
    rows = book.details.rows
    sheet.autofilter(DETAIL_ROW - 2, 0, DETAIL_ROW - 2 + len(rows), len(_HEADS) - 1)
    records = _RecordColumns(book, sheet, lists)
    texts = [
        RecordCells(book, sheet, (DETAIL_ROW - 1, column), "line").list_values([getattr(row, key) for row in rows])
        for column, key in enumerate(_HEADS[:3])
    ]
    shown = [records.list_cells(column, rows) for column in range(len(texts), len(_HEADS))]
    sheet.write_rows(DETAIL_ROW - 1, [*texts, *shown], [None] * len(rows))
    leave_unprinted(sheet)


class _RecordColumns:
    """The columns of a detail that say which record it is: the same cells behind every figure that counts it."""

    def __init__(self, book: WorkbookWriter, sheet: Any, lists: Mapping[str, ListType]) -> None:
        self.book, self.lists = book, lists
        places = enumerate(("link", "line", "line", "line", "line"), 3)
        self._columns = {place: RecordCells(book, sheet, (DETAIL_ROW - 1, place), style) for place, style in places}
        self._values: dict[tuple[str, str], list[Any]] = {}
        self._cells: dict[tuple[str, int], Sequence[str]] = {}

    def list_cells(self, place: int, rows: Sequence[Detail]) -> Iterator[str]:
        """Yield the cells of one column."""
        for row in rows:
            key = (row.list_key, row.record)
            if key not in self._cells:
                self._cells[key] = self._render_record(*key)
            yield self._cells[key][place - 3]

    def _render_record(self, list_key: str, record: int) -> Sequence[str]:
        number, content = _choose_columns(self.lists.get(list_key))
        values = self._find_text(list_key, UNIT_NAME, record), _cut_excerpt(self._find_text(list_key, content, record))
        cells = [self._render_link(list_key, record, self._find_text(list_key, number, record))]
        cells += [self._columns[place].number.render_text(text) for place, text in enumerate(values, 4)]
        if list_key.startswith("@"):
            return [*cells, "", ""]
        source = {key: self._find_value(list_key, f"source.{key}", record) for key in ("file", "sheet", "row")}
        location = say("details.place", sheet=source["sheet"], row=int(source["row"]))
        file = self._columns[6].number.render_text(str(source["file"]))
        return [*cells, file, self._columns[7].number.render_text(location)]

    def _render_link(self, list_key: str, record: int, text: str) -> str:
        """Render a link to a record's row in its merged list."""
        sheets = self.book.sheet_ranges.list_sheets[list_key]
        if sheets.beside:
            return self._columns[3].number.render_text(text or say("listing.record", number=record + 1))
        sheet_name, row = sheets.find_location(record)
        shown = text or say("listing.row", row=row)
        formula = self.book.link_formula(format_text_literal(shown), f"{quote_sheet_name(sheet_name)}!A{row}")
        return self._columns[3].number.render_formula(prepare_formula(formula), shown)

    def _find_text(self, list_key: str, key: str, record: int) -> str:
        """Return a record's value as a text; empty without one, or where `key` is."""
        return str(self._find_value(list_key, key, record) or "") if key else ""

    def _find_value(self, list_key: str, key: str, record: int) -> Any:
        known = self._values.get((list_key, key))
        if known is None:
            known = self._values[list_key, key] = list_values(self.book.frames.compute_column(list_key, key))
        return known[record]


def _cut_excerpt(text: str) -> str:
    return text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…"


def _choose_columns(list_type: ListType | None) -> tuple[str, str]:
    """Return the columns that identify a record: its number, and its first required long text."""
    if list_type is None:
        return "", ""
    content = next((c.key for c in list_type.columns if c.kind == "long_text" and c.required), "")
    return list_type.number.key if list_type.number else "", content
