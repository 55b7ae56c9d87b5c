"""Write the workbook issued to a unit, and the standard blank workbook."""

from toolkit.template.book_layout import build_layout
from toolkit.template.issue import Issue, Reissue, add_report
from toolkit.template.issue_maker import IssueMaker, build_issue
from toolkit.template.issued_item import IssuedItem
from toolkit.template.lists import shift_formula
from toolkit.template.stamping import StampedWorkbook, Stamper
from toolkit.template.workbook import build_workbook

__all__ = [
    "Issue",
    "IssueMaker",
    "IssuedItem",
    "Reissue",
    "StampedWorkbook",
    "Stamper",
    "add_report",
    "build_issue",
    "build_layout",
    "build_workbook",
    "shift_formula",
]
