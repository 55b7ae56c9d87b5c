"""Check the pairs of a list: the columns that they are read from, their groups, sheets and what is counted."""

from __future__ import annotations

from toolkit.definition.column import Column
from toolkit.definition.lint.figures import check_counting
from toolkit.definition.lint.problems import ProblemCollector
from toolkit.definition.lint.sheets import check_sheets, count_name_uses, find_sheet_name_fault
from toolkit.definition.list_type import ListType
from toolkit.definition.pairs import PairsSpec, name_pairs
from toolkit.definition.report import MEMBERS, UNITS
from toolkit.text import find_nearest, fold

_PEOPLE = ("@members", "@leaders")


def check_pairs(problems: ProblemCollector, list_type: ListType) -> None:
    """Report every mistake in the pairs of a list, if it has some."""
    pairs = list_type.pairs
    if pairs is None:
        return
    key = name_pairs(list_type.key)
    if key in (UNITS, MEMBERS):
        problems.report_mistake("definition.roster_key", key=list_type.key)
        return
    for attribute, path in (("from_column", pairs.from_column), ("to_column", pairs.to_column)):
        column = _find_column(problems, list_type, path, attribute)
        if column is not None and column.kind != "names" and column.choices not in _PEOPLE:
            problems.report_mistake("definition.pair_column", attribute, path=path)
    day = _find_column(problems, list_type, pairs.day, "day") if pairs.day else None
    if day is not None and day.kind != "date":
        problems.report_mistake("definition.not_day", "day", path=pairs.day, attribute="day")
    _check_groups(problems, list_type, pairs)
    _check_sheets(problems, pairs)
    check_counting(problems, key)
    check_sheets(problems, key)


def _find_column(problems: ProblemCollector, list_type: ListType, path: str, attribute: str) -> Column | None:
    if list_type.has_column(path):
        return list_type.find_column(path)
    near = find_nearest(path, [column.key for column in list_type.columns]) or ""
    problems.report_mistake("definition.no_column", attribute, path=path, nearest=near)
    return None


def _check_groups(problems: ProblemCollector, list_type: ListType, pairs: PairsSpec) -> None:
    if bool(pairs.groups) != bool(pairs.group_column):
        problems.report_mistake("definition.pair_groups", "groups")
        return
    column = _find_column(problems, list_type, pairs.group_column, "group_column") if pairs.groups else None
    if column is None:
        return
    offered = problems.definition.choice_lists.get(column.choices or "")
    if column.kind != "choice" or (offered is None and column.choices not in problems.lost):
        problems.report_mistake("definition.not_closed", "group_column", path=pairs.group_column)
    elif offered is not None:
        wanted = [group.value for group in pairs.groups]
        problems.check_values(pairs.group_column, wanted, offered.values, "groups")


def _check_sheets(problems: ProblemCollector, pairs: PairsSpec) -> None:
    taken = count_name_uses(problems.targets)
    for attribute, name, most in (("label", pairs.label, 1), ("sheet", pairs.sheet, 0)):
        reason = find_sheet_name_fault(name)
        if reason:
            problems.report_mistake("definition.sheet_name", attribute, label=name, reason=reason)
        if taken[fold(name)] > most:
            problems.report_mistake("definition.sheet_taken", attribute, label=name)
