"""Say what was found: findings and files come in, the report and annotated copies go out."""

from toolkit.reporting.annotate import annotate_workbook
from toolkit.reporting.report import ReportInput, build_report
from toolkit.reporting.review import Review

__all__ = ["ReportInput", "Review", "annotate_workbook", "build_report"]
