"""From an issue to the layout of its workbook: its rows and columns, and the values behind its formulas."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.definition import ROSTER_CHOICES, UNCHANGED, ListType, split_path
from toolkit.excel import column_letters, quote_sheet_name
from toolkit.layout import (
    CLOSED,
    COVER_FIELDS_ROW,
    FORMER,
    ISSUED,
    LISTED,
    UNCHANGED_VALUE,
    ListLayout,
    WorkbookLayout,
)
from toolkit.template.issue import Issue
from toolkit.template.untouched import find_covered_people, find_listed_days

TODAY_FORMULA = "=TODAY()"


def build_layout(issue: Issue, covered: Mapping[str, frozenset[str]] | None = None) -> WorkbookLayout:
    """Return the layout of the workbook, with the values behind every dropdown.

    `covered` are the members who appear in closed items of a list, by list; they are worked out where it is None.
    """
    known = find_covered_people([issue])[0] if covered is None else covered
    return WorkbookLayout(
        definition=issue.definition,
        lists=tuple(
            _build_list_layout(issue, list_type, known.get(list_type.key, frozenset()))
            for list_type in issue.list_types
        ),
        options={**_collect_options(issue), **_collect_followed_values(issue)},
        members=tuple(member.name for member in issue.members),
        unchanged_cell=_find_unchanged_cell(issue),
    )


def _build_list_layout(issue: Issue, list_type: ListType, covered: frozenset[str]) -> ListLayout:
    return ListLayout(
        list_type=list_type,
        issued=len(issue.collect_prefilled_rows(list_type)),
        numbers=_find_issued_numbers(issue, list_type),
        closed=len(issue.select_closed_items(list_type)),
        covered=covered,
    )


def _find_issued_numbers(issue: Issue, list_type: ListType) -> tuple[str, ...]:
    """Return the numbers of the items that have a row in the list; a report in another format may lack some."""
    number = list_type.number
    if number is None:
        return ()
    shown = {row.get(number.key, "") for row in issue.collect_prefilled_rows(list_type)}
    return tuple(each.number for each in issue.select_open_items(list_type) if each.number in shown)


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
            days = find_listed_days(issue, list_type)
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


def _find_unchanged_cell(issue: Issue) -> str:
    for row, field in enumerate(issue.cover_fields, COVER_FIELDS_ROW):
        if field.key == UNCHANGED:
            return f"{quote_sheet_name(issue.definition.cover.sheet)}!${column_letters(1)}${row}"
    return ""
