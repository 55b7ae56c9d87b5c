"""What is issued to one unit: its lists, roster, tokens and prefilled rows."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from toolkit.campaign import (
    Campaign,
    Member,
    Unit,
    build_issued_rows,
)
from toolkit.cleaning import Cleaner
from toolkit.definition import (
    ROSTER_CHOICES,
    Column,
    Definition,
    ListType,
)
from toolkit.layout import FIRST_ROW, ListLayout, WorkbookLayout
from toolkit.records import (
    AnchorDays,
    Batch,
    FileContent,
    FileRecognition,
    FileStanding,
    Record,
    ReturnedFile,
    RosterNames,
    Section,
    SourceFile,
    build_batch,
)
from toolkit.unit_token import WHOLE, Stamp

TODAY_FORMULA = "=TODAY()"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One workbook to write; the standard blank workbook has no unit and no tokens."""

    definition: Definition
    title: str
    list_types: tuple[ListType, ...]
    issued: dt.date
    meeting_date: dt.date
    as_of: dt.date | None = None
    due: dt.date | None = None
    unit: str = ""
    unit_name: str = ""
    members: tuple[Member, ...] = ()
    leaders: tuple[str, ...] = ()
    unit_names: tuple[str, ...] = ()
    tokens: Mapping[str, str] = field(default_factory=dict)
    # What the unit already reported in another format: rows by list, as texts by column key; its cover; nil lists.
    filled: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    cover: Mapping[str, str] = field(default_factory=dict)
    nil: frozenset[str] = frozenset()

    def find_token(self, list_key: str = WHOLE) -> str:
        """Return the token of a list, or of the whole workbook; empty where there is none."""
        return self.tokens.get(list_key, "")

    def build_layout(self) -> WorkbookLayout:
        """Return the layout of the workbook, with the values behind every dropdown."""
        names = tuple(member.name for member in self.members)
        vocabulary = self.definition.vocabulary
        used = dict.fromkeys(
            column.choices for list_type in self.list_types for column in list_type.columns if column.choices
        )
        roster = {
            "@members": names,
            "@leaders": tuple(dict.fromkeys((*names, *self.leaders))),
            "@units": self.unit_names,
        }
        options = {
            key: roster[key] if key in ROSTER_CHOICES else self.definition.find_choice_list(key).values for key in used
        }
        options["@nil"] = (self.definition.cover.nil.value,)
        options["@blanks"] = vocabulary.blanks
        options["@deadline_words"] = tuple(vocabulary.deadline_words)
        options["@today"] = (self.as_of.isoformat() if self.as_of else TODAY_FORMULA,)
        options["@meeting"] = (self.meeting_date.isoformat(),)
        lists = tuple(
            ListLayout(list_type=list_type, issued=len(self.collect_prefilled_rows(list_type)))
            for list_type in self.list_types
        )
        return WorkbookLayout(definition=self.definition, lists=lists, options=options, members=names)

    def collect_prefilled_rows(self, list_type: ListType) -> list[dict[str, str]]:
        """Return the prefilled rows, each by column key: those reported, else the team's row and one per member."""
        reported = self.filled.get(list_type.key)
        return build_issued_rows(list_type, self.members) if reported is None else [dict(row) for row in reported]

    def number_rows(self, list_type: ListType, rows: int) -> list[str]:
        """Return the running numbers of all prepared rows: reported ones are kept, the others follow the last."""
        number = list_type.number
        if number is None:
            return [""] * rows
        given = [row.get(number.key, "") for row in self.filled.get(list_type.key, ())]
        last = max((n for n in range(1, rows + len(given) + 1) if number.format_number(n) in given), default=0)
        following = (number.format_number(n) for n in itertools.count(last + 1))
        return [*(reported or next(following) for reported in given), *itertools.islice(following, rows - len(given))]

    def build_untouched_batch(self) -> Batch:
        """Return the workbook as a batch, as if returned untouched, to compute what its formulas show."""
        names = frozenset(member.name for member in self.members)
        cleaner = Cleaner(self.definition, names)
        sections = tuple(self._build_section(list_type, cleaner) for list_type in self.list_types)
        keys = frozenset(list_type.key for list_type in self.list_types)
        file = ReturnedFile(
            source=SourceFile(name="", sha256="", size=0),
            recognition=FileRecognition(unit=self.unit),
            content=FileContent(sections=sections),
            standing=FileStanding(counted=keys),
        )
        days = AnchorDays(today=self.as_of or self.issued, meeting=self.meeting_date)
        return build_batch(self.definition, [file], self._build_roster(), days)

    def _build_section(self, list_type: ListType, cleaner: Cleaner) -> Section:
        records = []
        issued, number = self.collect_prefilled_rows(list_type), list_type.number
        for index, (written, own) in enumerate(zip(issued, self.number_rows(list_type, len(issued)), strict=True)):
            row = {**written, number.key: own} if number else written
            cleaned = {key: cleaner.clean(list_type.key, list_type.find_column(key), row[key]) for key in row}
            records.append(Record(row=FIRST_ROW + index, written=row, cleaned=cleaned))
        positions = {column.key: index for index, column in enumerate(list_type.columns)}
        return Section(
            list_key=list_type.key,
            sheet=list_type.label,
            header_row=FIRST_ROW - 1,
            positions=positions,
            records=tuple(records),
        )

    def _build_roster(self) -> RosterNames:
        rows = [(self.unit, name) for name in dict.fromkeys(m.name for m in self.members)]
        members = pd.DataFrame(rows, columns=["unit", "name"])
        return RosterNames(members=members, lead="", unit_names=frozenset(self.unit_names))


def add_report(
    issue: Issue,
    filled: Mapping[str, Iterable[Mapping[str, str]]],
    *,
    cover: Mapping[str, str],
    nil: frozenset[str],
) -> Issue:
    """Return an issue of the lists that a unit reported, filled in with what it reported.

    `filled` has rows by list key, each with texts by column key. Lists neither filled nor in `nil` are left out.
    """
    kept = tuple(list_type for list_type in issue.list_types if list_type.key in filled or list_type.key in nil)
    rows = {list_type.key: tuple(filled.get(list_type.key, ())) for list_type in kept}
    return replace(issue, list_types=kept, filled=rows, cover=cover, nil=nil)


def render_bounds(column: Column) -> str:
    """Return a column's bounds on text length or number in words; empty where it has none."""
    return next((rule.render_bounds() for rule in column.build_bounds_rules()), "")


def build_issue(campaign: Campaign, unit: Unit, stamp: Stamp, *, round: int, only: str | None = None) -> Issue:
    """Return what a unit is issued in a round; `only` restricts it to one list, by key."""
    list_types = tuple(list_type for list_type in campaign.find_lists(unit) if only in (None, list_type.key))
    keys = [list_type.key for list_type in list_types]
    covered = {WHOLE: keys, **{key: [key] for key in keys}}
    digests = {
        key: campaign.definition.compute_digest(*keys, later=campaign.round.is_later) for key, keys in covered.items()
    }
    tokens = {
        key: str(stamp.issue_token(unit=unit.code, list_key=key, round=round, digest=digest))
        for key, digest in digests.items()
    }
    return Issue(
        definition=campaign.definition,
        title=campaign.heading,
        list_types=list_types,
        issued=campaign.issue_date,
        meeting_date=campaign.meeting_date,
        as_of=campaign.as_of,
        due=campaign.due_date,
        unit=unit.code,
        unit_name=unit.name,
        members=campaign.find_members(unit.code),
        leaders=tuple(member.name for member in campaign.find_members(campaign.lead_unit)),
        unit_names=tuple(listed.name for listed in campaign.units),
        tokens=tokens,
    )
