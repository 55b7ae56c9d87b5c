"""From an issue to the layout of its workbook, and to the batch that tells what its formulas show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import pandas as pd

from toolkit.cleaning import Cleaner
from toolkit.definition import ROSTER_CHOICES, UNCHANGED, ListType, split_path
from toolkit.excel import column_letters, quote_sheet_name
from toolkit.layout import (
    CLOSED,
    COVER_FIELDS_ROW,
    FIRST_ROW,
    FORMER,
    ISSUED,
    LISTED,
    UNCHANGED_VALUE,
    ListLayout,
    WorkbookLayout,
)
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

TODAY_FORMULA = "=TODAY()"


def build_layout(issue: Issue) -> WorkbookLayout:
    """Return the layout of the workbook, with the values behind every dropdown."""
    return WorkbookLayout(
        definition=issue.definition,
        lists=tuple(_build_list_layout(issue, list_type) for list_type in issue.list_types),
        options={**_collect_options(issue), **_collect_followed_values(issue)},
        members=tuple(member.name for member in issue.members),
        unchanged_cell=_find_unchanged_cell(issue),
    )


def _build_list_layout(issue: Issue, list_type: ListType) -> ListLayout:
    closed = issue.select_closed_items(list_type)
    return ListLayout(
        list_type=list_type,
        issued=len(issue.collect_prefilled_rows(list_type)),
        numbers=_find_issued_numbers(issue, list_type),
        closed=len(closed),
        covered=_find_covered_people(issue, list_type) if closed else frozenset(),
    )


def _find_issued_numbers(issue: Issue, list_type: ListType) -> tuple[str, ...]:
    """Return the numbers of the items that have a row in the list; a report in another format may lack some."""
    number = list_type.number
    if number is None:
        return ()
    shown = {row.get(number.key, "") for row in issue.collect_prefilled_rows(list_type)}
    return tuple(each.number for each in issue.select_open_items(list_type) if each.number in shown)


def _find_covered_people(issue: Issue, list_type: ListType) -> frozenset[str]:
    """Return the members who appear in closed items of a list, so that they are not missing from it."""
    view = _build_batch(issue, [_build_file(issue, _collect_closed_rows(issue))]).view_list(list_type.key)
    names = frozenset(member.name for member in issue.members)
    missing = [frozenset(rule.find_missing(view)["name"]) for rule in list_type.roster_rules]
    return names.difference(*missing) if missing else frozenset()


def _collect_options(issue: Issue) -> dict[str, tuple[str, ...]]:
    names = tuple(member.name for member in issue.members)
    vocabulary = issue.definition.vocabulary
    used = dict.fromkeys(
        column.choices for list_type in issue.list_types for column in list_type.columns if column.choices
    )
    rules = [rule for list_type in issue.list_types for rule in list_type.record_rules]
    used |= dict.fromkeys(choices for rule in rules for choices in rule.collect_choices())
    roster = {
        "@members": names,
        "@leaders": tuple(dict.fromkeys((*names, *issue.leaders))),
        "@units": issue.unit_names,
    }
    options = {
        key: roster[key] if key in ROSTER_CHOICES else issue.definition.find_choice_list(key).values for key in used
    }
    options["@nil"] = (issue.definition.cover.nil.value,)
    options["@blanks"] = vocabulary.blanks
    options["@deadline_words"] = tuple(vocabulary.deadline_words)
    options["@today"] = (issue.as_of.isoformat() if issue.as_of else TODAY_FORMULA,)
    options["@meeting"] = (issue.meeting_date.isoformat(),)
    return options


def _collect_followed_values(issue: Issue) -> dict[str, tuple[str, ...]]:
    """Return what formulas must know of items: which rows were issued with one, and what closed ones say."""
    options: dict[str, tuple[str, ...]] = {}
    if issue.is_later:
        options[LISTED] = (issue.issued.isoformat(),)
    for field in issue.cover_fields:
        if field.key == UNCHANGED and field.value:
            options[UNCHANGED_VALUE] = (field.value,)
    for list_type in issue.list_types:
        if numbers := _find_issued_numbers(issue, list_type):
            options[f"{ISSUED}{list_type.key}"] = numbers
            days = _find_listed_days(issue, list_type)
            options[f"{LISTED}.{list_type.key}"] = tuple(days[number].isoformat() for number in numbers)
    for (list_key, column), former in issue.former.items():
        options[f"{FORMER}{list_key}.{column}"] = tuple(sorted(former))
    paths = [
        path for each in issue.list_types for rule in each.record_rules for path in rule.collect_other_list_paths()
    ]
    for path in dict.fromkeys(paths):
        list_key, key = split_path(path)
        texts = [each.texts.get(key, "") for each in issue.items.get(list_key, ()) if each.item.is_closed]
        if values := tuple(dict.fromkeys(filter(None, texts))):
            options[f"{CLOSED}{path}"] = values
    return options


def _find_listed_days(issue: Issue, list_type: ListType) -> dict[str, dt.date]:
    """Return by number the day that counts as the beginning of each open item."""
    days = issue.round_days
    return {each.number: days.get(each.item.opened, issue.meeting_date) for each in issue.select_open_items(list_type)}


def _find_unchanged_cell(issue: Issue) -> str:
    for row, field in enumerate(issue.cover_fields, COVER_FIELDS_ROW):
        if field.key == UNCHANGED:
            return f"{quote_sheet_name(issue.definition.cover.sheet)}!${column_letters(1)}${row}"
    return ""


# -- what the formulas show ------------------------------------------------------------------------------


_Rows = Mapping[str, list[dict[str, str]]]  # by list, each with texts by column key, the number among them


def build_untouched_batch(issue: Issue, *, closed: bool = False) -> Batch:
    """Return the workbook as a batch, as if returned untouched, to compute what its formulas show.

    With `closed`, the closed items come after the records that stand in the lists.
    """
    rows = [_collect_rows(issue), *([_collect_closed_rows(issue)] if closed else [])]
    return _build_batch(issue, [_build_file(issue, each) for each in rows])


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


def _build_file(issue: Issue, rows: _Rows) -> ReturnedFile:
    cleaner = Cleaner(issue.definition, frozenset(member.name for member in issue.members))
    sections = (_build_section(list_type, rows[list_type.key], cleaner) for list_type in issue.list_types)
    return ReturnedFile(
        source=SourceFile(name="", sha256="", size=0),
        recognition=FileRecognition(unit=issue.unit),
        content=FileContent(sections=tuple(sections)),
        standing=FileStanding(counted=frozenset(rows)),
    )


def _build_section(list_type: ListType, rows: Iterable[dict[str, str]], cleaner: Cleaner) -> Section:
    records = []
    for number, row in enumerate(rows, FIRST_ROW):
        known = {key: text for key, text in row.items() if list_type.has_column(key)}
        cleaned = {key: cleaner.clean(list_type.key, list_type.find_column(key), text) for key, text in known.items()}
        records.append(Record(row=number, written=known, cleaned=cleaned))
    return Section(
        list_key=list_type.key,
        sheet=list_type.label,
        header_row=FIRST_ROW - 1,
        positions={column.key: index for index, column in enumerate(list_type.columns)},
        records=tuple(records),
    )


def _build_batch(issue: Issue, files: Iterable[ReturnedFile]) -> Batch:
    rows = [(issue.unit, name) for name in dict.fromkeys(member.name for member in issue.members)]
    members = pd.DataFrame(rows, columns=["unit", "name"])
    roster = RosterNames(members=members, lead="", unit_names=frozenset(issue.unit_names))
    listed = {
        (issue.unit, list_type.key, number): day
        for list_type in issue.list_types
        for number, day in _find_listed_days(issue, list_type).items()
    }
    days = AnchorDays(
        today=issue.as_of or issue.issued,
        meeting=issue.meeting_date,
        listed=listed,
        fresh=issue.issued if issue.is_later else None,
    )
    former = {(issue.unit, *place): values for place, values in issue.former.items()}
    return build_batch(issue.definition, files, roster, days, former)
