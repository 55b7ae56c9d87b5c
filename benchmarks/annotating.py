"""How long marking takes against the usual way: a returned workbook with findings comes in, ratios go out.

    python benchmarks/annotating.py [ROUNDS]

The usual way is openpyxl: load, a fill and a note on every faulty cell, save. The two take turns ROUNDS (20) times
on the same two workbooks, one as short as Excel would save it, one saved by LibreOffice, with NUMBER findings each.
"""

from __future__ import annotations

import io
import statistics
import sys
import warnings

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from reading import CITY, compact, returned, seconds

from toolkit.findings import Finding, make_finding
from toolkit.layout import FIRST_ROW
from toolkit.pipeline import open_workspace
from toolkit.reporting import Review, annotate_workbook

NUMBER = 30
SHEETS = ("岗位职责清单", "检视问题清单", "整改落实清单")


def faults() -> list[Finding]:
    """Return NUMBER findings, ten on each list."""
    return [
        make_finding("error", "required", sheet=sheet, cell=f"F{row}", row=row, column="存在问题", file="a.xlsx")
        for sheet in SHEETS
        for row in range(FIRST_ROW, FIRST_ROW + NUMBER // len(SHEETS))
    ]


def usual_way(content: bytes, findings: list[Finding]) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(content))
    fill = PatternFill("solid", fgColor="FFF4CE")
    for finding in findings:
        cell = book[finding.at.sheet][finding.at.cell]
        cell.fill, cell.comment = fill, Comment("“存在问题”没有填。请填写。", "qingdan")
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    findings, review = faults(), Review(title="某次民主生活会", unit="市教育局", token="QD-R1.0123456789abcdef")
    workspace = open_workspace(CITY)
    for label, content in (("short", compact(workspace)), ("saved by LibreOffice", returned())):
        theirs, ours = [], []
        for _ in range(rounds):
            theirs.append(seconds(lambda content=content: usual_way(content, findings)))
            ours.append(seconds(lambda content=content: annotate_workbook(content, findings, review)))
        ratio = statistics.median(theirs) / statistics.median(ours)
        print(
            f"{label}: {len(content):,} bytes, {NUMBER} findings, {rounds} rounds\n"
            f"  openpyxl {statistics.median(theirs) * 1000:.0f} ms, toolkit {statistics.median(ours) * 1000:.0f} ms"
            f" (medians); {ratio:.1f} times as fast"
        )


if __name__ == "__main__":
    main()
