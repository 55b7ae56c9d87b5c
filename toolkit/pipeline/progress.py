"""Say what a new return changed: a collected round comes in; per unit what is solved, still open and new goes out.

There is no record of earlier checks: the earlier returns still lie in 回收/, and are checked again as if the
unit's last one had not come.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from toolkit.batch import ReturnedFile, build_batch
from toolkit.definition import Definition
from toolkit.findings import Finding, for_clerk, rows_of
from toolkit.pipeline.collect import Collected
from toolkit.reading import before_last
from toolkit.validation import find_findings

# What tells two rules of one kind on one column apart, whatever the cell says.
_OF_RULE = ("message", "when", "relation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What a unit's last return changed: how many faults and doubts are solved, still open, and new.

    `before` are the files that counted until then. The labels are index labels of `Collected.findings`, those
    of notices among them. Only what the clerk is told counts.
    """

    solved: int
    open: int
    new: int
    before: tuple[str, ...] = ()
    solved_findings: tuple[Finding, ...] = ()
    open_labels: frozenset[int] = frozenset()
    new_labels: frozenset[int] = frozenset()


class _Told(NamedTuple):
    """A finding that a clerk is told of, its place in its frame, and what makes it the same as another."""

    label: int
    finding: Finding
    key: Hashable


def progress_of(collected: Collected) -> dict[str, Progress]:
    """Return the progress of every unit that returned a list anew, by its code in roster order.

    A finding is the same as an earlier one if it says the same of the same record: by list, rule, column and
    running number (without one: the row). What else stands in the cell does not matter.
    """
    files = before_last(collected.batch.files)
    units = {file.unit for file in files}
    if not units:
        return {}
    campaign, batch = collected.workspace.campaign, collected.batch
    asked = {unit.code: campaign.lists_of(unit) for unit in campaign.units if unit.code in units}
    earlier = build_batch(batch.definition, files, batch.roster, batch.days)
    found = enumerate(find_findings(earlier, asked))
    own = collected.findings[collected.findings["unit"].isin(units)]
    then = _by_unit(found, files, batch.definition)
    now = _by_unit(zip(map(int, own.index), rows_of(own), strict=True), batch.files, batch.definition)
    counted = {unit: tuple(file.name for file in files if file.unit == unit and file.counted) for unit in asked}
    return {unit: _progress(then.get(unit, []), now.get(unit, []), counted[unit]) for unit in asked}


def _progress(then: list[_Told], now: list[_Told], before: tuple[str, ...]) -> Progress:
    still, new, solved = _compared(then, now)
    return Progress(
        solved=sum(map(_counts, solved)),
        open=sum(map(_counts, still)),
        new=sum(map(_counts, new)),
        before=before,
        solved_findings=tuple(sorted((one.finding for one in solved if _counts(one)), key=_place)),
        open_labels=frozenset(one.label for one in still),
        new_labels=frozenset(one.label for one in new),
    )


def _place(one: Finding) -> tuple[str, str, int, str]:
    return one["file"], one["sheet"], one["row"] or 0, one["column"]


def _counts(one: _Told) -> bool:
    return str(one.finding["severity"]) != "notice"


def _compared(then: list[_Told], now: list[_Told]) -> tuple[list[_Told], list[_Told], list[_Told]]:
    """Return what is still open, what is new, and what is solved; of equal findings those of equal values pair off."""
    same: tuple[Callable[[_Told], Hashable], ...] = (_with_value, lambda one: one.key)
    still: list[_Told] = []
    for key in same:
        waiting: dict[Hashable, list[_Told]] = {}
        for one in then:
            waiting.setdefault(key(one), []).append(one)
        rest: list[_Told] = []
        for one in now:
            if waiting.get(key(one)):
                waiting[key(one)].pop(0)
                still.append(one)
            else:
                rest.append(one)
        then, now = sorted((one for ones in waiting.values() for one in ones), key=lambda one: one.label), rest
    return still, now, then


def _with_value(one: _Told) -> Hashable:
    return one.key, str(one.finding["value"])


def _by_unit(
    findings: Iterable[tuple[int, Finding]], files: Iterable[ReturnedFile], definition: Definition
) -> dict[str, list[_Told]]:
    """Return what the clerks are told of what counts, by unit."""
    by_name = {file.name: file for file in files if file.counted}
    numbers: dict[str, dict[tuple[str, str, int], str]] = {}
    told: dict[str, list[_Told]] = {}
    for label, one in findings:
        file = by_name.get(one["file"])
        if file is None or (one["list"] in file.lists and one["list"] not in file.counted) or not for_clerk(one):
            continue
        if file.name not in numbers:
            numbers[file.name] = dict(_numbers(file, definition))
        told.setdefault(file.unit, []).append(_Told(label, one, _key(one, numbers[file.name])))
    return told


def _key(one: Finding, numbers: dict[tuple[str, str, int], str]) -> Hashable:
    """Return what makes a finding the same as another. Only those of rules on records are about a record."""
    facts = one["facts"]
    of_rule = tuple(str(facts.get(name, "")) for name in _OF_RULE)
    other = str(facts["other"]) if "relation" in facts else ""
    column = str(facts.get("key", one["column"]))
    row = numbers.get((one["list"], one["sheet"], int(one["row"])), "") if "key" in facts else ""
    return one["list"], one["rule"], column, row, of_rule, other


def _numbers(file: ReturnedFile, definition: Definition) -> Iterator[tuple[tuple[str, str, int], str]]:
    """Yield every record's running number by list, sheet and row; the row where it has none."""
    for section in file.sections:
        number = definition.list_type(section.list_key).number
        for record in section.records:
            text = record.cleaned[number.key].text if number else None
            yield (section.list_key, section.sheet, record.row), text or f"@{record.row}"
