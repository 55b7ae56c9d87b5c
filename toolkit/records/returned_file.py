"""What was read: records, the lists they stand in, the files these came in, and why each was taken for what it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from toolkit.cleaning import CleanedCell
from toolkit.findings import Finding
from toolkit.records.ledger import NOTHING, Ledger, add_ledgers

ABSENT = "absent"  # why a cell is unknown when its sheet has no such column


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A cell understood as something else than was written: its column, old and new text, and why
    (message `change.<why>`)."""

    column: str
    old: str
    new: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of a list: its row number from 1, each column's understood cell, and what changed.

    `written` has the text of each cell that holds anything.
    """

    row: int
    written: Mapping[str, str]
    cleaned: Mapping[str, CleanedCell]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """Why something was taken for what it is: a unit, a list or a column at a place.

    `signs` are message keys (`sign.<key>`) with what each was seen at; `confidence` is from 0 to 1;
    `candidates` are others that some sign spoke for.
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
    """One list found on one sheet: where its header stands (row from 1), which column is which (from 0)."""

    list_key: str
    sheet: str
    header_row: int
    positions: Mapping[str, int]
    records: tuple[Record, ...]
    left_out: tuple[tuple[int, str], ...] = ()
    # Records in which the clerk filled in something beyond what was issued.
    own: int = 0
    # What these records say in free text, by running number; none where any of them has no number.
    texts_by_number: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ledger: Ledger = NOTHING
    # How many cells stand in columns that are none of the list's, and the first one's row, by position.
    extra: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    recognitions: tuple[Recognition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedFile:
    """One file of 回收/ as it was read.

    `code` says why it could not be read, or is empty; `other` says that it is no return at all: a lock
    file, a picture, a letter. `modified` (UTC, no zone) is by the workbook's own property, else by the
    file's own time, as `modified_by` tells. `revises` is the first 16 digits of the SHA-256 of the file
    whose annotated copy this one was made from.
    """

    name: str
    sha256: str
    size: int
    format: str = ""
    encrypted: bool = False
    modified: dt.datetime | None = None
    modified_by: Literal["property", "file", ""] = ""
    revises: str = ""
    ahead: bool = False  # it says that it was saved after it came: somebody's clock is wrong
    # What the file's name says of itself, and the word that says so.
    stage: Literal["draft", "", "final"] = ""
    stage_word: str = ""
    unit: str = ""
    foreign: bool = False
    cover: Mapping[str, str] = field(default_factory=dict)
    nil: frozenset[str] = frozenset()
    sections: tuple[Section, ...] = ()
    findings: tuple[Finding, ...] = ()
    recognitions: tuple[Recognition, ...] = ()
    code: str = ""
    other: bool = False
    # Lists of this file that count; a list returned again later is superseded here.
    counted: frozenset[str] = frozenset()
    # The file that counts instead, by list key.
    superseded_by: Mapping[str, str] = field(default_factory=dict)
    # What became of the cells outside the lists.
    rest: Ledger = NOTHING

    @property
    def lists(self) -> frozenset[str]:
        """The lists that the file answers for, by a sheet or by a nil return."""
        return frozenset(section.list_key for section in self.sections) | self.nil

    def collect_texts_by_number(self, list_key: str) -> dict[str, frozenset[str]]:
        """Return the free texts somebody filled in, by running number; nothing where the numbers cannot be told."""
        own = [one for one in self.sections if one.list_key == list_key and one.own]
        if not all(one.texts_by_number for one in own):
            return {}
        return {number: texts for one in own for number, texts in one.texts_by_number.items()}

    def count_filled(self, list_key: str) -> int:
        """Return how many records of a list somebody filled in."""
        return sum(one.own for one in self.sections if one.list_key == list_key)

    def has_answer(self, list_key: str) -> bool:
        """Tell whether somebody filled in a list or declared it empty: a sheet left as issued says nothing."""
        return list_key in self.nil or any(one.own for one in self.sections if one.list_key == list_key)

    @property
    def ledger(self) -> Ledger:
        """What became of every cell: lists that do not count are left out as superseded, or with a file of nobody."""
        if self.foreign:
            return add_ledgers([self.rest, *(one.ledger for one in self.sections)]).set_aside("not_used")
        rest = self.rest if self.counted or not self.sections else self.rest.set_aside("superseded")
        return add_ledgers(
            [
                rest,
                *(
                    one.ledger if one.list_key in self.counted else one.ledger.set_aside("superseded")
                    for one in self.sections
                ),
            ]
        )
