"""Look for what columns worked out get wrong: roll-ups and derived columns come in, mistakes go out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from toolkit.definition.counting import Bands, Countable, Days, Derived, Found, Matching, Rollup, Through
from toolkit.definition.model import ListType
from toolkit.definition.notes import Notes
from toolkit.definition.paths import Paths, split
from toolkit.text import nearest

Place = tuple[str, str]  # list and path


def check_worked(notes: Notes, list_key: str, countable: Countable) -> None:
    """Note the mistakes of a list's roll-ups and derived columns."""
    for rollup in countable.rollups:
        _rollup(notes.inside("rollups", rollup.key), countable, rollup)
    for derived in countable.derived:
        _derived(notes.inside("derived", derived.key), list_key, derived)


def _rollup(notes: Notes, countable: Countable, rollup: Rollup) -> None:
    if not isinstance(countable, ListType) or countable.number is None:
        notes.say("definition.rollup_number")
    if not rollup.steps and rollup.take is None:
        notes.say("definition.rollup")
    if rollup.steps and rollup.take is not None:
        notes.say("definition.rollup_both")
    (other, path), (by_list, by) = split(rollup.of), split(rollup.by)
    if not notes.misses(by_list) and by not in notes.paths.columns(by_list):
        notes.say("definition.refers", path=rollup.by)
    elif by_list != other:
        notes.say("definition.rollup_by", of=rollup.of, by=rollup.by)
    if not notes.misses(other):
        _rolled(notes, other, path, rollup)


def _rolled(notes: Notes, other: str, path: str, rollup: Rollup) -> None:
    try:
        target = notes.paths.target(other, path)
    except KeyError:
        notes.say("definition.refers", path=rollup.of)
        return
    if rollup.take is not None and target is not None and target.family != "day":
        notes.say("definition.not_day", path=rollup.of, attribute="take")
    for position, step in enumerate(rollup.steps, 1):
        if step.all is None and step.any is None:
            notes.say("definition.rollup_step", position=position)
    if target is not None and target.values is not None and rollup.steps:
        steps = [(*(step.all or ()), *(step.any or ())) for step in rollup.steps]
        wanted = (*itertools.chain.from_iterable(steps), *([rollup.unclear] if rollup.unclear else []))
        notes.values(rollup.of, dict.fromkeys(wanted), target.values)


def _derived(notes: Notes, list_key: str, spec: Derived) -> None:
    match spec:
        case Through():
            reference, path = split(spec.of)
            other = _reference(notes, list_key, reference)
            if other is not None:
                notes.target(other, path, "of")
        case Found():
            _reference(notes, list_key, spec.of)
        case Matching():
            _matching(notes, list_key, spec)
        case Days():
            _days(notes, list_key, spec)
        case Bands():
            _bands(notes, list_key, spec)


def _reference(notes: Notes, list_key: str, key: str) -> str | None:
    """Return the list that a reference column leads to; None where it is none, or the list is not there."""
    other = notes.paths.reference(list_key, key)
    if other is None:
        own = [one for one in notes.paths.columns(list_key) if notes.paths.reference(list_key, one)]
        notes.say("definition.not_a_reference", "of", path=key, nearest=nearest(key, own) or "")
    return other if other is not None and not notes.misses(other, "of") else None


def _matching(notes: Notes, list_key: str, spec: Matching) -> None:
    other, by = split(spec.by)
    if not notes.misses(other, "by") and by not in notes.paths.columns(other):
        notes.say("definition.refers", "by", path=spec.by)
    known = notes.paths.columns(list_key)
    if spec.own not in known:
        notes.say("definition.no_column", "own", path=spec.own, nearest=nearest(spec.own, known) or "")


def _days(notes: Notes, list_key: str, spec: Days) -> None:
    for path in spec.to:
        target = notes.target(list_key, path, "to")
        if target is not None and target.family != "day":
            notes.say("definition.not_day", path=path, attribute="to")
    notes.when(list_key, spec.unless, "unless")


def _bands(notes: Notes, list_key: str, spec: Bands) -> None:
    target = notes.target(list_key, spec.of, "of")
    if target is not None and target.family != "number":
        notes.say("definition.not_number", path=spec.of, attribute="of")
    bounds = [band.up_to for band in spec.bands]
    if any(after <= before for before, after in itertools.pairwise(bounds)):
        notes.say("definition.bands_order", bounds=" ".join(f"{bound:g}" for bound in bounds))
    for case in spec.cases:
        notes.when(list_key, case.when, "cases", case.value)


def find_circles(paths: Paths) -> Iterator[tuple[Place, ...]]:
    """Yield each circle of columns that are worked out from one another, its first column again at the end."""
    done: set[Place] = set()
    for list_key in paths.list_keys:
        countable = paths.countable(list_key)
        for one in (*countable.rollups, *countable.derived):
            yield from _walk(paths, (list_key, one.key), [], done)


def _walk(paths: Paths, place: Place, way: list[Place], done: set[Place]) -> Iterator[tuple[Place, ...]]:
    if place in way:
        yield (*way[way.index(place) :], place)
    elif place not in done:
        for needed in _needs(paths, *place):
            yield from _walk(paths, needed, [*way, place], done)
        done.add(place)


def _needs(paths: Paths, list_key: str, path: str) -> Iterator[Place]:
    """Yield what a column is worked out from, besides columns as written."""
    if list_key not in paths.list_keys:
        return
    countable = paths.countable(list_key)
    for rollup in countable.rollups:
        if rollup.key == path:
            yield split(rollup.of)
    for spec in countable.derived:
        if spec.key == path:
            yield from _sources(paths, list_key, spec)


def _sources(paths: Paths, list_key: str, spec: Derived) -> Iterator[Place]:
    match spec:
        case Through():
            reference, rest = split(spec.of)
            yield paths.reference(list_key, reference) or "", rest
        case Days():
            yield from ((list_key, one) for one in (*spec.to, *spec.unless))
        case Bands():
            asked = [path for case in spec.cases for path in case.when]
            yield from ((list_key, one) for one in (spec.of, *asked))
