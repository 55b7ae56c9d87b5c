"""One finding as a clerk reads it: what a mark in a cell and a line of the review sheet are made from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """One finding as the clerk reads it.

    `number` counts from 1; `cell` is empty where the whole sheet is meant, `sheet` where the whole file is. `new`
    tells that the unit's last return did not have it; it is None where there was no other return.
    """

    number: int
    severity: str
    kind: str
    sheet: str
    cell: str
    column: str
    value: str
    found: str
    way_out: str
    new: bool | None = None
    # Further cells that it is about, each with its column's heading.
    also: tuple[tuple[str, str], ...] = ()
    # A colour that disappears with a change of its cell is no use where the fault is mended elsewhere.
    coloured: bool = True
    # Of a doubt that may be explained: its code, empty for all others, and the explanation there is.
    code: str = ""
    reply: str = ""

    @property
    def marked(self) -> bool:
        """Tell whether its cell gets a mark: a notice asks for no change."""
        return bool(self.sheet and self.cell) and self.severity != "notice"
