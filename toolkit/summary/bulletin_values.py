"""The names that a bulletin may use: their values for the document, their cells for the sheet of sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from toolkit.bulletin import Value as TemplateValue
from toolkit.bulletin import format_percent
from toolkit.definition import UNIT, Series
from toolkit.excel import format_text_literal
from toolkit.messages import say
from toolkit.summary.build import Summary
from toolkit.summary.listing import Listing
from toolkit.summary.sheet_ranges import SheetRanges
from toolkit.summary.sheets.figure_sheet import FigureSheet
from toolkit.summary.sheets.table_location import TableLocation
from toolkit.summary.tables import RowHead, SummaryTable, Value

_LABEL, _SHORT, _GRADE = "@label", "@short", "@grade"


@dataclass(frozen=True, kw_only=True)
class BulletinValues:
    """Values and cells of every name of a round; `missing` are the units that returned nothing."""

    summary: Summary
    missing: tuple[str, ...]

    def collect_values(self) -> dict[str, TemplateValue]:
        """Return the value of every name; a share of nothing is a dash, days and units are texts."""
        spec = self.summary.planner.definition.summary
        campaign, texts = self.summary.campaign, spec.texts
        today = self.summary.frames.find_anchor_day("@today")
        values: dict[str, TemplateValue] = {
            texts.title: campaign.title,
            texts.lead: campaign.lead,
            texts.team: self.summary.roster.lead or say("quantity.team", lead=campaign.lead),
            texts.as_of: say("quantity.long_day", year=today.year, month=today.month, day=today.day),
            texts.meeting_date: say(
                "quantity.long_day",
                year=campaign.meeting_date.year,
                month=campaign.meeting_date.month,
                day=campaign.meeting_date.day,
            ),
            texts.missing: say("list.separator").join(self.missing),
        }
        if texts.round:
            values[texts.round] = campaign.round.title if campaign.names_round else ""
        values |= {name: int(key in self.summary.list_keys) for name, key in spec.used.items()}
        values |= {named.name: _format_value(value) for named, value in self.summary.figures}
        values |= self._build_rounds()
        for series in spec.series:
            items = self._build_items(series)
            values[series.name] = items
            if series.count:
                values[series.count] = len(items)
        return {**values, **self._build_annex()}

    def build_formulas(
        self, figures: FigureSheet, written: Mapping[str, TableLocation], sheet_ranges: SheetRanges
    ) -> dict[str, Any]:
        """Return a formula expression for every name whose value stands in a cell; of a series one dict per row."""
        spec = self.summary.planner.definition.summary
        cells: dict[str, Any] = {
            spec.texts.as_of: figures.build_long_day_formula("@today"),
            spec.texts.meeting_date: figures.build_long_day_formula("@meeting"),
        }
        cells |= {named.name: figures.find_address(named.name) for named, _ in self.summary.figures}
        cells |= self._build_round_formulas(figures)
        for series in spec.series:
            location = written.get(series.table)
            listing = self._find_listing(series.listing)
            if location is not None:
                cells[series.name] = [
                    self._build_row_formulas(series, location, index) for index in self._choose_rows(series)
                ]
                if series.count:
                    cells[series.count] = (
                        f"SUMPRODUCT(--EXACT({location.find_grade_range()},{format_text_literal(series.grade)}))"
                    )
            elif listing is not None:
                cells[series.name] = [
                    {
                        name: self._build_record_formula(path, listing, record, sheet_ranges)
                        for name, path in series.fields.items()
                    }
                    for record in listing.records[: series.most]
                ]
        return cells

    def _build_rounds(self) -> dict[str, TemplateValue]:
        """Return the number of this round and the rows of all rounds, by the names that the definition gives them."""
        tracking, rounds = self.summary.planner.definition.summary.tracking, self.summary.rounds
        spec = tracking.rounds if tracking else None
        number: dict[str, TemplateValue] = (
            {spec.number: self.summary.campaign.round.number} if spec and spec.number else {}
        )
        if rounds is None or not rounds.spec.series:
            return number
        items: list[dict[str, int | float | str]] = [
            {
                rounds.spec.round: each.label,
                **{head: _format_value(value) for head, value in zip(rounds.headings, each.values, strict=True)},
            }
            for each in rounds.rounds
        ]
        return {rounds.spec.series: items, **number}

    def _build_round_formulas(self, figures: FigureSheet) -> dict[str, list[dict[str, str]]]:
        """Return the same rows as formula expressions: the earlier rounds as they were, this one live."""
        rounds = self.summary.rounds
        if rounds is None or not rounds.spec.series:
            return {}
        rows = []
        for each in rounds.rounds:
            cells = {rounds.spec.round: format_text_literal(each.label)}
            for head, name, value in zip(rounds.headings, rounds.names, each.values, strict=True):
                shown = _format_value(value)
                frozen = format_text_literal(shown) if isinstance(shown, str) else f"{shown:.15g}"
                cells[head] = figures.find_address(name) if each.is_current else frozen
            rows.append(cells)
        return {rounds.spec.series: rows}

    def _find_listing(self, key: str) -> Listing | None:
        return next((listing for listing in self.summary.listings if listing.key == key), None)

    def _choose_rows(self, series: Series) -> list[int]:
        """Return the indexes of a series' rows in its table: those of its grade, without missing units and totals."""
        table = self.summary.find_table(series.table)
        if table is None:
            return []
        chosen = [
            index
            for index, row in enumerate(table.rows)
            if row.kind == "row" and not row.missing and series.grade in ("", row.grade)
        ]
        return chosen[: series.most]

    def _build_items(self, series: Series) -> list[dict[str, int | float | str]]:
        table, listing = self.summary.find_table(series.table), self._find_listing(series.listing)
        if table is not None:
            return [
                {name: self._find_row_value(table, index, field) for name, field in series.fields.items()}
                for index in self._choose_rows(series)
            ]
        if listing is None:
            return []
        return [
            {name: self._find_record_value(listing, record, path) for name, path in series.fields.items()}
            for record in listing.records[: series.most]
        ]

    def _find_row_value(self, table: SummaryTable, index: int, field: str) -> int | float | str:
        row = table.rows[index]
        if field in (_LABEL, _SHORT, _GRADE):
            return _choose_label(table, row, field)
        column = table.find_column_index(field)
        return 0 if column is None else _format_value(table.values[index][column])

    def _find_record_value(self, listing: Listing, record: int, path: str) -> int | float | str:
        name = path.lstrip("-")
        field = self.summary.planner.plan_field(listing.list_key, name, raw=name != UNIT)
        value = self.summary.frames.compute_column(listing.list_key, field.key).iloc[record]
        if value is None or pd.isna(value):
            return ""
        if isinstance(value, str):
            return value
        return -int(value) if path.startswith("-") else int(value)

    def _build_row_formulas(self, series: Series, location: TableLocation, index: int) -> dict[str, str]:
        table, row = location.table, location.table.rows[index]
        cells: dict[str, str] = {}
        for name, field in series.fields.items():
            if field == _LABEL:
                cells[name] = location.find_label_address(index, len(row.key) - 1)
            elif field == _SHORT:
                cells[name] = format_text_literal(_choose_label(table, row, field))
            elif field == _GRADE:
                cells[name] = location.find_address(index, len(table.columns))
            elif (column := table.find_column_index(field)) is not None:
                cells[name] = location.find_address(index, column)
        return cells

    def _build_record_formula(self, path: str, listing: Listing, record: int, sheet_ranges: SheetRanges) -> str:
        name = path.lstrip("-")
        field = self.summary.planner.plan_field(listing.list_key, name, raw=name != UNIT)
        cell = sheet_ranges.find_address(listing.list_key, field.key, record)
        return f"(-{cell})" if path.startswith("-") else cell

    def _build_annex(self) -> dict[str, TemplateValue]:
        """Return the table at the bulletin's end: its headings, and its rows of labels and printed figures."""
        annex = self.summary.planner.definition.summary.annex
        table = self.summary.find_table(annex.table)
        if table is None:
            return {annex.columns: [], annex.rows: []}
        heads: list[dict[str, int | float | str]] = [{annex.heading: column.labels[-1]} for column in table.columns]
        rows: list[Any] = []
        for row, values in zip(table.rows, table.values, strict=True):
            labels = dict(zip(annex.labels, _build_annex_labels(row, len(annex.labels)), strict=True))
            rows.append({**labels, annex.numbers: [_render_value(value) for value in values]})
        return {annex.columns: heads, annex.rows: rows}


def _build_annex_labels(row: RowHead, depth: int) -> list[str]:
    texts = list(row.key)
    if row.kind != "row":
        texts.append(say("summary.subtotal" if row.kind == "subtotal" else "summary.total"))
    return [*texts, *[""] * depth][:depth]


def _choose_label(table: SummaryTable, row: RowHead, field: str) -> str:
    label = row.key[-1]
    return {_LABEL: label, _SHORT: table.short.get(label, label), _GRADE: row.grade}[field]


def _format_value(value: Value) -> int | float | str:
    """Return a figure as templates print it: a dash where it is unknown, an average of whole days without decimals."""
    if value is None:
        return say("summary.none")
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) > 1 else value


def _render_value(value: Value) -> str:
    return str(format_percent(value)) if isinstance(value, float) else str(_format_value(value))
