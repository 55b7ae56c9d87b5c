"""The first sheet of 校验报告.xlsx: how a round stands, on one page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from toolkit.excel import compute_row_height
from toolkit.findings import SEVERITIES, Finding, render_kind
from toolkit.messages import say
from toolkit.reporting.pages import HEAD_ROW, Pages

WIDTHS = (16, 12, 12, 12, 12, 70)
_STATES = ("accepted", "faulty", "nil", "missing")
_MOST_KINDS = 6  # of each severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What the page shows.

    `states` and `names` are by unit code. `records` has one row per list and file: key, list (its label), unit,
    count. `strange` has a line for every file that is no unit's; `waiting` counts decisions that wait for the
    operator, `reviews` the items on which the office has to decide in its ledger.
    """

    states: Mapping[str, str]
    names: Mapping[str, str]
    findings: tuple[Finding, ...]
    records: pd.DataFrame
    strange: tuple[str, ...]
    waiting: int
    reviews: int = 0


def write_overview(pages: Pages, overview: Overview, note: str) -> None:
    """Add the page; `note` stands under its title and says the coverage."""
    _OverviewWriter(pages, overview, note).write()


class _OverviewWriter:
    """Writes the page from top to bottom."""

    def __init__(self, pages: Pages, overview: Overview, note: str) -> None:
        self.pages, self.overview = pages, overview
        self.sheet: Any = pages.add_sheet(say("report.overview"), [], WIDTHS, note)
        self.row = HEAD_ROW

    def write(self) -> None:
        self._write_states()
        self._write_attention()
        self._write_lists()
        self._write_kinds()

    def _write_headings(self, *keys: str) -> None:
        """Write a row of headings; the last spans the columns left."""
        last = len(WIDTHS) - 1
        for column, key in enumerate(keys[:-1]):
            self.sheet.write_string(self.row, column, say(f"overview.{key}"), self.pages.styles["head"])
        self._write_span(len(keys) - 1, last, say(f"overview.{keys[-1]}") if keys[-1] else "", "head")
        self.sheet.set_row(self.row, 24)
        self.row += 1

    def _write_line(self, cells: Iterable[str | int], rest: str) -> None:
        """Write a row: the cells, then a text over all columns left."""
        next_column = 0
        for next_column, cell in enumerate(cells, 1):
            write = self.sheet.write_number if isinstance(cell, int) else self.sheet.write_string
            style = "number" if isinstance(cell, int) else "label"
            write(self.row, next_column - 1, cell, self.pages.styles[style])
        self._write_span(next_column, len(WIDTHS) - 1, rest, "text")
        self.sheet.set_row(self.row, compute_row_height([(rest, float(sum(WIDTHS[next_column:])))]))
        self.row += 1

    def _write_span(self, first: int, last: int, text: str, style: str) -> None:
        if first < last:
            self.sheet.merge_range(self.row, first, self.row, last, text, self.pages.styles[style])
        else:
            self.sheet.write_string(self.row, first, text, self.pages.styles[style])

    def _write_states(self) -> None:
        """Write how many units are in each state, and which."""
        self._write_headings("state", "count", "units")
        states = self.overview.states
        for state in _STATES:
            codes = [code for code, unit_state in states.items() if unit_state == state]
            names = say("list.separator").join(self.overview.names[code] for code in codes)
            self._write_line([say(f"state.{state}"), len(codes)], names)
        self._write_line([say("report.sum"), len(states)], "")
        self.row += 1

    def _write_attention(self) -> None:
        """Write what waits for the operator, and the files that are no unit's."""
        lines = []
        if self.overview.waiting:
            lines.append(say("overview.waiting", count=self.overview.waiting, sheet=say("report.waiting")))
        if self.overview.reviews:
            lines.append(say("overview.reviews", count=self.overview.reviews, ledger=say("output.ledger")))
        lines += self.overview.strange
        if not lines:
            return
        self._write_headings("attention")
        for line in lines:
            self._write_line([], line)
        self.row += 1

    def _write_lists(self) -> None:
        """Write how much came in, by list."""
        self._write_headings("list", "records", "returned", "errors", "warnings", "")
        by_list = Counter((finding.list_key, finding.severity) for finding in self.overview.findings)
        for (key, label), own in self.overview.records.groupby(["key", "list"], sort=False):
            filled = own[own["count"] > 0]
            counts = [int(own["count"].sum()), int(filled["unit"].nunique())]
            counts += [by_list[str(key), severity] for severity in SEVERITIES[:2]]
            self._write_line([str(label), *counts], "")
        self.row += 1

    def _write_kinds(self) -> None:
        """Write the most frequent kinds of fault, and how many units each concerns."""
        units: dict[tuple[str, str], list[str]] = {}
        for finding in self.overview.findings:
            if finding.severity != "notice":
                units.setdefault((finding.severity, render_kind(finding)), []).append(finding.unit)
        if not units:
            return
        self._write_headings("severity", "count", "touched", "kind")
        order = sorted(units, key=lambda key: (SEVERITIES.index(key[0]), -len(units[key]), key[1]))
        most = [[key for key in order if key[0] == grade][:_MOST_KINDS] for grade in SEVERITIES]
        for severity, kind in (key for keys in most for key in keys):
            own = units[severity, kind]
            self._write_line([say(f"severity.{severity}"), len(own), len({code for code in own if code})], kind)
