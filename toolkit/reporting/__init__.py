"""Tell the operator and the clerks: findings come in, the report workbook and annotated copies go out."""

from toolkit.reporting.annotate import annotate_workbook
from toolkit.reporting.report import ReportInput, build_report

__all__ = ["ReportInput", "annotate_workbook", "build_report"]
