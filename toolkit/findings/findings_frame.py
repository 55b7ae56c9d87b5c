"""Findings in the order in which they are shown, and as a frame to count and filter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from toolkit.findings.finding import SEVERITIES, Finding
from toolkit.text import NaturalKey, build_natural_key

FINDING_COLUMNS = ("severity", "rule", "list", "unit", "file", "sheet", "row", "column", "value", "cell", "facts")


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort by unit, file, severity (errors first), sheet, row, column and rule; findings without a row come first."""
    return tuple(sorted(findings, key=_build_sort_key))


def _build_sort_key(finding: Finding) -> tuple[NaturalKey, NaturalKey, int, NaturalKey, int, str, str]:
    at = finding.at
    row = -1 if at.row is None else at.row
    unit, file, sheet = map(build_natural_key, (finding.unit, at.file, at.sheet))
    return unit, file, SEVERITIES.index(finding.severity), sheet, row, at.column, finding.rule


def build_findings_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return one row per finding, in the order given: FINDING_COLUMNS, where `row` is NA if no single row is meant."""
    rows = [
        (
            finding.severity,
            finding.rule,
            finding.list_key,
            finding.unit,
            finding.at.file,
            finding.at.sheet,
            finding.at.row,
            finding.at.column,
            finding.value,
            finding.at.cell,
            finding.facts,
        )
        for finding in findings
    ]
    return pd.DataFrame(rows, columns=list(FINDING_COLUMNS)).astype({"row": "Int64"})


def frame_to_dicts(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame's rows, in order, as dicts by column name."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
