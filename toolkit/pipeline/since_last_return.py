"""What a unit's last return changed: which faults and doubts are solved, still open, and new.

Earlier checks leave no record. Instead the earlier returns, which still lie in 回收/, are checked again as if the
unit's last one had not come.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from toolkit.definition import Definition
from toolkit.findings import Finding, concerns_clerk
from toolkit.messages import say
from toolkit.pipeline.collection import CollectedRound
from toolkit.pipeline.following import follow_returns
from toolkit.pipeline.replies import join_replies
from toolkit.reading import find_previous_returns
from toolkit.records import FindingKeys, ReturnedFile
from toolkit.stages import open_stage
from toolkit.text import NaturalKey, build_natural_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What a unit's last return changed: how many faults and doubts are solved, still open, and new.

    Only findings shown to the clerk count. `before` are the names of the files that counted until then.
    `open_positions` and `new_positions` are positions in `CollectedRound.found`, notices included.
    """

    solved: int
    open: int
    new: int
    before: tuple[str, ...] = ()
    solved_findings: tuple[Finding, ...] = ()
    open_positions: frozenset[int] = frozenset()
    new_positions: frozenset[int] = frozenset()


class _ClerkFinding(NamedTuple):
    """A finding shown to a clerk, its position among all, and the key by which it is the same as an earlier one."""

    position: int
    finding: Finding
    key: Hashable


@open_stage(say("progress.compare"))
def compare_returns(collected: CollectedRound) -> dict[str, Progress]:
    """Return the progress of every unit that returned a list anew, by code in roster order.

    A finding is the same as an earlier one if their keys are equal (see `FindingKey`): the value of the cell does not
    matter. Doubts that the office accepted are neither solved nor open.
    """
    files = find_previous_returns(collected.read)
    units = {file.unit for file in files}
    if not units:
        return {}
    campaign, batch = collected.workspace.campaign, collected.batch
    opening = collected.opening
    own_items = tuple(item for item in opening.items if item.key.unit in units)
    ledger = collected.ledger.ledger
    returns = follow_returns(campaign, replace(opening, items=own_items), files, ledger, today=collected.day)
    files = list(returns.batch.files)
    found = join_replies(returns.findings, batch.files, campaign).raised
    asked = [unit.code for unit in campaign.units if unit.code in units]
    earlier = _group_by_unit(enumerate(found), files, batch.definition)
    own = ((position, finding) for position, finding in enumerate(collected.found) if finding.unit in units)
    latest = _group_by_unit(own, batch.files, batch.definition)
    before = {unit: tuple(file.name for file in files if file.unit == unit and file.counted) for unit in asked}
    return {unit: _build_progress(earlier.get(unit, []), latest.get(unit, []), before[unit]) for unit in asked}


def _build_progress(earlier: list[_ClerkFinding], latest: list[_ClerkFinding], before: tuple[str, ...]) -> Progress:
    still_open, new, solved = _match_findings(earlier, latest)
    return Progress(
        solved=sum(map(_is_counted, solved)),
        open=sum(map(_is_counted, still_open)),
        new=sum(map(_is_counted, new)),
        before=before,
        solved_findings=tuple(
            sorted((entry.finding for entry in solved if _is_counted(entry)), key=_build_location_key)
        ),
        open_positions=frozenset(entry.position for entry in still_open),
        new_positions=frozenset(entry.position for entry in new),
    )


def _build_location_key(finding: Finding) -> tuple[NaturalKey, NaturalKey, int, str]:
    return (
        build_natural_key(finding.at.file),
        build_natural_key(finding.at.sheet),
        finding.at.row or 0,
        finding.at.column,
    )


def _is_counted(entry: _ClerkFinding) -> bool:
    return entry.finding.severity != "notice"


def _match_findings(
    earlier: list[_ClerkFinding], latest: list[_ClerkFinding]
) -> tuple[list[_ClerkFinding], list[_ClerkFinding], list[_ClerkFinding]]:
    """Return what is still open, new and solved; of findings with equal keys, those with equal values pair first."""
    build_keys: tuple[Callable[[_ClerkFinding], Hashable], ...] = (_build_value_key, lambda entry: entry.key)
    still_open: list[_ClerkFinding] = []
    for build_key in build_keys:
        waiting: dict[Hashable, list[_ClerkFinding]] = {}
        for entry in earlier:
            waiting.setdefault(build_key(entry), []).append(entry)
        unmatched: list[_ClerkFinding] = []
        for entry in latest:
            if waiting.get(build_key(entry)):
                waiting[build_key(entry)].pop(0)
                still_open.append(entry)
            else:
                unmatched.append(entry)
        left = (entry for entries in waiting.values() for entry in entries)
        earlier, latest = sorted(left, key=lambda entry: entry.position), unmatched
    return still_open, latest, earlier


def _build_value_key(entry: _ClerkFinding) -> Hashable:
    return entry.key, str(entry.finding.value)


def _group_by_unit(
    findings: Iterable[tuple[int, Finding]], files: Iterable[ReturnedFile], definition: Definition
) -> dict[str, list[_ClerkFinding]]:
    """Return the findings shown to the clerks on files that count, by unit code."""
    by_name = {file.name: file for file in files if file.counted}
    keys = FindingKeys(by_name.values(), definition)
    by_unit: dict[str, list[_ClerkFinding]] = {}
    for position, finding in findings:
        file = by_name.get(finding.at.file)
        if file is None or _is_set_aside(finding, file) or not concerns_clerk(finding):
            continue
        by_unit.setdefault(file.unit, []).append(_ClerkFinding(position, finding, keys.build_key(finding)))
    return by_unit


def _is_set_aside(finding: Finding, file: ReturnedFile) -> bool:
    """Tell whether a finding is on a list of the file for which another file counts."""
    return finding.list_key in file.content.lists and finding.list_key not in file.counted
