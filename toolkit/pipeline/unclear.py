"""What waits for the operator, unit by unit: files that may be a unit's own, and decisions on what it returned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from toolkit.findings import Finding
from toolkit.pipeline.collection import CollectedRound
from toolkit.reading import CampaignRoster
from toolkit.records import ReturnedFile, Verdict
from toolkit.reporting import asks_operator, count_waiting, find_questions


def is_unclear(file: ReturnedFile) -> bool:
    """Tell whether the operator must say whose a file is; one without any list is nobody's return anyway."""
    return file.verdict.is_undecided and file.verdict is not Verdict.NO_LIST


def find_unclear_files(collected: CollectedRound) -> dict[str, tuple[str, ...]]:
    """Return the files that may be each unit's, by its code; by an empty code those that may be anybody's.

    A file that counts as one unit's return, with signs of another that has none, may be the other's. A file is given by
    its own name, or by an empty text where that names another unit: who reads of it must not learn what others sent.
    """
    campaign = collected.workspace.campaign
    roster, codes = CampaignRoster(campaign), {unit.name: unit.code for unit in campaign.units}
    found: dict[str, list[str]] = {}
    for file in collected.batch.files:
        for code in _find_possible_units(collected, file, roster, codes):
            name = file.name.rpartition("/")[2]
            others = any(unit.code != code and roster.names_unit(name, unit.code) for unit in campaign.units)
            found.setdefault(code, []).append("" if others else name)
    return {code: tuple(names) for code, names in found.items()}


def _find_possible_units(
    collected: CollectedRound, file: ReturnedFile, roster: CampaignRoster, codes: Mapping[str, str]
) -> Iterable[str]:
    """Return the codes of the units that a file may be of beside the one it counts for; an empty code for any unit."""
    candidates = (name for finding in file.findings for name in finding.facts.get("options", ()))
    units = {codes[name]: None for name in candidates if name in codes}
    if is_unclear(file):
        named = find_named_unit(file.name, roster)
        return {**({named: None} if named else {}), **units} or {"": None}
    if any(finding.rule == "conflict" for finding in file.findings):
        states = collected.unit_states
        return [code for code in units if code != file.unit and states[code] == "missing"]
    return ()


def find_named_unit(path: str, roster: CampaignRoster) -> str:
    """Return the code of the unit named in a file's own name, else in the nearest folder or archive; else empty."""
    unit = roster.find_unit_in_path(path)
    return unit.code if unit else ""


def count_unit_questions(collected: CollectedRound) -> Counter[str]:
    """Count the decisions that wait on the files of each unit, by its code; explained doubts are not among them."""
    by_unit: dict[str, list[Finding]] = {}
    for finding in collected.open_findings:
        if finding.unit and asks_operator(finding):
            by_unit.setdefault(finding.unit, []).append(finding)
    campaign = collected.workspace.campaign
    return Counter({unit: count_waiting(find_questions(own, campaign)) for unit, own in by_unit.items()})
