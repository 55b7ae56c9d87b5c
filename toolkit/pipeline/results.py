"""The results of a check or a merge as plain dicts, which `--json` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from toolkit.errors import Mistake
from toolkit.findings import SEVERITIES, Finding, ReplyState, frame_to_dicts, render_sentence
from toolkit.pipeline.collection import CollectedRound
from toolkit.pipeline.frozen import dump_round
from toolkit.pipeline.ledger_update import find_ledger_mistakes
from toolkit.pipeline.replies import count_replies
from toolkit.pipeline.since_last_return import Progress, compare_returns
from toolkit.records import Ledger, add_ledgers

if TYPE_CHECKING:
    from toolkit.pipeline.merging import MergedRound


def check_facts(collected: CollectedRound, progress: Mapping[str, Progress] | None = None) -> dict[str, Any]:
    """Return the round, files, units, findings and the ledger of all cells.

    `code` of a file says why it could not be read. `since` of a unit counts what its last return solved, left open and
    added; it is None where the unit did not return a list anew. `answer` of a finding is what the unit explained, None
    for all but doubts; `accepted` are the doubts that the office accepted, which are raised no more. `reviews` counts
    the items on which the office has to decide, and says what is wrong with its own ledger.
    """
    since = compare_returns(collected) if progress is None else progress
    return {
        "round": dump_round(collected.workspace.campaign.round),
        "files": _collect_file_facts(collected),
        "units": [
            {**unit, "since": _collect_progress_facts(since.get(unit["code"]))}
            for unit in _collect_unit_facts(collected)
        ],
        "ledger": collect_ledger_facts(add_ledgers(file.ledger for file in collected.batch.files)),
        "findings": [_collect_finding_facts(finding) for finding in collected.found],
        "doubts": count_doubts(collected),
        "reviews": _collect_review_facts(collected),
        "accepted": [_collect_finding_facts(finding) for finding in collected.accepted],
    }


def count_doubts(collected: CollectedRound) -> dict[str, int]:
    """Return how many of the doubts that units may explain are in each state; of replaced returns none."""
    totals = dict.fromkeys(get_args(ReplyState), 0)
    for (_, state), count in count_replies([*collected.open_findings, *collected.current_accepted]).items():
        totals[state] += count
    return totals


def collect_ledger_facts(ledger: Ledger) -> dict[str, Any]:
    """Return how many cells are stored, taken, normalised, left out and unexplained."""
    return {
        "stored": ledger.stored,
        "taken": ledger.taken,
        "normalised": ledger.normalised,
        "left_out": sum(ledger.left_out.values()),
        "unexplained": ledger.unexplained,
    }


def _collect_review_facts(collected: CollectedRound) -> dict[str, Any]:
    return {
        "waiting": len(collected.followed.waiting),
        "mistakes": [asdict(mistake) for mistake in find_ledger_mistakes(collected)],
    }


def collect_status_facts(collected: CollectedRound) -> dict[str, Any]:
    """Return the round, files and units, without the findings themselves."""
    return {
        "round": dump_round(collected.workspace.campaign.round),
        "files": _collect_file_facts(collected),
        "units": _collect_unit_facts(collected),
    }


def merge_facts(merged: MergedRound, outputs: Iterable[Path], mistakes: Iterable[Mistake] = ()) -> dict[str, Any]:
    """Return the round, coverage, record counts, the cross table (subject, class, progress) and the files written.

    `mistakes` of the bulletin's template say why there is no bulletin.
    """
    states = list(merged.collected.unit_states.values())
    nil, missing = states.count("nil"), states.count("missing")
    return {
        "round": dump_round(merged.collected.workspace.campaign.round),
        "units": {
            "expected": len(states),
            "returned": len(states) - nil - missing,
            "nil": nil,
            "missing": missing,
        },
        "records": {key: merged.summary.frames.count_rows(key) for key in merged.summary.list_keys},
        "cross": cross_facts(merged),
        "followup": merged.followup,
        "outputs": [str(path) for path in outputs],
        "mistakes": [str(mistake) for mistake in mistakes],
    }


def cross_facts(merged: MergedRound) -> dict[str, Any]:
    """Return the front-page table as nested dicts of counts, with every choice included; empty without a table."""
    table = merged.front
    nested: dict[str, Any] = {}
    if table is None:
        return nested
    for key, row in zip(table.counts.index, frame_to_dicts(table.counts), strict=True):
        node = nested
        for part in key:
            node = node.setdefault(str(part), {})
        node.update({str(name): int(count) for name, count in row.items()})
    return nested


def _collect_file_facts(collected: CollectedRound) -> list[dict[str, Any]]:
    counts = Counter((finding.at.file, finding.severity) for finding in collected.found)
    ledgers = {file.name: file.ledger for file in collected.batch.files}
    return [
        {
            "file": file["file"],
            "unit": file["unit"],
            "state": file["state"],
            "records": file["records"],
            **{f"{grade}s": counts[file["file"], grade] for grade in SEVERITIES},
            "code": file["code"],
            "ledger": collect_ledger_facts(ledgers[file["file"]]),
        }
        for file in frame_to_dicts(collected.build_files_frame())
    ]


def _collect_unit_facts(collected: CollectedRound) -> list[dict[str, Any]]:
    names = collected.unit_names
    return [{"code": code, "name": names[code], "state": state} for code, state in collected.unit_states.items()]


def _collect_progress_facts(progress: Progress | None) -> dict[str, int] | None:
    return {"solved": progress.solved, "open": progress.open, "new": progress.new} if progress else None


def _collect_finding_facts(finding: Finding) -> dict[str, Any]:
    return {
        "severity": finding.severity,
        "rule": finding.rule,
        "list": finding.list_key,
        "unit": finding.unit,
        "file": finding.at.file,
        "sheet": finding.at.sheet,
        "row": finding.at.row,
        "column": finding.at.column,
        "cell": finding.at.cell,
        "value": str(finding.value),
        "message": render_sentence(finding),
        "answer": {"state": finding.reply.state, "text": finding.reply.text} if finding.reply else None,
    }
