"""Say what was found: findings and files come in; the report, annotated copies, reminders and the register go out."""

from toolkit.reporting.annotate import annotate_workbook, find_workbook_ending
from toolkit.reporting.chase import build_chase
from toolkit.reporting.decision_sheet import Answer, read_answers
from toolkit.reporting.questions import find_questions
from toolkit.reporting.register import IssuedFile, ReceivedFile, build_register
from toolkit.reporting.reminder import Chase, Standing, UnitFile, build_reminder
from toolkit.reporting.report import ReportInput, build_report
from toolkit.reporting.review import Review

__all__ = [
    "Answer",
    "Chase",
    "IssuedFile",
    "ReceivedFile",
    "ReportInput",
    "Review",
    "Standing",
    "UnitFile",
    "annotate_workbook",
    "build_chase",
    "build_register",
    "build_reminder",
    "build_report",
    "find_questions",
    "find_workbook_ending",
    "read_answers",
]
