"""Write dates, times of day and durations as a section of a number format shows them."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from toolkit.formats.format_tokens import Section, Token, UncertainFormatError
from toolkit.messages import say

# The serial of the first day after the 29th of February 1900, which spreadsheets have and calendars do not.
_MARCH_1900, _END = 61, 2_958_466
_DAY = 86_400
_NOISE = 0.001  # seconds; what a serial number is wrong by
_NAMES = frozenset({"mmm", "mmmm", "mmmmm", "ddd", "dddd", "AM/PM", "A/P"})
_FROM_1900, _BEFORE_MARCH, _FROM_1904 = dt.date(1899, 12, 30), dt.date(1899, 12, 31), dt.date(1904, 1, 1)


@dataclass(frozen=True, slots=True)
class _Moment:
    """A serial number as day and time; `seconds` are those since midnight, `fraction` the digits after them."""

    serial: float
    day: dt.date | None
    seconds: int
    fraction: str


def render_moment(section: Section, serial: float, *, from_1904: bool) -> str:
    """Return what a section shows of a serial number. Raises UncertainFormatError where that is not certain."""
    tokens = _find_minutes(section.tokens)
    parts = sum(len(fraction) for fraction in _find_fractions(tokens))
    to_the_second = any(token.text[0] == "s" for token in tokens if token.kind in ("day", "span"))
    moment = _split_serial(serial, parts, to_the_second, from_1904=from_1904)
    twelve = any(token.kind == "halves" for token in tokens)
    shown: list[str] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.kind == "point" and position and _shows_seconds(tokens[position - 1]):
            shown.append("." + moment.fraction)
            position += 1
            while position < len(tokens) and tokens[position].text == "0":
                position += 1
            continue
        shown.append(_render_token(token, section, moment, twelve))
        position += 1
    return "".join(shown)


def _shows_seconds(token: Token) -> bool:
    return token.text[0] == "s" and token.kind in ("day", "span")


def _find_fractions(tokens: list[Token]) -> list[str]:
    """Return the zeros behind a point behind seconds."""
    found = []
    for position, token in enumerate(tokens):
        if token.kind == "point" and position and _shows_seconds(tokens[position - 1]):
            zeros = ""
            for follower in tokens[position + 1 :]:
                if follower.text != "0":
                    break
                zeros += "0"
            found.append(zeros)
    return found[:1]


def depends_on_system(section: Section) -> bool:
    """Tell whether the names of months, days or halves of a day are in the language of whoever looks at the cell."""
    names = (token.kind == "halves" or token.text in _NAMES for token in section.tokens if token.kind != "literal")
    return not section.language and any(names)


def _find_minutes(tokens: tuple[Token, ...]) -> list[Token]:
    """Return the tokens with m behind hours or before seconds as minutes (kind `minutes`)."""
    units = [position for position, token in enumerate(tokens) if token.kind in ("day", "span")]
    found = list(tokens)
    for place, position in enumerate(units):
        token = tokens[position]
        if token.kind != "day" or token.text not in ("m", "mm"):
            continue
        before = tokens[units[place - 1]].text[0] if place else ""
        after = tokens[units[place + 1]].text[0] if place + 1 < len(units) else ""
        if before == "h" or after == "s":
            found[position] = Token("minutes", token.text)
    return found


def _split_serial(serial: float, digits: int, to_the_second: bool, *, from_1904: bool) -> _Moment:
    if not 0 <= serial < _END:
        raise UncertainFormatError
    unit = 10**digits
    cut = int(serial * _DAY + _NOISE)
    whole = round(serial * _DAY * unit) if digits else cut
    seconds, fraction = divmod(whole, unit)
    number, seconds = divmod(seconds, _DAY)
    text = str(fraction).rjust(digits, "0") if digits else ""
    if to_the_second and not digits and cut != round(serial * _DAY):
        raise UncertainFormatError  # programs round or cut parts of a second
    return _Moment(serial=serial, day=_find_day(number, from_1904), seconds=seconds, fraction=text)


def _find_day(number: int, from_1904: bool) -> dt.date | None:
    """Return the day of a whole serial number, None for those that no calendar has."""
    if from_1904:
        return _FROM_1904 + dt.timedelta(days=number) if number < _END - 1462 else None
    if number == 0 or number == _MARCH_1900 - 1 or number >= _END:
        return None
    return (_FROM_1900 if number >= _MARCH_1900 else _BEFORE_MARCH) + dt.timedelta(days=number)


def _render_token(token: Token, section: Section, moment: _Moment, twelve: bool) -> str:
    kind, text = token.kind, token.text
    if kind in ("literal", "slash", "comma", "point"):
        return text
    if kind == "halves":
        return _render_halves(text, section, moment)
    if kind == "span":
        return _render_span(text, moment)
    if kind == "minutes" or (kind == "day" and text[0] in "hs"):
        return _write_number(_find_clock(kind, text, moment, twelve), min(len(text), 2), section)
    if kind == "day":
        return _render_day(text, section, moment)
    raise UncertainFormatError


def _find_clock(kind: str, text: str, moment: _Moment, twelve: bool) -> int:
    if kind == "minutes":
        return moment.seconds // 60 % 60
    if text[0] == "s":
        return moment.seconds % 60
    hours = moment.seconds // 3600
    return (hours % 12 or 12) if twelve else hours


def _render_halves(text: str, section: Section, moment: _Moment) -> str:
    later = moment.seconds >= _DAY // 2
    if text == say("shown.halves") or (section.language == "zh" and len(text) > 3):
        return say("shown.afternoon") if later else say("shown.morning")
    if section.language not in ("", "en"):
        raise UncertainFormatError
    return text.split("/")[later]


def _render_span(text: str, moment: _Moment) -> str:
    unit = {"h": 3600, "m": 60, "s": 1}[text[0]]
    total = int(moment.serial * _DAY + _NOISE) // unit
    return str(total).rjust(len(text), "0")


def _render_day(text: str, section: Section, moment: _Moment) -> str:
    if moment.day is None:
        raise UncertainFormatError
    letter, day = text[0], moment.day
    if letter == "e" or (letter == "y" and len(text) > 2):
        return _write_year(str(day.year), section)
    if letter == "y":
        return _write_year(f"{day.year % 100:02d}", section)
    if letter == "m":
        return _render_month(len(text), section, day)
    if letter == "d" and len(text) <= 2:
        return _write_number(day.day, len(text), section)
    return _render_weekday(text, section, day)


def _render_month(length: int, section: Section, day: dt.date) -> str:
    if length <= 2:
        return _write_number(day.month, length, section)
    if section.language not in ("", "en"):
        raise UncertainFormatError  # programs differ
    if length == 3:
        return calendar.month_abbr[day.month]
    name = calendar.month_name[day.month]
    return name[0] if length == 5 else name


def _render_weekday(text: str, section: Section, day: dt.date) -> str:
    sign = say("shown.weekdays")[day.isoweekday() % 7]
    if text == "aaaa" or (text == "dddd" and section.language == "zh"):
        return say("shown.weekday", day=sign)
    if text[0] == "a" or section.language not in ("", "en"):
        raise UncertainFormatError  # programs differ
    return calendar.day_abbr[day.weekday()] if len(text) == 3 else calendar.day_name[day.weekday()]


def _write_year(digits: str, section: Section) -> str:
    if not section.numerals:
        return digits
    return "".join(_find_numerals(section)[int(digit)] for digit in digits)


def _write_number(number: int, width: int, section: Section) -> str:
    """Return a number below 100 in digits, or in Chinese numerals as they are said: 3 and 12 and 31."""
    if not section.numerals:
        return f"{number:0{width}d}"
    if section.numerals != "1":
        raise UncertainFormatError  # programs differ
    signs, ten = _find_numerals(section), say("shown.ten")
    tens, rest = divmod(number, 10)
    last = signs[rest] if rest or not tens else ""
    return (signs[tens] if tens > 1 else "") + (ten if tens else "") + last


def _find_numerals(section: Section) -> str:
    if section.numerals not in ("1", "2"):
        raise UncertainFormatError
    return say("shown.digits") if section.numerals == "1" else say("shown.digits_formal")
