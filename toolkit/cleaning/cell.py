"""Understand what a clerk wrote in a cell: a typed value of the column's kind, or the reason why there is none."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial

from toolkit.cleaning.choices import ChoiceReader
from toolkit.cleaning.dates import EARLIEST, LATEST, DateReader
from toolkit.cleaning.deadlines import DeadlineReader
from toolkit.cleaning.garbled import find_garbling
from toolkit.cleaning.integers import parse_integer
from toolkit.cleaning.items import is_blank_word, split_items
from toolkit.cleaning.lost_text import LossFinder
from toolkit.cleaning.names import NameReader
from toolkit.cleaning.shown_days import settle_shown_day
from toolkit.cleaning.units import UnitReader
from toolkit.definition import (
    TEXT_KINDS,
    Column,
    Definition,
)
from toolkit.formats import CellValue, format_plain_text
from toolkit.text import fold, holds_soft_breaks, keep_visible

TypedValue = str | int | dt.date | tuple[str, ...]
_SPACES = re.compile(r"\s+")
_MOST_DIGITS = 9
# Longer texts rarely occur twice, and are not worth remembering.
_REPEATED = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanedCell:
    """The meaning of one cell: `value` is None where it is blank, or unknown for the given reason.

    `text` is the value in words, None where the cell is blank; `date` is the day of a date, or of a deadline that has
    one; `change` says why the text differs from what was written (message `change.<why>`), empty where it does not;
    `doubt` says why the value is not certain (the rule of its finding), empty where it is.
    """

    text: str | None = None
    value: TypedValue | None = None
    date: dt.date | None = None
    unknown: str = ""
    change: str = field(default="", compare=False)
    doubt: str = field(default="", compare=False)

    @property
    def blank(self) -> bool:
        """Whether nothing was written, or only a word for nothing."""
        return self.text is None


BLANK_CELL = CleanedCell()
_Memory = dict[object, CleanedCell]


class Cleaner:
    """Cleans the cells of one definition's lists; the results for a column's equal cells are cached."""

    def __init__(
        self,
        definition: Definition,
        members: frozenset[str] = frozenset(),
        units: frozenset[str] = frozenset(),
        issued: dt.date | None = None,
    ) -> None:
        """Clean for a roster of `members` and `units`; deadlines without a year are counted from the day `issued`."""
        vocabulary = definition.vocabulary
        self.definition = definition
        self._dates = DateReader(vocabulary.dates)
        self._deadlines = DeadlineReader(vocabulary, self._dates, issued)
        self._choices = ChoiceReader(definition)
        self._losses = LossFinder(definition.vocabulary.errors)
        self._names = NameReader(vocabulary, sorted(members))
        self._unit_names = {fold(name): name for name in sorted(units)}
        self._units = UnitReader(vocabulary, frozenset(self._unit_names))
        self._columns: dict[tuple[str, str], Callable[..., CleanedCell]] = {}

    def clean(self, list_key: str, column: Column, value: CellValue | None, shown: str = "") -> CleanedCell:
        """Return the meaning of a cell by its column's kind; `shown` is what it shows instead of its plain text."""
        if value is None or value == "":
            return BLANK_CELL
        return self.build_column_cleaner(list_key, column)(value, shown=shown)

    def build_column_cleaner(self, list_key: str, column: Column) -> Callable[..., CleanedCell]:
        """Return a function that cleans the filled cells of one column.

        It is given a value, its plain text if known, and `shown`, the text that it shows if that is another one.
        """
        known = self._columns.get((list_key, column.key))
        if known is None:
            read = self._clean_text if column.kind in TEXT_KINDS else self._clean_with_memory
            known = self._columns[list_key, column.key] = partial(read, {}, column)
        return known

    def _clean_text(
        self, memory: _Memory, column: Column, value: CellValue, text: str | None = None, shown: str = ""
    ) -> CleanedCell:
        """Clean a cell of a text column; long texts, which rarely repeat, are not cached."""
        if text is not None and not shown and len(text) > _REPEATED and value.__class__ is str and text[0] not in "#=":
            return _store_text(value)
        return self._clean_with_memory(memory, column, value, text, shown)

    def _clean_with_memory(
        self, memory: _Memory, column: Column, value: CellValue, text: str | None = None, shown: str = ""
    ) -> CleanedCell:
        key = (value.__class__, value, shown) if shown or value.__class__ is not str else value
        known = memory.get(key)
        if known is None:
            text = format_plain_text(value) if shown or text is None else text
            known = self._clean_shown(column, value, text, shown) if shown else self._clean_cell(column, value, text)
            change = _explain_change(column, value, text, known, shown)
            known = memory[key] = replace(known, change=change) if change else known
        return known

    def _clean_shown(self, column: Column, value: CellValue, plain: str, shown: str) -> CleanedCell:
        """Clean a cell that shows something else than its plain text: what it shows is its text.

        Integers are the numbers stored, whatever stands around them; for days see `settle_shown_day`.
        """
        lost = self._losses.find_loss(value, plain)
        if lost:
            return CleanedCell(text=plain, unknown=lost)
        if column.kind == "integer" and not isinstance(value, str):
            return self._clean_integer(plain)
        if column.kind in ("date", "deadline"):
            return self._clean_cell(column, *settle_shown_day(self._dates, value, shown))
        return self._clean_cell(column, shown, shown)

    def _clean_cell(self, column: Column, value: CellValue, text: str) -> CleanedCell:
        if not text:
            return BLANK_CELL
        lost = self._losses.find_loss(value, text)
        if lost:
            return CleanedCell(text=text, unknown=lost)
        if column.kind in ("choice", "choices"):
            return self._clean_choice(column, text)
        if is_blank_word(text, self.definition.vocabulary):
            return BLANK_CELL
        if column.kind in ("date", "deadline"):
            return self._clean_date(value, text) if column.kind == "date" else self._clean_deadline(value, text)
        return self._clean_by_kind(column, keep_visible(value) if isinstance(value, str) else text, text)

    def _clean_by_kind(self, column: Column, written: str, text: str) -> CleanedCell:
        """Clean a cell of any other kind; `written` is its text as it was seen, `text` the same for matching."""
        if column.kind == "integer":
            return self._clean_integer(text)
        if column.kind == "names":
            return _mark_garbled(self._clean_people(written), written)
        if column.kind == "units":
            return _mark_garbled(_clean_items(self._units.split_units(written)), written)
        if column.kind in ("reference", "code"):
            number = self._normalise_number(column, text)
            return CleanedCell(text=number, value=number)
        return _store_text(written)

    def _clean_people(self, written: str) -> CleanedCell:
        people = self._names.split_names(written)
        several = any(self._names.is_run_together(name, written) for name in people)
        return replace(_clean_items(people), doubt="run_together" if several else "")

    def _clean_integer(self, text: str) -> CleanedCell:
        number = parse_integer(text, self.definition.vocabulary.numbers)
        return CleanedCell(
            text=text if number is None else str(number), value=number, unknown="integer" if number is None else ""
        )

    def _clean_choice(self, column: Column, text: str) -> CleanedCell:
        key = column.choices or ""
        found = self._choices.match_choice(text, key)
        if found is None and is_blank_word(text, self.definition.vocabulary):
            return BLANK_CELL
        whole = found.value if found else self._match_roster(text, key)
        doubt = "doubtful_word" if found and found.doubtful else ""
        if column.kind == "choice":
            return CleanedCell(text=whole or text, value=whole or text, doubt=doubt)
        parts = split_items(text, self.definition.vocabulary)
        # An option may contain a separator itself; then it must have as many parts as were written.
        if whole is not None and len(split_items(whole, self.definition.vocabulary)) == len(parts):
            return _clean_items([whole])
        return _clean_items([value for part in parts for value in self._choices.split_choices(part, key)])

    def _match_roster(self, text: str, key: str) -> str | None:
        """Return whom, or which unit, a text of a roster's column names; None for several or none."""
        if key == "@units":
            return self._unit_names.get(fold(text))
        names = self._names.split_names(text) if key.startswith("@") else []
        return names[0] if len(names) == 1 else None

    def _clean_date(self, value: CellValue, text: str) -> CleanedCell:
        day, reason = self._parse_day(value, text, month_ends=False)
        if day is None:
            return CleanedCell(text=text, unknown=reason)
        return CleanedCell(text=day.isoformat(), value=day, date=day)

    def _parse_day(self, value: CellValue, text: str, *, month_ends: bool) -> tuple[dt.date | None, str]:
        if isinstance(value, dt.date):  # a datetime is one too
            day = value.date() if isinstance(value, dt.datetime) else value
            # A year typed into a date cell (2022) is stored as a day of 1905.
            return (day, "") if EARLIEST <= day.year < LATEST else (None, "far_year")
        if isinstance(value, float) and text.endswith(".1"):
            return None, "month_number"  # 2027.10 and 2027.1 are the same number
        return self._dates.parse_day(text, month_ends=month_ends)

    def _clean_deadline(self, value: CellValue, text: str) -> CleanedCell:
        """Accept a day, a month (its last day), or one of the accepted words; wording that says more is kept."""
        day, reason = self._parse_day(value, text, month_ends=True)
        if day is not None:
            shown = text if self._dates.holds_period(text) else day.isoformat()
            return CleanedCell(text=shown, value=shown, date=day)
        if not isinstance(value, str):
            return CleanedCell(text=text, unknown=reason)
        found = self._deadlines.read_words(text, reason)
        meant = None if found.unknown else found.text
        return CleanedCell(text=found.text, value=meant, date=found.date, unknown=found.unknown, doubt=found.doubt)

    def _normalise_number(self, column: Column, text: str) -> str:
        """Return `WT-003` for 3, 问题3, WT3 or WT-003; any other text unchanged."""
        target, words = column, ""
        referenced = self.definition.find_referenced_column(column)
        if referenced is not None:
            target = referenced.column
            words = self.definition.find_label(referenced.list_key) + target.label
        plain = unicodedata.normalize("NFKC", text).upper()
        digits = re.findall(r"[0-9]+", plain)
        if not target.numbering or len(digits) != 1 or len(digits[0]) > _MOST_DIGITS:
            return text
        rest = fold(re.sub(r"[0-9]+", "", plain)).upper()
        for affix in self.definition.vocabulary.affixes.number:
            rest = rest.replace(affix, "")
        prefix = fold(target.numbering.replace("#", "")).upper()
        if rest in ("", prefix) or (words and rest in words):
            return target.format_number(int(digits[0]))
        return text


def _explain_change(column: Column, value: CellValue, plain: str, cleaned: CleanedCell, shown: str) -> str:
    """Return the key of the change from the written text to the cleaned one; empty where they are the same."""
    new = cleaned.text or ""
    if cleaned.unknown or new == (value if isinstance(value, str) else plain):
        return ""
    if shown and new == shown:
        return "shown"
    if cleaned.blank:
        return "blank" if plain else "invisible"
    if column.kind in TEXT_KINDS and isinstance(value, str):
        return _explain_storing(value, new)
    return "invisible" if plain == new else column.kind


def _store_text(written: str) -> CleanedCell:
    kept = keep_visible(written)
    change = "" if kept == written else _explain_storing(written, kept)
    return _mark_garbled(CleanedCell(text=kept, value=kept, change=change), kept)


def _explain_storing(written: str, kept: str) -> str:
    """Return the key of what was taken away, or rewritten, of a text that is kept."""
    if holds_soft_breaks(written):
        return "soft_breaks"
    return "forced_text" if written.lstrip().startswith("'") and not kept.startswith("'") else "invisible"


def _mark_garbled(cell: CleanedCell, written: str) -> CleanedCell:
    return cell if find_garbling(written) is None else replace(cell, doubt="garbled")


def _clean_items(items: Iterable[str]) -> CleanedCell:
    unique = tuple(dict.fromkeys(items))
    return CleanedCell(text="、".join(unique), value=unique) if unique else BLANK_CELL
