"""Rules on one cell: the typed column comes in, where it violates goes out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

import pandas as pd

from toolkit.messages import say
from toolkit.rules.base import (
    Facts,
    Rule,
    Sheet,
    Table,
    both,
    either,
    is_blank,
    items,
    known_only,
    text_literal,
)
from toolkit.text import nearest

# Serial numbers of 2000-01-01 and 2100-01-01: a date outside is a number that was typed wrongly.
FIRST_DAY, LAST_DAY = 36526, 73051


class Readable(Rule):
    """The cell could be understood as its column's kind: a date, a whole number, words instead of an error value."""

    scope: ClassVar[Literal["cell", "row", "table"]] = "cell"
    kind: Literal["readable"] = "readable"

    def violations(self, table: Table) -> pd.Series[Any]:
        """Return where the reader could not convert what was written."""
        return (table.cells(self.column).unknown & ~table.absent(self.column)).astype("boolean")

    def excel(self, sheet: Sheet) -> str | None:
        """Return: filled, and neither a number of the right kind nor an accepted word."""
        cell = sheet.cell(self.column)
        # Of words only an error value is unreadable, and that turns the whole hint into its own warning.
        if cell is None or sheet.kind(self.column) not in ("integer", "date", "deadline"):
            return None
        return f"IF({is_blank(cell)},FALSE,{self._unreadable(cell, sheet)})"

    def _unreadable(self, cell: str, sheet: Sheet) -> str:
        kind = sheet.kind(self.column)
        if kind == "integer":
            return f"IF(ISNUMBER({cell}),{cell}<>INT({cell}),TRUE)"
        if kind == "date":
            return f"IF(ISNUMBER({cell}),OR({cell}<{FIRST_DAY},{cell}>={LAST_DAY}),TRUE)"
        date = sheet.cell(f"{self.column}.date")
        words = sheet.options("@deadline_words")
        no_day = f"IF(ISNUMBER({date}),OR({date}<{FIRST_DAY},{date}>={LAST_DAY}),TRUE)"
        return both([no_day, f"SUMPRODUCT(--({words}=TRIM({cell})))=0"])

    def words(self, sheet: Sheet) -> Facts:
        """Add how the kind is to be written."""
        return {"label": sheet.label(self.column), "how": say(f"kind.how.{sheet.kind(self.column)}")}


class Required(Rule):
    """The cell is filled in."""

    scope: ClassVar[Literal["cell", "row", "table"]] = "cell"
    kind: Literal["required"] = "required"

    def violations(self, table: Table) -> pd.Series[Any]:
        """Return where nothing, or a word that means nothing, was written."""
        return table.cells(self.column).blank.astype("boolean")

    def excel(self, sheet: Sheet) -> str | None:
        """Return: blank, or one of the words for blank."""
        cell = sheet.cell(self.column)
        if cell is None:
            return None
        blanks = sheet.options("@blanks")
        return either([is_blank(cell), f"SUMPRODUCT(--({blanks}=TRIM({cell})))>0"])


class OneOf(Rule):
    """Every value of the cell is in a choice list."""

    scope: ClassVar[Literal["cell", "row", "table"]] = "cell"
    kind: Literal["one_of"] = "one_of"
    choices: str

    def violations(self, table: Table) -> pd.Series[Any]:
        """Return where a value, or one item of several, is not in the list."""
        cells = table.cells(self.column)
        foreign = self._foreign(cells.values, table)
        return known_only(foreign.reindex(table.index, fill_value=False), cells.unknown)

    def _foreign(self, values: pd.Series[Any], table: Table) -> pd.Series[bool]:
        single = items(values).dropna()
        allowed = table.allowed(self.choices)
        if isinstance(allowed, Mapping):
            units = table.units().reindex(single.index)
            # A unit without members on the roster cannot be judged by it.
            inside = [not allowed.get(u) or v in allowed[u] for u, v in zip(units, single, strict=True)]
            flags = ~pd.Series(inside, index=single.index, dtype=bool)
        else:
            flags = ~single.isin(allowed)
        return flags.groupby(level=0).any()

    def facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return the item that is not in the list and the nearest that is."""
        values = table.cells(self.column).values
        allowed = table.allowed(self.choices)
        units = table.units()
        found: list[Facts] = []
        for row in rows:
            inside = allowed.get(units[row], frozenset()) if isinstance(allowed, Mapping) else allowed
            written = values[row] if isinstance(values[row], tuple) else (values[row],)
            item = next(one for one in written if one not in inside)
            found.append({"item": item, "nearest": nearest(item, sorted(inside)) or ""})
        return found

    def excel(self, sheet: Sheet) -> str | None:
        """Return: the value, or any part of a several-valued cell, is missing from the options range."""
        cell, options = sheet.cell(self.column), sheet.options(self.choices)
        if cell is None or options is None:
            return None
        if sheet.kind(self.column) == "choice":
            missing = f"SUMPRODUCT(--({options}={cell}))=0"
        else:
            missing = _some_part_missing(cell, options)
        return f"IF({is_blank(cell)},FALSE,{missing})"


def _some_part_missing(cell: str, options: str) -> str:
    """Return: fewer options were found between separators than the cell has parts.

    An item written twice counts once on both sides of the comparison only if it is written once;
    the clerk is then asked to look, which is right.
    """
    joined = f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({cell},"，","、"),"；","、")," ","")'
    parts = f'LEN({joined})-LEN(SUBSTITUTE({joined},"、",""))+1'
    found = f'SUMPRODUCT((LEN({options})>0)*ISNUMBER(FIND("、"&{options}&"、","、"&{joined}&"、")))'
    return f"{found}<>{parts}"


class Pattern(Rule):
    """The cell is written after a mask: # one digit, @ one letter, everything else as it stands."""

    scope: ClassVar[Literal["cell", "row", "table"]] = "cell"
    kind: Literal["pattern"] = "pattern"
    mask: str

    def violations(self, table: Table) -> pd.Series[Any]:
        """Return where a filled cell does not fit the mask."""
        cells = table.cells(self.column)
        fits = cells.values.astype("string").str.fullmatch(mask_expression(self.mask))
        return known_only(~fits.fillna(False) & ~cells.blank, cells.unknown)

    def facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return a sample of the mask."""
        return [{"sample": mask_sample(self.mask)} for _ in rows]

    def excel(self, sheet: Sheet) -> str | None:
        """Return: wrong length, or one position that does not fit."""
        cell = sheet.cell(self.column)
        if cell is None:
            return None
        fits = [f"LEN({cell})={len(self.mask)}", *self._positions(cell)]
        return f"IF({is_blank(cell)},FALSE,NOT({both(fits)}))"

    def _positions(self, cell: str) -> list[str]:
        sets = {"#": "0123456789", "@": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
        fits: list[str] = []
        for mark, start, run in _runs(self.mask):
            part = f"MID({cell},{start},{len(run)})"
            if mark in sets:
                ones = [f"UPPER(MID({cell},{start + i},1))" for i in range(len(run))]
                fits += [f'ISNUMBER(FIND({one},"{sets[mark]}"))' for one in ones]
            else:
                fits.append(f"EXACT({part},{text_literal(run)})")
        return fits

    def words(self, sheet: Sheet) -> Facts:
        """Add a sample of the mask."""
        return {"label": sheet.label(self.column), "sample": mask_sample(self.mask)}


def mask_expression(mask: str) -> str:
    """Return the regular expression of a mask."""
    return "".join({"#": "[0-9]", "@": "[A-Za-z]"}.get(c, re.escape(c)) for c in mask)


def mask_sample(mask: str) -> str:
    """Return a text that fits a mask, for people to copy: WT-### gives WT-001."""
    numbers = iter(f"{1:0{mask.count('#')}d}")
    return "".join(next(numbers) if c == "#" else "A" if c == "@" else c for c in mask)


def _runs(mask: str) -> list[tuple[str, int, str]]:
    """Split a mask into runs: its mark (# @ or empty for literal text), first position from 1, text."""
    return [
        (run[0][0] if run[0][0] in "#@" else "", run.start() + 1, run[0]) for run in re.finditer(r"#+|@+|[^#@]+", mask)
    ]
