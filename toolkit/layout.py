"""The layout of a workbook handed out: its rows, columns and ranges, and the formulas that depend on them.

The template room writes workbooks by this layout, and `SheetView` tells rules what they need to become
formulas. One list is one sheet: title, unit and token, headings, then one record per row.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from toolkit.definition import Column, ColumnRef, Definition, ListType, split_path
from toolkit.excel import (
    build_options_range,
    column_letters,
    escape_quotes,
    format_text_literal,
    quote_sheet_name,
)
from toolkit.messages import say
from toolkit.rules import RecordRule

HEADER_ROW, FIRST_ROW = 3, 4  # rows from 1: title, unit and token, headings, records
SPARE_ROWS = 10
LONGEST_FORMULA = 8192
_MOST_ARGUMENTS = 255
GOOD_SYMBOL, FAULT_SYMBOL, DOUBT_SYMBOL = "√", "×", "☆"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLayout:
    """The sheet of one list: its columns from A on, then the hint, then hidden helpers with the days of deadlines."""

    list_type: ListType
    # How many rows are issued already filled; more rows than the definition says are prepared if these need them.
    issued: int = 0

    @property
    def rows(self) -> int:
        """How many rows are prepared for records."""
        return max(self.list_type.rows, self.issued + SPARE_ROWS)

    @property
    def sheet(self) -> str:
        """The sheet's name."""
        return self.list_type.label

    @property
    def last_row(self) -> int:
        """The last row prepared, counted from 1."""
        return FIRST_ROW + self.rows - 1

    @property
    def hint_column(self) -> int:
        """The index of the hint column, from 0."""
        return len(self.list_type.columns)

    @property
    def helpers(self) -> dict[str, int]:
        """The index, from 0, of the day helper of each deadline column, by column key."""
        deadlines = [column.key for column in self.list_type.columns if column.kind == "deadline"]
        return {key: self.hint_column + 1 + offset for offset, key in enumerate(deadlines)}

    def find_column_index(self, key: str) -> int:
        """Return the index of a column, from 0."""
        return next(index for index, column in enumerate(self.list_type.columns) if column.key == key)

    def find_column_range(self, index: int, *, outside: bool = False) -> str:
        """Return the absolute range of a column's records; with the sheet's name for formulas `outside` the sheet."""
        name = column_letters(index)
        cells = f"${name}${FIRST_ROW}:${name}${self.last_row}"
        return f"{quote_sheet_name(self.sheet)}!{cells}" if outside else cells


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookLayout:
    """A whole workbook: its lists, and by key the values on the options sheet, one column each."""

    definition: Definition
    lists: tuple[ListLayout, ...]
    options: dict[str, tuple[str, ...]]
    members: tuple[str, ...] = ()
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
        if ref.through is None:
            position = self._find_column_index(self.layout, ref.column, ref.part)
            return f"${column_letters(position)}{FIRST_ROW}"
        other = self.book.find_list_layout(ref.list_key)
        if other is None:
            return None
        number = f"${column_letters(self.layout.find_column_index(ref.through.key))}{FIRST_ROW}"
        values = other.find_column_range(self._find_column_index(other, ref.column, ref.part), outside=True)
        numbers = other.find_column_range(other.find_column_index(ref.matched_key), outside=True)
        as_text = "" if ref.part or ref.column.kind in ("date", "integer") else '&""'
        return f'IFERROR(INDEX({values},MATCH({number},{numbers},0)){as_text},"")'

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
        other = self.book.find_list_layout(ref.list_key)
        return None if other is None else other.find_column_range(other.find_column_index(ref.column.key), outside=True)

    def find_hint_range(self, path: str) -> str | None:
        """Return the hint column's range in the list of a `list.column` path: every filled row has a hint."""
        other = self.book.find_list_layout(self.book.definition.resolve_other_list_path(path).list_key)
        return None if other is None else other.find_column_range(other.hint_column, outside=True)

    def find_options_range(self, choices: str) -> str | None:
        """Return a choice list's range."""
        return self.book.find_options_range(choices)

    def find_anchor_day(self, name: str) -> str:
        """Return the cell that holds a day."""
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
        return self.book.members if of == "members" else ()

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
        return f'=IF({self.build_blank_condition()},"",IFERROR({hint},"{broken}"))'

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
        """Return the formula of a day helper: the day written in the deadline cell, or an empty text.

        2022-3-31, 2022.3.31, 2022年3月31日 are days; 2022年3月底前 is the month's last day.
        """
        cell = f"${column_letters(self.layout.find_column_index(key))}{FIRST_ROW}"
        plain = f"TRIM({cell})"
        words = self.book.definition.vocabulary.dates
        for old, new in ((words.year, "-"), (words.month, "-"), (words.day[0], ""), (".", "-"), ("/", "-")):
            plain = f'SUBSTITUTE({plain},{format_text_literal(old)},"{new}")'
        second = f'FIND("-",{plain}&"-",6)'
        whole_day = f'DATEVALUE({plain}&IF(LEN({plain})-LEN(SUBSTITUTE({plain},"-",""))<2,"?",""))'
        month_end = f'EOMONTH(DATEVALUE(LEFT({plain},{second}-1)&"-1"),0)'
        # Where the number after the month is no valid day (2022-2-30), the month must not be taken instead.
        no_day = f"ISNUMBER(-MID({plain},{second}+1,2))"
        month = f'IF({no_day},"",IFERROR({month_end},""))'
        # The year must have four digits: programs would read 22-3-31 as a day of this century.
        whole = f'IF(IFERROR(FIND("-",{plain}),0)<>5,"",IFERROR({whole_day},{month}))'
        return f"=IF(ISNUMBER({cell}),{cell},{whole})"

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
