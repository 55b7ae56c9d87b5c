"""The names that a bulletin may use: their values for the document, their cells for the sheet of sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.bulletin import TextChoice, format_percent
from toolkit.bulletin import Value as TemplateValue
from toolkit.excel import format_text_literal
from toolkit.messages import say
from toolkit.summary.build import Summary
from toolkit.summary.bulletin_records import Place, RecordPrinter
from toolkit.summary.bulletin_series import SeriesBuilder
from toolkit.summary.printing import format_figure, format_long_day
from toolkit.summary.sheets.figure_sheet import FigureSheet
from toolkit.summary.sheets.table_location import TableLocation
from toolkit.summary.tables import RowHead, Value


@dataclass(frozen=True, kw_only=True)
class BulletinValues:
    """Values and cells of every name of a round.

    `missing` are the units that returned nothing, `choices` is what the office chose to print of single records.
    """

    summary: Summary
    missing: tuple[str, ...]
    choices: Mapping[Place, TextChoice] = field(default_factory=dict)

    @property
    def _series_builder(self) -> SeriesBuilder:
        return SeriesBuilder(summary=self.summary, records=RecordPrinter(summary=self.summary, choices=self.choices))

    def collect_values(self) -> dict[str, TemplateValue]:
        """Return the value of every name; a share of nothing is a dash, days and units are texts."""
        spec = self.summary.planner.definition.summary
        campaign, texts = self.summary.campaign, spec.texts
        values: dict[str, TemplateValue] = {
            **self._collect_facts(),
            texts.title: campaign.title,
            texts.lead: campaign.lead,
            texts.team: self.summary.roster.lead or say("quantity.team", lead=campaign.lead),
            texts.as_of: format_long_day(self.summary.frames.find_anchor_day("@today")),
            texts.meeting_date: format_long_day(campaign.meeting_date),
            texts.missing: say("list.separator").join(self.missing),
        }
        if texts.named_missing:
            named = [unit for unit in self.missing if unit != self.summary.spared_unit]
            values[texts.named_missing] = say("list.separator").join(named)
        if texts.round:
            values[texts.round] = campaign.round.title if campaign.names_round else ""
        values |= {name: int(key in self.summary.list_keys) for name, key in spec.used.items()}
        values |= {named.name: format_figure(value) for named, value in self.summary.figures}
        values |= self._build_rounds()
        for series in spec.series:
            values |= self._series_builder.build_values(series)
        return {**values, **self._build_annex()}

    def build_formulas(self, figures: FigureSheet, written: Mapping[str, TableLocation]) -> dict[str, Any]:
        """Return a formula expression for every name whose value stands in a cell; of a series one dict per row."""
        spec = self.summary.planner.definition.summary
        cells: dict[str, Any] = {
            spec.texts.as_of: figures.build_long_day_formula("@today"),
            spec.texts.meeting_date: figures.build_long_day_formula("@meeting"),
        }
        cells |= {named.name: figures.find_address(named.name) for named, _ in self.summary.figures}
        cells |= self._build_round_formulas(figures)
        for series in spec.series:
            cells |= self._series_builder.build_formulas(series, written, figures.book)
        return cells

    def _collect_facts(self) -> dict[str, TemplateValue]:
        """Return the facts of the meeting by name; one that was left blank is 0 or an empty text."""
        facts = self.summary.campaign.facts
        blank: dict[str, TemplateValue] = {
            fact.label: 0 if fact.kind == "integer" else ""
            for fact in self.summary.planner.definition.campaign.settings.facts
        }
        filled = {name: value for name, value in facts.items() if value is not None}
        return blank | {
            name: format_long_day(value) if isinstance(value, dt.date) else value for name, value in filled.items()
        }

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
                **{head: format_figure(value) for head, value in zip(rounds.headings, each.values, strict=True)},
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
                shown = format_figure(value)
                frozen = format_text_literal(shown) if isinstance(shown, str) else f"{shown:.15g}"
                cells[head] = figures.find_address(name) if each.is_current else frozen
            rows.append(cells)
        return {rounds.spec.series: rows}

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


def _render_value(value: Value) -> str:
    return str(format_percent(value)) if isinstance(value, float) else str(format_figure(value))
