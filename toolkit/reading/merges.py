"""Fill merged cells down: find the value that each row under a vertical merge shares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.cleaning import format_plain_text
from toolkit.excel import column_letters, format_address
from toolkit.findings import Finding, make_finding
from toolkit.formats import CellValue, Grid, MergedRange, format_shown_text
from toolkit.reading.headers import Header
from toolkit.reading.shown import find_shown


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedValues:
    """Values of cells under vertical merges, by row from 1 and column key, and the findings on merges.

    `shown` has the texts of those that show something else than their plain text. `hidden` has the addresses (row from
    1, position from 0) of filled cells that a merge covers: nobody sees what is in them, so that they count as blank.
    """

    values: dict[tuple[int, str], CellValue]
    shown: dict[tuple[int, str], str]
    findings: tuple[Finding, ...]
    hidden: frozenset[tuple[int, int]] = frozenset()


def fill_down(grid: Grid, header: Header) -> MergedValues:
    """Give a value merged over several rows to each of them that has cells of its own.

    A row whose filled cells all lie under a merge is one record with the row above; a running number cannot be
    shared. A value merged over several columns belongs to the first, and the others are blank. What a merge covers
    counts as blank, but for a running number that was issued with its row. Each has a finding.
    """
    filler = _MergeFiller(grid, header)
    merges = sorted(grid.merges, key=lambda merge: (merge.top, merge.left))
    for merge in merges:
        filler.hide_covered_cells(merge)
    for merge in merges:
        filler.fill_merge(merge)
    return MergedValues(
        values=filler.values,
        shown=filler.shown,
        findings=(*filler.build_findings(), *filler.build_hidden_findings()),
        hidden=frozenset(filler.hidden),
    )


class _MergeFiller:
    """Goes through the merges of one sheet."""

    def __init__(self, grid: Grid, header: Header) -> None:
        self.grid, self.header = grid, header
        self.keys = {position: key for key, position in header.positions.items()}
        inputs = {column.key for column in header.list_type.inputs}
        self.inputs = tuple(position for key, position in header.positions.items() if key in inputs)
        self.values: dict[tuple[int, str], CellValue] = {}
        self.shown: dict[tuple[int, str], str] = {}
        self.found: dict[tuple[str, str], tuple[list[MergedRange], list[int]]] = {}
        self.joined: set[int] = set()
        self.covered: dict[int, int] = {}
        # What merges cover: the values that count as blank, and by column the last row looked at.
        self.hidden: dict[tuple[int, int], CellValue] = {}
        self.unseen: dict[tuple[int, int], str] = {}  # those that say something else than the cell that is seen
        self.looked_at: dict[int, int] = {}

    def hide_covered_cells(self, merge: MergedRange) -> None:
        """Note the filled cells under a merge, all but its first; merges come from top to bottom."""
        last = min(merge.bottom, self.header.end)
        if merge.top < self.header.row + 2:
            return
        number = self.header.list_type.number
        for position, key in self.keys.items():
            if not merge.left <= position <= merge.right:
                continue
            begin = max(merge.top, self.looked_at.get(position, 0) + 1)
            self.looked_at[position] = max(last, self.looked_at.get(position, 0))
            for row in range(begin, last + 1):
                value = self._find_value(row, position)
                is_first = (row, position) == (merge.top, merge.left)
                numbered = number is not None and key == number.key and position == merge.left
                if not is_first and not numbered and format_plain_text(value):
                    self.hidden[row, position] = value
                    if format_plain_text(value) != format_plain_text(self._find_value(merge.top, merge.left)):
                        self.unseen[row, position] = format_plain_text(value)

    def fill_merge(self, merge: MergedRange) -> None:
        key, first = self.keys.get(merge.left), self.header.row + 2
        value = self._find_value(merge.top, merge.left)
        if key is None or not first <= merge.top <= self.header.end or not format_plain_text(value):
            return
        if merge.top <= self.covered.get(merge.left, 0):
            return  # no program lets merges overlap; each row is looked at once
        self.covered[merge.left] = merge.bottom
        rows = range(merge.top + 1, min(merge.bottom, self.header.end) + 1)
        own = [row for row in rows if self._has_own_cells(row)]
        if own and not self.header.list_type.find_column(key).numbering:
            under = [
                (row, key)
                for row in own
                if (row, merge.left) in self.hidden or not format_plain_text(self._find_value(row, merge.left))
            ]
            self.values |= dict.fromkeys(under, value)
            shown = find_shown(self.grid, merge.top, merge.left, self.header.list_type.find_column(key))
            self.shown |= dict.fromkeys(under, shown) if shown else {}
            self._record_merge("merged_filled", merge, key)
        if merge.left in self.inputs:
            self._join_rows(merge, key, [row for row in rows if row not in own])
        across = [position for position in range(merge.left + 1, merge.right + 1) if position in self.keys]
        if across and self._has_own_cells(merge.top):
            self._record_merge("merged_across", merge, key)

    def _join_rows(self, merge: MergedRange, key: str, rows: list[int]) -> None:
        """Note, once per row, that a row without cells of its own forms one record with the row above."""
        if set(rows) - self.joined:
            self.joined.update(rows)
            self._record_merge("merged_rows", merge, key, rows)

    def _find_value(self, row: int, position: int) -> CellValue:
        cells = self.grid.rows[row - 1] if row <= len(self.grid.rows) else []
        return cells[position] if position < len(cells) else ""

    def _has_own_cells(self, row: int) -> bool:
        """Tell whether the clerk filled in anything in a row itself."""
        return any(
            format_plain_text(self._find_value(row, position))
            for position in self.inputs
            if (row, position) not in self.hidden
        )

    def _record_merge(self, rule: str, merge: MergedRange, key: str, rows: Iterable[int] = ()) -> None:
        ranges, numbers = self.found.setdefault((rule, key), ([], []))
        ranges.append(merge)
        numbers += rows

    def build_findings(self) -> Iterator[Finding]:
        """Yield one finding per column and kind of merge, at the first such merge."""
        for (rule, key), (merges, rows) in self.found.items():
            first = merges[0]
            yield make_finding(
                "notice",
                rule,
                list=self.header.list_type.key,
                sheet=self.grid.name,
                row=first.top,
                column=self.header.list_type.find_column(key).label,
                value=format_shown_text(self.grid, first.top, first.left),
                cell=f"{column_letters(first.left)}{first.top}",
                ranges=tuple(_format_range(merge) for merge in merges),
                rows=tuple(rows),
                count=len(merges),
            )

    def build_hidden_findings(self) -> Iterator[Finding]:
        """Yield one finding for all that merges cover and that differs from what is seen."""
        if not self.unseen:
            return
        row, position = min(self.unseen)
        yield make_finding(
            "warning",
            "merged_hidden",
            list=self.header.list_type.key,
            sheet=self.grid.name,
            row=row,
            column=self.header.list_type.find_column(self.keys[position]).label,
            cell=format_address(row, position),
            value=self.unseen[row, position],
            cells=tuple(format_address(*address) for address in sorted(self.unseen)),
            texts=tuple(self.unseen[address] for address in sorted(self.unseen)),
            count=len(self.unseen),
        )


def _format_range(merge: MergedRange) -> str:
    return f"{column_letters(merge.left)}{merge.top}:{column_letters(merge.right)}{merge.bottom}"
