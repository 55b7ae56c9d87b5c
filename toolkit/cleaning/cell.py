"""Understand what a clerk wrote in a cell: a typed value of the column's kind, or the reason why there is none."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

from toolkit.cleaning.choices import ChoiceReader
from toolkit.cleaning.dates import EARLIEST, LATEST, DateReader
from toolkit.cleaning.integers import parse_integer
from toolkit.cleaning.shown_days import settle_shown_day
from toolkit.definition import (
    TEXT_KINDS,
    Column,
    Definition,
    Vocabulary,
)
from toolkit.formats import CellValue, LostValue, format_plain_text
from toolkit.text import fold

TypedValue = str | int | dt.date | tuple[str, ...]
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_SPACES = re.compile(r"\s+")
_MOST_DIGITS = 9
_LOOSEST = 4
# Longer texts rarely occur twice, and are not worth remembering.
_REPEATED = 40
# What a failed formula shows instead of a value.
ERROR_VALUES = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
# WPS keeps a picture in a cell as a formula, which other programs show as text.
_PICTURES = ("=DISPIMG(", "=_XLFN.DISPIMG(")
# Spreadsheets keep 15 digits of a number: the last digits of a longer one are lost before anyone reads it.
_EXACT_NUMBERS = 10**15


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanedCell:
    """The meaning of one cell: `value` is None where it is blank, or unknown for the given reason.

    `text` is the value in words, None where the cell is blank; `date` is the day of a date, or of a deadline that has
    one; `change` says why the text differs from what was written (message `change.<why>`), empty where it does not.
    """

    text: str | None = None
    value: TypedValue | None = None
    date: dt.date | None = None
    unknown: str = ""
    change: str = field(default="", compare=False)

    @property
    def blank(self) -> bool:
        """Whether nothing was written, or only a word for nothing."""
        return self.text is None


_NOTHING = CleanedCell()
_Memory = dict[object, CleanedCell]


class Cleaner:
    """Cleans the cells of one definition's lists; the results for a column's equal cells are cached."""

    def __init__(self, definition: Definition, members: frozenset[str] = frozenset()) -> None:
        self.definition = definition
        self.members = members
        self._dates = DateReader(definition.vocabulary.dates)
        self._choices = ChoiceReader(definition)
        self._columns: dict[tuple[str, str], Callable[..., CleanedCell]] = {}

    def clean(self, list_key: str, column: Column, value: CellValue | None, shown: str = "") -> CleanedCell:
        """Return the meaning of a cell by its column's kind; `shown` is what it shows instead of its plain text."""
        if value is None or value == "":
            return _NOTHING
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
            return CleanedCell(text=text, value=text, change="" if text == value else "invisible")
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
        lost = _find_loss(value, plain)
        if lost:
            return CleanedCell(text=plain, unknown=lost)
        if column.kind == "integer" and not isinstance(value, str):
            return self._clean_integer(plain)
        if column.kind in ("date", "deadline"):
            return self._clean_cell(column, *settle_shown_day(self._dates, value, shown))
        return self._clean_cell(column, shown, shown)

    def _clean_cell(self, column: Column, value: CellValue, text: str) -> CleanedCell:
        if not text:
            return CleanedCell()
        lost = _find_loss(value, text)
        if lost:
            return CleanedCell(text=text, unknown=lost)
        if column.kind in ("choice", "choices"):
            return self._clean_choice(column, text)
        if is_blank_word(text, self.definition.vocabulary):
            return CleanedCell()
        if column.kind in ("date", "deadline"):
            return self._clean_date(value, text) if column.kind == "date" else self._clean_deadline(value, text)
        return self._clean_by_kind(column, text)

    def _clean_by_kind(self, column: Column, text: str) -> CleanedCell:
        if column.kind == "integer":
            return self._clean_integer(text)
        if column.kind == "names":
            return _clean_items(self._split_names(text))
        if column.kind == "units":
            return _clean_items(split_items(text, self.definition.vocabulary))
        if column.kind in ("reference", "code"):
            number = self._normalise_number(column, text)
            return CleanedCell(text=number, value=number)
        return CleanedCell(text=text, value=text)

    def _clean_integer(self, text: str) -> CleanedCell:
        number = parse_integer(text, self.definition.vocabulary.numbers)
        return CleanedCell(
            text=text if number is None else str(number), value=number, unknown="integer" if number is None else ""
        )

    def _clean_choice(self, column: Column, text: str) -> CleanedCell:
        key = column.choices or ""
        whole = self._choices.match_choice(text, key)
        if whole is None and is_blank_word(text, self.definition.vocabulary):
            return CleanedCell()
        if whole is None and key.startswith("@"):
            whole = self._strip_name(text)
        if column.kind == "choice":
            chosen = whole or text
            return CleanedCell(text=chosen, value=chosen)
        parts = split_items(text, self.definition.vocabulary)
        # An option may contain a separator itself; then it must have as many parts as were written.
        if whole is not None and len(split_items(whole, self.definition.vocabulary)) == len(parts):
            return _clean_items([whole])
        return _clean_items([self._choices.match_choice(part, key) or part for part in parts])

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
        for word, forms in self.definition.vocabulary.deadline_words.items():
            if fold(text) in {fold(form) for form in (word, *forms)}:
                return CleanedCell(text=word, value=word)
        return CleanedCell(text=text, unknown=reason)

    def _split_names(self, text: str) -> list[str]:
        """Return the names of a cell; 张 三 is one person, 张三 李四 are two."""
        vocabulary = self.definition.vocabulary
        parts = [_SPACES.sub("", part) for part in split_items(text, vocabulary, spaces=False)]
        if all(part in self.members for part in parts):
            return parts
        names: list[str] = []
        for part in split_items(_BRACKETS.sub("", text) or text.strip("()（）[]【】"), vocabulary, spaces=False):
            words = part.split()
            joined = "".join(words)
            is_person = joined in self.members or all(len(word) == 1 for word in words)
            names += [joined] if is_person else words
        return [self._strip_name(name) for name in names]

    def _strip_name(self, name: str) -> str:
        """Return a name without brackets, inner spaces and trailing titles, unless the roster has it that way."""
        bare = _SPACES.sub("", name)
        if bare in self.members:
            return bare
        bare = _BRACKETS.sub("", bare) or bare
        titles = sorted(self.definition.vocabulary.titles, key=len, reverse=True)
        while bare not in self.members:
            title = next((word for word in titles if bare.endswith(word) and len(bare) - len(word) >= 2), "")
            if not title:
                break
            bare = bare.removesuffix(title)
        return bare

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


def _find_loss(value: CellValue, text: str) -> str:
    """Return why a filled cell has no value that can be trusted; empty where it has one."""
    if isinstance(value, str):
        if isinstance(value, LostValue):
            return value.code
        if text[0] == "#" and text in ERROR_VALUES:
            return "error_value"
        return "picture" if text[0] == "=" and text.upper().startswith(_PICTURES) else ""
    too_long = isinstance(value, float | int) and abs(value) >= _EXACT_NUMBERS
    return "digits_lost" if too_long else ""


def _explain_change(column: Column, value: CellValue, plain: str, cleaned: CleanedCell, shown: str) -> str:
    """Return the key of the change from the written text to the cleaned one; empty where they are the same."""
    new = cleaned.text or ""
    if cleaned.unknown or new == (value if isinstance(value, str) else plain):
        return ""
    if shown and new == shown:
        return "shown"
    if plain == new:
        return "invisible"
    return "blank" if cleaned.blank else column.kind


def is_blank_word(text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a text only means that there is nothing: 无, —, N/A."""
    words, longest = _fold_words(vocabulary.blanks)
    return len(text) <= longest and fold(text) in words


@lru_cache(maxsize=64)
def _fold_words(words: tuple[str, ...]) -> tuple[frozenset[str], int]:
    """Return the folded words, and the length that the longest may have with spaces or punctuation between letters."""
    return frozenset(fold(word) for word in words), _LOOSEST * max((len(word) for word in words), default=0)


def split_items(text: str, vocabulary: Vocabulary, *, spaces: bool = True) -> list[str]:
    """Split a several-valued cell at the vocabulary's separators (and at spaces), blanks dropped."""
    separators = "|".join(re.escape(separator) for separator in vocabulary.separators)
    parts = (part.strip() for part in re.split(rf"{separators}|\s+" if spaces else separators, text))
    return [part for part in parts if part and not is_blank_word(part, vocabulary)]


def _clean_items(items: Iterable[str]) -> CleanedCell:
    unique = tuple(dict.fromkeys(items))
    return CleanedCell(text="、".join(unique), value=unique) if unique else CleanedCell()
