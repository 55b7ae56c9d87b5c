"""Say what a new return changed: a collected round comes in; per unit what is solved, still open and new goes out.

There is no record of earlier checks: the earlier returns still lie in 回收/, and are checked again as if the
unit's last one had not come.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from toolkit.definition import Definition
from toolkit.findings import Finding, concerns_clerk, frame_to_dicts
from toolkit.pipeline.collect import CollectedRound
from toolkit.reading import find_previous_returns
from toolkit.records import ReturnedFile, build_batch
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


class _ClerkFinding(NamedTuple):
    """A finding that a clerk is told of, its place in its frame, and what makes it the same as another."""

    label: int
    finding: Finding
    key: Hashable


def compare_returns(collected: CollectedRound) -> dict[str, Progress]:
    """Return the progress of every unit that returned a list anew, by its code in roster order.

    A finding is the same as an earlier one if it says the same of the same record: by list, rule, column and
    running number (without one: the row). What else stands in the cell does not matter.
    """
    files = find_previous_returns(collected.batch.files)
    units = {file.unit for file in files}
    if not units:
        return {}
    campaign, batch = collected.workspace.campaign, collected.batch
    asked = {unit.code: campaign.find_lists(unit) for unit in campaign.units if unit.code in units}
    earlier = build_batch(batch.definition, files, batch.roster, batch.days)
    found = enumerate(find_findings(earlier, asked))
    own = collected.findings[collected.findings["unit"].isin(units)]
    then = _group_by_unit(found, files, batch.definition)
    now = _group_by_unit(zip(map(int, own.index), frame_to_dicts(own), strict=True), batch.files, batch.definition)
    counted = {unit: tuple(file.name for file in files if file.unit == unit and file.counted) for unit in asked}
    return {unit: _build_progress(then.get(unit, []), now.get(unit, []), counted[unit]) for unit in asked}


def _build_progress(then: list[_ClerkFinding], now: list[_ClerkFinding], before: tuple[str, ...]) -> Progress:
    still, new, solved = _match_findings(then, now)
    return Progress(
        solved=sum(map(_is_counted, solved)),
        open=sum(map(_is_counted, still)),
        new=sum(map(_is_counted, new)),
        before=before,
        solved_findings=tuple(sorted((one.finding for one in solved if _is_counted(one)), key=_build_location_key)),
        open_labels=frozenset(one.label for one in still),
        new_labels=frozenset(one.label for one in new),
    )


def _build_location_key(finding: Finding) -> tuple[str, str, int, str]:
    return finding["file"], finding["sheet"], finding["row"] or 0, finding["column"]


def _is_counted(entry: _ClerkFinding) -> bool:
    return str(entry.finding["severity"]) != "notice"


def _match_findings(
    then: list[_ClerkFinding], now: list[_ClerkFinding]
) -> tuple[list[_ClerkFinding], list[_ClerkFinding], list[_ClerkFinding]]:
    """Return what is still open, what is new, and what is solved; of equal findings those of equal values pair off."""
    same: tuple[Callable[[_ClerkFinding], Hashable], ...] = (_build_value_key, lambda one: one.key)
    still: list[_ClerkFinding] = []
    for key in same:
        waiting: dict[Hashable, list[_ClerkFinding]] = {}
        for one in then:
            waiting.setdefault(key(one), []).append(one)
        rest: list[_ClerkFinding] = []
        for one in now:
            if waiting.get(key(one)):
                waiting[key(one)].pop(0)
                still.append(one)
            else:
                rest.append(one)
        then, now = sorted((one for ones in waiting.values() for one in ones), key=lambda one: one.label), rest
    return still, now, then


def _build_value_key(entry: _ClerkFinding) -> Hashable:
    return entry.key, str(entry.finding["value"])


def _group_by_unit(
    findings: Iterable[tuple[int, Finding]], files: Iterable[ReturnedFile], definition: Definition
) -> dict[str, list[_ClerkFinding]]:
    """Return what the clerks are told of what counts, by unit."""
    by_name = {file.name: file for file in files if file.counted}
    numbers: dict[str, dict[tuple[str, str, int], str]] = {}
    told: dict[str, list[_ClerkFinding]] = {}
    for label, one in findings:
        file = by_name.get(one["file"])
        if file is None or not concerns_clerk(one):
            continue
        if one["list"] in file.content.lists and one["list"] not in file.counted:
            continue
        if file.name not in numbers:
            numbers[file.name] = dict(_find_running_numbers(file, definition))
        told.setdefault(file.unit, []).append(_ClerkFinding(label, one, _build_finding_key(one, numbers[file.name])))
    return told


def _build_finding_key(finding: Finding, numbers: dict[tuple[str, str, int], str]) -> Hashable:
    """Return what makes a finding the same as another. Only those of rules on records are about a record."""
    facts = finding["facts"]
    of_rule = tuple(str(facts.get(name, "")) for name in _OF_RULE)
    other = str(facts["other"]) if "relation" in facts else ""
    column = str(facts.get("key", finding["column"]))
    row = numbers.get((finding["list"], finding["sheet"], int(finding["row"])), "") if "key" in facts else ""
    return finding["list"], finding["rule"], column, row, of_rule, other


def _find_running_numbers(file: ReturnedFile, definition: Definition) -> Iterator[tuple[tuple[str, str, int], str]]:
    """Yield every record's running number by list, sheet and row; the row where it has none."""
    for section in file.sections:
        number = definition.find_list_type(section.list_key).number
        for record in section.records:
            text = record.cleaned[number.key].text if number else None
            yield (section.list_key, section.sheet, record.row), text or f"@{record.row}"
