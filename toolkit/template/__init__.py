"""Write the workbook that a unit is handed, and the standard blank one."""

from toolkit.template.issue import Issue, add_report, build_issue
from toolkit.template.lists import shift_formula
from toolkit.template.workbook import build_workbook

__all__ = ["Issue", "add_report", "build_issue", "build_workbook", "shift_formula"]
