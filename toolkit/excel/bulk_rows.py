"""Rows written in bulk: whole columns become the XML of their cells, and the columns are joined to rows.

xlsxwriter writes cell by cell, about 7 microseconds each. Here every distinct value of a column is rendered once, and
a cell costs one look-up: a row of 15 texts takes about 3 microseconds. What is written is the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from html import escape
from itertools import chain, count, islice, repeat
from typing import Any

from xlsxwriter.format import Format

from toolkit.excel.a1 import column_letters
from toolkit.excel.safe_sheet import LONGEST_CELL, SafeSheet, fit_text, protect_markup
from toolkit.text import begins_like_formula, show_tricks

# Stands for the number of its row in a cell's XML and in a formula: no part of a workbook can hold it.
ROW = "\x00"
TEXT_CELL = '" t="s"><v>'  # how the value of a cell with a shared text begins; within a text "<" is escaped
_MARKS = re.compile("([\x00-\x02])")
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_MOST_KEPT = 1 << 16  # rendered values of a column
_BATCH, _SEVERAL = 1 << 10, 8  # values that are looked up at once, and new ones that are worth rendering at once
_SURELY_FITTING = LONGEST_CELL // 2  # characters, each of two UTF-16 units at most
_USUAL_PIXELS = 20  # of a row whose height is not set


class RenderedCells(dict[Any, str]):
    """The cells of a column by their value, each rendered when it is first asked for; the most are let go of.

    `texts` renders texts, many at once.
    """

    def __init__(self, render: Callable[[Any], str], texts: ColumnRenderer | None = None) -> None:
        super().__init__()
        self._render, self._texts = render, texts

    def __missing__(self, value: Any) -> str:
        self[value] = cell = self._render(value)
        return cell

    def list_cells(self, values: Iterable[Any]) -> Iterator[str]:
        """Yield the cell of every value; NaN must be the same object everywhere."""
        rest = iter(values)
        batches = iter(lambda: list(islice(rest, _BATCH)), [])
        return chain.from_iterable(map(self._list_batch, batches))

    def _list_batch(self, values: list[Any]) -> Iterator[str]:
        if len(self) >= _MOST_KEPT:
            self.clear()
        if self._texts is not None:
            fresh = [value for value in dict.fromkeys(values) if type(value) is str and value not in self]
            if len(fresh) >= _SEVERAL:
                self.update(zip(fresh, self._texts.render_texts(fresh), strict=True))
        return map(self.__getitem__, values)


class ColumnRenderer:
    """Renders the cells of one column of a sheet, in one format; the row's number is left open (`ROW`)."""

    def __init__(self, sheet: SafeSheet, column: int, look: Format) -> None:
        self._sheet, self._look = sheet, look
        self._start = f'<c r="{column_letters(column)}{ROW}" s="'

    @cached_property
    def _begin(self) -> str:
        """The beginning of a cell; a format that no cell has gets no number in the workbook."""
        return self._begin_cell(self._look)

    def _begin_cell(self, look: Format) -> str:
        return f'{self._start}{look._get_xf_index()}"'

    def render_blank(self) -> str:
        """Render a cell without a value."""
        return f"{self._begin}/>"

    def render_number(self, number: float) -> str:
        """Render a number."""
        return f"{self._begin}><v>{number:.16G}</v></c>"

    def render_text(self, text: str) -> str:
        """Render a text, which nobody obeys (`SafeSheet`)."""
        begin = self._begin
        if not (len(text) <= _SURELY_FITTING and text[:1].isalnum() and text.isprintable()):  # few texts
            text = fit_text(show_tricks(text))
            if begins_like_formula(text):
                begin = self._begin_cell(self._sheet.quote_look(self._look))
        number = self._sheet.str_table.number_text(protect_markup(text))
        if number is None:
            inline = escape(self._sheet._escape_control_characters(text), quote=False)
            return f'{begin} t="inlineStr"><is><t xml:space="preserve">{inline}</t></is></c>'
        return f'{begin} t="s"><v>{number}</v></c>'

    def render_texts(self, texts: list[str]) -> list[str]:
        """Render several texts; where all are quite usual ones, in one go."""
        usual = (
            "".join(texts).isprintable()
            and all(text[:1].isalnum() for text in texts)
            and max(map(len, texts)) <= _SURELY_FITTING
        )
        numbers = self._sheet.str_table.number_texts(texts) if usual else None
        if numbers is None:
            return [self.render_text(text) for text in texts]
        begin = f'{self._begin} t="s"><v>'
        return [f"{begin}{number}</v></c>" for number in numbers]

    def render_formula(self, prepared: str, value: Any) -> str:
        """Render a prepared formula with its present value."""
        if not isinstance(value, str):
            return f"{self._begin}><f>{prepared}</f><v>{value}</v></c>"
        shown = escape(self._sheet._escape_control_characters(fit_text(show_tricks(value))), quote=False)
        kind = "" if not value else ' t="e"' if value in _ERRORS else ' t="str"'
        return f"{self._begin}{kind}><f>{prepared}</f><v>{shown}</v></c>"


def prepare_formula(formula: str) -> str:
    """Return a formula, without `=`, as it stands in a part; `ROW` and the next two control characters stay marks."""
    pieces = _MARKS.split(formula)
    pieces[::2] = [escape(show_tricks(piece), quote=False) for piece in pieces[::2]]
    return "".join(pieces)


def join_rows(first: int, columns: Sequence[Iterable[str]], heights: Sequence[float | None]) -> Iterator[str]:
    """Yield the rows from the first on (from 0), one for each height in points."""
    begins = RenderedCells(lambda points: _begin_row(points, len(columns)))
    rows = zip(begins.list_cells(heights), *columns, repeat("</row>", len(heights)), strict=True)
    return (
        "".join(cells).replace(ROW, number) for number, cells in zip(map(str, count(first + 1)), rows, strict=False)
    )


def _begin_row(points: float | None, width: int) -> str:
    pixels = _USUAL_PIXELS if points is None else int(points * 4 / 3 + 0.5)  # as the library rounds
    height = "" if pixels == _USUAL_PIXELS else f' ht="{pixels * 0.75:.16g}" customHeight="1"'
    return f'<row r="{ROW}" spans="1:{width}"{height}>'
