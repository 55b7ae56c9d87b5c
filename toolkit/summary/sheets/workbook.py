"""The summary of a round: figures, tables and merged lists come in, 三类清单汇总.xlsx goes out."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from toolkit.bulletin import BulletinTemplate
from toolkit.campaign import Campaign
from toolkit.excel import Styles, column_letters, compute_row_height, create_workbook, find_collisions, quote_sheet_name
from toolkit.messages import say
from toolkit.summary.build import Summary
from toolkit.summary.bulletin_values import BulletinValues
from toolkit.summary.drilldown import MOST_DETAILS, collect_details
from toolkit.summary.fields.base import UNIT_NAME, Dimension, Field
from toolkit.summary.fields.lookup_fields import KeyedField
from toolkit.summary.merged_lists import SOURCE
from toolkit.summary.sheet_ranges import (
    SHEET_ROWS,
    ListSheets,
    SheetRanges,
    find_unit_blocks,
)
from toolkit.summary.sheets.chart_sheet import Charts
from toolkit.summary.sheets.check_sheet import CheckSheet
from toolkit.summary.sheets.figure_sheet import FigureSheet, find_anchor_day_addresses
from toolkit.summary.sheets.front_sheet import FrontSheet
from toolkit.summary.sheets.record_sheets import RecordWriter, compute_listing_spans, compute_listing_width
from toolkit.summary.sheets.summary_book import Cut, WorkbookWriter, set_column_widths
from toolkit.summary.sheets.table_sheet import TableLocation, TableWriter, compute_table_widths
from toolkit.summary.tables import SummaryTable

# Above this many records formulas look at one unit's records alone, where they ask for one unit's.
MANY_RECORDS = 5_000
# Rows of about this height, in points, can be read on one page; sheets of several tables are fitted to whole pages.
_PAGE_POINTS = 660
_MOST_NAMES = 12  # of missing units, on the first page
_SPEECH = 110.0  # the width of the bulletin's sentences, in characters


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryInput:
    """What the workbook shows besides the figures themselves.

    `files` and `cells` are the reconciliation by file and list, and by file; `folder` leads from the workbook
    to the returned files, those in `packed` lie in archives; `coverage` counts the units by state.
    """

    summary: Summary
    files: pd.DataFrame
    cells: pd.DataFrame
    coverage: Mapping[str, int]
    missing: tuple[str, ...]
    folder: str
    # The bulletin whose sentences the workbook shows, and the value of every name in it.
    template: BulletinTemplate | None = None
    template_values: Mapping[str, Any] = field(default_factory=dict)
    packed: frozenset[str] = frozenset()
    sheet_rows: int = SHEET_ROWS
    many_records: int = MANY_RECORDS
    most_details: int = MOST_DETAILS


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryBook:
    """The workbook's bytes, what was cut in it, and whether everything adds up."""

    content: bytes
    cuts: tuple[Cut, ...]
    good: bool


def build_summary(given: SummaryInput) -> SummaryBook:
    """Write the first page, the tables, the figures, the details, the merged lists and the reconciliation."""
    buffer = io.BytesIO()
    campaign = given.summary.campaign
    workbook = create_workbook(buffer, campaign.issue_date, say("summary.title"))
    writer = _SummaryBuilder(workbook, campaign, given)
    good = writer.write()
    workbook.close()
    return SummaryBook(content=buffer.getvalue(), cuts=tuple(writer.book.cuts), good=good)


@dataclass
class _SummaryBuilder:
    """Writes the sheets in order."""

    workbook: Any
    campaign: Campaign
    given: SummaryInput
    book: WorkbookWriter = field(init=False)

    def __post_init__(self) -> None:
        summary = self.given.summary
        self.summary = summary
        self.list_sheets = {key: self._build_list_sheets(key) for key in summary.planner.fields}
        names = [name.lower() for stand in self.list_sheets.values() for name in stand.sheets]
        if len(set(names)) < len(names):  # long labels that are cut to the same beginning
            self.list_sheets = {key: replace(stand, more=key) for key, stand in self.list_sheets.items()}
        places = SheetRanges(self.list_sheets, self._find_option_ranges(), find_anchor_day_addresses())
        if sum(stand.rows for stand in self.list_sheets.values()) > self.given.many_records:
            units = {key: summary.frames.compute_column(key, UNIT_NAME).tolist() for key in self.list_sheets}
            places.blocks = {key: find_unit_blocks(names) for key, names in units.items()}
        self.book = WorkbookWriter(
            workbook=self.workbook,
            campaign=self.campaign,
            frames=summary.frames,
            sheet_ranges=places,
            details=collect_details(summary.tables, summary.frames, self.given.most_details),
            strange=find_collisions(self._collect_texts()),
            styles=Styles(self.workbook),
        )

    def write(self) -> bool:
        """Write everything; return whether everything adds up."""
        grades = self.summary.planner.definition.summary.grades
        today = self.summary.frames.find_anchor_day("@today").date()
        figures = FigureSheet(book=self.book, summary=self.summary, today=today)
        charts = Charts(book=self.book)
        tables = TableWriter(self.book, grades)
        records = RecordWriter(self.book, self.given.folder, self.given.packed)
        front = FrontSheet(
            book=self.book,
            summary=self.summary,
            figures=figures,
            charts=charts,
            coverage=self.given.coverage,
            missing=self._render_missing(),
        )
        self.book.open_sheet(front.name)
        for name in self._order_sheet_names():
            self.book.open_sheet(name)
        written = self._write_tables(tables, records)
        made = front.write(tables, written)
        if self.given.template is not None:
            self._write_wording(self.given.template, figures, written)
        figures.write()
        for key in self.list_sheets:
            records.write_merged_list(key)
        records.write_details({one.key: one for one in self.campaign.list_types})
        self._write_options()
        check = CheckSheet(
            book=self.book,
            summary=self.summary,
            files=self.given.files,
            cells=self.given.cells,
            unfound=records.unfound,
            live=records.live,
        )
        everything = dict(written) if made is None else {**written, say("summary.front"): made}
        return check.write(everything)

    def _render_missing(self) -> str:
        shown = self.given.missing[:_MOST_NAMES]
        more = say("list.more") if len(self.given.missing) > len(shown) else ""
        return say("summary.missing_names", units=say("list.separator").join(shown) + more) if shown else ""

    def _build_list_sheets(self, key: str) -> ListSheets:
        planner = self.summary.planner
        return ListSheets(
            label=planner.find_label(key),
            fields=_order_fields(planner.fields[key].values()),
            rows=self.summary.frames.count_rows(key),
            sheet_rows=self.given.sheet_rows,
        )

    def _collect_texts(self) -> set[str]:
        """Return every text that formulas look for, or that stands where they look."""
        planner, frames = self.summary.planner, self.summary.frames
        columns = [column for table in self.summary.tables for column in table.columns]
        counts = [count for column in columns for count in column.counts]
        places = {(count.list_key, name) for one in columns for count in one.counts for name in one.row_fields}
        places |= {(count.list_key, label.field) for count in counts for label in count.labels}
        for key, planned in planner.fields.items():
            for one in planned.values():
                if isinstance(one, KeyedField):
                    places |= {(key, one.own_key), (one.other, one.other_key)}
            places |= {(key, name) for name in SOURCE if name in planned}
        texts = {text for place in places for text in frames.compute_column(*place) if isinstance(text, str)}
        orders = [one.order for planned in planner.fields.values() for one in planned.values() if one.order]
        return texts.union(*orders)

    def _find_option_lists(self) -> list[str]:
        fields = [one for planned in self.summary.planner.fields.values() for one in planned.values()]
        return sorted({one.choices for one in fields if isinstance(one, Dimension) and one.choices})

    def _find_option_ranges(self) -> dict[str, str]:
        sheet, ranges = quote_sheet_name(say("sheet.options")), {}
        for at, key in enumerate(self._find_option_lists()):
            last = len(self.summary.planner.definition.find_choice_list(key).values) + 1
            ranges[key] = f"{sheet}!${column_letters(at)}$2:${column_letters(at)}${last}"
        return ranges

    def _write_wording(
        self, template: BulletinTemplate, figures: FigureSheet, written: Mapping[str, TableLocation]
    ) -> None:
        """Write the bulletin's sentences, each a formula over the figures."""
        speaker = BulletinValues(summary=self.summary, missing=self.given.missing)
        lines = template.unroll(
            self.given.template_values, speaker.build_formulas(figures, written, self.book.sheet_ranges)
        )
        sheet = self.book.open_sheet(say("summary.wording"))
        set_column_widths(sheet, [_SPEECH])
        self.book.write_narrow_title(sheet, say("summary.wording"), say("spoken.note"))
        for row, line in enumerate(lines, 3):
            style = "speech" if line.level is None else "speech_head"
            if line.formula is None:
                self.book.write_value(sheet, (row, 0), line.text, style)
            else:
                self.book.write_formula(sheet, (row, 0), line.formula.removeprefix("="), line.text, style)
            self.book.set_row_height(sheet, row, compute_row_height([(line.text, _SPEECH)], 12))

    def _write_options(self) -> None:
        sheet = self.book.open_sheet(say("sheet.options"), "help")
        sheet.hide()
        for place, key in enumerate(self._find_option_lists()):
            values = self.summary.planner.definition.find_choice_list(key).values
            sheet.set_column(place, place, 24)
            sheet.write_string(0, place, key, self.book.styles["head"])
            for row, value in enumerate(values, 1):
                sheet.write_string(row, place, value, self.book.styles["text"])

    def _order_sheet_names(self) -> list[str]:
        """Return the sheets of tables and listings: those the definition puts in order first."""
        named = [table.spec.sheet_name for table in self.summary.tables]
        named += [listing.spec.sheet_name for listing in self.summary.listings]
        first = [name for name in self.summary.planner.definition.summary.sheets if name in named]
        return list(dict.fromkeys([*first, *named]))

    def _write_tables(self, writer: TableWriter, records: RecordWriter) -> dict[str, TableLocation]:
        """Write every sheet of tables and listings; return where the tables stand, by key."""
        written: dict[str, TableLocation] = {}
        for name in self._order_sheet_names():
            tables = [table for table in self.summary.tables if table.spec.sheet_name == name]
            listings = [one for one in self.summary.listings if one.spec.sheet_name == name]
            sheet = self.book.open_sheet(name)
            sizes = self._compute_widths(tables, listings)
            set_column_widths(sheet, sizes)
            note = self._render_note(tables)
            self.book.write_title(sheet, name, len(sizes), note, sum(sizes))
            row = 3
            tops = []
            for table in tables:
                tops.append(row)
                made = writer.write(name, row, table, aside=len(sizes) + 1)
                written[table.key] = made
                row = made.end
            for listing in listings:
                tops.append(row)
                row = records.write_listing(name, row, listing, sizes)
            if len(tops) > 1:
                sheet.fit_to_pages(1, max(1, round(self.book.heights[name] / _PAGE_POINTS)))
            else:
                sheet.repeat_rows(tops[0], written[tables[0].key].top - 1 if tables else tops[0] + 1)
            sheet.print_area(0, 0, max(row - 1, 3), len(sizes) - 1)
            sheet.freeze_panes(3, 0)
        return written

    def _compute_widths(self, tables: list[SummaryTable], listings: list[Any]) -> list[float]:
        """Return the widths that suit every table and listing of a sheet."""
        sizes: list[float] = []
        for table in tables:
            sizes = _merge_widths(sizes, compute_table_widths(table))
        for listing in listings:
            stand = self.list_sheets[listing.list_key]
            own = [compute_listing_width(stand.fields[stand.positions[key]]) for key in listing.fields]
            _, sizes = compute_listing_spans(own, sizes)
        return _merge_widths(sizes, [14.0] * 4)

    def _render_note(self, tables: list[SummaryTable]) -> str:
        notes = [self.render_coverage()]
        several = dict.fromkeys(label for table in tables for label in table.several)
        notes += [say("summary.first_counts", label=label) for label in several]
        return "\n".join(notes)

    def render_coverage(self) -> str:
        """Say how many of how many units have returned."""
        return say("report.coverage", **self.given.coverage)


def _order_fields(fields: Iterable[Field]) -> tuple[Field, ...]:
    """Return fields as they stand on the sheet: the unit, the list's own, marks and source, helpers last."""
    given = list(fields)
    first = [one for one in given if one.key in ("source.unit_code", UNIT_NAME)]
    helpers = [one for one in given if one.helper]
    late = [one for one in given if one.key.startswith(("marks.", "source.")) and one not in first]
    own = [one for one in given if one not in first and one not in late and not one.helper]
    return (*first, *own, *late, *helpers)


def _merge_widths(first: list[float], second: list[float]) -> list[float]:
    longer, shorter = (first, second) if len(first) >= len(second) else (second, first)
    return [max(a, b) for a, b in zip(longer, [*shorter, *[0.0] * (len(longer) - len(shorter))], strict=True)]
