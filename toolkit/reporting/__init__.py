"""Say what was found: findings and files come in; the report, annotated copies, reminders and the register go out."""

from toolkit.reporting.annotate import annotate_workbook, workbook_ending
from toolkit.reporting.asked import Answer, read_answers
from toolkit.reporting.chase import build_chase
from toolkit.reporting.questions import Question, questions
from toolkit.reporting.register import IssuedFile, ReceivedFile, build_register
from toolkit.reporting.reminder import Chase, Received, Standing, reminder_text
from toolkit.reporting.report import ReportInput, build_report
from toolkit.reporting.review import Review

__all__ = [
    "Answer",
    "Chase",
    "IssuedFile",
    "Question",
    "Received",
    "ReceivedFile",
    "ReportInput",
    "Review",
    "Standing",
    "annotate_workbook",
    "build_chase",
    "build_register",
    "build_report",
    "questions",
    "read_answers",
    "reminder_text",
    "workbook_ending",
]
