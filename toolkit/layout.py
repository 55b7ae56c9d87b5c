"""Where everything sits in a workbook handed out: a definition and a unit's lists come in, addresses go out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from toolkit.definition import Column, Definition, ListType
from toolkit.excel import column_letters, quote_sheet_name
from toolkit.messages import say
from toolkit.rules import RecordRule

HEADER_ROW, FIRST_ROW = 3, 4  # rows from 1: title, unit and token, headings, records
SPARE_ROWS = 10
LONGEST_FORMULA = 8192
MARK_GOOD, MARK_BAD, MARK_ASK = "√", "×", "☆"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLayout:
    """One list sheet: columns from A in the definition's order, then the hint, then hidden date helpers."""

    list_type: ListType
    # Rows issued already filled; more rows are made ready than the definition says if these need them.
    issued: int = 0

    @property
    def rows(self) -> int:
        """The rows made ready."""
        return max(self.list_type.rows, self.issued + SPARE_ROWS)

    @property
    def sheet(self) -> str:
        """The sheet's name."""
        return self.list_type.label

    @property
    def last_row(self) -> int:
        """The last row made ready, from 1."""
        return FIRST_ROW + self.rows - 1

    @property
    def hint_column(self) -> int:
        """The hint's position from 0."""
        return len(self.list_type.columns)

    @property
    def helpers(self) -> dict[str, int]:
        """The position of each deadline column's date helper."""
        deadlines = [column.key for column in self.list_type.columns if column.kind == "deadline"]
        return {key: self.hint_column + 1 + place for place, key in enumerate(deadlines)}

    def find_column_index(self, key: str) -> int:
        """Return a column's position from 0."""
        return next(place for place, column in enumerate(self.list_type.columns) if column.key == key)

    def find_column_range(self, position: int, *, outside: bool = False) -> str:
        """Return the absolute range of a column's records, with the sheet's name if wanted."""
        name = column_letters(position)
        here = f"${name}${FIRST_ROW}:${name}${self.last_row}"
        return f"{quote_sheet_name(self.sheet)}!{here}" if outside else here


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookLayout:
    """A whole workbook: its lists, and the choice lists on the options sheet, one column each."""

    definition: Definition
    lists: tuple[ListLayout, ...]
    options: dict[str, tuple[str, ...]]
    members: tuple[str, ...] = ()
    options_sheet: str = field(default_factory=lambda: say("sheet.options"))

    def find_list_layout(self, key: str) -> ListLayout | None:
        """Return a list's layout, None where the workbook lacks it."""
        return next((one for one in self.lists if one.list_type.key == key), None)

    def find_options_range(self, choices: str) -> str | None:
        """Return the absolute range of a choice list, None where it has no values here."""
        if not self.options.get(choices):
            return None
        name = column_letters(list(self.options).index(choices))
        return f"{quote_sheet_name(self.options_sheet)}!${name}$2:${name}${len(self.options[choices]) + 1}"

    def view_list(self, list_key: str) -> SheetView:
        """Return one list as formulas see it. Raises KeyError where the workbook lacks it."""
        layout = self.find_list_layout(list_key)
        if layout is None:
            raise KeyError(list_key)
        return SheetView(book=self, layout=layout)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetView:
    """One list of one workbook, answering the questions of rules (see `rules.Sheet`), for the first record row."""

    book: WorkbookLayout
    layout: ListLayout
    # Formulas on another sheet (the cover) must name this list's sheet in every range.
    outside: bool = False

    def find_cell(self, path: str) -> str | None:
        """Return an expression for the row's value at a path."""
        located = self.book.definition.resolve_path(self.layout.list_type.key, path)
        if located.through is None:
            position = self._find_column_index(self.layout, located.column, located.part)
            return f"${column_letters(position)}{FIRST_ROW}"
        other = self.book.find_list_layout(located.list_key)
        if other is None:
            return None
        here = f"${column_letters(self.layout.find_column_index(located.through.key))}{FIRST_ROW}"
        target = other.find_column_index((located.through.refers or "").partition(".")[2])
        values = other.find_column_range(self._find_column_index(other, located.column, located.part), outside=True)
        numbers = other.find_column_range(target, outside=True)
        as_text = "" if located.part or located.column.kind in ("date", "integer") else '&""'
        return f'IFERROR(INDEX({values},MATCH({here},{numbers},0)){as_text},"")'

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
        list_key, _, key = path.partition(".")
        other = self.book.find_list_layout(list_key)
        return None if other is None else other.find_column_range(other.find_column_index(key), outside=True)

    def find_filled_marks(self, path: str) -> str | None:
        """Return the hints of the list of a `list.column` path: every filled row has one."""
        other = self.book.find_list_layout(path.partition(".")[0])
        return None if other is None else other.find_column_range(other.hint_column, outside=True)

    def find_options_range(self, choices: str) -> str | None:
        """Return a choice list's range."""
        return self.book.find_options_range(choices)

    def find_anchor_day(self, name: str) -> str:
        """Return the cell that holds a day."""
        return str(self.book.find_options_range(name)).split(":", maxsplit=1)[0]

    def find_kind(self, path: str) -> str:
        """Return the kind of the column at a path."""
        return self.book.definition.resolve_path(self.layout.list_type.key, path).column.kind

    def find_label(self, path: str) -> str:
        """Return the heading of the column at a path."""
        return self.book.definition.resolve_path(self.layout.list_type.key, path).column.label

    def find_list_label(self, path: str) -> str:
        """Return the name of the list that a `list.column` path leads to."""
        return self.book.definition.find_list_type(path.partition(".")[0]).label

    def find_roster_names(self, of: str) -> tuple[str, ...]:
        """Return the names that must appear."""
        return self.book.members if of == "members" else ()

    # -- the hint ---------------------------------------------------------------------------------

    def build_blank_condition(self) -> str:
        """Return a condition: the clerk filled in nothing in the row."""
        runs: list[str] = []
        inputs = [self.layout.find_column_index(column.key) for column in self.layout.list_type.inputs]
        start = previous = inputs[0]
        for position in [*inputs[1:], -1]:
            if position != previous + 1:
                runs.append(f"${column_letters(start)}{FIRST_ROW}:${column_letters(previous)}{FIRST_ROW}")
                start = position
            previous = position
        return f"COUNTA({','.join(runs)})=0"

    def build_hint_formula(self) -> str:
        """Return the hint of the first record row: every fault in words, then what to look at again, or √."""
        faults, doubts = self._build_hint_phrases("error"), self._build_hint_phrases("warning", "notice")
        separator = say("hint.separator")
        said = f'SUBSTITUTE("{MARK_GOOD}"{faults},"{MARK_GOOD}{separator}","{MARK_BAD} ")'
        if doubts:
            ask = say("hint.ask")
            said += f'&SUBSTITUTE(SUBSTITUTE("{MARK_ASK}"{doubts},"{MARK_ASK}{separator}"," {ask}"),"{MARK_ASK}","")'
        broken = f"{MARK_BAD} {say('hint.broken')}"
        return f'=IF({self.build_blank_condition()},"",IFERROR({said},"{broken}"))'

    def _build_hint_phrases(self, *severities: str) -> str:
        separator = say("hint.separator")
        parts = []
        for rule in self.collect_hint_rules():
            condition = rule.build_excel_check(self)
            if rule.severity in severities and condition:
                phrase = (separator + rule.render_hint(self)).replace('"', '""')
                parts.append(f'&IF({condition},"{phrase}","")')
        return "".join(parts)

    def collect_hint_rules(self) -> tuple[RecordRule, ...]:
        """Return the rules that the hint asks: those whose violations the clerk can mend."""
        inputs = {column.key for column in self.layout.list_type.inputs}
        return tuple(
            rule
            for rule in self.layout.list_type.record_rules
            if rule.mended_elsewhere or rule.column.partition(".")[0] in inputs
        )

    def build_helper_formula(self, key: str) -> str:
        """Return the date that a deadline cell of the first record row writes, or an empty text.

        2022-3-31, 2022.3.31, 2022年3月31日 are days; 2022年3月底前 is the month's last day.
        """
        cell = f"${column_letters(self.layout.find_column_index(key))}{FIRST_ROW}"
        plain = f"TRIM({cell})"
        words = self.book.definition.vocabulary.dates
        for old, new in ((words.year, "-"), (words.month, "-"), (words.day[0], ""), (".", "-"), ("/", "-")):
            plain = f'SUBSTITUTE({plain},"{old}","{new}")'
        second = f'FIND("-",{plain}&"-",6)'
        whole_day = f'DATEVALUE({plain}&IF(LEN({plain})-LEN(SUBSTITUTE({plain},"-",""))<2,"?",""))'
        month_end = f'EOMONTH(DATEVALUE(LEFT({plain},{second}-1)&"-1"),0)'
        # A number behind the month that made no day (2022-2-30) must not pass for the month.
        no_day = f"ISNUMBER(-MID({plain},{second}+1,2))"
        month = f'IF({no_day},"",IFERROR({month_end},""))'
        # The year comes first and has four digits: programs would take 22-3-31 for a day of this century.
        whole = f'IF(IFERROR(FIND("-",{plain}),0)<>5,"",IFERROR({whole_day},{month}))'
        return f"=IF(ISNUMBER({cell}),{cell},{whole})"

    def build_entry_count(self) -> str:
        """Return an expression counting the cells that the clerk filled in beyond what was issued."""
        prefill = self.layout.list_type.prefill
        issued = {*prefill.team, *prefill.member}
        places = [self.layout.find_column_index(c.key) for c in self.layout.list_type.inputs if c.key not in issued]
        ranges = ",".join(self.layout.find_column_range(place, outside=True) for place in places)
        return f"COUNTA({ranges})" if ranges else "0"

    def build_missing_formula(self) -> str:
        """Return an expression naming everyone on the roster who does not appear, each with the mark in front."""
        seen_from_cover = replace(self, outside=True)
        parts = [rule.build_missing_expression(seen_from_cover) for rule in self.layout.list_type.roster_rules]
        return "&".join(part for part in parts if part)
