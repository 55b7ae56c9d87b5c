"""A list as read from a sheet: its records, the cells behind them, and why the sheet was taken for the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.cleaning import CleanedCell
from toolkit.findings import Finding
from toolkit.records.ledger import NOTHING, Ledger

ABSENT = "absent"  # why a cell is unknown when its sheet has no such column


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A cell understood as another text than was written.

    `column` is the column's key, `old` and `new` are the texts, `why` is the reason (message `change.<why>`).
    """

    column: str
    old: str
    new: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of a list: its row number from 1, and its cells by column key.

    `written` has the text of each filled cell, `cleaned` the meaning of every column's cell. `item` is the running
    number of the item of an earlier round that the record continues, empty for a new one; `unchanged` tells that the
    unit said that nothing changed in it, and that nothing did.
    """

    row: int
    written: Mapping[str, str]
    cleaned: Mapping[str, CleanedCell]
    changes: tuple[Change, ...] = ()
    item: str = ""
    unchanged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a file, sheet or heading was taken for a unit, list or column (`subject`).

    `seen` is the text it was recognised by, `evidence` the evidence for it, heaviest first (messages
    `sign.<evidence>`); `confidence` is from 0 to 1; `candidates` are the names of others with evidence for them.
    """

    subject: str
    sheet: str = ""
    cell: str = ""
    seen: str = ""
    chosen: str = ""
    confidence: float = 1.0
    evidence: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One list found on one sheet: where its header stands (row from 1), which column is which (from 0).

    A `carried` section was not returned in this round: its records are as they were last reported.
    """

    list_key: str
    sheet: str
    header_row: int
    positions: Mapping[str, int]
    records: Sequence[Record]
    # Rows that are no records, each with the reason (message `left_out.<reason>`).
    left_out: tuple[tuple[int, str], ...] = ()
    # How many records the clerk filled in beyond what was issued.
    filled: int = 0
    # The free texts of these records by running number; empty where any of them has no number.
    texts_by_number: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ledger: Ledger = NOTHING
    # By position of a column that does not belong to the list: how many cells are filled, and the row of the first.
    extra: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    carried: bool = False
