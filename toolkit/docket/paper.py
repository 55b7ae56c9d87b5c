"""Write a page of the docket into a workbook: title, headings on every printed page, rows, page breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby
from typing import Any

from toolkit.docket.entries import Entry
from toolkit.docket.page import DocketPage
from toolkit.docket.pagination import DocketRow
from toolkit.docket.widths import compute_scale
from toolkit.excel import RESULT_TAB, ColumnRenderer, Styles, compute_row_height, set_up_page
from toolkit.messages import say

_A3 = 8  # the file format's number of the paper size
# In inches, and the height between the margins in points: A3 landscape is 297 mm high.
_SIDE, _TOP, _BOTTOM = 0.51, 0.65, 0.65
_BETWEEN = 841.9 - 72 * (_TOP + _BOTTOM)
_SAFE = 0.98  # of a page: programs round every row up
_TITLE_SIZE, _LINE, _GROUPS, _LEAST_HEADS = 20, 24.0, 22.0, 34.0

_WRITTEN = frozenset({"text", "long_text"})
_GAP = "\u3000" * 4
_MOST_KEPT = 1 << 12  # rendered cells of a column
_ALIGNED = {1: ("left",), 2: ("left", "right"), 3: ("left", "center", "right")}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLook:
    """How a page looks, whichever units are on it: its widths, and where a closed item's state stands.

    `closed` is the word that the state of a closed item begins with, by the position of its column.
    """

    page: DocketPage
    meeting: str
    widths: Sequence[float]
    closed: dict[int, str]

    @property
    def title(self) -> str:
        """The title over the page."""
        return say("docket.title", meeting=self.meeting, page=self.page.title)

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the lists from left to right; empty where there is one list only."""
        labels = tuple(tier.label for tier in self.page.tiers if not tier.groups)
        return labels if len(labels) > 1 else ()

    @property
    def head_heights(self) -> tuple[float, ...]:
        """The heights of the rows that every printed page begins with."""
        title = compute_row_height([(self.title, sum(self.widths))], _TITLE_SIZE)
        heads = compute_row_height(
            [(column.heading, width) for column, width in zip(self.page.columns, self.widths, strict=True)]
        )
        return (max(title, 38.0), _LINE, *([_GROUPS] if self.labels else []), max(heads, _LEAST_HEADS))

    @property
    def room(self) -> float:
        """The height that a printed page has for rows, in points."""
        return _BETWEEN * _SAFE / compute_scale(self.widths) - sum(self.head_heights)


class _Cells(dict[str, str]):
    """The cells of a column in one look by their texts, rendered: short texts recur, and the most are let go of."""

    def __init__(self, renderer: ColumnRenderer) -> None:
        super().__init__()
        self._renderer = renderer

    def __missing__(self, text: str) -> str:
        if len(self) >= _MOST_KEPT:
            self.clear()
        self[text] = cell = self._renderer.render_text(text)
        return cell

    @cached_property
    def blank(self) -> str:
        """A cell without a text."""
        return self._renderer.render_blank()


class _SheetCells(dict[tuple[int, str], _Cells]):
    """The cells of a sheet by their column and the name of their look."""

    def __init__(self, sheet: Any, styles: Styles) -> None:
        super().__init__()
        self._sheet, self._styles = sheet, styles

    def __missing__(self, place: tuple[int, str]) -> _Cells:
        column, style = place
        self[place] = cells = _Cells(ColumnRenderer(self._sheet, column, self._styles[style]))
        return cells


class PaperWriter:
    """Writes one sheet."""

    def __init__(self, workbook: Any, styles: Styles, look: PageLook, name: str) -> None:
        self.look, self.styles = look, styles
        self.sheet = workbook.add_worksheet(name)
        self._row = 0
        written = [not column.kinds.isdisjoint(_WRITTEN) for column in look.page.columns]
        self._usual = ["paper_text" if each else "paper_centre" for each in written]
        self._cells = _SheetCells(self.sheet, styles)
        self._shown: set[Entry] = set()

    def write(self, line: Sequence[str], pages: Sequence[Sequence[DocketRow]], signatures: Sequence[str]) -> None:
        """Write the headings with the line under the title, then the rows of every printed page."""
        self._set_up()
        self._write_heads(line)
        breaks = []
        for page in pages:
            breaks.append(self._row)
            self._write_rows(page, signatures)
        self.sheet.set_h_pagebreaks(breaks[1:])

    def _set_up(self) -> None:
        sheet, heads = self.sheet, len(self.look.head_heights)
        sheet.set_tab_color(RESULT_TAB)
        set_up_page(sheet, header="", unit="", footer=say("docket.footer"))
        sheet.set_paper(_A3)
        sheet.set_margins(left=_SIDE, right=_SIDE, top=_TOP, bottom=_BOTTOM)
        sheet.repeat_rows(0, heads - 1)
        sheet.freeze_panes(heads, 0)
        sheet.hide_gridlines(2)
        for position, width in enumerate(self.look.widths):
            sheet.set_column(position, position, width)

    def _write_heads(self, line: Sequence[str]) -> None:
        look = self.look
        last = len(look.widths) - 1
        for row, height in enumerate(look.head_heights):
            self.sheet.set_row(row, height)
        self._write_span(0, 0, last, look.title, "paper_title")
        for (first, end), text, style in self._divide_line(line):
            self._write_span(1, first, end, text, style)
        head = len(look.head_heights) - 1
        if look.labels:
            self._write_labels(2)
        for position, column in enumerate(look.page.columns):
            self.sheet.write_string(head, position, column.heading, self.styles["paper_head"])
        self._row = head + 1
        self.sheet.pack_rows(self._row)

    def _write_labels(self, row: int) -> None:
        """Write the names of the lists over their columns."""
        labels = {tier.list_key: tier.label for tier in self.look.page.tiers}
        for key, run in groupby(enumerate(self.look.page.columns), key=lambda pair: pair[1].list_key):
            positions = [position for position, _ in run]
            self._write_span(row, positions[0], positions[-1], labels[key], "paper_head")

    def _divide_line(self, texts: Sequence[str]) -> Iterator[tuple[tuple[int, int], str, str]]:
        """Yield texts side by side with their first and last column and their look; where columns are few, as one."""
        if len(texts) > len(self.look.widths):
            texts = (_GAP.join(texts),)
        spans = list(_divide(self.look.widths, len(texts)))
        aligned = _ALIGNED.get(len(texts), ("left",) * len(texts))
        for span, text, side in zip(spans, texts, aligned, strict=True):
            yield span, text, f"paper_{side}"

    def _write_span(self, row: int, first: int, last: int, text: str, style: str) -> None:
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", self.styles[style])
        self.sheet.write_string(row, first, text, self.styles[style])

    def _write_rows(self, rows: Sequence[DocketRow], signatures: Sequence[str]) -> None:
        """Write the rows of one page; every one of them has all cells, so they are joined from whole columns."""
        grid = [[""] * len(rows) for _ in self.look.widths]
        for at, row in enumerate(rows):
            if row.kind == "signatures":
                for span, text, style in self._divide_line(signatures):
                    self._fill_span(grid, at, span, text, style)
            elif row.kind != "entry":
                style = "paper_note" if row.kind == "note" else "paper_band"
                self._fill_span(grid, at, (0, len(grid) - 1), row.text, style)
        for tier in range(len(self.look.page.tiers)):
            for owner, run in groupby(enumerate(rows), key=lambda pair: _find_owner(pair[1], tier)):
                if isinstance(owner, Entry) or owner is None:
                    positions = [position for position, _ in run]
                    self._fill_cells(grid, tier, owner, positions[0], [rows[at] for at in positions])
        self.sheet.write_rows(self._row, grid, [row.height for row in rows])
        self._row += len(rows)

    def _fill_span(self, grid: list[list[str]], at: int, span: tuple[int, int], text: str, style: str) -> None:
        """Put a text over several columns of a row."""
        first, last = span
        if last > first:
            self.sheet.join_cells(self._row + at, first, self._row + at, last)
        grid[first][at] = self._cells[first, style][text]
        for column in range(first + 1, last + 1):
            grid[column][at] = self._cells[column, style].blank

    def _fill_cells(
        self, grid: list[list[str]], tier: int, owner: Entry | None, first: int, rows: Sequence[DocketRow]
    ) -> None:
        """Put a tier's cells over the rows that one entry takes on the page; without an entry, row by row."""
        columns = self.look.page.select_columns(tier)
        if owner is None:
            for offset, row in enumerate(rows, first):
                cells = row.path[-1].cells if row.path[-1] else {}
                for column in columns:
                    grid[column][offset] = self._render_cell(column, cells.get(column, ""))
            return
        begun = owner in self._shown
        self._shown.add(owner)
        whole = not (begun or owner.goes_on) or self.look.page.tiers[tier].groups
        for column in columns:
            text = owner.cells.get(column, "")
            if not whole:
                text = self._shorten_text(tier, text, column, begun=begun)
            grid[column][first] = self._render_cell(column, text)
            if len(rows) > 1:
                last = first + len(rows) - 1
                self.sheet.join_cells(self._row + first, column, self._row + last, column)
                blank = self._cells[column, self._choose_style(column, text)].blank
                grid[column][first + 1 : last + 1] = [blank] * (last - first)

    def _shorten_text(self, tier: int, text: str, column: int, *, begun: bool) -> str:
        """Return a cell's text on the page after the one where it began: of an entry its number alone."""
        is_first = column == self.look.page.select_columns(tier)[0]
        if begun:
            text = text if is_first else ""
        return say("docket.continued", text=text) if is_first else text

    def _render_cell(self, column: int, text: str) -> str:
        cells = self._cells[column, self._choose_style(column, text)]
        return cells[text] if text else cells.blank

    def _choose_style(self, column: int, text: str) -> str:
        word = self.look.closed.get(column)
        if word and word in text.split("\n"):
            return "paper_closed"
        return self._usual[column]


def _find_owner(row: DocketRow, tier: int) -> Entry | str | None:
    """Return the entry to which a row's cells of a tier belong; None where they are blank, a text for other rows."""
    if row.kind != "entry":
        return row.kind
    return row.path[tier] if tier < len(row.path) else None


def _divide(widths: Sequence[float], parts: int) -> Iterator[tuple[int, int]]:
    """Yield the first and last column of each of some parts of about the same width."""
    ends = list(accumulate(widths))
    first = 0
    for part in range(1, parts + 1):
        wanted = ends[-1] * part / parts
        nearest = min(range(len(ends)), key=lambda at: abs(ends[at] - wanted))
        last = len(ends) - 1 if part == parts else min(max(first, nearest), len(ends) - 1 - (parts - part))
        yield first, last
        first = last + 1
