"""Workbooks as they would come back untouched: the rows that are issued already, for rules to judge.

Rules never compare units with one another, so that the workbooks of many are judged in one batch.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence

import pandas as pd

from toolkit.cleaning import BLANK_CELL, Cleaner
from toolkit.definition import Column, ListType
from toolkit.layout import FIRST_ROW
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
from toolkit.template.issue import Issue

_LEAD = "@lead"  # the code of the lead unit in a batch, whose team every unit may name
_Rows = Mapping[str, list[dict[str, str]]]  # by list, each with texts by column key, the number among them


def name_issue(position: int) -> str:
    """Return the code that the issue at a position has in a batch: one may be of the same unit as another."""
    return str(position)


def build_untouched_batch(issues: Sequence[Issue], *, closed: bool = False) -> Batch:
    """Return workbooks as a batch, as if returned untouched; the issues are of one campaign and round.

    With `closed`, the closed items of all come after the records that stand in the lists.
    """
    return _build_batch(issues, [_collect_rows, *([_collect_closed_rows] if closed else [])])


def find_covered_people(issues: Sequence[Issue]) -> list[dict[str, frozenset[str]]]:
    """Return by list, for each issue, the members who appear in closed items, so that they are not missing from it."""
    covered: list[dict[str, frozenset[str]]] = [{} for _ in issues]
    some = [position for position, issue in enumerate(issues) if issue.has_closed_items]
    if not some:
        return covered
    batch = _build_batch([issues[position] for position in some], [_collect_closed_rows])
    for list_type in collect_list_types(issues):
        missing = find_missing_names(batch, list_type)
        for place, position in enumerate(some):
            issue = issues[position]
            if list_type.roster_rules and issue.select_closed_items(list_type):
                names = frozenset(member.name for member in issue.members)
                absent = missing.get(name_issue(place), [])
                covered[position][list_type.key] = names.difference(*absent)
    return covered


def collect_list_types(issues: Iterable[Issue]) -> list[ListType]:
    """Return every list that an issue has."""
    return list({list_type.key: list_type for issue in issues for list_type in issue.list_types}.values())


def find_missing_names(batch: Batch, list_type: ListType) -> dict[str, list[list[str]]]:
    """Return who is missing from a list by the code of an issue, one list of names for each rule of the roster."""
    missing: dict[str, list[list[str]]] = {}
    table = batch.view_list(list_type.key)
    for number, rule in enumerate(list_type.roster_rules):
        found = rule.find_missing(table)
        for code, name in zip(found["unit"].tolist(), found["name"].tolist(), strict=True):
            missing.setdefault(code, [[] for _ in list_type.roster_rules])[number].append(name)
    return missing


def find_listed_days(issue: Issue, list_type: ListType) -> dict[str, dt.date]:
    """Return by number the day that counts as the beginning of each open item."""
    days = issue.round_days
    return {each.number: days.get(each.item.opened, issue.meeting_date) for each in issue.select_open_items(list_type)}


def _collect_rows(issue: Issue) -> _Rows:
    rows: dict[str, list[dict[str, str]]] = {}
    for list_type in issue.list_types:
        issued, number = issue.collect_prefilled_rows(list_type), list_type.number
        numbers = issue.number_rows(list_type, len(issued))
        rows[list_type.key] = [
            {**row, number.key: own} if number else row for row, own in zip(issued, numbers, strict=True)
        ]
    return rows


def _collect_closed_rows(issue: Issue) -> _Rows:
    return {
        list_type.key: [dict(each.texts) for each in issue.select_closed_items(list_type)]
        for list_type in issue.list_types
    }


def _build_batch(issues: Sequence[Issue], collectors: Iterable[Callable[[Issue], _Rows]]) -> Batch:
    """Return the rows that one collector finds in all issues, then those of the next."""
    first, cleaner = issues[0], _IssueCleaner(issues)
    files = [
        _build_file(issue, position, collect(issue), cleaner)
        for collect in collectors
        for position, issue in enumerate(issues)
    ]
    people = [
        (name_issue(position), name)
        for position, issue in enumerate(issues)
        for name in dict.fromkeys(member.name for member in issue.members)
    ]
    people += [(_LEAD, name) for name in first.leaders]
    roster = RosterNames(
        members=pd.DataFrame(people, columns=["unit", "name"]), lead=_LEAD, unit_names=frozenset(first.unit_names)
    )
    listed = {
        (name_issue(position), list_type.key, number): day
        for position, issue in enumerate(issues)
        for list_type in issue.list_types
        for number, day in find_listed_days(issue, list_type).items()
    }
    days = AnchorDays(
        today=first.as_of or first.issued,
        meeting=first.meeting_date,
        listed=listed,
        fresh=first.issued if first.is_later else None,
    )
    former = {
        (name_issue(position), *place): values
        for position, issue in enumerate(issues)
        for place, values in issue.former.items()
    }
    return build_batch(first.definition, files, roster, days, former)


class _IssueCleaner:
    """Cleans the cells of issues; those that the members of a unit do not matter for, by one memory for all."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        definition = issues[0].definition
        self._common = Cleaner(definition)
        people = (frozenset((*(member.name for member in issue.members), *issue.leaders)) for issue in issues)
        self._own = [Cleaner(definition, names) for names in people]

    def select(self, position: int, column: Column) -> Cleaner:
        """Return the cleaner for a column of the issue at a position."""
        named = column.kind == "names" or (column.choices or "").startswith("@")
        return self._own[position] if named else self._common


def _build_file(issue: Issue, position: int, rows: _Rows, cleaner: _IssueCleaner) -> ReturnedFile:
    sections = (_build_section(each, position, rows[each.key], cleaner) for each in issue.list_types)
    return ReturnedFile(
        source=SourceFile(name="", sha256="", size=0),
        recognition=FileRecognition(unit=name_issue(position)),
        content=FileContent(sections=tuple(sections)),
        standing=FileStanding(counted=frozenset(rows)),
    )


def _build_section(
    list_type: ListType, position: int, rows: Iterable[dict[str, str]], cleaner: _IssueCleaner
) -> Section:
    clean = {
        column.key: cleaner.select(position, column).build_column_cleaner(list_type.key, column)
        for column in list_type.columns
    }
    records = []
    for number, row in enumerate(rows, FIRST_ROW):
        known = {key: text for key, text in row.items() if key in clean}
        cleaned = {key: clean[key](text) if text else BLANK_CELL for key, text in known.items()}
        records.append(Record(row=number, written=known, cleaned=cleaned))
    return Section(
        list_key=list_type.key,
        sheet=list_type.label,
        header_row=FIRST_ROW - 1,
        positions={column.key: index for index, column in enumerate(list_type.columns)},
        records=tuple(records),
    )
