"""Write the table of who has met whom: members against members and groups, unit by unit, every cell live."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from toolkit.definition import DAY, FIRST, MET, SECOND, TIMES, TYPE, PairsSpec
from toolkit.excel import column_letters, count_serial_days, format_address, format_text_literal
from toolkit.messages import say
from toolkit.summary.build import Summary
from toolkit.summary.counts import Count, Label
from toolkit.summary.fields.base import UNIT_NAME
from toolkit.summary.sheets.paging import Block, set_up_pages
from toolkit.summary.sheets.workbook_writer import WorkbookWriter, build_sentence_formula, set_column_widths

_NAME, _CELL = 14.0, 9.0  # widths in characters
_FEWEST_COLUMNS = 7  # so that title and note have room where a team is small
_FIRST_ROW = 3  # from 0
_HEAD_POINTS, _ROW_POINTS = 32, 22


class _Team(NamedTuple):
    """The members of a unit in order, and the record of every pair, from 0, by its two people."""

    unit: str
    names: tuple[str, ...]
    records: dict[tuple[str, str], int]


@dataclass(frozen=True, kw_only=True)
class PairSheet:
    """The table of one list's pairs; units that returned nothing are named instead."""

    book: WorkbookWriter
    summary: Summary
    key: str
    pairs: PairsSpec

    def write(self) -> None:
        """Write the sheet."""
        teams = list(self._collect_teams())
        missing = self.summary.roster.missing
        sheet = self.book.open_sheet(self.pairs.sheet)
        shown = [team for team in teams if team.unit not in missing]
        width = max([_FEWEST_COLUMNS, *(self._count_columns(team) for team in shown)])
        sizes = [_NAME, *[_CELL] * (width - 1)]
        set_column_widths(sheet, sizes)
        self.book.write_title(sheet, self.pairs.sheet, width, self._render_note(teams), sum(sizes))
        row, blocks = _FIRST_ROW, [Block(top=0, headings=(0, 1), points=self.book.heights[self.pairs.sheet])]
        for team in shown:
            points = _HEAD_POINTS + _ROW_POINTS * (len(team.names) + 3)
            blocks.append(Block(top=row, headings=(row, row + 1), points=points))
            row = self._write_team(sheet, row, team)
        set_up_pages(sheet, sizes, blocks)
        sheet.print_area(0, 0, max(row - 2, _FIRST_ROW), width - 1)
        sheet.freeze_panes(_FIRST_ROW, 1)

    def _collect_teams(self) -> Iterator[_Team]:
        units, firsts, seconds = (
            self.summary.frames.compute_column(self.key, key).tolist() for key in (UNIT_NAME, FIRST, SECOND)
        )
        for unit in dict.fromkeys(units):
            records = {
                (first, second): record
                for record, (own, first, second) in enumerate(zip(units, firsts, seconds, strict=True))
                if own == unit
            }
            members = [name for name in self.summary.roster.members if name[0] == unit]
            yield _Team(unit, tuple(name for _, name in members), records)

    def _count_columns(self, team: _Team) -> int:
        return 2 + len(team.names) + len(self.pairs.groups)

    def _render_note(self, teams: list[_Team]) -> str:
        facts = {
            "gap": self.pairs.gap,
            "met": self.pairs.met,
            "list": self.summary.planner.definition.find_label(self.key),
        }
        what = say("pairs.days" if self.pairs.day else "pairs.number")
        notes = [say("pairs.note_directed" if self.pairs.directed else "pairs.note", what=what, **facts)]
        absent = [team.unit for team in teams if team.unit in self.summary.roster.missing]
        if absent:
            notes.append(say("pairs.absent", units=say("list.separator").join(absent)))
        return "\n".join(notes)

    def _write_team(self, sheet: Any, row: int, team: _Team) -> int:
        """Write the table of a unit from a row on; return the next free row."""
        styles, width = self.book.styles, self._count_columns(team)
        sheet.merge_range(row, 0, row, max(width, _FEWEST_COLUMNS) - 1, "", styles["subtitle"])
        self._write_heading(sheet, row, team)
        heads = [*team.names, *(group.label for group in self.pairs.groups), say("pairs.left")]
        sheet.write_string(row + 1, 0, self._render_corner(), styles["head"])
        for column, head in enumerate(heads, 1):
            sheet.write_string(row + 1, column, head, styles["head"])
        self.book.set_row_height(sheet, row + 1, _HEAD_POINTS)
        top = row + 2
        for at, name in enumerate(team.names, top):
            sheet.write_string(at, 0, name, styles["label"])
            self.book.set_row_height(sheet, at, _ROW_POINTS)
            for column, other in enumerate(heads[:-1], 1):
                self._write_cell(sheet, (at, column), team, name, other)
            stretch = f"{format_address(at + 1, 1)}:{format_address(at + 1, width - 2)}"
            self._write_gaps(sheet, (at, width - 1), stretch, self._count_gaps(team, name, None))
        bottom = top + len(team.names)
        sheet.write_string(bottom, 0, say("pairs.left"), styles["total_label"])
        self.book.set_row_height(sheet, bottom, _ROW_POINTS)
        for column, other in enumerate(heads[:-1], 1):
            letters = column_letters(column)
            self._write_gaps(
                sheet, (bottom, column), f"{letters}{top + 1}:{letters}{bottom}", self._count_gaps(team, None, other)
            )
        sheet.write_blank(bottom, width - 1, None, styles["total"])
        gap = {"type": "cell", "criteria": "==", "value": format_text_literal(self.pairs.gap)}
        sheet.conditional_format(top, 1, bottom - 1, width - 2, {**gap, "format": styles["gap"]})
        return bottom + 2

    def _render_corner(self) -> str:
        first, second = (self.summary.planner.fields[self.key][key].heading for key in (FIRST, SECOND))
        return say("pairs.corner", first=first, second=second) if self.pairs.directed else first

    def _write_heading(self, sheet: Any, row: int, team: _Team) -> None:
        """Write the unit's name with the live numbers of its pairs of members, without groups."""
        facts: dict[str, object] = {"unit": team.unit, "met": self.pairs.met, "missing": self.pairs.missing}
        cells: dict[str, str] = {}
        kinds = tuple(dict.fromkeys(filter(None, (self.pairs.head, self.pairs.others))))
        for name, word in (("all", ""), ("done", self.pairs.met), ("left", self.pairs.missing)):
            counts = [self._build_count(team.unit, kind, word) for kind in kinds]
            facts[name] = sum(count.compute_value(self.book.frames) for count in counts)
            formulas = [count.build_formula(self.book.sheet_ranges, self.book.strange) for count in counts]
            cells[name] = f"({'+'.join(formulas)})"
        formula = build_sentence_formula("pairs.heading", cells, facts)
        self.book.write_formula(sheet, (row, 0), formula, say("pairs.heading", **facts), "subtitle")

    def _build_count(self, unit: str, kind: str, word: str) -> Count:
        labels = [(UNIT_NAME, unit), (TYPE, kind), *([(MET, word)] if word else [])]
        return Count(
            list_key=self.key, labels=tuple(Label(field=key, value=value) for key, value in labels), always=UNIT_NAME
        )

    def _write_cell(self, sheet: Any, at: tuple[int, int], team: _Team, name: str, other: str) -> None:
        record = self._find_record(team, name, other)
        if record is None:
            sheet.write_string(*at, say("summary.none"), self.book.styles.make_format("centre", grey=True))
            return
        style = "month_day" if self.pairs.day else "centre"
        self.book.write_formula(sheet, at, self._build_formula(record), self._find_value(record), style)

    def _find_record(self, team: _Team, name: str, other: str) -> int | None:
        """Return the pair of two people; None of a member and himself."""
        found = team.records.get((name, other))
        return team.records.get((other, name)) if found is None and not self.pairs.directed else found

    def _find_value(self, record: int) -> int | str:
        """Return what the cell of a pair says: the day, else how often, or that the two have not met."""
        times = int(self.book.frames.compute_column(self.key, TIMES).iloc[record])
        if not times:
            return self.pairs.gap
        day = self.book.frames.compute_column(self.key, DAY).iloc[record]
        if self.pairs.day:
            return self.pairs.met if pd.isna(day) else count_serial_days(day)
        return times

    def _build_formula(self, record: int) -> str:
        ranges, gap = self.book.sheet_ranges, format_text_literal(self.pairs.gap)
        times = ranges.find_address(self.key, TIMES, record)
        shown = times
        if self.pairs.day:
            day = ranges.find_address(self.key, DAY, record)
            shown = f"IF(ISNUMBER({day}),{day},{format_text_literal(self.pairs.met)})"
        return f"IF({times}>0,{shown},{gap})"

    def _count_gaps(self, team: _Team, name: str | None, other: str | None) -> int:
        """Return how many cells of a row, or of a column, say that two have not met."""
        labels = [group.label for group in self.pairs.groups]
        cells = [(name, each) for each in (*team.names, *labels)] if name else [(each, other) for each in team.names]
        records = [self._find_record(team, str(one), str(two)) for one, two in cells]
        return sum(record is not None and self._find_value(record) == self.pairs.gap for record in records)

    def _write_gaps(self, sheet: Any, at: tuple[int, int], stretch: str, count: int) -> None:
        formula = f"SUMPRODUCT(--EXACT({stretch},{format_text_literal(self.pairs.gap)}))"
        self.book.write_formula(sheet, at, formula, count, "total")


def write_pair_sheets(book: WorkbookWriter, summary: Summary, names: Sequence[str]) -> None:
    """Write the table of every list's pairs that this campaign has, on the sheets of these names."""
    for key, pairs in find_pair_sheets(summary):
        if pairs.sheet not in names:
            continue
        PairSheet(book=book, summary=summary, key=key, pairs=pairs).write()


def find_pair_sheets(summary: Summary) -> list[tuple[str, PairsSpec]]:
    """Return the pairs that this campaign asks for, by the key under which they are counted."""
    every = summary.planner.definition.pairs.items()
    return [(key, pairs) for key, pairs in every if key in summary.planner.fields and summary.frames.count_rows(key)]
