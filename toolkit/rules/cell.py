"""Rules on a single cell: it can be read, it is filled, its value is an option, it fits a mask."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, Literal

import pandas as pd

from toolkit.excel import (
    build_blank_test,
    count_serial_days,
    format_text_literal,
    join_by_and,
    join_by_or,
)
from toolkit.messages import say
from toolkit.rules.base import Facts, Problem, RecordRule, Scope, clear_unknown_flags
from toolkit.rules.condition import WhenRule
from toolkit.rules.protocols import Family, Schema, Sheet, Table
from toolkit.text import find_nearest

# Serial numbers of 2000-01-01 and 2100-01-01: any other date is a mistyped number.
FIRST_DAY, LAST_DAY = (count_serial_days(dt.date(year, 1, 1)) for year in (2000, 2100))


class ReadableRule(RecordRule):
    """The cell could be understood as its column's kind: a date, a whole number, words instead of an error value."""

    scope: ClassVar[Scope] = "cell"
    kind: Literal["readable"] = "readable"

    def find_violations(self, table: Table) -> pd.Series[Any]:
        """Return where the reader could not convert what was written."""
        return (table.find_cells(self.column).unknown & ~table.find_absent_cells(self.column)).astype("boolean")

    def collect_facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return why each cell could not be read (a code, message `unknown.<why>`), and the expected kind."""
        reasons, kind = table.find_unknown_reasons(self.column), table.find_kind(self.column)
        return [{"why": reasons[row], "how": kind} for row in rows]

    def build_excel_check(self, sheet: Sheet) -> str | None:
        """Return a condition: filled, and neither a number of the right kind nor an accepted word."""
        cell = sheet.find_cell(self.column)
        # The only unreadable text is an error value, which turns the whole hint into a warning anyway.
        if cell is None or sheet.find_kind(self.column) not in ("integer", "date", "deadline"):
            return None
        return f"IF({build_blank_test(cell)},FALSE,{self._build_unreadable_test(cell, sheet)})"

    def _build_unreadable_test(self, cell: str, sheet: Sheet) -> str:
        kind = sheet.find_kind(self.column)
        if kind == "integer":
            return f"IF(ISNUMBER({cell}),{cell}<>INT({cell}),TRUE)"
        if kind == "date":
            return f"IF(ISNUMBER({cell}),OR({cell}<{FIRST_DAY},{cell}>={LAST_DAY}),TRUE)"
        date = sheet.find_cell(f"{self.column}.date")
        words = sheet.find_options_range("@deadline_words")
        no_day = f"IF(ISNUMBER({date}),OR({date}<{FIRST_DAY},{date}>={LAST_DAY}),TRUE)"
        return join_by_and([no_day, f"SUMPRODUCT(--({words}=TRIM({cell})))=0"])

    def collect_hint_facts(self, sheet: Sheet) -> Facts:
        """Return how the kind is to be written, besides the heading."""
        return {**super().collect_hint_facts(sheet), "how": say(f"kind.how.{sheet.find_kind(self.column)}")}

    def collect_expected_families(self, schema: Schema) -> Iterator[tuple[str, tuple[Family, ...]]]:
        """Yield the own column: any family but text, which can always be read."""
        yield self.column, ("number", "day", "deadline")


class RequiredRule(RecordRule):
    """The cell is filled in."""

    scope: ClassVar[Scope] = "cell"
    kind: Literal["required"] = "required"

    def find_violations(self, table: Table) -> pd.Series[Any]:
        """Return where the cell is blank, or has only a word for blank."""
        return table.find_cells(self.column).blank.astype("boolean")

    def build_excel_check(self, sheet: Sheet) -> str | None:
        """Return a condition: blank, or one of the words for blank."""
        cell = sheet.find_cell(self.column)
        if cell is None:
            return None
        blanks = sheet.find_options_range("@blanks")
        return join_by_or([build_blank_test(cell), f"SUMPRODUCT(--({blanks}=TRIM({cell})))>0"])


class OneOfRule(WhenRule):
    """Every value of the cell is in a choice list, wherever the conditions hold."""

    scope: ClassVar[Scope] = "cell"
    kind: Literal["one_of"] = "one_of"
    choices: str

    def find_violations(self, table: Table) -> pd.Series[Any]:
        """Return where a value, or any item of a several-valued cell, is not in the list."""
        cells = table.find_cells(self.column)
        foreign = self._flag_foreign_items(cells.values, table)
        flags = clear_unknown_flags(foreign, cells.unknown)
        return flags & self.flag_applicable_rows(table) if self.when else flags

    def collect_choices(self) -> tuple[str, ...]:
        """Return the choice list."""
        return (self.choices,)

    def _flag_foreign_items(self, values: pd.Series[Any], table: Table) -> pd.Series[bool]:
        """Return where any item is neither offered nor was so once; a unit without people on the roster has any."""
        allowed, former = table.find_allowed_values(self.choices), table.find_former_values(self.column)
        by_unit = allowed if isinstance(allowed, Mapping) else None
        fixed = frozenset[str]() if isinstance(allowed, Mapping) else allowed
        flags = [False] * len(values)
        filled = values.notna().to_numpy().nonzero()[0].tolist()
        units, cells = table.find_units().tolist(), values.tolist()
        for place in filled:
            unit, cell = units[place], cells[place]
            offered = fixed if by_unit is None else by_unit.get(unit, frozenset())
            if offered or by_unit is None:
                items = cell if isinstance(cell, tuple) else (cell,)
                flags[place] = any(item not in offered and item not in former.get(unit, ()) for item in items)
        return pd.Series(flags, index=values.index, dtype=bool)

    def collect_facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return the item that is not in the list, and the nearest value that is."""
        values = table.find_cells(self.column).values
        allowed = table.find_allowed_values(self.choices)
        units, former = table.find_units(), table.find_former_values(self.column)
        facts: list[Facts] = []
        for row in rows:
            accepted = allowed.get(units[row], frozenset()) if isinstance(allowed, Mapping) else allowed
            items = values[row] if isinstance(values[row], tuple) else (values[row],)
            kept = former.get(units[row], frozenset())
            foreign = next(item for item in items if item not in accepted and item not in kept)
            # A member of another unit was not meant to be one of this unit's.
            known = isinstance(allowed, Mapping) and any(foreign in names for names in allowed.values())
            nearest = "" if known else find_nearest(foreign, sorted(accepted)) or ""
            facts.append({"item": foreign, "nearest": nearest})
        return facts

    def find_kind_problems(self, schema: Schema) -> Iterator[Problem]:
        """Yield a choice list that does not exist, and conditions that never hold."""
        yield from super().find_kind_problems(schema)
        if not schema.accepts_choices(self.choices):
            facts = {"key": self.choices, "nearest": schema.propose_choices(self.choices)}
            yield Problem("definition.unknown_choices", facts)

    def build_excel_check(self, sheet: Sheet) -> str | None:
        """Return a condition: the value, or an item of a several-valued cell, is missing from the options range."""
        cell, options = sheet.find_cell(self.column), sheet.find_options_range(self.choices)
        when = self.build_when_conditions(sheet)
        if cell is None or options is None or when is None:
            return None
        former = sheet.find_former_range(self.column)
        ranges = [options, *([former] if former else [])]
        if sheet.find_kind(self.column) == "choice":
            missing = join_by_and([f"SUMPRODUCT(--({each}={cell}))=0" for each in ranges])
        else:
            missing = _build_missing_part_test(cell, ranges)
        return join_by_and([*when, f"IF({build_blank_test(cell)},FALSE,{missing})"])


def _build_missing_part_test(cell: str, ranges: Iterable[str]) -> str:
    """Return a condition: fewer options were found between separators than the cell has parts.

    An item written twice is found once but counts as two parts, so the clerk is asked to check it, which is right.
    """
    joined = f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({cell},"，","、"),"；","、")," ","")'
    parts = f'LEN({joined})-LEN(SUBSTITUTE({joined},"、",""))+1'
    found = "+".join(
        f'SUMPRODUCT((LEN({options})>0)*ISNUMBER(FIND("、"&{options}&"、","、"&{joined}&"、")))' for options in ranges
    )
    return f"{found}<>{parts}"


class PatternRule(RecordRule):
    """The cell fits a mask: # is one digit, @ one letter, everything else stands for itself."""

    scope: ClassVar[Scope] = "cell"
    kind: Literal["pattern"] = "pattern"
    mask: str

    def find_violations(self, table: Table) -> pd.Series[Any]:
        """Return where a filled cell does not fit the mask."""
        cells = table.find_cells(self.column)
        fits = cells.values.astype("string").str.fullmatch(build_mask_expression(self.mask))
        return clear_unknown_flags(~fits.fillna(False) & ~cells.blank, cells.unknown)

    def collect_facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return a text that fits the mask."""
        return [{"sample": build_mask_sample(self.mask)} for _ in rows]

    def build_excel_check(self, sheet: Sheet) -> str | None:
        """Return a condition: wrong length, or a character that does not fit."""
        cell = sheet.find_cell(self.column)
        if cell is None:
            return None
        fits = [f"LEN({cell})={len(self.mask)}", *self._build_character_tests(cell)]
        return f"IF({build_blank_test(cell)},FALSE,NOT({join_by_and(fits)}))"

    def _build_character_tests(self, cell: str) -> list[str]:
        sets = {"#": "0123456789", "@": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
        tests: list[str] = []
        for symbol, start, run in _split_mask(self.mask):
            if symbol in sets:
                characters = [f"UPPER(MID({cell},{start + offset},1))" for offset in range(len(run))]
                tests += [f'ISNUMBER(FIND({character},"{sets[symbol]}"))' for character in characters]
            else:
                tests.append(f"EXACT(MID({cell},{start},{len(run)}),{format_text_literal(run)})")
        return tests

    def collect_hint_facts(self, sheet: Sheet) -> Facts:
        """Return a text that fits the mask, besides the heading."""
        return {**super().collect_hint_facts(sheet), "sample": build_mask_sample(self.mask)}


def build_mask_expression(mask: str) -> str:
    """Return the regular expression of a mask."""
    return "".join({"#": "[0-9]", "@": "[A-Za-z]"}.get(symbol, re.escape(symbol)) for symbol in mask)


def build_mask_sample(mask: str) -> str:
    """Return an example that fits a mask: WT-### gives WT-001."""
    digits = iter(f"{1:0{mask.count('#')}d}")
    return "".join(next(digits) if symbol == "#" else "A" if symbol == "@" else symbol for symbol in mask)


def _split_mask(mask: str) -> list[tuple[str, int, str]]:
    """Split a mask into runs: their symbol (#, @, or empty for literal text), first position from 1, text."""
    runs = re.finditer(r"#+|@+|[^#@]+", mask)
    return [(run[0][0] if run[0][0] in "#@" else "", run.start() + 1, run[0]) for run in runs]
