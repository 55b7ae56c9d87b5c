"""A returned file in four parts, each the result of one stage of reading and never changed by a later one.

* `SourceFile` (opening): the bytes, and what they and the file's name say about its version
* `FileRecognition` (identity): whose workbook it was taken for, or why nobody's
* `FileContent` (lists and cover): the records, and an account of every cell
* `FileStanding` (choice among all returns): which of its lists count
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from toolkit.findings import Finding
from toolkit.records.ledger import NOTHING, Ledger, add_ledgers
from toolkit.records.section import Explanation, Section


class Verdict(enum.Enum):
    """What a file was taken for; each value but RECOGNISED is also the rule of the finding about it."""

    RECOGNISED = "recognised"  # a return of a known unit
    UNUSED = "unused"  # the operator decided not to use it
    # It cannot be opened.
    UNREADABLE = "unreadable"
    ATTACHMENT = "not_a_workbook"  # a picture, a letter
    LEFT_BEHIND = "ignored_file"  # a lock or temporary file of some program
    # It was read, but the operator must decide whose it is.
    FOREIGN_CAMPAIGN = "foreign_campaign"  # handed out in another campaign
    NO_LIST = "foreign"  # it holds no list of this campaign
    FORGED = "forged"  # a token in it was altered
    REVOKED = "revoked"  # its token was signed with a key that counts no more
    UNKNOWN_CODE = "unknown_code"  # handed to a unit that is not on the roster
    MIXED_UNITS = "mixed_units"  # sheets of several units in one workbook
    TORN = "torn"  # strong evidence for two units
    NO_UNIT = "no_unit"  # too little evidence for any unit
    OTHER_ROUND = "other_round"  # a unit's workbook of another round

    @property
    def is_undecided(self) -> bool:
        """Whether the operator must decide what the file is."""
        return self in _UNDECIDED


_UNDECIDED = frozenset(
    {
        Verdict.FORGED,
        Verdict.REVOKED,
        Verdict.UNKNOWN_CODE,
        Verdict.FOREIGN_CAMPAIGN,
        Verdict.NO_LIST,
        Verdict.MIXED_UNITS,
        Verdict.TORN,
        Verdict.NO_UNIT,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file under 回收/: its path there, its bytes, and what tells one version from another.

    `modified` (UTC, no zone) is the workbook's property or else the file's time; `modified_by` says which. `revises`
    is, for a corrected annotated copy, the first 16 digits of the SHA-256 of the file that was annotated.
    """

    name: str
    sha256: str
    size: int
    format: str = ""
    encrypted: bool = False  # a password was needed, for itself or for the archive it came in
    modified: dt.datetime | None = None
    modified_by: Literal["property", "file", ""] = ""
    ahead: bool = False  # its property has a later time than its arrival: somebody's clock is wrong
    revises: str = ""
    # Whether the file's name says draft or final, and the word that says so.
    stage: Literal["draft", "", "final"] = ""
    stage_word: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecognition:
    """Whose return a file is: the code of the unit where the verdict is RECOGNISED or OTHER_ROUND, else empty.

    `code` says why a file cannot be opened (message `file.<code>`); `explanation` is missing for such files.
    `has_short_token` tells that its token has the short signature of earlier versions.
    """

    verdict: Verdict = Verdict.RECOGNISED
    unit: str = ""
    code: str = ""
    findings: tuple[Finding, ...] = ()
    explanation: Explanation | None = None
    has_short_token: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenReply:
    """An explanation that a clerk wrote beside a doubt on the review sheet, with the doubt as it stands there.

    `code` is empty where the sheet lost it; then `found` and `value` tell which doubt is meant.
    """

    text: str
    code: str = ""
    found: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileContent:
    """The content of a file: its lists, the lists declared empty, and the fields of its cover by key."""

    sections: tuple[Section, ...] = ()
    nil: frozenset[str] = frozenset()
    cover: Mapping[str, str] = field(default_factory=dict)
    # What the clerk wrote on the review sheet of an annotated copy.
    replies: tuple[WrittenReply, ...] = ()
    # What became of the cells outside the lists.
    rest: Ledger = NOTHING
    findings: tuple[Finding, ...] = ()

    @property
    def lists(self) -> frozenset[str]:
        """The keys of the lists that the file answers for, by a sheet or by a nil return."""
        return frozenset(section.list_key for section in self.sections) | self.nil

    @property
    def ledger(self) -> Ledger:
        """The account of every cell, whether or not the file counts."""
        return add_ledgers([self.rest, *(section.ledger for section in self.sections)])

    def find_sections(self, list_key: str) -> list[Section]:
        """Return the sections of one list, in the order of the sheets."""
        return [section for section in self.sections if section.list_key == list_key]

    def count_filled(self, list_key: str) -> int:
        """Return how many records of a list somebody filled in."""
        return sum(section.filled for section in self.find_sections(list_key))

    def has_answer(self, list_key: str) -> bool:
        """Tell whether a list was filled in or declared empty; a sheet left as issued is no answer."""
        return list_key in self.nil or self.count_filled(list_key) > 0

    def collect_texts_by_number(self, list_key: str) -> dict[str, frozenset[str]]:
        """Return the free texts filled in, by running number; empty where any such record lacks its number."""
        filled = [section for section in self.find_sections(list_key) if section.filled]
        if not all(section.texts_by_number for section in filled):
            return {}
        return {number: texts for section in filled for number, texts in section.texts_by_number.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileStanding:
    """Which lists of a file count beside its unit's other returns; by default none, as for a file without a unit."""

    counted: frozenset[str] = frozenset()
    # For each list that does not count, the name of the file that counts instead.
    superseded_by: Mapping[str, str] = field(default_factory=dict)
    # The name of the file that this one equals byte for byte, empty for any other.
    copy_of: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedFile:
    """One file of 回收/ as it was read."""

    source: SourceFile
    recognition: FileRecognition
    content: FileContent = FileContent()
    standing: FileStanding = FileStanding()

    @property
    def name(self) -> str:
        """Its path under 回收/, for a file in an archive followed by the member's path."""
        return self.source.name

    @property
    def unit(self) -> str:
        """The code of the unit whose return it is, empty where no unit was recognised."""
        return self.recognition.unit

    @property
    def verdict(self) -> Verdict:
        """What it was taken for."""
        return self.recognition.verdict

    @property
    def is_return(self) -> bool:
        """Whether it is a unit's return of this round, so that its lists may count."""
        return self.verdict is Verdict.RECOGNISED and bool(self.unit)

    @property
    def is_carried(self) -> bool:
        """Whether it was not returned in this round: it stands for where records were last reported."""
        return any(section.carried for section in self.sections)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The lists found in it."""
        return self.content.sections

    @property
    def counted(self) -> frozenset[str]:
        """The keys of its lists that count."""
        return self.standing.counted

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding of reading, in the order of the stages; what stands in a copy is said of its original."""
        content = () if self.standing.copy_of else self.content.findings
        return (*self.recognition.findings, *content, *self.standing.findings)

    @property
    def explanations(self) -> tuple[Explanation, ...]:
        """Why its unit, lists and columns were recognised; only the unit's explanation where none was recognised."""
        unit = (self.recognition.explanation,) if self.recognition.explanation else ()
        if self.verdict is not Verdict.RECOGNISED:
            return unit
        return (*unit, *(reason for section in self.sections for reason in section.explanations))

    @property
    def ledger(self) -> Ledger:
        """The account of every cell; lists that do not count are left out as superseded, or for want of a unit."""
        if self.verdict is not Verdict.RECOGNISED:
            return self.content.ledger.set_aside("not_used")
        rest = self.content.rest if self.counted or not self.sections else self.content.rest.set_aside("superseded")
        lists = (
            section.ledger if section.list_key in self.counted else section.ledger.set_aside("superseded")
            for section in self.sections
        )
        return add_ledgers([rest, *lists])
