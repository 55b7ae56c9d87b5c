"""Parts of the program alone, over all returns of a campaign, without workers: reading, marking.

    python -m benchmarks.parts read|mark CAMPAIGN

Marking puts ten faults on each list of every return, as `scripts/mark_returns.py` does.
"""

from __future__ import annotations

import sys
from pathlib import Path

from toolkit.execution import InlineExecutor
from toolkit.findings import make_finding
from toolkit.formats import use_executor
from toolkit.layout import FIRST_ROW
from toolkit.pipeline import open_workspace
from toolkit.reading import FileReader
from toolkit.reporting import Review, annotate_workbook

SHEETS, FAULTS = ("岗位职责清单", "检视问题清单", "整改落实清单"), 10


def read_returns(campaign: Path) -> None:
    """Read every return to its records: opened, recognised, cleaned, every cell accounted for."""
    workspace = open_workspace(campaign)
    reader = FileReader(workspace.campaign, workspace.stamp, workspace.folders.round)
    for path in sorted(workspace.folders.returned.iterdir()):
        reader.read(path.name, path.read_bytes())


def mark_returns(campaign: Path) -> None:
    """Mark every return, and write it into the folder where the program runs."""
    faults = [
        make_finding("error", "required", sheet=sheet, cell=f"F{row}", row=row, column="存在问题", file="a.xlsx")
        for sheet in SHEETS
        for row in range(FIRST_ROW, FIRST_ROW + FAULTS)
    ]
    review = Review(title="某次民主生活会", unit="市教育局", token="QD-R1.0123456789abcdef")
    for path in sorted(open_workspace(campaign).folders.returned.iterdir()):
        Path(path.name).write_bytes(annotate_workbook(path.read_bytes(), faults, review))


if __name__ == "__main__":
    with use_executor(InlineExecutor()):
        {"read": read_returns, "mark": mark_returns}[sys.argv[1]](Path(sys.argv[2]))
