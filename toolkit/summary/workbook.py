"""The summary of a round: figures, tables and merged lists come in, 三类清单汇总.xlsx goes out."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from toolkit.campaign import Campaign
from toolkit.layout import quoted
from toolkit.messages import say
from toolkit.package import letters
from toolkit.style import Styles, new_workbook, row_height
from toolkit.summary.book import Book, Cut, widths
from toolkit.summary.chartsheet import Charts
from toolkit.summary.checksheet import CheckSheet
from toolkit.summary.details import MOST_DETAILS, gather_details
from toolkit.summary.field import UNIT_NAME, Dimension, Field
from toolkit.summary.figuresheet import FigureSheet, moment_addresses
from toolkit.summary.formula import collide
from toolkit.summary.frontsheet import FrontSheet
from toolkit.summary.listsheet import RecordWriter, listed_width, listing_spans
from toolkit.summary.merged import SOURCE
from toolkit.summary.places import SHEET_ROWS, Places, Stand, unit_blocks
from toolkit.summary.references import Keyed
from toolkit.summary.spoken import Speaker
from toolkit.summary.summary import Summary
from toolkit.summary.tables import Table
from toolkit.summary.tablesheet import TableWriter, Written, table_widths
from toolkit.wording import Wording

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
    # The bulletin's wording, and the value of every name in it.
    wording: Wording | None = None
    spoken: Mapping[str, Any] = field(default_factory=dict)
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
    workbook = new_workbook(buffer, campaign.issue_date, say("summary.title"))
    writer = _Writer(workbook, campaign, given)
    good = writer.write()
    workbook.close()
    return SummaryBook(content=buffer.getvalue(), cuts=tuple(writer.book.cuts), good=good)


@dataclass
class _Writer:
    """Writes the sheets in order."""

    workbook: Any
    campaign: Campaign
    given: SummaryInput
    book: Book = field(init=False)

    def __post_init__(self) -> None:
        summary = self.given.summary
        self.summary = summary
        self.stands = {key: self._stand(key) for key in summary.planner.fields}
        names = [name.lower() for stand in self.stands.values() for name in stand.sheets]
        if len(set(names)) < len(names):  # long labels that are cut to the same beginning
            self.stands = {key: replace(stand, more=key) for key, stand in self.stands.items()}
        places = Places(self.stands, self._option_ranges(), moment_addresses())
        if sum(stand.rows for stand in self.stands.values()) > self.given.many_records:
            units = {key: summary.frames.column(key, UNIT_NAME).tolist() for key in self.stands}
            places.blocks = {key: unit_blocks(names) for key, names in units.items()}
        self.book = Book(
            workbook=self.workbook,
            campaign=self.campaign,
            frames=summary.frames,
            places=places,
            details=gather_details(summary.tables, summary.frames, self.given.most_details),
            strange=collide(self._counted()),
            styles=Styles(self.workbook),
        )

    def write(self) -> bool:
        """Write everything; return whether everything adds up."""
        grades = self.summary.planner.definition.summary.grades
        today = self.summary.frames.moment("@today").date()
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
            missing=self._missing(),
        )
        self.book.sheet(front.name)
        for name in self._sheet_names():
            self.book.sheet(name)
        written = self._tables(tables, records)
        made = front.write(tables, written)
        if self.given.wording is not None:
            self._speech(self.given.wording, figures, written)
        figures.write()
        for key in self.stands:
            records.merged(key)
        records.details({one.key: one for one in self.campaign.list_types})
        self._options()
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

    def _missing(self) -> str:
        shown = self.given.missing[:_MOST_NAMES]
        more = say("list.more") if len(self.given.missing) > len(shown) else ""
        return say("summary.missing_names", units=say("list.separator").join(shown) + more) if shown else ""

    def _stand(self, key: str) -> Stand:
        planner = self.summary.planner
        return Stand(
            label=planner.label(key),
            fields=_ordered(planner.fields[key].values()),
            rows=self.summary.frames.rows(key),
            sheet_rows=self.given.sheet_rows,
        )

    def _counted(self) -> set[str]:
        """Return every text that formulas look for, or that stands where they look."""
        planner, frames = self.summary.planner, self.summary.frames
        columns = [column for table in self.summary.tables for column in table.columns]
        counts = [count for column in columns for count in column.counts]
        places = {(count.list_key, name) for one in columns for count in one.counts for name in one.row_fields}
        places |= {(count.list_key, label.field) for count in counts for label in count.labels}
        for key, planned in planner.fields.items():
            for one in planned.values():
                if isinstance(one, Keyed):
                    places |= {(key, one.own_key), (one.other, one.other_key)}
            places |= {(key, name) for name in SOURCE if name in planned}
        texts = {text for place in places for text in frames.column(*place) if isinstance(text, str)}
        orders = [one.order for planned in planner.fields.values() for one in planned.values() if one.order]
        return texts.union(*orders)

    def _option_lists(self) -> list[str]:
        fields = [one for planned in self.summary.planner.fields.values() for one in planned.values()]
        return sorted({one.choices for one in fields if isinstance(one, Dimension) and one.choices})

    def _option_ranges(self) -> dict[str, str]:
        sheet, ranges = quoted(say("sheet.options")), {}
        for at, key in enumerate(self._option_lists()):
            last = len(self.summary.planner.definition.choice_list(key).values) + 1
            ranges[key] = f"{sheet}!${letters(at)}$2:${letters(at)}${last}"
        return ranges

    def _speech(self, wording: Wording, figures: FigureSheet, written: Mapping[str, Written]) -> None:
        """Write the bulletin's sentences, each a formula over the figures."""
        speaker = Speaker(summary=self.summary, missing=self.given.missing)
        lines = wording.lines(self.given.spoken, speaker.cells(figures, written, self.book.places))
        sheet = self.book.sheet(say("summary.wording"))
        widths(sheet, [_SPEECH])
        self.book.line_title(sheet, say("summary.wording"), say("spoken.note"))
        for row, line in enumerate(lines, 3):
            style = "speech" if line.level is None else "speech_head"
            if line.formula is None:
                self.book.value(sheet, (row, 0), line.text, style)
            else:
                self.book.formula(sheet, (row, 0), line.formula.removeprefix("="), line.text, style)
            self.book.row(sheet, row, row_height([(line.text, _SPEECH)], 12))

    def _options(self) -> None:
        sheet = self.book.sheet(say("sheet.options"), "help")
        sheet.hide()
        for place, key in enumerate(self._option_lists()):
            values = self.summary.planner.definition.choice_list(key).values
            sheet.set_column(place, place, 24)
            sheet.write_string(0, place, key, self.book.styles["head"])
            for row, value in enumerate(values, 1):
                sheet.write_string(row, place, value, self.book.styles["text"])

    def _sheet_names(self) -> list[str]:
        """Return the sheets of tables and listings: those the definition puts in order first."""
        named = [table.spec.sheet_name for table in self.summary.tables]
        named += [listing.spec.sheet_name for listing in self.summary.listings]
        first = [name for name in self.summary.planner.definition.summary.sheets if name in named]
        return list(dict.fromkeys([*first, *named]))

    def _tables(self, writer: TableWriter, records: RecordWriter) -> dict[str, Written]:
        """Write every sheet of tables and listings; return where the tables stand, by key."""
        written: dict[str, Written] = {}
        for name in self._sheet_names():
            tables = [table for table in self.summary.tables if table.spec.sheet_name == name]
            listings = [one for one in self.summary.listings if one.spec.sheet_name == name]
            sheet = self.book.sheet(name)
            sizes = self._widths(tables, listings)
            widths(sheet, sizes)
            note = self._note(tables)
            self.book.title(sheet, name, len(sizes), note, sum(sizes))
            row = 3
            tops = []
            for table in tables:
                tops.append(row)
                made = writer.write(name, row, table, aside=len(sizes) + 1)
                written[table.key] = made
                row = made.end
            for listing in listings:
                tops.append(row)
                row = records.listing(name, row, listing, sizes)
            if len(tops) > 1:
                sheet.fit_to_pages(1, max(1, round(self.book.heights[name] / _PAGE_POINTS)))
            else:
                sheet.repeat_rows(tops[0], written[tables[0].key].top - 1 if tables else tops[0] + 1)
            sheet.print_area(0, 0, max(row - 1, 3), len(sizes) - 1)
            sheet.freeze_panes(3, 0)
        return written

    def _widths(self, tables: list[Table], listings: list[Any]) -> list[float]:
        """Return the widths that suit every table and listing of a sheet."""
        sizes: list[float] = []
        for table in tables:
            sizes = _widest(sizes, table_widths(table))
        for listing in listings:
            stand = self.stands[listing.list_key]
            own = [listed_width(stand.fields[stand.positions[key]]) for key in listing.fields]
            _, sizes = listing_spans(own, sizes)
        return _widest(sizes, [14.0] * 4)

    def _note(self, tables: list[Table]) -> str:
        notes = [self.given_coverage()]
        several = dict.fromkeys(label for table in tables for label in table.several)
        notes += [say("summary.first_counts", label=label) for label in several]
        return "\n".join(notes)

    def given_coverage(self) -> str:
        """Say how many of how many units have returned."""
        return say("report.coverage", **self.given.coverage)


def _ordered(fields: Iterable[Field]) -> tuple[Field, ...]:
    """Return fields as they stand on the sheet: the unit, the list's own, marks and source, helpers last."""
    given = list(fields)
    first = [one for one in given if one.key in ("source.unit_code", UNIT_NAME)]
    helpers = [one for one in given if one.helper]
    late = [one for one in given if one.key.startswith(("marks.", "source.")) and one not in first]
    own = [one for one in given if one not in first and one not in late and not one.helper]
    return (*first, *own, *late, *helpers)


def _widest(one: list[float], other: list[float]) -> list[float]:
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    return [max(a, b) for a, b in zip(longer, [*shorter, *[0.0] * (len(longer) - len(shorter))], strict=True)]
