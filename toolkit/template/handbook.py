"""The 填报说明 sheet: what every column means, what may be entered, and which rules the lists have."""

from __future__ import annotations

from typing import Any

from toolkit.definition import Column, Definition, ListType
from toolkit.excel import (
    HELP_TAB,
    Styles,
    compute_row_height,
    set_up_page,
)
from toolkit.layout import ObjectMemory, SheetView
from toolkit.messages import say
from toolkit.template.handbook_notes import render_notes
from toolkit.template.issue import Issue, render_bounds

# As wide as a page on which no letter is under 8 points.
WIDTHS = (13, 14, 10, 10, 40, 28, 22)
_TOGETHER = sum(WIDTHS)
# Of a rule's line: what happened takes two columns, what to do the last two.
_RULE_WIDTHS = (*WIDTHS[:3], WIDTHS[3] + WIDTHS[4], WIDTHS[5] + WIDTHS[6])
_NARROW = 15  # columns of words rather than sentences
_PADDING = 2  # a line of Chinese may break a character early, before a sign that begins no line
_MOST_VALUES = 12
_Line = tuple[tuple[str, ...], float]  # the texts of a row's cells, and its height in points
_lines: ObjectMemory[tuple[list[_Line], list[_Line]]] = ObjectMemory()


def write_handbook(workbook: Any, styles: Styles, issue: Issue, views: list[SheetView]) -> None:
    """Add the handbook sheet: one row per column, then one row per rule that a list's definition states."""
    sheet = workbook.add_worksheet(say("sheet.handbook"))
    for index, width in enumerate(WIDTHS):
        sheet.set_column(index, index, width)
    sheet.merge_range(0, 0, 0, len(WIDTHS) - 1, say("handbook.title"), styles["title"])
    sheet.set_row(0, 34)
    row = _write_notes(sheet, styles, issue, views)
    heads = ("list", "column", "needed", "kind", "meaning", "values", "example")
    for index, head in enumerate(heads):
        sheet.write_string(row, index, say(f"handbook.{head}"), styles["head"])
    heading_row = row
    row += 1
    columns, rules = _recall_lines(issue.definition, views)
    for cells, height in columns:
        row = _write_row(sheet, styles, row, cells, height)
    row += 1
    sheet.merge_range(row, 0, row, len(WIDTHS) - 1, say("handbook.rules"), styles["banner"])
    sheet.set_row(row, 24)
    rule_heads = ("list", "column", "grade", "situation", "fix")
    _write_rule_cells(sheet, row + 1, tuple(say(f"handbook.{head}") for head in rule_heads), styles["head"])
    row += 2
    for cells, height in rules:
        row = _write_rule(sheet, styles, row, cells, height)
    sheet.freeze_panes(heading_row + 1, 2)
    sheet.set_tab_color(HELP_TAB)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    set_up_page(sheet, header=issue.title, unit=issue.unit_name, footer=say("page.footer"), repeat_row=heading_row)


def _write_notes(sheet: Any, styles: Styles, issue: Issue, views: list[SheetView]) -> int:
    """Write how the workbook is filled in, under the title; return the next row's index."""
    notes = render_notes(issue, views)
    sheet.merge_range(1, 0, 1, len(WIDTHS) - 1, notes, styles["note"])
    sheet.set_row(1, compute_row_height([(notes, _TOGETHER - 4 * _PADDING)], 11.5))
    return 2


def _recall_lines(definition: Definition, views: list[SheetView]) -> tuple[list[_Line], list[_Line]]:
    """Return the lines of columns and those of rules: the same for all workbooks with the same lists."""
    lists = tuple(view.layout.list_type for view in views)
    return _lines.recall((definition, *lists), "", lambda: _render_lines(definition, views))


def _render_lines(definition: Definition, views: list[SheetView]) -> tuple[list[_Line], list[_Line]]:
    columns = [cells for view in views for cells in _render_columns(definition, view.layout.list_type)]
    rules = [cells for view in views for cells in _render_rules(view.layout.list_type, view)]
    return (
        [(cells, _compute_height(cells, WIDTHS)) for cells in columns],
        [(cells, _compute_height(cells, _RULE_WIDTHS)) for cells in rules],
    )


def _write_row(sheet: Any, styles: Styles, row: int, cells: tuple[str, ...], height: float) -> int:
    """Write one row of texts; return the next row's index."""
    for index, text in enumerate(cells):
        # An empty text would be stored as a text, and the cell would not be blank.
        write = sheet.write_string if text else sheet.write_blank
        write(row, index, text, styles["long"])
    sheet.set_row(row, height)
    return row + 1


def _write_rule(sheet: Any, styles: Styles, row: int, cells: tuple[str, ...], height: float) -> int:
    """Write the line of one rule; return the next row's index."""
    _write_rule_cells(sheet, row, cells, styles["long"])
    sheet.set_row(row, height)
    return row + 1


def _write_rule_cells(sheet: Any, row: int, cells: tuple[str, ...], style: Any) -> None:
    """Write five texts, the last two over two columns each."""
    for index, text in enumerate(cells[:3]):
        sheet.write_string(row, index, text, style)
    for first, text in zip((3, 5), cells[3:], strict=True):
        sheet.merge_range(row, first, row, first + 1, text, style)


def _compute_height(cells: tuple[str, ...], widths: tuple[float, ...]) -> float:
    shown = zip(cells, widths, strict=True)
    return compute_row_height([(text, width - (_PADDING if width > _NARROW else 0)) for text, width in shown])


def _render_columns(definition: Definition, list_type: ListType) -> list[tuple[str, ...]]:
    return [
        (
            list_type.label,
            column.label,
            _render_need(definition, list_type, column),
            say(f"kind.{column.kind}"),
            column.help,
            _render_values(definition, column),
            _choose_example(definition, column),
        )
        for column in list_type.columns
    ]


def _choose_example(definition: Definition, column: Column) -> str:
    """Return the column's example, or the first value of its dropdown where the example is not one of them."""
    choices = definition.choice_lists.get(column.choices or "")
    if column.kind == "choice" and choices and column.example and column.example not in choices.values:
        return choices.values[0]
    return column.example


def _render_need(definition: Definition, list_type: ListType, column: Column) -> str:
    if column.closed_to_units:
        return say("needed.office")
    if column.required:
        return say("needed.yes")
    paths = [rule.column for rule in list_type.rules if rule.requires_sometimes]
    sometimes = any(definition.resolve_path(list_type.key, path).own_column == column for path in paths)
    return say("needed.sometimes" if sometimes else "needed.no")


def _render_values(definition: Definition, column: Column) -> str:
    if column.choices is None:
        return say("handbook.refers") if column.refers else render_bounds(column)
    if column.choices.startswith("@"):
        return say(f"handbook.roster.{column.choices[1:]}")
    values = definition.find_choice_list(column.choices).values
    shown = say("handbook.values_separator").join(values[:_MOST_VALUES])
    more = say("handbook.more", count=len(values)) if len(values) > _MOST_VALUES else ""
    return shown + more


def _render_rules(list_type: ListType, view: SheetView) -> list[tuple[str, ...]]:
    """Return one line per rule that the definition states for the list, in words."""
    lines: list[tuple[str, ...]] = []
    for rule in list_type.rules:
        try:
            facts = rule.collect_hint_facts(view)
        except KeyError:  # the rule refers to a list that this workbook lacks
            continue
        situation = rule.message or say(f"hint.{rule.kind}", **facts)
        fix = rule.fix or say(f"finding.{rule.kind}.way_out", **facts)
        grade = say(f"severity.{rule.severity}")
        label = view.find_label(rule.column)
        lines.append((list_type.label, label, grade, situation, fix))
    return lines
