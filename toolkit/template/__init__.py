"""Write what is handed out: a definition and a unit come in, the bytes of one workbook go out."""

from toolkit.template.issue import Issue, issue_for, with_report
from toolkit.template.lists import at_row
from toolkit.template.workbook import build_workbook

__all__ = ["Issue", "at_row", "build_workbook", "issue_for", "with_report"]
