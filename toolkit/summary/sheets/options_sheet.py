"""Write the hidden sheet of choice lists, in which formulas look up what counts as a choice."""

from __future__ import annotations

from toolkit.excel import build_options_range
from toolkit.messages import say
from toolkit.summary.fields.base import Dimension
from toolkit.summary.plan_fields import Planner
from toolkit.summary.sheets.workbook_writer import WorkbookWriter


def find_option_ranges(planner: Planner) -> dict[str, str]:
    """Return the absolute range of every choice list that a field counts by."""
    find_list = planner.definition.find_choice_list
    return {
        key: build_options_range(say("sheet.options"), column, len(find_list(key).values))
        for column, key in enumerate(_find_choice_lists(planner))
    }


def write_options(book: WorkbookWriter, planner: Planner) -> None:
    """Write a column per choice list, its key above its values."""
    sheet = book.open_sheet(say("sheet.options"), "help")
    sheet.hide()
    for index, key in enumerate(_find_choice_lists(planner)):
        sheet.set_column(index, index, 24)
        sheet.write_string(0, index, key, book.styles["head"])
        for row, value in enumerate(planner.definition.find_choice_list(key).values, 1):
            sheet.write_string(row, index, value, book.styles["text"])


def _find_choice_lists(planner: Planner) -> list[str]:
    fields = [field for planned in planner.fields.values() for field in planned.values()]
    return sorted({field.choices for field in fields if isinstance(field, Dimension) and field.choices})
