"""Lay rows on printed pages: an entry stays on one page where it fits on one, and nobody signs an empty page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from toolkit.docket.entries import Entry
from toolkit.docket.heights import HIGHEST, add_height

RowKind = Literal["entry", "unit", "note", "caption", "signatures"]


@dataclass(slots=True, eq=False, kw_only=True)
class DocketRow:
    """One row: the entries from the top one down (None where there is none), or a text over the whole width."""

    kind: RowKind
    path: tuple[Entry | None, ...] = ()
    text: str = ""
    own_height: float = 0.0

    @property
    def height(self) -> float:
        """The height in points."""
        last = self.path[-1] if self.path else None
        return last.height if last else self.own_height


@dataclass(slots=True, kw_only=True)
class Paginator:
    """Fills one page after the other; `room` is the height of a page beneath its headings, in points.

    `heading` is the row that stands at the top of every page but the first; None where there is none.
    """

    room: float
    heading: DocketRow | None = None
    pages: list[list[DocketRow]] = field(default_factory=lambda: [[]])
    _used: float = field(init=False)

    def __post_init__(self) -> None:
        self._used = sum(row.height for row in self.pages[-1])

    @property
    def left(self) -> float:
        """What is left of the page."""
        return self.room - self._used

    @property
    def _fresh(self) -> float:
        """The room of a page on which nothing stands but the heading."""
        return self.room - (self.heading.height if self.heading else 0.0)

    def add_row(self, row: DocketRow, reserve: float = 0.0) -> None:
        """Add a row, on a new page where it would not fit with what is reserved for those after it."""
        if row.height + reserve > self.left:
            self._turn()
        self.pages[-1].append(row)
        self._used += row.height

    def add_entry(self, entry: Entry, above: tuple[Entry | None, ...] = (), reserve: float = 0.0) -> None:
        """Add the rows of an entry, divided only where they do not fit on one page; the last keeps `reserve` free."""
        needed = entry.total + reserve
        if needed > self.left and needed <= self._fresh:
            self._turn()
        if needed <= self.left or not entry.beneath:
            self._add_rows(entry, above, reserve)
            return
        if self.left < min(max(entry.height, entry.beneath[0].total), self._fresh):
            self._turn()
        for position, inner in enumerate(entry.beneath, 1):
            self.add_entry(inner, (*above, entry), reserve if position == len(entry.beneath) else 0.0)

    def _add_rows(self, entry: Entry, above: tuple[Entry | None, ...], reserve: float) -> None:
        rows = [DocketRow(kind="entry", path=(*above, *path)) for path in entry.rows]
        for position, row in enumerate(rows, 1):
            self.add_row(row, reserve if position == len(rows) else 0.0)

    def _turn(self) -> None:
        if self._is_fresh:
            return
        self.pages.append([self.heading] if self.heading else [])
        self._used = self.heading.height if self.heading else 0.0

    @property
    def _is_fresh(self) -> bool:
        """Whether no entry stands on the page yet."""
        return all(row.kind in ("unit", "note") for row in self.pages[-1])


def stretch_divided(pages: Sequence[Sequence[DocketRow]]) -> None:
    """Make the rows higher in which a divided entry begins, where those left on its page are too low for its texts."""
    seen: set[Entry] = set()
    for page in pages:
        begun = {entry: None for row in page for entry in row.path[:-1] if entry is not None and entry not in seen}
        seen.update(begun)
        for entry in begun:
            rows = [row.path[-1] for row in page if entry in row.path[:-1]]
            own = [row for row in rows if row is not None]
            add_height(own, min(entry.height, HIGHEST * len(own)) - sum(row.height for row in own))
