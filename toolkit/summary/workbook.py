"""The summary of a round: tables, merged lists and the reconciliation come in, 三类清单汇总.xlsx goes out."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from toolkit.campaign import Campaign
from toolkit.definition import ListType
from toolkit.findings import rows_of
from toolkit.messages import say
from toolkit.style import INPUT_TAB, RESULT_TAB, Styles, new_workbook, print_setup, row_height
from toolkit.summary.merged import FAULT_WORDS, FAULTS, SOURCE
from toolkit.summary.tabulate import Table

_CENTRE_KINDS = frozenset({"choice", "code", "reference"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryInput:
    """What the summary shows. `lead_tables` are the same tables for the lead unit alone, by key."""

    campaign: Campaign
    as_of: str
    coverage: str
    figures: tuple[tuple[str, int], ...]
    tables: tuple[Table, ...]
    lead_tables: Mapping[str, Table]
    merged: Mapping[str, pd.DataFrame]
    reconciliation: pd.DataFrame
    # Names of units that returned nothing: their zeros are no figures.
    missing: frozenset[str] = frozenset()

    @property
    def front(self) -> Table | None:
        """The table of the front page: the one its definition marks, else the first."""
        marked = (table for table in self.tables if table.spec.front)
        return next(marked, self.tables[0] if self.tables else None)


def build_summary(summary: SummaryInput) -> bytes:
    """Write the front page, one sheet per table, the merged lists and the reconciliation."""
    buffer = io.BytesIO()
    workbook = new_workbook(buffer, summary.campaign.issue_date, say("summary.title"))
    writer = _Writer(workbook, summary)
    writer.front()
    for table in summary.tables:
        if table is not summary.front:
            writer.table_sheet(table)
    for key, frame in summary.merged.items():
        writer.merged(summary.campaign.definition.list_type(key), frame)
    writer.reconciliation()
    workbook.close()
    return buffer.getvalue()


class _Writer:
    """Writes the sheets of one summary."""

    def __init__(self, workbook: Any, summary: SummaryInput) -> None:
        self.workbook, self.summary = workbook, summary
        self.styles = Styles(workbook)
        self.campaign = summary.campaign

    def front(self) -> None:
        """The first page: coverage, the key figures, and the first table for the lead unit and for all."""
        sheet = self._sheet(say("summary.front"), RESULT_TAB)
        first = self.summary.front
        width = max(
            6,
            len(self.summary.figures),
            len(first.row_labels) + len(first.counts.columns) + 1 if first else len(self.summary.figures),
        )
        self._columns(sheet, [18, 18, *[13] * (width - 2)])
        line = say("summary.heading", title=self.campaign.title, day=self.summary.as_of, coverage=self.summary.coverage)
        self._title(sheet, say("summary.title"), width, line)
        sheet.set_row(1, row_height([(line, 13.0 * width)], 11))
        row = self._figures(sheet, 3, width)
        if first is None:
            return
        lead = self.summary.lead_tables.get(first.spec.key)
        if lead is not None:
            name = self.campaign.unit(self.campaign.lead_unit).name
            row = self._table(sheet, row, lead, say("summary.of_lead", table=first.spec.label, unit=name))
        self._table(sheet, row, first, say("summary.of_all", table=first.spec.label))
        sheet.activate()
        sheet.fit_to_pages(1, 1)

    def _figures(self, sheet: Any, row: int, width: int) -> int:
        for place, (label, number) in enumerate(self.summary.figures):
            sheet.write_string(row, place, label, self.styles["head"])
            sheet.write_number(row + 1, place, number, self.styles["big"])
        sheet.set_row(row, 24)
        sheet.set_row(row + 1, 34)
        return row + 3

    def table_sheet(self, table: Table) -> None:
        sheet = self._sheet(table.spec.label, RESULT_TAB)
        labels = [max(16, min(60, _widest(table, level))) for level in range(len(table.row_labels))]
        self._columns(sheet, [*labels, *[14] * (len(table.counts.columns) + 1)])
        width = len(labels) + len(table.counts.columns) + 1
        self._title(sheet, table.spec.label, width, self.summary.coverage)
        end = self._table(sheet, 3, table, say("summary.counts", list=table.list_type.label))
        if _several(table):
            note = say("summary.first_counts", label=table.row_labels[0])
            sheet.merge_range(end, 0, end, width - 1, note, self.styles["note"])

    def _table(self, sheet: Any, row: int, table: Table, caption: str) -> int:
        """Write one table with totals at the right and at the bottom; return the next free row."""
        counts, labels = table.counts, table.row_labels
        columns = [*labels, *counts.columns, say("summary.total")]
        sheet.merge_range(row, 0, row, len(columns) - 1, caption, self.styles["subtitle"])
        for place, name in enumerate(columns):
            sheet.write_string(row + 1, place, str(name), self.styles["head"])
        sheet.set_row(row + 1, 24)
        top = row + 2
        previous: tuple[str, ...] = ()
        for place, (key, values) in enumerate(zip(counts.index, counts.to_numpy(), strict=True)):
            self._labels(sheet, top + place, key, previous)
            previous = key
            for offset, value in enumerate([*values, values.sum()]):
                style = "total" if offset == len(values) else "number"
                sheet.write_number(top + place, len(labels) + offset, int(value), self.styles[style])
            sheet.set_row(top + place, row_height([(str(part), 40) for part in key]))
        bottom = top + len(counts)
        sheet.write_string(bottom, 0, say("summary.total"), self.styles["total_label"])
        for place in range(1, len(labels)):
            sheet.write_blank(bottom, place, None, self.styles["total_label"])
        for offset, value in enumerate([*counts.sum(), table.total]):
            sheet.write_number(bottom, len(labels) + offset, int(value), self.styles["total"])
        return bottom + 2

    def _labels(self, sheet: Any, row: int, key: tuple[str, ...], previous: tuple[str, ...]) -> None:
        for level, part in enumerate(key):
            repeated = level < len(key) - 1 and previous[: level + 1] == key[: level + 1]
            shown = say("summary.not_returned", unit=part) if part in self.summary.missing else part
            sheet.write_string(row, level, "" if repeated else shown, self.styles["label"])

    def merged(self, list_type: ListType, frame: pd.DataFrame) -> None:
        """Write one merged list: the list's columns, roll-ups, faults, then where each row came from."""
        sheet = self._sheet(list_type.label, INPUT_TAB)
        plan = _merged_columns(list_type)
        self._columns(sheet, [width for _, _, width, _ in plan])
        for place, (_, heading, _, _) in enumerate(plan):
            sheet.write_string(0, place, heading, self.styles["head"])
        sheet.set_row(0, 36)
        for row, record in enumerate(rows_of(frame), 1):
            for place, (key, _, _, style) in enumerate(plan):
                self._cell(sheet, row, place, record[key], style)
            shown = [(str(record[key]), width) for key, _, width, _ in plan if isinstance(record[key], str)]
            sheet.set_row(row, row_height(shown))
        sheet.freeze_panes(1, 2)
        if len(frame):
            sheet.autofilter(0, 0, len(frame), len(plan) - 1)
        sheet.repeat_rows(0)

    def _cell(self, sheet: Any, row: int, place: int, value: Any, style: str) -> None:
        if value == "" or pd.isna(value):
            sheet.write_blank(row, place, None, self.styles[style])
        elif isinstance(value, str):
            sheet.write_string(row, place, value[:32767], self.styles["text" if style == "date" else style])
        elif hasattr(value, "to_pydatetime"):
            sheet.write_datetime(row, place, value.to_pydatetime(), self.styles["date"])
        else:
            sheet.write_number(row, place, int(value), self.styles["plain_number"])

    def reconciliation(self) -> None:
        """Write what was read, merged and left out, file by file, and whether it adds up."""
        sheet = self._sheet(say("summary.reconcile"), RESULT_TAB)
        heads = ("file", "unit", "list", "read", "merged", "left_out", "reason")
        widths = [40, 26, 20, 10, 10, 10, 60]
        self._columns(sheet, widths)
        frame = self.summary.reconciliation
        adds_up = bool((frame["read"] == frame["merged"] + frame["left_out"]).all())
        merged = sum(len(one) for one in self.summary.merged.values())
        same = adds_up and int(frame["merged"].sum()) == merged
        note = say("reconcile.good" if same else "reconcile.bad", read=frame["read"].sum(), merged=merged)
        self._title(sheet, say("summary.reconcile"), len(heads), note)
        for place, head in enumerate(heads):
            sheet.write_string(3, place, say(f"reconcile.{head}"), self.styles["head"])
        for row, record in enumerate(rows_of(frame), 4):
            for place, head in enumerate(heads):
                value = record[head]
                self._cell(sheet, row, place, value, "text" if isinstance(value, str) else "number")
            sheet.set_row(row, row_height([(record["file"], 40), (record["reason"], 60)]))
        bottom = 4 + len(frame)
        sheet.write_string(bottom, 0, say("summary.total"), self.styles["total_label"])
        for place in (1, 2, 6):
            sheet.write_blank(bottom, place, None, self.styles["total_label"])
        for place, head in enumerate(("read", "merged", "left_out"), 3):
            sheet.write_number(bottom, place, int(frame[head].sum()), self.styles["total"])

    def _sheet(self, name: str, tab: str) -> Any:
        sheet = self.workbook.add_worksheet(name)
        sheet.set_tab_color(tab)
        print_setup(sheet, header=self.campaign.title, unit=self.campaign.lead, footer=say("page.footer"))
        return sheet

    @staticmethod
    def _columns(sheet: Any, widths: Sequence[float]) -> None:
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)

    def _title(self, sheet: Any, title: str, width: int, note: str) -> None:
        sheet.merge_range(0, 0, 0, width - 1, title, self.styles["title"])
        sheet.set_row(0, 36)
        sheet.merge_range(1, 0, 1, width - 1, note, self.styles["centre_subtitle"])
        sheet.set_row(1, 22)


def _widest(table: Table, level: int) -> float:
    return 2 * max((len(str(key[level])) for key in table.counts.index), default=8)


def _several(table: Table) -> bool:
    return any(table.list_type.has(path) and table.list_type.column(path).kind == "choices" for path in table.spec.rows)


def _merged_columns(list_type: ListType) -> list[tuple[str, str, float, str]]:
    """Return key, heading, width and style of each column of a merged list."""
    styles = {"long_text": "long", "date": "date", "integer": "plain_number"}
    own = [
        (c.key, c.label, c.width, styles.get(c.kind, "centre" if c.kind in _CENTRE_KINDS else "text"))
        for c in list_type.columns
    ]
    rolled = [
        (f"rollup.{r.key}", say("summary.rolled", label=r.label), 12.0, "date" if r.take else "centre")
        for r in list_type.rollups
    ]
    marks = [
        (FAULTS, say(FAULTS), 7.0, "number"),
        (FAULT_WORDS, say(FAULT_WORDS), 18.0, "text"),
    ]
    widths = (7.0, 22.0, 28.0, 14.0, 6.0)
    source_styles = ("text", "text", "text", "text", "plain_number")
    source = [(key, say(key), width, style) for key, width, style in zip(SOURCE, widths, source_styles, strict=True)]
    return [*source[:2], *own, *rolled, *marks, *source[2:]]
