"""Write the values of cells as their number formats show them, as a Chinese Excel does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from toolkit.formats.format_days import depends_on_system, render_moment
from toolkit.formats.format_numbers import render_number
from toolkit.formats.format_tokens import Section, Token, UncertainFormatError, parse_section, split_sections
from toolkit.formats.plain_text import format_number
from toolkit.messages import has_message, say

GENERAL = "General"
# The built-in formats that are the same everywhere, or whose Chinese writing needs no Chinese sign.
_BUILTIN = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: "\xa5#,##0;\xa5-#,##0",
    6: "\xa5#,##0;[Red]\xa5-#,##0",
    7: "\xa5#,##0.00;\xa5-#,##0.00",
    8: "\xa5#,##0.00;[Red]\xa5-#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    30: "m-d-yy",
    37: "#,##0;-#,##0",
    38: "#,##0;[Red]-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ \xa5* #,##0_ ;_ \xa5* -#,##0_ ;_ \xa5* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ \xa5* #,##0.00_ ;_ \xa5* -#,##0.00_ ;_ \xa5* "-"??_ ;_ @_ ',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
}
_USER_FORMATS = 164  # the first number of a format that the file itself has to define
_MOST_SECTIONS = 4


def find_builtin_code(number: int) -> str:
    """Return the code of a built-in format as Chinese systems show it; its number in brackets where it is unknown.

    A number that a file should have defined but did not means nothing: programs show such cells as General.
    """
    if number in _BUILTIN:
        return _BUILTIN[number]
    if has_message(f"builtin_format.{number}"):
        return say(f"builtin_format.{number}")
    return GENERAL if number >= _USER_FORMATS or 23 <= number <= 26 else f"[{number}]"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell shows, with the blanks that align it; `certain` unless another system shows it otherwise."""

    text: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """A number format: what it shows of numbers and texts; `code` is as the file has it."""

    code: str
    sections: tuple[Section, ...]

    @property
    def shows_days(self) -> bool:
        """Whether numbers are shown as dates, times or durations."""
        return any(section.shows_days for section in self.sections)

    def render(self, value: float | str, *, from_1904: bool = False) -> Shown:
        """Return what a cell shows. Raises UncertainFormatError where that cannot be told."""
        if isinstance(value, str):
            return Shown(self._render_text(value))
        section, negative = self._choose_section(value)
        if section is None:
            return Shown(format_number(value))
        if section.system:
            section = parse_section(say("shown.long_date") if section.system == "date" else _BUILTIN[21])
        if section.shows_days:
            certain = not depends_on_system(section)
            return Shown(render_moment(section, value, from_1904=from_1904), certain)
        shown = render_number(section, abs(value), negative=negative)
        # Excel writes 12 sign by sign, as a telephone number, where LibreOffice says it: with the word for ten.
        certain = not section.numerals or sum(sign.isnumeric() for sign in shown) == 1
        return Shown(shown, certain)

    def _render_text(self, text: str) -> str:
        section = self.sections[-1]
        if not section.shows_text and len(self.sections) < _MOST_SECTIONS:
            return text
        return "".join(text if token.kind == "text" else _show_literal(token) for token in section.tokens)

    def _choose_section(self, number: float) -> tuple[Section | None, bool]:
        """Return the section for a number, and whether it needs a sign; None for General."""
        sections = self.sections[: _MOST_SECTIONS - 1]
        if len(sections) > 1 or not sections[0].shows_text:
            sections = sections[:-1] if sections[-1].shows_text and len(sections) == len(self.sections) else sections
        elif sections[0].shows_text:
            return (None, False) if _is_plain_text(sections[0]) else _refuse()
        if any(section.operator for section in sections):
            return _choose_by_condition(sections, number)
        if len(sections) == 1:
            return sections[0], number < 0
        if number < 0:
            return sections[1], False
        return sections[2 if number == 0 and len(sections) > 2 else 0], False


def _refuse() -> tuple[None, bool]:
    raise UncertainFormatError


def _is_plain_text(section: Section) -> bool:
    return all(token.kind == "text" or not _show_literal(token).strip() for token in section.tokens)


def _show_literal(token: Token) -> str:
    if token.kind not in ("literal", "slash", "comma", "point"):
        raise UncertainFormatError
    return token.text


def _choose_by_condition(sections: tuple[Section, ...], number: float) -> tuple[Section | None, bool]:
    """Return the first section whose condition holds, the last for all others; programs differ below zero."""
    for section in sections:
        if not section.operator or _holds(section, number):
            break
    else:
        raise UncertainFormatError
    if number >= 0:
        return section, False
    if section.operator in ("<", "<=") and section.limit <= 0 and len(sections) > 1:
        return section, False
    raise UncertainFormatError


def _holds(section: Section, number: float) -> bool:
    limit = section.limit
    return {
        "<": number < limit,
        "<=": number <= limit,
        "=": number == limit,
        ">=": number >= limit,
        ">": number > limit,
        "<>": number != limit,
    }[section.operator]


@lru_cache(maxsize=4096)
def parse_format(code: str) -> NumberFormat:
    """Return the format of a code. Raises UncertainFormatError where the code is not understood."""
    sections = tuple(parse_section(part) for part in split_sections(code))
    if not code or len(sections) > _MOST_SECTIONS:
        raise UncertainFormatError
    return NumberFormat(code, sections)
