"""What people get to read: the operator's report and lists, the clerks' annotated copies and reminders.

report, overview, reading_account   校验报告.xlsx
questions, decision_sheet           its sheet of decisions that wait, and the answers read back from it
doubt_sheet                         its sheet of doubts, with what units explained and what the office decided
items, review_item, review           a file's findings in words, and the review sheet
annotate, package_marks, marks       the annotated copy that goes back to a clerk
reaching_formulas                   what keeps a workbook from being sent back itself
standing, fault_lines               how the units stand, and faults in words where there is no copy
reminder, chase                     the text for each unit, and 催报清单.xlsx
register                            收发登记表.xlsx
closing_book                        期末台账.xlsx
pages                               the layout that these workbooks share

A worker that marks a returned workbook enters by this door, too: so each name is imported when it is first used.
"""

from typing import TYPE_CHECKING

from toolkit.deferred_imports import defer_names

if TYPE_CHECKING:
    from toolkit.reporting.annotate import annotate_workbook, prepare_marks
    from toolkit.reporting.chase import build_chase
    from toolkit.reporting.closing_book import build_closing_book
    from toolkit.reporting.decision_sheet import Answer, read_answers, render_help
    from toolkit.reporting.fault_lines import render_fault_lines
    from toolkit.reporting.items import build_items
    from toolkit.reporting.package_marks import PackageMarks, find_workbook_ending, mark_package
    from toolkit.reporting.questions import asks_operator, count_waiting, find_questions, render_doubt
    from toolkit.reporting.reaching_formulas import holds_reaching_formula
    from toolkit.reporting.reading_account import build_evidence_rows
    from toolkit.reporting.register import IssuedFile, ReceivedFile, build_register, format_minute
    from toolkit.reporting.reminder import build_reminder
    from toolkit.reporting.report import ReportInput, build_report
    from toolkit.reporting.review import Review
    from toolkit.reporting.review_item import ReviewItem
    from toolkit.reporting.standing import Chase, NoCopy, Standing, UnitFile
else:
    __getattr__, __dir__ = defer_names(
        __name__,
        {
            "annotate": (
                "annotate_workbook",
                "prepare_marks",
            ),
            "chase": ("build_chase",),
            "closing_book": ("build_closing_book",),
            "decision_sheet": (
                "Answer",
                "read_answers",
                "render_help",
            ),
            "fault_lines": ("render_fault_lines",),
            "items": ("build_items",),
            "package_marks": (
                "PackageMarks",
                "find_workbook_ending",
                "mark_package",
            ),
            "questions": (
                "asks_operator",
                "count_waiting",
                "find_questions",
                "render_doubt",
            ),
            "reaching_formulas": ("holds_reaching_formula",),
            "reading_account": ("build_evidence_rows",),
            "register": (
                "IssuedFile",
                "ReceivedFile",
                "build_register",
                "format_minute",
            ),
            "reminder": ("build_reminder",),
            "report": (
                "ReportInput",
                "build_report",
            ),
            "review": ("Review",),
            "review_item": ("ReviewItem",),
            "standing": (
                "Chase",
                "NoCopy",
                "Standing",
                "UnitFile",
            ),
        },
    )

__all__ = [
    "Answer",
    "Chase",
    "IssuedFile",
    "NoCopy",
    "PackageMarks",
    "ReceivedFile",
    "ReportInput",
    "Review",
    "ReviewItem",
    "Standing",
    "UnitFile",
    "annotate_workbook",
    "asks_operator",
    "build_chase",
    "build_closing_book",
    "build_evidence_rows",
    "build_items",
    "build_register",
    "build_reminder",
    "build_report",
    "count_waiting",
    "find_questions",
    "find_workbook_ending",
    "format_minute",
    "holds_reaching_formula",
    "mark_package",
    "prepare_marks",
    "read_answers",
    "render_doubt",
    "render_fault_lines",
    "render_help",
]
