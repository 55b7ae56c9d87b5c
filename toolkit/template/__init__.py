"""Write the workbook issued to a unit, and the standard blank workbook."""

from toolkit.template.book_layout import build_layout
from toolkit.template.group import Signature, UnitShare, build_group, collect_common, collect_share
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
    "Signature",
    "StampedWorkbook",
    "Stamper",
    "UnitShare",
    "add_report",
    "build_group",
    "build_issue",
    "build_layout",
    "build_workbook",
    "collect_common",
    "collect_share",
    "shift_formula",
]
