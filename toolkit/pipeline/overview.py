"""What a terminal shows of a round, as plain facts: they are kept when the round ends and shown again afterwards."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from toolkit.findings import SEVERITIES, frame_to_dicts, render_found
from toolkit.messages import say
from toolkit.pipeline.collection import CollectedRound

if TYPE_CHECKING:
    from toolkit.pipeline.merging import MergedRound

_NO_RETURN = ("unreadable", "foreign", "other_round", "other")
# The rules that say that such a file is as it should be.
_EXPECTED = frozenset({"unused", "evidence_file"})


def collect_overview(collected: CollectedRound) -> dict[str, Any]:
    """Return the title, the lists' labels, a line per unit, the files that count as no unit's return, the coverage.

    A unit has its state, its findings by severity and its records by list, both in order; `held` counts those among
    them that it did not report in this round: what earlier rounds left, carried on.
    """
    campaign = collected.workspace.campaign
    counts = Counter((finding.unit, finding.severity) for finding in collected.open_findings)
    keys = [list_type.key for list_type in campaign.list_types]
    records = {key: collected.batch.tables[key].origin["unit"].value_counts() for key in keys}
    held = _count_carried(collected)
    return {
        "title": campaign.heading,
        "lists": [list_type.label for list_type in campaign.list_types],
        "units": [
            {
                "code": unit.code,
                "name": f"{unit.code} {unit.name}",
                "state": collected.unit_states[unit.code],
                "findings": [counts[unit.code, severity] for severity in SEVERITIES],
                "records": [int(records[key].get(unit.code, 0)) for key in keys],
                "held": [held[unit.code, key] for key in keys],
            }
            for unit in campaign.units
        ],
        "others": find_other_files(collected),
        "coverage": collected.render_coverage(),
    }


def _count_carried(collected: CollectedRound) -> Counter[tuple[str, str]]:
    """Count the records that were carried over from earlier rounds, by unit and list."""
    counts: Counter[tuple[str, str]] = Counter()
    for file in collected.batch.carried:
        for section in file.sections:
            counts[file.unit, section.list_key] += len(section.records)
    return counts


def find_other_files(collected: CollectedRound) -> list[dict[str, str]]:
    """Return the files that count as no unit's return, with the reason, but no evidence and none that was set aside."""
    on_files = {finding.at.file: finding for finding in collected.found if not finding.at.sheet}
    others = []
    for file in frame_to_dicts(collected.build_files_frame()):
        finding = on_files.get(file["file"])
        if file["state"] in _NO_RETURN and not (finding and finding.rule in _EXPECTED):
            state = say(f"state.{file['state']}")
            others.append({"file": file["file"], "state": state, "why": render_found(finding) if finding else state})
    return others


def find_unopened_files(collected: CollectedRound) -> list[str]:
    """Return the files that were not read for want of a password.

    What comes of such a run may leave out units that have sent their lists.
    """
    return [finding.at.file for finding in collected.found if finding.facts.get("code") == "encrypted"]


def has_locked_workbooks(collected: CollectedRound) -> bool:
    """Tell whether any unit was handed out a workbook under a password: a file may be its return, whatever its name."""
    return any(finding.facts.get("handed_locked") for finding in collected.found)


def collect_front_facts(merged: MergedRound) -> dict[str, Any]:
    """Return the front-page table with its labels and totals; empty where the definition has none."""
    table = merged.front
    if table is None:
        return {}
    return {
        "label": table.spec.label,
        "heads": list(table.row_labels),
        "columns": [str(name) for name in table.counts.columns],
        "rows": [
            {"key": [str(part) for part in key], "counts": [int(value) for value in values]}
            for key, values in zip(table.counts.index, table.counts.to_numpy(), strict=True)
        ],
        "sums": [int(value) for value in table.counts.sum()],
        "total": int(table.total),
    }
