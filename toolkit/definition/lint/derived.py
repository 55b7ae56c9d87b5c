"""Check roll-ups and derived columns: their sources, and whether they depend on each other in a circle."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from toolkit.definition.column import SEVERAL_KINDS
from toolkit.definition.derived import (
    Bins,
    CountItems,
    CountMatching,
    Derived,
    Exists,
    FirstCase,
    Lookup,
    RemainingDays,
    ReturnedRows,
    Rollup,
)
from toolkit.definition.lint.problems import ProblemCollector
from toolkit.definition.list_type import ListType
from toolkit.definition.path import split_path
from toolkit.definition.report import UNITS, Countable
from toolkit.definition.targets import TargetFinder
from toolkit.text import find_nearest

ListPath = tuple[str, str]  # a list, and a path within it


def check_worked_columns(problems: ProblemCollector, list_key: str, countable: Countable) -> None:
    """Report the mistakes of a list's roll-ups and derived columns."""
    for rollup in countable.rollups:
        _check_rollup(problems.enter_part("rollups", rollup.key), countable, rollup)
    for derived in countable.derived:
        _check_derived_column(problems.enter_part("derived", derived.key), list_key, derived)


def _check_rollup(problems: ProblemCollector, countable: Countable, rollup: Rollup) -> None:
    if not isinstance(countable, ListType) or countable.number is None:
        problems.report_mistake("definition.rollup_number")
    if not rollup.steps and rollup.take is None:
        problems.report_mistake("definition.rollup")
    if rollup.steps and rollup.take is not None:
        problems.report_mistake("definition.rollup_both")
    (other, path), (by_list, by) = split_path(rollup.of), split_path(rollup.by)
    if not problems.is_list_missing(by_list) and by not in problems.targets.collect_column_keys(by_list):
        problems.report_mistake("definition.refers", path=rollup.by)
    elif by_list != other:
        problems.report_mistake("definition.rollup_by", of=rollup.of, by=rollup.by)
    if not problems.is_list_missing(other):
        _check_rollup_source(problems, other, path, rollup)


def _check_rollup_source(problems: ProblemCollector, other: str, path: str, rollup: Rollup) -> None:
    try:
        target = problems.targets.find_target(other, path)
    except KeyError:
        problems.report_mistake("definition.refers", path=rollup.of)
        return
    if rollup.take is not None and target is not None and target.family != "day":
        problems.report_mistake("definition.not_day", path=rollup.of, attribute="take")
    for position, step in enumerate(rollup.steps, 1):
        if step.all is None and step.any is None:
            problems.report_mistake("definition.rollup_step", position=position)
    if target is not None and target.values is not None and rollup.steps:
        steps = [(*(step.all or ()), *(step.any or ())) for step in rollup.steps]
        wanted = (*itertools.chain.from_iterable(steps), *([rollup.unclear] if rollup.unclear else []))
        problems.check_values(rollup.of, dict.fromkeys(wanted), target.values)


def _check_derived_column(problems: ProblemCollector, list_key: str, spec: Derived) -> None:
    match spec:
        case Lookup():
            reference, path = split_path(spec.of)
            other = _find_referenced_list(problems, list_key, reference)
            if other is not None:
                problems.find_target(other, path, "of")
        case Exists():
            _find_referenced_list(problems, list_key, spec.of)
        case CountMatching():
            _check_count_matching(problems, list_key, spec)
        case CountItems():
            _check_count_items(problems, list_key, spec)
        case ReturnedRows():
            _check_returned_rows(problems, list_key, spec)
        case RemainingDays():
            _check_remaining_days(problems, list_key, spec)
        case Bins():
            _check_bins(problems, list_key, spec)
        case FirstCase():
            _check_cases(problems, list_key, spec)


def _find_referenced_list(problems: ProblemCollector, list_key: str, key: str) -> str | None:
    """Return the list that a reference column leads to; None where it is no reference, or the list is missing."""
    other = problems.targets.find_referenced_list(list_key, key)
    if other is None:
        columns = problems.targets.collect_column_keys(list_key)
        references = [column for column in columns if problems.targets.find_referenced_list(list_key, column)]
        near = find_nearest(key, references) or ""
        problems.report_mistake("definition.not_a_reference", "of", path=key, nearest=near)
    return other if other is not None and not problems.is_list_missing(other, "of") else None


def _check_count_matching(problems: ProblemCollector, list_key: str, spec: CountMatching) -> None:
    other, by = split_path(spec.by)
    if not problems.is_list_missing(other, "by") and by not in problems.targets.collect_column_keys(other):
        problems.report_mistake("definition.refers", "by", path=spec.by)
    known = problems.targets.collect_column_keys(list_key)
    if spec.own not in known:
        problems.report_mistake(
            "definition.no_column", "own", path=spec.own, nearest=find_nearest(spec.own, known) or ""
        )


def _check_count_items(problems: ProblemCollector, list_key: str, spec: CountItems) -> None:
    """Report a column that does not exist, or whose cells never hold several values."""
    countable = problems.definition.find_countable(list_key)
    if not isinstance(countable, ListType) or not countable.has_column(spec.of):
        known = problems.targets.collect_column_keys(list_key)
        near = find_nearest(spec.of, known) or ""
        problems.report_mistake("definition.no_column", "of", path=spec.of, nearest=near)
    elif countable.find_column(spec.of).kind not in SEVERAL_KINDS:
        problems.report_mistake("definition.not_several", "of", path=spec.of)


def _check_returned_rows(problems: ProblemCollector, list_key: str, spec: ReturnedRows) -> None:
    if list_key != UNITS:
        problems.report_mistake("definition.only_units", kind=spec.kind)
    if not problems.is_list_missing(spec.of, "of") and not problems.definition.has_list(spec.of):
        problems.report_mistake("definition.used_roster", "of", key=spec.of)


def _check_remaining_days(problems: ProblemCollector, list_key: str, spec: RemainingDays) -> None:
    for path in spec.to:
        target = problems.find_target(list_key, path, "to")
        if target is not None and target.family != "day":
            problems.report_mistake("definition.not_day", path=path, attribute="to")
    for alternative in spec.unless:
        problems.check_conditions(list_key, alternative, "unless")


def _check_bins(problems: ProblemCollector, list_key: str, spec: Bins) -> None:
    target = problems.find_target(list_key, spec.of, "of")
    if target is not None and target.family != "number":
        problems.report_mistake("definition.not_number", path=spec.of, attribute="of")
    bounds = [band.up_to for band in spec.bands]
    if any(after <= before for before, after in itertools.pairwise(bounds)):
        problems.report_mistake("definition.bands_order", bounds=" ".join(f"{bound:g}" for bound in bounds))
    _check_cases(problems, list_key, spec)


def _check_cases(problems: ProblemCollector, list_key: str, spec: Bins | FirstCase) -> None:
    for case in spec.cases:
        problems.check_conditions(list_key, case.when, "cases", case.value)


def find_circles(targets: TargetFinder) -> Iterator[tuple[ListPath, ...]]:
    """Yield each circle of columns computed from each other, with its first column repeated at the end."""
    done: set[ListPath] = set()
    for list_key in targets.list_keys:
        countable = targets.definition.find_countable(list_key)
        for worked in (*countable.rollups, *countable.derived):
            yield from _trace_circles(targets, (list_key, worked.key), [], done)


def _trace_circles(
    targets: TargetFinder, list_path: ListPath, way: list[ListPath], done: set[ListPath]
) -> Iterator[tuple[ListPath, ...]]:
    if list_path in way:
        yield (*way[way.index(list_path) :], list_path)
    elif list_path not in done:
        for needed in _find_sources(targets, *list_path):
            yield from _trace_circles(targets, needed, [*way, list_path], done)
        done.add(list_path)


def _find_sources(targets: TargetFinder, list_key: str, path: str) -> Iterator[ListPath]:
    """Yield the paths that a computed column is computed from; none for a written column."""
    if list_key not in targets.list_keys:
        return
    worked = targets.definition.find_countable(list_key).find_worked_column(path)
    if isinstance(worked, Rollup):
        yield split_path(worked.of)
    elif worked is not None:
        yield from _find_derived_sources(targets, list_key, worked)


def _find_derived_sources(targets: TargetFinder, list_key: str, spec: Derived) -> Iterator[ListPath]:
    match spec:
        case Lookup():
            reference, rest = split_path(spec.of)
            yield targets.find_referenced_list(list_key, reference) or "", rest
        case RemainingDays():
            conditions = [path for alternative in spec.unless for path in alternative]
            yield from ((list_key, path) for path in (*spec.to, *conditions))
        case Bins() | FirstCase():
            conditions = [path for case in spec.cases for path in case.when]
            sources = (spec.of,) if isinstance(spec, Bins) else ()
            yield from ((list_key, path) for path in (*sources, *conditions))
