"""Look for what columns worked out get wrong: roll-ups and derived columns come in, mistakes go out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from toolkit.definition.derived import (
    Bins,
    CountMatching,
    Derived,
    Exists,
    Lookup,
    RemainingDays,
    Rollup,
)
from toolkit.definition.lint.problems import Notes
from toolkit.definition.list_type import ListType
from toolkit.definition.report import Countable
from toolkit.definition.resolve import split_path
from toolkit.definition.targets import TargetFinder
from toolkit.text import find_nearest

ListPath = tuple[str, str]  # list and path


def check_worked_columns(notes: Notes, list_key: str, countable: Countable) -> None:
    """Note the mistakes of a list's roll-ups and derived columns."""
    for rollup in countable.rollups:
        _check_rollup(notes.enter_part("rollups", rollup.key), countable, rollup)
    for derived in countable.derived:
        _check_derived_column(notes.enter_part("derived", derived.key), list_key, derived)


def _check_rollup(notes: Notes, countable: Countable, rollup: Rollup) -> None:
    if not isinstance(countable, ListType) or countable.number is None:
        notes.report_mistake("definition.rollup_number")
    if not rollup.steps and rollup.take is None:
        notes.report_mistake("definition.rollup")
    if rollup.steps and rollup.take is not None:
        notes.report_mistake("definition.rollup_both")
    (other, path), (by_list, by) = split_path(rollup.of), split_path(rollup.by)
    if not notes.is_list_missing(by_list) and by not in notes.paths.collect_column_keys(by_list):
        notes.report_mistake("definition.refers", path=rollup.by)
    elif by_list != other:
        notes.report_mistake("definition.rollup_by", of=rollup.of, by=rollup.by)
    if not notes.is_list_missing(other):
        _check_rollup_source(notes, other, path, rollup)


def _check_rollup_source(notes: Notes, other: str, path: str, rollup: Rollup) -> None:
    try:
        target = notes.paths.find_target(other, path)
    except KeyError:
        notes.report_mistake("definition.refers", path=rollup.of)
        return
    if rollup.take is not None and target is not None and target.family != "day":
        notes.report_mistake("definition.not_day", path=rollup.of, attribute="take")
    for position, step in enumerate(rollup.steps, 1):
        if step.all is None and step.any is None:
            notes.report_mistake("definition.rollup_step", position=position)
    if target is not None and target.values is not None and rollup.steps:
        steps = [(*(step.all or ()), *(step.any or ())) for step in rollup.steps]
        wanted = (*itertools.chain.from_iterable(steps), *([rollup.unclear] if rollup.unclear else []))
        notes.check_values(rollup.of, dict.fromkeys(wanted), target.values)


def _check_derived_column(notes: Notes, list_key: str, spec: Derived) -> None:
    match spec:
        case Lookup():
            reference, path = split_path(spec.of)
            other = _find_referenced_list(notes, list_key, reference)
            if other is not None:
                notes.find_target(other, path, "of")
        case Exists():
            _find_referenced_list(notes, list_key, spec.of)
        case CountMatching():
            _check_count_matching(notes, list_key, spec)
        case RemainingDays():
            _check_remaining_days(notes, list_key, spec)
        case Bins():
            _check_bins(notes, list_key, spec)


def _find_referenced_list(notes: Notes, list_key: str, key: str) -> str | None:
    """Return the list that a reference column leads to; None where it is none, or the list is not there."""
    other = notes.paths.find_referenced_list(list_key, key)
    if other is None:
        own = [
            one for one in notes.paths.collect_column_keys(list_key) if notes.paths.find_referenced_list(list_key, one)
        ]
        notes.report_mistake("definition.not_a_reference", "of", path=key, nearest=find_nearest(key, own) or "")
    return other if other is not None and not notes.is_list_missing(other, "of") else None


def _check_count_matching(notes: Notes, list_key: str, spec: CountMatching) -> None:
    other, by = split_path(spec.by)
    if not notes.is_list_missing(other, "by") and by not in notes.paths.collect_column_keys(other):
        notes.report_mistake("definition.refers", "by", path=spec.by)
    known = notes.paths.collect_column_keys(list_key)
    if spec.own not in known:
        notes.report_mistake("definition.no_column", "own", path=spec.own, nearest=find_nearest(spec.own, known) or "")


def _check_remaining_days(notes: Notes, list_key: str, spec: RemainingDays) -> None:
    for path in spec.to:
        target = notes.find_target(list_key, path, "to")
        if target is not None and target.family != "day":
            notes.report_mistake("definition.not_day", path=path, attribute="to")
    notes.check_conditions(list_key, spec.unless, "unless")


def _check_bins(notes: Notes, list_key: str, spec: Bins) -> None:
    target = notes.find_target(list_key, spec.of, "of")
    if target is not None and target.family != "number":
        notes.report_mistake("definition.not_number", path=spec.of, attribute="of")
    bounds = [band.up_to for band in spec.bands]
    if any(after <= before for before, after in itertools.pairwise(bounds)):
        notes.report_mistake("definition.bands_order", bounds=" ".join(f"{bound:g}" for bound in bounds))
    for case in spec.cases:
        notes.check_conditions(list_key, case.when, "cases", case.value)


def find_circles(paths: TargetFinder) -> Iterator[tuple[ListPath, ...]]:
    """Yield each circle of columns that are worked out from one another, its first column again at the end."""
    done: set[ListPath] = set()
    for list_key in paths.list_keys:
        countable = paths.definition.find_countable(list_key)
        for one in (*countable.rollups, *countable.derived):
            yield from _trace_circles(paths, (list_key, one.key), [], done)


def _trace_circles(
    paths: TargetFinder, list_path: ListPath, way: list[ListPath], done: set[ListPath]
) -> Iterator[tuple[ListPath, ...]]:
    if list_path in way:
        yield (*way[way.index(list_path) :], list_path)
    elif list_path not in done:
        for needed in _find_sources(paths, *list_path):
            yield from _trace_circles(paths, needed, [*way, list_path], done)
        done.add(list_path)


def _find_sources(paths: TargetFinder, list_key: str, path: str) -> Iterator[ListPath]:
    """Yield what a column is worked out from, besides columns as written."""
    if list_key not in paths.list_keys:
        return
    countable = paths.definition.find_countable(list_key)
    for rollup in countable.rollups:
        if rollup.key == path:
            yield split_path(rollup.of)
    for spec in countable.derived:
        if spec.key == path:
            yield from _find_derived_sources(paths, list_key, spec)


def _find_derived_sources(paths: TargetFinder, list_key: str, spec: Derived) -> Iterator[ListPath]:
    match spec:
        case Lookup():
            reference, rest = split_path(spec.of)
            yield paths.find_referenced_list(list_key, reference) or "", rest
        case RemainingDays():
            yield from ((list_key, one) for one in (*spec.to, *spec.unless))
        case Bins():
            asked = [path for case in spec.cases for path in case.when]
            yield from ((list_key, one) for one in (spec.of, *asked))
