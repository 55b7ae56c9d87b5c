"""The layout of a workbook handed out: its rows, columns and ranges, and the formulas that depend on them.

The template room writes workbooks by this layout, and `SheetView` tells rules what they need to become
formulas. One list is one sheet: title, unit and token, headings, then one record per row.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from toolkit.definition import Column, ColumnRef, Definition, split_path
from toolkit.excel import (
    build_options_range,
    column_letters,
    escape_quotes,
    join_by_and,
    join_by_or,
)
from toolkit.layout.day_formula import build_day_formula
from toolkit.layout.list_layout import FIRST_ROW, ListLayout
from toolkit.messages import say
from toolkit.rules import RecordRule

LONGEST_FORMULA = 8192
_MOST_ARGUMENTS = 255
# On the options sheet: the numbers of issued items by list, and by `list.column` the values of closed items, and those
# that are not offered any more.
ISSUED, CLOSED, FORMER = "@issued.", "@closed.", "@former."
# The days that count as the beginning of issued rows, by list in the order of their numbers, and of all new rows.
LISTED = "@listed"
UNCHANGED_VALUE = "@unchanged"  # what the cover offers to say that nothing changed
GOOD_SYMBOL, FAULT_SYMBOL, DOUBT_SYMBOL = "√", "×", "☆"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookLayout:
    """A whole workbook: its lists, and by key the values on the options sheet, one column each."""

    definition: Definition
    lists: tuple[ListLayout, ...]
    options: dict[str, tuple[str, ...]]
    members: tuple[str, ...] = ()
    # The cover's cell in which a unit says that nothing changed in any issued row; empty in the first round.
    unchanged_cell: str = ""
    options_sheet: str = field(default_factory=lambda: say("sheet.options"))

    def find_list_layout(self, key: str) -> ListLayout | None:
        """Return the layout of a list, None where the workbook does not hold it."""
        return next((layout for layout in self.lists if layout.list_type.key == key), None)

    def find_options_range(self, choices: str) -> str | None:
        """Return the absolute range of a choice list, None where it has no values here."""
        if not self.options.get(choices):
            return None
        column = list(self.options).index(choices)
        return build_options_range(self.options_sheet, column, len(self.options[choices]))

    def view_list(self, list_key: str) -> SheetView:
        """Return one list as formulas see it. Raises KeyError where the workbook lacks it."""
        layout = self.find_list_layout(list_key)
        if layout is None:
            raise KeyError(list_key)
        return SheetView(book=self, layout=layout)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetView:
    """One list of one workbook as rules see it (the protocol `rules.Sheet`); formulas are those of the first record."""

    book: WorkbookLayout
    layout: ListLayout
    # For formulas on another sheet, the cover: every range names this list's sheet.
    outside: bool = False

    def find_cell(self, path: str) -> str | None:
        """Return an expression for the row's value at a path."""
        ref = self._resolve_path(path)
        if not self._shows(ref):
            return None
        if ref.through is None:
            position = self._find_column_index(self.layout, ref.column, ref.part)
            return f"${column_letters(position)}{FIRST_ROW}"
        other = self._get_layout(ref.list_key)
        number = f"${column_letters(self.layout.find_column_index(ref.through.key))}{FIRST_ROW}"
        values = other.find_column_range(self._find_column_index(other, ref.column, ref.part), outside=True)
        numbers = other.find_column_range(other.find_column_index(ref.matched_key), outside=True)
        as_text = "" if ref.part or ref.column.kind in ("date", "integer") else '&""'
        return f'IFERROR(INDEX({values},MATCH({number},{numbers},0)){as_text},"")'

    def _shows(self, ref: ColumnRef) -> bool:
        """Tell whether this workbook has the columns of a path: its own, and the one in the list behind a reference."""
        other = self.book.find_list_layout(ref.list_key)
        own = ref.through is None or self.layout.list_type.has_column(ref.through.key)
        return own and other is not None and other.list_type.has_column(ref.column.key)

    def _get_layout(self, list_key: str) -> ListLayout:
        return self.book.view_list(list_key).layout

    def _resolve_path(self, path: str) -> ColumnRef:
        return self.book.definition.resolve_path(self.layout.list_type.key, path)

    @staticmethod
    def _find_column_index(layout: ListLayout, column: Column, part: str) -> int:
        if part and column.kind == "deadline":
            return layout.helpers[column.key]
        return layout.find_column_index(column.key)

    def find_column_range(self, path: str) -> str:
        """Return the range of one of the list's own columns."""
        return self.layout.find_column_range(self.layout.find_column_index(path), outside=self.outside)

    def find_other_column_range(self, path: str) -> str | None:
        """Return the range of a `list.column` path."""
        ref = self.book.definition.resolve_other_list_path(path)
        if not self._shows(ref):
            return None
        other = self._get_layout(ref.list_key)
        return other.find_column_range(other.find_column_index(ref.column.key), outside=True)

    def find_closed_range(self, path: str) -> str | None:
        """Return the range with the values that a `list.column` path has in closed items, which are in no list."""
        return self.book.find_options_range(f"{CLOSED}{path}")

    def find_former_range(self, path: str) -> str | None:
        """Return the range with the values of a column that are not offered any more, None where there are none."""
        return self.book.find_options_range(f"{FORMER}{self.layout.list_type.key}.{path}")

    def find_hint_range(self, path: str) -> str | None:
        """Return the hint column's range in the list of a `list.column` path: every filled row has a hint."""
        other = self.book.find_list_layout(self.book.definition.resolve_other_list_path(path).list_key)
        return None if other is None else other.find_column_range(other.hint_column, outside=True)

    def find_options_range(self, choices: str) -> str | None:
        """Return a choice list's range."""
        return self.book.find_options_range(choices)

    def find_anchor_day(self, name: str) -> str:
        """Return the cell that holds a day, or an expression for the day that counts as the beginning of the row."""
        if name == LISTED:
            return self._build_listed_day()
        return self._find_day_cell(name)

    def _build_listed_day(self) -> str:
        """Return an expression for `@listed`: by the row's number where it was issued, else that of all new rows."""
        key, number = self.layout.list_type.key, self.layout.list_type.number
        fresh = self._find_day_cell(LISTED if self.book.options.get(LISTED) else "@meeting")
        numbers, days = (self.book.find_options_range(f"{start}{key}") for start in (ISSUED, f"{LISTED}."))
        if numbers is None or days is None or number is None:
            return fresh
        return f"IFERROR(INDEX({days},MATCH({self.find_cell(number.key)},{numbers},0)),{fresh})"

    def _find_day_cell(self, name: str) -> str:
        return str(self.book.find_options_range(name)).split(":", maxsplit=1)[0]

    def find_kind(self, path: str) -> str:
        """Return the kind of the column at a path."""
        return self._resolve_path(path).column.kind

    def find_label(self, path: str) -> str:
        """Return the heading of the column at a path."""
        return self._resolve_path(path).column.label

    def find_list_label(self, path: str) -> str:
        """Return the name of the list that a `list.column` path leads to."""
        return self.book.definition.find_list_type(split_path(path)[0]).label

    def find_roster_names(self, of: str) -> tuple[str, ...]:
        """Return the names that must appear."""
        members = self.book.members if of == "members" else ()
        return tuple(name for name in members if name not in self.layout.covered)

    # -- the hint ---------------------------------------------------------------------------------

    def build_blank_condition(self) -> str:
        """Return a condition that holds where the clerk has filled in nothing in the row.

        Every cell is named by itself: a range would take in whatever column is moved between its ends.
        """
        inputs = (self.layout.find_column_index(column.key) for column in self.layout.list_type.inputs)
        cells = [f"${column_letters(position)}{FIRST_ROW}" for position in inputs]
        groups = [cells[at : at + _MOST_ARGUMENTS] for at in range(0, len(cells), _MOST_ARGUMENTS)]
        return "+".join(f"COUNTA({','.join(group)})" for group in groups) + "=0"

    def build_hint_formula(self) -> str:
        """Return the formula of the hint: × and every fault in words, or √, then what to look at again."""
        faults, doubts = self._build_hint_phrases("error"), self._build_hint_phrases("warning", "notice")
        separator = say("hint.separator")
        hint = f'SUBSTITUTE("{GOOD_SYMBOL}"{faults},"{GOOD_SYMBOL}{separator}","{FAULT_SYMBOL} ")'
        if doubts:
            ask = say("hint.ask")
            star = DOUBT_SYMBOL
            hint += f'&SUBSTITUTE(SUBSTITUTE("{star}"{doubts},"{star}{separator}"," {ask}"),"{star}","")'
        broken = f"{FAULT_SYMBOL} {say('hint.broken')}"
        shown = f'IFERROR({hint},"{broken}")'
        if unchanged := self.build_unchanged_condition():
            shown = f'IF({unchanged},"{GOOD_SYMBOL}",{shown})'
        return f'=IF({self.build_blank_condition()},"",{shown})'

    def build_unchanged_condition(self) -> str | None:
        """Return a condition: the row was issued with an item, and the unit says that nothing changed in it.

        None where no row was issued so. The row is known by its number, wherever it was moved.
        """
        numbers = self.book.find_options_range(f"{ISSUED}{self.layout.list_type.key}")
        number, column = self.layout.list_type.number, self.layout.list_type.unchanged
        if numbers is None or number is None:
            return None
        ticks = [self._build_tick(self.book.unchanged_cell, UNCHANGED_VALUE)] if self.book.unchanged_cell else []
        if column and (cell := self.find_cell(column)):
            ticks.append(self._build_tick(cell, self.layout.list_type.find_column(column).choices or ""))
        issued = f"SUMPRODUCT(--({numbers}={self.find_cell(number.key)}))>0"
        return join_by_and([join_by_or(ticks), issued]) if ticks else None

    def _build_tick(self, cell: str, choices: str) -> str:
        """Return a condition: the cell holds one of the values of a choice list, or anything where it has none."""
        values = self.book.find_options_range(choices)
        return f"SUMPRODUCT(--({values}=TRIM({cell})))>0" if values else f"LEN(TRIM({cell}))>0"

    def _build_hint_phrases(self, *severities: str) -> str:
        separator = say("hint.separator")
        parts = []
        for rule in self.collect_hint_rules():
            condition = rule.build_excel_check(self)
            if rule.severity in severities and condition:
                phrase = escape_quotes(separator + rule.render_hint(self))
                parts.append(f'&IF({condition},"{phrase}","")')
        return "".join(parts)

    def collect_hint_rules(self) -> tuple[RecordRule, ...]:
        """Return the rules that the hint asks: those whose violations the clerk can mend."""
        inputs = {column.key for column in self.layout.list_type.inputs}
        return tuple(
            rule
            for rule in self.layout.list_type.record_rules
            if rule.mended_elsewhere or self._resolve_path(rule.column).own_column.key in inputs
        )

    def build_helper_formula(self, key: str) -> str:
        """Return the formula of a day helper: the day written in the deadline cell, or an empty text."""
        cell = f"${column_letters(self.layout.find_column_index(key))}{FIRST_ROW}"
        return build_day_formula(cell, self.book.definition.vocabulary.dates)

    def build_entry_count(self) -> str:
        """Return an expression that counts the cells filled in by the clerk beyond what was issued."""
        prefill = self.layout.list_type.prefill
        issued = {*prefill.team, *prefill.member}
        columns = [column.key for column in self.layout.list_type.inputs if column.key not in issued]
        indexes = [self.layout.find_column_index(key) for key in columns]
        ranges = ",".join(self.layout.find_column_range(index, outside=True) for index in indexes)
        return f"COUNTA({ranges})" if ranges else "0"

    def build_missing_formula(self) -> str:
        """Return an expression that joins the names of all who are missing from the list, each after a separator."""
        seen_from_cover = replace(self, outside=True)
        parts = [rule.build_missing_expression(seen_from_cover) for rule in self.layout.list_type.roster_rules]
        return "&".join(part for part in parts if part)
