"""Understand written days: the day that a text means, or the reason why it is unknown.

Nothing is guessed: a day without a year, or the 30th of February, stays unknown.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from toolkit.definition import DateWords
from toolkit.excel import convert_serial_day
from toolkit.rules import FIRST_DAY, LAST_DAY

EARLIEST, LATEST = 2000, 2100  # years; the latest is excluded
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SERIAL = re.compile(r"[0-9]{5}")
_SPACES = re.compile(r"\s+")
_MONTHS = 12
Parsed = tuple[dt.date | None, str]  # the day, or the reason (message `unknown.<reason>`)


@dataclass(frozen=True)
class DateReader:
    """Reads days as one vocabulary writes them."""

    words: DateWords

    def parse_day(self, text: str, *, month_ends: bool = False) -> Parsed:
        """Return the day written in a text, or the reason why it is unknown.

        With `month_ends`, a month stands for its last day and a part of a year for that part's end.
        """
        normal = self.convert_numerals(unicodedata.normalize("NFKC", text)).strip()
        plain = _SPACES.sub("", normal)
        for candidate in (plain, normal):
            match = self._full.fullmatch(candidate) or _COMPACT.fullmatch(candidate)
            if match:
                return _build_day(*(int(part) for part in match.groups()[:3]))
        if _SERIAL.fullmatch(plain) and FIRST_DAY <= int(plain) < LAST_DAY:
            return convert_serial_day(int(plain)), ""
        return self._parse_period(plain, month_ends)

    def holds_period(self, text: str) -> bool:
        """Tell whether a text names a month or longer period, so that its wording is worth keeping."""
        plain = _SPACES.sub("", self.convert_numerals(unicodedata.normalize("NFKC", text)))
        return any(pattern.fullmatch(plain) for pattern in (self._month, self._year_part, self._whole_year))

    def lacks_year(self, text: str) -> bool:
        """Tell whether a text may be a day, month or part of a year to which only the year is missing."""
        plain = _SPACES.sub("", self.convert_numerals(unicodedata.normalize("NFKC", text)))
        return bool(self._yearless.fullmatch(plain) or self._yearless_part.fullmatch(plain))

    def _parse_period(self, plain: str, month_ends: bool) -> Parsed:
        month = self._month.fullmatch(plain)
        if month and not month_ends:
            return None, "month_only"
        if month:
            return _build_month_day(int(month[1]), int(month[2]), self.words.month_parts.get(month[3] or "", 0))
        part = self._year_part.fullmatch(plain)
        if part and month_ends:
            return _build_month_day(int(part[1]), self.words.year_parts[part[2]], 0)
        year = self._whole_year.fullmatch(plain)
        if year and month_ends:
            return _build_month_day(int(year[1]), _MONTHS, 0)
        return None, "no_year" if self._yearless.fullmatch(plain) else "not_a_date"

    @cached_property
    def _full(self) -> re.Pattern[str]:
        year, month = re.escape(self.words.year), re.escape(self.words.month)
        day, before = _join_alternatives(self.words.day), _join_alternatives(self.words.before)
        date = rf"([0-9]{{4}})[-./{year}]([0-9]{{1,2}})[-./{month}]([0-9]{{1,2}}){day}?{before}?"
        return re.compile(date + r"(?:[T ]+[0-9]{1,2}:[0-9]{2}.*)?")

    @cached_property
    def _month(self) -> re.Pattern[str]:
        words = self.words
        month = f"(?:{re.escape(words.month)}{_join_alternatives(words.month_tails)}?)?"
        parts, before = _join_alternatives(tuple(words.month_parts), capture=True), _join_alternatives(words.before)
        return re.compile(rf"([0-9]{{4}})[-./{re.escape(words.year)}]([0-9]{{1,2}}){month}{parts}?{before}?")

    @cached_property
    def _year_part(self) -> re.Pattern[str]:
        parts, before = (
            _join_alternatives(tuple(self.words.year_parts), capture=True),
            _join_alternatives(self.words.before),
        )
        return re.compile(rf"([0-9]{{4}}){re.escape(self.words.year)}?{parts}{before}?")

    @cached_property
    def _yearless(self) -> re.Pattern[str]:
        month = re.escape(self.words.month)
        before = _join_alternatives(self.words.before)
        return re.compile(rf"[0-9]{{1,2}}[-./][0-9]{{1,2}}{before}?|[0-9]{{1,2}}{month}.*")

    @cached_property
    def _whole_year(self) -> re.Pattern[str]:
        return re.compile(rf"([0-9]{{4}}){re.escape(self.words.year)}")

    @cached_property
    def _yearless_part(self) -> re.Pattern[str]:
        parts = tuple(part for part in self.words.year_parts if len(part) > 1)
        return re.compile(_join_alternatives(parts) + _join_alternatives(self.words.before) + "?")

    def convert_numerals(self, text: str) -> str:
        """Return a text with the Chinese numerals of its date in digits; a text without year or month as it is."""
        words = self.words
        if words.year not in text and words.month not in text:
            return text
        digits = re.escape(words.digits)
        text = re.sub(f"([{digits}]?){re.escape(words.ten)}([{digits}]?)", self._convert_tens, text)
        numerals = dict.fromkeys(words.zeros, "0") | {d: str(i) for i, d in enumerate(words.digits, 1)}
        return re.sub(
            f"[{digits}{re.escape(words.zeros)}]+(?=[{words.year}{words.month}{''.join(words.day)}]|$)",
            lambda run: "".join(numerals[c] for c in run[0]),
            text,
        )

    def _convert_tens(self, match: re.Match[str]) -> str:
        tens = self.words.digits.index(match[1]) + 1 if match[1] else 1
        last_digit = self.words.digits.index(match[2]) + 1 if match[2] else 0
        return str(tens * 10 + last_digit)


def _join_alternatives(words: tuple[str, ...], *, capture: bool = False) -> str:
    ordered = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return f"({ordered})" if capture else f"(?:{ordered})"


def _build_day(year: int, month: int, day: int) -> Parsed:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return None, "no_such_day"
    return (found, "") if EARLIEST <= year < LATEST else (None, "far_year")


def _build_month_day(year: int, month: int, day: int) -> Parsed:
    if not 1 <= month <= 12:
        return None, "no_such_day"
    return _build_day(year, month, day or calendar.monthrange(year, month)[1])
