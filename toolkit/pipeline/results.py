"""What programs get: results of a check or merge come in, plain dicts for JSON go out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from toolkit.batch import Ledger, total
from toolkit.errors import Mistake
from toolkit.findings import SEVERITIES, render_sentence, rows_of
from toolkit.pipeline.collect import Collected
from toolkit.pipeline.merge import Merged
from toolkit.pipeline.progress import Progress, progress_of


def check_facts(collected: Collected, progress: Mapping[str, Progress] | None = None) -> dict[str, Any]:
    """Return files, units, findings and the ledger of all cells; `code` of a file says why it could not be read.

    `since` of a unit counts what its last return solved, left open and brought anew; null where it returned once.
    """
    since = progress_of(collected) if progress is None else progress
    return {
        "files": _files(collected),
        "units": [{**one, "since": _since(since.get(one["code"]))} for one in _units(collected)],
        "ledger": ledger_facts(total(file.ledger for file in collected.batch.files)),
        "findings": [_finding(one) for one in rows_of(collected.findings)],
    }


def ledger_facts(ledger: Ledger) -> dict[str, Any]:
    """Return how many cells are stored, taken, normalised, left out and unexplained."""
    return {
        "stored": ledger.stored,
        "taken": ledger.taken,
        "normalised": ledger.normalised,
        "left_out": sum(ledger.left_out.values()),
        "unexplained": ledger.unexplained,
    }


def status_facts(collected: Collected) -> dict[str, Any]:
    """Return files and units without the single findings."""
    return {"files": _files(collected), "units": _units(collected)}


def merge_facts(merged: Merged, outputs: Iterable[Path], mistakes: Iterable[Mistake] = ()) -> dict[str, Any]:
    """Return coverage, record counts, the cross table (subject, class, progress) and the files written.

    `mistakes` of the bulletin's template say why there is no bulletin.
    """
    states = list(merged.collected.unit_states.values())
    nil, missing = states.count("nil"), states.count("missing")
    return {
        "units": {
            "expected": len(states),
            "returned": len(states) - nil - missing,
            "nil": nil,
            "missing": missing,
        },
        "records": {key: merged.summary.frames.rows(key) for key in merged.summary.list_keys},
        "cross": cross_facts(merged),
        "outputs": [str(path) for path in outputs],
        "mistakes": [str(one) for one in mistakes],
    }


def cross_facts(merged: Merged) -> dict[str, Any]:
    """Return the front-page table as nested dicts, every value of every choice list present."""
    table = merged.front
    nested: dict[str, Any] = {}
    if table is None:
        return nested
    for key, row in zip(table.counts.index, rows_of(table.counts), strict=True):
        node = nested
        for part in key:
            node = node.setdefault(str(part), {})
        node.update({str(name): int(count) for name, count in row.items()})
    return nested


def _files(collected: Collected) -> list[dict[str, Any]]:
    counts = collected.findings.groupby(["file", "severity"]).size()
    ledgers = {file.name: file.ledger for file in collected.batch.files}
    return [
        {
            "file": one["file"],
            "unit": one["unit"],
            "state": one["state"],
            "records": one["records"],
            **{f"{grade}s": int(counts.get((one["file"], grade), 0)) for grade in SEVERITIES},
            "code": one["code"],
            "ledger": ledger_facts(ledgers[one["file"]]),
        }
        for one in rows_of(collected.files())
    ]


def _units(collected: Collected) -> list[dict[str, Any]]:
    names = collected.unit_names
    return [{"code": code, "name": names[code], "state": state} for code, state in collected.unit_states.items()]


def _since(progress: Progress | None) -> dict[str, int] | None:
    return {"solved": progress.solved, "open": progress.open, "new": progress.new} if progress else None


def _finding(one: Any) -> dict[str, Any]:
    keys = ("severity", "rule", "list", "unit", "file", "sheet")
    return {
        **{key: one[key] for key in keys},
        "row": None if one["row"] != one["row"] or one["row"] is None else int(one["row"]),
        "column": one["column"],
        "cell": one["facts"].get("cell", ""),
        "value": str(one["value"]),
        "message": render_sentence(one),
    }
