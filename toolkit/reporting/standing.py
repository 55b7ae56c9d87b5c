"""How the units' returns stand: what each was asked for, what came back, what waits for whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from toolkit.campaign import Unit

# Why a faulty file has no annotated copy: it could not be encrypted, something of another unit in it, or the disk; else
# empty.
NoCopy = Literal["", "locked", "leak", "disk"]
# Under which password a copy is encrypted: that of the file as it was returned, or that of the workbook handed out.
CopyLock = Literal["", "returned", "issued"]
# Not for the unit to correct: what a program left behind, and how the operator keeps the files.
_NOT_THEIRS = frozenset(
    {"lock", "temporary", "system", "link", "not_a_file", "no_permission", "disk_error", "folder", "folder_closed"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFile:
    """One file of a unit, by the name it was sent under.

    `code` says why it could not be read, empty where it was; `format` is the file format; `copy_lock` tells which
    password its copy has, `twin` that another file has the same bytes, `signed` that it has a digital signature.
    `rounds` are the other rounds that the workbook is of; `borrowed` tells that the workbook was handed out to another
    unit, in another round or in another campaign, `active` that something in it acts or reaches out.
    `faults` are those of a faulty file without an annotated copy, a line each, and `no_copy` says why it has none.
    `issued_lock` tells of a file that none of the passwords opens that its unit's workbook was handed out under one.
    """

    name: str
    state: str
    code: str = ""
    format: str = ""
    copy_lock: CopyLock = ""
    twin: bool = False
    signed: bool = False
    rounds: tuple[int, ...] = ()
    borrowed: bool = False
    active: bool = False
    faults: tuple[str, ...] = ()
    no_copy: NoCopy = ""
    issued_lock: bool = False

    @property
    def unread(self) -> bool:
        """Whether the file could not be read and the unit should send it in another form."""
        return bool(self.code) and self.code not in _NOT_THEIRS


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a unit's return stands: what it was asked for and handed, what came back, what must be corrected.

    `lists` are labels, `issued` file names. `errors` and `doubts` count the findings that the clerk is told of;
    `explained` and `not_accepted` count the doubts that were explained and wait, or whose explanation was not accepted.
    `attachments` are the annotated copies, as paths relative to 退回/. `progress` says how many faults were solved,
    are still open and are new since the last return, None where there was no other return.

    What waits for the operator: `unclear` are the files that may be the unit's own, by name, or empty where the name
    speaks of another unit; `questions` counts the decisions on the unit's own files, `reviews` its items in the
    office's ledger.
    """

    unit: Unit
    state: str
    lists: tuple[str, ...] = ()
    issued: tuple[str, ...] = ()
    files: tuple[UnitFile, ...] = ()
    errors: int = 0
    doubts: int = 0
    explained: int = 0
    not_accepted: int = 0
    attachments: tuple[str, ...] = ()
    progress: tuple[int, int, int] | None = None
    # What the office decided on its applications in this round, a line each.
    decisions: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    questions: int = 0
    reviews: int = 0
    # The unit's secret link to the door, empty where there is none; whoever reads it gets in as the unit.
    link: str = field(default="", repr=False)

    @property
    def pending(self) -> bool:
        """Whether it is missing or faulty only in what the operator alone can settle."""
        if self.state == "missing":
            return bool(self.unclear)
        return self.state == "faulty" and not (self.errors or self.doubts)

    @property
    def asked(self) -> int:
        """How many decisions on files, columns, sheets and rows concern the unit."""
        return len(self.unclear) + self.questions

    @property
    def undecided(self) -> int:
        """How many decisions concern it, on explained doubts among them: after them its letter may say otherwise."""
        return self.asked + self.explained

    @property
    def chased(self) -> bool:
        """Whether the unit must do something."""
        return self.state in ("missing", "faulty") and not self.pending

    def select_files(self, *states: str) -> list[UnitFile]:
        """Return the files in the given states, of equal files only one."""
        return [file for file in self.files if file.state in states and not file.twin]

    @property
    def unread(self) -> list[UnitFile]:
        """The files that must be sent in another form; attachments count only where nothing else was read."""
        also = ("other",) if self.state == "missing" else ()
        return [file for file in self.select_files("unreadable", *also) if file.unread]

    @property
    def refused(self) -> list[UnitFile]:
        """The files named after the unit that could not be accepted as its return."""
        return self.select_files("foreign") if self.state == "missing" else []

    @property
    def of_other_rounds(self) -> list[UnitFile]:
        """The files that are workbooks of another round."""
        return self.select_files("other_round")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chase:
    """What a round's reminders are about: the campaign's title, its days, and every unit in roster order.

    `lead` is the unit that collects; `waiting` counts the files whose unit is not known, `nameless` those among them
    that may be any unit's. In a `later` round workbooks come with what was reported before.
    """

    title: str
    lead: str
    issued: dt.date
    due: dt.date
    today: dt.date
    units: tuple[Standing, ...]
    waiting: int = 0
    nameless: int = 0
    later: bool = False

    @property
    def late(self) -> int:
        """How many days have passed since the due day; negative before it."""
        return (self.today - self.due).days
