"""Check what the docket prints: the columns of each list, their order, and the titles of its pages."""

from __future__ import annotations

from collections import Counter

from toolkit.definition.lint.problems import ProblemCollector
from toolkit.definition.lint.sheets import find_sheet_name_fault
from toolkit.definition.list_type import ListType
from toolkit.text import find_nearest, fold


def check_printed(problems: ProblemCollector, list_type: ListType) -> None:
    """Report every mistake in what a list says of its printed page."""
    paths = [path for part in list_type.printed_columns for path in part]
    for attribute in ("printed_title", "printed_order", "printed_merged"):
        if getattr(list_type, attribute) and not paths:
            problems.report_mistake("definition.printed_unused", attribute, attribute=attribute)
    for attribute, named in (("printed", paths), ("printed_order", list_type.printed_order)):
        _check_paths(problems, list_type, attribute, named)
    for path, count in Counter(paths).items():
        if count > 1:
            problems.report_mistake("definition.printed_twice", "printed", path=path)
    _check_merged(problems, list_type)
    if paths:
        _check_title(problems, list_type)


def _check_paths(
    problems: ProblemCollector, list_type: ListType, attribute: str, paths: list[str] | tuple[str, ...]
) -> None:
    known = [column.key for column in (*list_type.columns, *list_type.rollups, *list_type.derived)]
    for path in dict.fromkeys(paths):
        if path not in known:
            near = find_nearest(path, known) or ""
            problems.report_mistake("definition.printed_column", attribute, path=path, nearest=near)


def _check_merged(problems: ProblemCollector, list_type: ListType) -> None:
    """Report merged columns that are not printed, or that share their column with one that is not merged."""
    merged = set(list_type.printed_merged)
    whole = {path for paths in list_type.printed_columns if merged.issuperset(paths) for path in paths}
    for path in dict.fromkeys(list_type.printed_merged):
        if list_type.printed and path not in whole:
            problems.report_mistake("definition.printed_merged", "printed_merged", path=path)


def _check_title(problems: ProblemCollector, list_type: ListType) -> None:
    title = list_type.printed_title or list_type.label
    reason = find_sheet_name_fault(title)
    if reason and list_type.printed_title:
        problems.report_mistake("definition.sheet_name", "printed_title", label=title, reason=reason)
    others = [each for each in problems.definition.list_types if each.printed and each.key != list_type.key]
    if any(fold(each.printed_title or each.label) == fold(title) for each in others):
        problems.report_mistake("definition.label_twice", "printed_title", label=title)
