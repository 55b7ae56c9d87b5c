"""The sheet of decisions that wait: questions come in, a sheet to answer on goes out; answers come back from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.cleaning import format_plain_text
from toolkit.definition import Definition
from toolkit.errors import OperatorError, make_mistake
from toolkit.excel import INPUT_TAB, column_letters, compute_row_height, format_address, quote_sheet_name
from toolkit.formats import Grid, UnreadableError, open_workbook
from toolkit.messages import say
from toolkit.reporting.pages import FIRST_ROW, HEAD_ROW, Pages
from toolkit.reporting.questions import Question
from toolkit.text import fold

HEADS = ("number", "subject", "found", "place", "why", "answer", "help")
WIDTHS = (6, 14, 34, 36, 48, 24, 40)
_ANSWER, _HELD = HEADS.index("answer"), len(HEADS)
_ALLOWED = {"autofilter": True, "format_columns": True, "format_rows": True}
_LOCKED = ("encrypted", "wrong_password")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answered question: the kind's label, what was found, and the answer, as they stand on the sheet.

    `held` is what 认定 said of it when it was asked; `cell` is where the answer stands.
    """

    subject: str
    found: str
    text: str
    held: str
    cell: str


# -- asking ---------------------------------------------------------------------------------------------


def write_questions(pages: Pages, asked: Sequence[Question], definition: Definition) -> None:
    """Add the sheet with a row and a dropdown per question; where nothing waits, it says so in one line."""
    heads = [say(f"asked.{head}") for head in HEADS]
    note = say("asked.note", label=definition.campaign.decisions.label) if asked else say("asked.none")
    sheet = pages.add_sheet(say("report.waiting"), heads, WIDTHS, note)
    sheet.set_column(_HELD, _HELD, 12, None, {"hidden": True})
    if not asked:
        return
    sheet.set_tab_color(INPUT_TAB)
    sheet.write_string(HEAD_ROW, _ANSWER, heads[_ANSWER], pages.styles["head_required"])
    sheet.write_string(HEAD_ROW, _HELD, say("asked.held"), pages.styles["head"])
    for row, question in enumerate(asked, FIRST_ROW):
        _write_row(pages, sheet, row, _build_cells(row - HEAD_ROW, question, definition), question.held)
    sheet.autofilter(HEAD_ROW, 0, FIRST_ROW + len(asked) - 1, len(HEADS) - 1)
    sheet.protect("", _ALLOWED)
    _add_dropdowns(pages, sheet, asked)


def _build_cells(number: int, question: Question, definition: Definition) -> list[str]:
    place = say("place.separator").join(part for part in (question.file, question.sheet, question.cell) if part)
    if question.others:
        place = say("asked.more", place=place, count=question.others)
    subject = next(label for kind, label in definition.campaign.decisions.kinds.items() if kind == question.kind)
    return [
        str(number),
        subject,
        question.found,
        place,
        "\n".join(question.why),
        "",
        _render_help(question, definition),
    ]


def _render_help(question: Question, definition: Definition) -> str:
    decisions = definition.campaign.decisions
    facts = {"unused": decisions.unused, "label": decisions.label}
    if question.later:
        return say("asked.how.later", **facts)
    silent = say("asked.blocking" if question.blocking else "asked.silent")
    held = say("asked.holding", held=question.held, **facts) if question.held else ""
    return say(f"asked.how.{question.kind}", **facts) + silent + held


def _write_row(pages: Pages, sheet: Any, row: int, cells: list[str], held: str) -> None:
    for place, (head, cell) in enumerate(zip(HEADS, cells, strict=True)):
        style = "centre" if head == "number" else "text"
        if place == _ANSWER:
            sheet.write_blank(row, place, None, pages.styles.make_format(style, unlocked=True))
        else:
            sheet.write_string(row, place, cell, pages.styles.make_format(style, grey=True))
    sheet.write_string(row, _HELD, held, pages.styles["quiet"])
    sheet.set_row(row, compute_row_height([(cell, float(width)) for cell, width in zip(cells, WIDTHS, strict=True)]))


def _add_dropdowns(pages: Pages, sheet: Any, asked: Iterable[Question]) -> None:
    """Give every answer its dropdown, from a hidden sheet: a list in the rule itself may have 255 characters only."""
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
    """Return every question that was answered on a report's sheet; nothing where there is no such sheet.

    Raises OperatorError where the sheet cannot be understood, or may be there behind a password.
    """
    try:
        grids = open_workbook(report).grids
    except UnreadableError as error:
        if error.code in _LOCKED:
            raise OperatorError(make_mistake("asked.locked", say("output.report"))) from error
        return []
    grid = next((one for one in grids if fold(one.name) == fold(say("report.waiting"))), None)
    return _read_answer_rows(grid) if grid else []


def _read_answer_rows(grid: Grid) -> list[Answer]:
    start, places = _find_headings(grid)
    found = []
    for number, cells in enumerate(grid.rows[start:], start + 1):
        texts = {key: format_plain_text(cells[place]) for key, place in places.items()}
        if texts["answer"]:
            facts = {key: texts.get(key, "") for key in ("subject", "found", "held")}
            found.append(Answer(text=texts["answer"], cell=format_address(number, places["answer"]), **facts))
    return found


def _find_headings(grid: Grid) -> tuple[int, dict[str, int]]:
    """Return how many rows there are down to the headings, and the columns' positions by key."""
    wanted = {fold(say(f"asked.{key}")): key for key in ("subject", "found", "answer", "held")}
    for number, cells in enumerate(grid.rows, 1):
        places = {wanted[text]: at for at, cell in enumerate(cells) if (text := fold(str(cell))) in wanted}
        if places.keys() >= {"subject", "found", "answer"}:
            return number, places
    place = say("place.separator").join([say("output.report"), grid.name])
    raise OperatorError(make_mistake("asked.headless", place))
