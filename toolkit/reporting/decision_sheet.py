"""The report's sheet of decisions that wait: written with a dropdown per question, read back for the answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.definition import Definition
from toolkit.errors import OperatorError, make_mistake
from toolkit.excel import INPUT_TAB, column_letters, compute_row_height, format_address, quote_sheet_name
from toolkit.formats import Grid, UnreadableError, format_shown_text, open_workbook
from toolkit.messages import say
from toolkit.reporting.pages import FIRST_ROW, HEAD_ROW, Pages
from toolkit.reporting.questions import Question
from toolkit.text import fold

HEADS = ("number", "subject", "found", "place", "why", "answer", "help")
WIDTHS = (6, 14, 34, 36, 48, 24, 40)
_ANSWER, _DECISION, _GROUP = HEADS.index("answer"), len(HEADS), len(HEADS) + 1
_EVERY = "*"  # before the group of a question that answers all others of it
_ALLOWED = {"autofilter": True, "format_columns": True, "format_rows": True}
_LOCKED = ("encrypted", "wrong_password")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answered question, in the words of the sheet.

    `subject` is the label of the question's kind, `found` what was found, `text` the answer; `sheet` and `cell` are
    where it stands in the report. `decision` is what 认定 said when the question was asked.
    """

    subject: str
    found: str
    text: str
    decision: str
    sheet: str
    cell: str


# -- asking ---------------------------------------------------------------------------------------------


def write_questions(pages: Pages, asked: Sequence[Question], definition: Definition) -> None:
    """Add the sheet with a row and a dropdown per question; where nothing waits, it says so in one line."""
    heads = [say(f"asked.{head}") for head in HEADS]
    note = say("asked.note", label=definition.campaign.decisions.label) if asked else say("asked.none")
    sheet = pages.add_sheet(say("report.waiting"), heads, WIDTHS, note)
    sheet.set_column(_DECISION, _GROUP, 12, None, {"hidden": True})
    if not asked:
        return
    sheet.set_tab_color(INPUT_TAB)
    sheet.write_string(HEAD_ROW, _ANSWER, heads[_ANSWER], pages.styles["head_required"])
    for column, head in ((_DECISION, "held"), (_GROUP, "group")):
        sheet.write_string(HEAD_ROW, column, say(f"asked.{head}"), pages.styles["head"])
    for row, question in enumerate(asked, FIRST_ROW):
        _write_row(pages, sheet, row, _build_cells(row - HEAD_ROW, question, definition), question)
    sheet.autofilter(HEAD_ROW, 0, FIRST_ROW + len(asked) - 1, len(HEADS) - 1)
    sheet.protect("", _ALLOWED)
    _add_dropdowns(pages, sheet, asked)


def _build_cells(number: int, question: Question, definition: Definition) -> list[str]:
    location = say("place.separator").join(part for part in (question.file, question.sheet, question.cell) if part)
    if question.others:
        location = say("asked.more", place=location, count=question.others)
    subject = next(label for kind, label in definition.campaign.decisions.kinds.items() if kind == question.kind)
    return [
        str(number),
        subject,
        question.found,
        location,
        "\n".join(question.why),
        "",
        render_help(question, definition),
    ]


def render_help(question: Question, definition: Definition) -> str:
    """Say what the answers to a question mean, and what becomes of it without one."""
    decisions = definition.campaign.decisions
    facts = {"unused": decisions.unused, "accepted": decisions.accepted, "label": decisions.label}
    if question.kind == "doubt":
        verdicts = {"agreed": decisions.agreed, "refused": decisions.refused}
        return say("asked.how.every") if question.every else say("asked.how.doubt", **verdicts)
    if question.later:
        return say("asked.how.later", **facts)
    silent = say("asked.blocking" if question.blocking else "asked.silent")
    decision = say("asked.holding", held=question.decision, **facts) if question.decision else ""
    return say(f"asked.how.{question.kind}", **facts) + silent + decision


def _write_row(pages: Pages, sheet: Any, row: int, cells: list[str], question: Question) -> None:
    for column, (head, cell) in enumerate(zip(HEADS, cells, strict=True)):
        style = "centre" if head == "number" else "text"
        if column == _ANSWER:
            sheet.write_blank(row, column, None, pages.styles.make_format(style, unlocked=True))
        else:
            sheet.write_string(row, column, cell, pages.styles.make_format(style, grey=True))
    sheet.write_string(row, _DECISION, question.decision, pages.styles["quiet"])
    group = (_EVERY if question.every else "") + question.group
    sheet.write_string(row, _GROUP, group, pages.styles["quiet"])
    sheet.set_row(row, compute_row_height([(cell, float(width)) for cell, width in zip(cells, WIDTHS, strict=True)]))


def _add_dropdowns(pages: Pages, sheet: Any, asked: Iterable[Question]) -> None:
    """Give every answer its dropdown, from a hidden sheet: a list within the rule may have only 255 characters."""
    choices = pages.workbook.add_worksheet(say("sheet.choices"))
    choices.hide()
    ranges: dict[tuple[str, ...], str] = {}
    for row, question in enumerate(asked, FIRST_ROW):
        if question.options not in ranges:
            column = column_letters(len(ranges))
            choices.write_column(0, len(ranges), question.options)
            ranges[question.options] = (
                f"={quote_sheet_name(say('sheet.choices'))}!${column}$1:${column}${len(question.options)}"
            )
        rule = {
            "validate": "list",
            "source": ranges[question.options],
            "error_type": "warning",
            "error_title": say("asked.answer"),
            "error_message": say("asked.unlisted"),
        }
        sheet.data_validation(row, _ANSWER, row, _ANSWER, rule)


# -- taking answers -------------------------------------------------------------------------------------


def read_answers(report: bytes) -> list[Answer]:
    """Return every answer on the sheets of a report, in row order; none where the report has no such sheet.

    An answer to all questions of a group is one to each of them that has no answer of its own.

    Raises OperatorError where a sheet's headings are missing, or where the report has a password.
    """
    try:
        grids = open_workbook(report).grids
    except UnreadableError as error:
        if error.code in _LOCKED:
            raise OperatorError(make_mistake("asked.locked", say("output.report"))) from error
        return []
    names = [fold(say(f"report.{key}")) for key in ("waiting", "doubts")]
    asking = (grid for name in names for grid in grids if fold(grid.name) == name)
    return [answer for grid in asking for answer in _read_answer_rows(grid)]


def _read_answer_rows(grid: Grid) -> list[Answer]:
    start, columns = _find_headings(grid)
    rows = [
        (number, {key: format_shown_text(grid, number, column) for key, column in columns.items()})
        for number in range(start + 1, len(grid.rows) + 1)
    ]
    for_all = {
        group: (texts["answer"], format_address(number, columns["answer"]))
        for number, texts in rows
        if texts["answer"] and (group := texts.get("group", "")).startswith(_EVERY)
    }
    answers = []
    for number, texts in rows:
        group = texts.get("group", "")
        text, cell = texts["answer"], format_address(number, columns["answer"])
        if not text and group:
            text, cell = for_all.get(_EVERY + group, ("", ""))
        if text and not group.startswith(_EVERY):
            found, decision = texts["found"], texts.get("held", "")
            answer = Answer(
                subject=texts["subject"], found=found, text=text, decision=decision, sheet=grid.name, cell=cell
            )
            answers.append(answer)
    return answers


def _find_headings(grid: Grid) -> tuple[int, dict[str, int]]:
    """Return the row number of the headings, from 1, and the index of each column by key. Raises OperatorError."""
    wanted = {fold(say(f"asked.{key}")): key for key in ("subject", "found", "answer", "held", "group")}
    for number, cells in enumerate(grid.rows, 1):
        columns = {wanted[text]: column for column, cell in enumerate(cells) if (text := fold(str(cell))) in wanted}
        if columns.keys() >= {"subject", "found", "answer"}:
            return number, columns
    location = say("place.separator").join([say("output.report"), grid.name])
    raise OperatorError(make_mistake("asked.headless", location))
