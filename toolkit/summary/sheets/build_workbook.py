"""Build the summary workbook, 三类清单汇总.xlsx: every sheet in its order, and whether everything adds up."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import pandas as pd

from toolkit.bulletin import TextChoice, UnrolledLine
from toolkit.campaign import Campaign
from toolkit.excel import Styles, create_workbook, find_collisions
from toolkit.messages import say
from toolkit.stages import open_stage, track_items
from toolkit.summary.build import Summary
from toolkit.summary.bulletin_records import Place
from toolkit.summary.bulletin_values import BulletinValues
from toolkit.summary.drilldown import MOST_DETAILS, Details, collect_details
from toolkit.summary.sheet_ranges import SHEET_ROWS
from toolkit.summary.sheets.chart_sheet import Charts
from toolkit.summary.sheets.check_sheet import CheckSheet
from toolkit.summary.sheets.declared_sheets import DeclaredSheets
from toolkit.summary.sheets.detail_sheet import write_details
from toolkit.summary.sheets.figure_sheet import FigureSheet
from toolkit.summary.sheets.front_sheet import FrontSheet
from toolkit.summary.sheets.list_files import ListFile, write_list_file
from toolkit.summary.sheets.list_layout import collect_compared_texts, lay_out_lists
from toolkit.summary.sheets.merged_sheets import MergedListWriter
from toolkit.summary.sheets.options_sheet import find_option_ranges, write_options
from toolkit.summary.sheets.paging import leave_unprinted
from toolkit.summary.sheets.pair_sheet import write_pair_sheets
from toolkit.summary.sheets.record_sheets import RecordWriter
from toolkit.summary.sheets.source_links import SourceLinks
from toolkit.summary.sheets.table_sheet import TableWriter
from toolkit.summary.sheets.tracking_sheet import TrackingSheet
from toolkit.summary.sheets.wording_sheet import write_wording
from toolkit.summary.sheets.workbook_writer import Cut, WorkbookWriter

# Above this many records formulas look at one unit's records alone, where they ask for one unit's.
MANY_RECORDS = 5_000
_MOST_NAMES = 4  # of missing units, on the first page


class Unrollable(Protocol):
    """A template of sentences, as `bulletin` has them."""

    def unroll(self, values: Mapping[str, Any], cells: Mapping[str, Any]) -> list[UnrolledLine]:
        """Return the sentences over the values; `cells` holds formula expressions by the same names."""


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
    # The bulletins whose sentences the workbook shows, by the name of the sheet, and the value of every name in them.
    templates: Mapping[str, Unrollable] = field(default_factory=dict)
    template_values: Mapping[str, Any] = field(default_factory=dict)
    # What the office chose to print of single records.
    text_choices: Mapping[Place, TextChoice] = field(default_factory=dict)
    packed: frozenset[str] = frozenset()
    # The files of earlier rounds that records were carried over from, by their path in the campaign's folder, and how
    # that folder is reached from the workbook.
    carried: frozenset[str] = frozenset()
    campaign_folder: str = "../.."
    # The lists whose records are in files beside the workbook, by key; their sheets say where.
    beside: Mapping[str, ListFile] = field(default_factory=dict)
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
    builder = _SummaryBuilder(workbook, campaign, given)
    good = builder.write()
    with open_stage(say("summary.saving")):
        workbook.close()
    return SummaryBook(content=buffer.getvalue(), cuts=tuple(builder.book.cuts), good=good)


def build_paper(given: SummaryInput, *, good: bool) -> bytes:
    """Write the workbook that leaders read on paper: the sheets to be printed, as values; `good` is the verdict.

    The tables of the first page's charts are on hidden sheets, which no program prints.
    """
    buffer = io.BytesIO()
    campaign = given.summary.campaign
    workbook = create_workbook(buffer, campaign.issue_date, say("summary.title"))
    builder = _SummaryBuilder(workbook, campaign, given, plain=True)
    builder.write_paper(good=good)
    workbook.close()
    return buffer.getvalue()


@dataclass
class _SummaryBuilder:
    """Writes the sheets in order."""

    workbook: Any
    campaign: Campaign
    given: SummaryInput
    plain: bool = False
    book: WorkbookWriter = field(init=False)

    def __post_init__(self) -> None:
        given, summary = self.given, self.given.summary
        self.summary = summary
        self.book = WorkbookWriter(
            workbook=self.workbook,
            campaign=self.campaign,
            frames=summary.frames,
            sheet_ranges=lay_out_lists(
                summary,
                find_option_ranges(summary.planner),
                sheet_rows=given.sheet_rows,
                many_records=given.many_records,
                beside=given.beside,
            ),
            details=self._collect_details(),
            strange=find_collisions(collect_compared_texts(summary)),
            styles=Styles(self.workbook),
            plain=self.plain,
            most_rows=summary.planner.definition.summary.print_rows if self.plain else None,
        )
        today = summary.frames.find_anchor_day("@today").date()
        self.figures = FigureSheet(book=self.book, summary=summary, today=today)
        self.declared = DeclaredSheets(book=self.book, summary=summary, coverage=given.coverage)
        folders = dict.fromkeys(given.carried, given.campaign_folder)
        self.records = RecordWriter(self.book)
        self.merged = MergedListWriter(self.book, SourceLinks(given.folder, given.packed, folders))
        self.tables = TableWriter(self.book, summary.planner.definition.summary.grades)

    def _collect_details(self) -> Details:
        """Return the records behind the figures; what is read on paper links to none."""
        if self.plain:
            return Details()
        summary = self.summary
        return collect_details(summary.tables, summary.frames, self.given.most_details, summary.tracking)

    def write_paper(self, *, good: bool) -> None:
        """Write the first page and the sheets to be printed; hide those that only the charts need."""
        spec, front = self.summary.planner.definition.summary, self._make_front(good=good)
        names = [name for name in self.declared.order_names() if name in spec.print]
        drawn = [table.spec.sheet_name for key in spec.charts if (table := self.summary.find_table(key)) is not None]
        for name in dict.fromkeys([front.name, *names, *drawn]):
            self.book.open_sheet(name)
        self._write_tracking(names)
        write_pair_sheets(self.book, self.summary, names)
        front.write(self.tables, self.declared.write(self.tables, self.records, [*names, *drawn]))
        for name in drawn:
            if name not in names:
                self.book.sheets[name].hide()
                leave_unprinted(self.book.sheets[name])  # LibreOffice prints hidden sheets, too

    def _write_tracking(self, names: Sequence[str]) -> None:
        spec = self.summary.planner.definition.summary.tracking
        if spec is not None and spec.sheet in names:
            TrackingSheet(book=self.book, summary=self.summary, figures=self.figures).write(spec.sheet)

    def _make_front(self, *, good: bool = True) -> FrontSheet:
        return FrontSheet(
            book=self.book,
            summary=self.summary,
            figures=self.figures,
            charts=Charts(book=self.book),
            coverage=self.given.coverage,
            missing=self._render_missing(),
            good=good,
        )

    def write(self) -> bool:
        """Write everything; return whether everything adds up.

        The first page and the declared sheets are opened before they are written: sheets stand in the order of
        their opening, and the first page refers to where the tables stand.
        """
        figures, records, front = self.figures, self.records, self._make_front()
        names = self.declared.order_names()
        for name in (front.name, *names):
            self.book.open_sheet(name)
        self._write_tracking(names)
        write_pair_sheets(self.book, self.summary, names)
        written = self.declared.write(self.tables, records, names)
        front_table = front.write(self.tables, written)
        if self.given.templates:
            bulletin = BulletinValues(summary=self.summary, missing=self.given.missing, choices=self.given.text_choices)
            cells = bulletin.build_formulas(figures, written)
            for name, template in self.given.templates.items():
                write_wording(self.book, name, template.unroll(self.given.template_values, cells))
        figures.write()
        lists = self.book.sheet_ranges.list_sheets
        for key in track_items(lists, say("summary.writing_lists"), weigh=lambda key: lists[key].rows):
            if key in self.given.beside:
                write_list_file(self.book, lists[key], self.given.beside[key])
            else:
                self.merged.write(key)
        write_details(self.book, {list_type.key: list_type for list_type in self.campaign.list_types})
        write_options(self.book, self.summary.planner)
        check = CheckSheet(
            book=self.book,
            summary=self.summary,
            files=self.given.files,
            cells=self.given.cells,
            unfound=self.merged.unfound,
            live=self.merged.live,
            beside=self.given.beside,
        )
        return check.write(written if front_table is None else {**written, say("summary.front"): front_table})

    def _render_missing(self) -> str:
        """Return the names of the first missing units, or an empty text."""
        shown = self.given.missing[:_MOST_NAMES]
        more = say("list.more") if len(self.given.missing) > len(shown) else ""
        return say("summary.missing_names", units=say("list.separator").join(shown) + more) if shown else ""
