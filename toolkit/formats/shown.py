"""Find the cells that show something else than the plain text of their value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from toolkit.formats.format_tokens import UncertainFormatError
from toolkit.formats.grid import CellValue, Grid, LostValue, Unsure
from toolkit.formats.number_format import NumberFormat, parse_format
from toolkit.formats.plain_text import find_value, format_number, format_plain_text
from toolkit.text import tidy

Look = Literal["nothing", "fractions", "numbers", "all"]
Address = tuple[int, int]  # row from 1, column from 0
# Codes that show values as they are, in all programs.
_PLAIN_CODES = frozenset({"", "general", "@"})
# Days whose plain writing tells that a format writes them alike: of one and two digits, before and after 1950.
_WHOLE_SAMPLES = (0, 1, 7, 10, 12, 123, 1234, 1_234_567)
_LAST_DAY = 2_958_466
_FIRST_TRUE_DAY = dt.datetime(1900, 3, 1)
_MOST_LOOKED = 200_000  # cells of one sheet
_MOST_WHOLE = 10_000_000
_SAMPLES = (36526.0, 44621.0, 44910.0, 20000.0)


@lru_cache(maxsize=4096)
def choose_look(code: str) -> Look:
    """Tell which cells of a number format may show something else than their plain texts.

    `nothing`: none; `fractions`: numbers that are not whole, for whole ones of up to seven digits are written as they
    are, or as days such as 2022-03-01; `numbers`: all but texts; `all`: texts too.
    """
    if code.lower() in _PLAIN_CODES:
        return "nothing"
    try:
        known = parse_format(code)
    except UncertainFormatError:
        return "all" if "@" in code or code.count(";") > 2 else "numbers"
    if _changes_texts(known):
        return "all"
    return "fractions" if _writes_plain_days(known) or _writes_plain_numbers(known) else "numbers"


def needs_look(look: Look, stored: float | str) -> bool:
    """Tell whether a cell with this number or text may show something else than its plain text."""
    if isinstance(stored, str):
        return look == "all"
    return look != "nothing" and not (look == "fractions" and 0 <= stored < _MOST_WHOLE and stored.is_integer())


def _changes_texts(known: NumberFormat) -> bool:
    try:
        return known.render("x").text.strip() != "x"
    except UncertainFormatError:
        return True


def _writes_plain_days(known: NumberFormat) -> bool:
    if not known.shows_days or any(section.operator for section in known.sections):
        return False
    days = ((dt.date(1899, 12, 30) + dt.timedelta(days=serial)).isoformat() for serial in _SAMPLES)
    try:
        return [known.render(serial).text.strip() for serial in _SAMPLES] == list(days)
    except UncertainFormatError:
        return False


def _writes_plain_numbers(known: NumberFormat) -> bool:
    if known.shows_days or any(section.operator for section in known.sections):
        return False
    try:
        return all(known.render(float(number)).text.strip() == str(number) for number in _WHOLE_SAMPLES)
    except UncertainFormatError:
        return False


@lru_cache(maxsize=4096)  # the days and numbers of a round's files are often the same
def _render(code: str, stored: float | str, from_1904: bool) -> tuple[str, bool]:
    """Return what a cell shows, and whether this is certain. Raises UncertainFormatError."""
    found = parse_format(code).render(stored, from_1904=from_1904)
    return tidy(found.text), found.certain


@dataclass(slots=True)
class ShownCells:
    """Gathers what the cells of one sheet show; see `Grid.shown` and `Grid.unsure`."""

    from_1904: bool = False
    shown: dict[Address, str] = field(default_factory=dict)
    unsure: dict[Address, Unsure] = field(default_factory=dict)
    looked: int = 0
    columns_unlooked: set[int] = field(default_factory=set)

    def add_formatted(self, address: Address, value: CellValue, code: str, stored: float | str) -> None:
        """Enter a cell with its number format; `stored` is the number or text that it holds, `value` what is read."""
        self.looked += 1
        if isinstance(value, bool | LostValue):
            return
        if self.looked > _MOST_LOOKED:  # no list is that long; each column of this one has a doubt
            if address[1] not in self.columns_unlooked:
                self.columns_unlooked.add(address[1])
                self.unsure[address] = Unsure(code=code)
            return
        try:
            known = parse_format(code)
            if isinstance(stored, float) and known.shows_days and not 0 <= stored < _LAST_DAY:
                if not isinstance(value, float | int | str):  # -3, of which a reader made midnight
                    self.shown[address] = format_number(stored)
                return  # no program shows it: 20220301 typed into a cell of days
            shown, certain = _render(code, stored, self.from_1904)
        except UncertainFormatError:
            self.unsure[address] = Unsure(code=code)
            return
        self._enter(address, value, shown, certain)

    def add_text(self, address: Address, value: CellValue, text: str) -> None:
        """Enter a cell whose shown text stands in the file; a narrow column leaves nothing but number signs of it."""
        if isinstance(value, bool | LostValue):
            return
        shown = tidy(text)
        if shown and not shown.strip("#"):
            self.unsure[address] = Unsure(code=shown)
        else:
            self._enter(address, value, shown, True)

    def _enter(self, address: Address, value: CellValue, shown: str, certain: bool) -> None:
        plain = format_plain_text(value)
        if shown == plain:
            return
        if not shown:
            self.unsure[address] = Unsure()
        elif certain:
            self.shown[address] = shown
        else:
            self.unsure[address] = Unsure(guess=shown)

    def complete(self, grid: Grid) -> Grid:
        """Return the grid with what was found."""
        return replace(grid, shown=self.shown, unsure=self.unsure) if self.shown or self.unsure else grid


def gather_shown(grid: Grid, cells: Iterable[tuple[Address, str, float | str]], *, from_1904: bool) -> Grid:
    """Return the grid with what cells show, given each address, number format, and number or text stored."""
    gathered = ShownCells(from_1904)
    for address, code, stored in cells:
        value = find_value(grid, *address)
        if value != "":
            gathered.add_formatted(address, value, code, stored)
    return gathered.complete(grid)


def find_stored(value: CellValue) -> float | str | None:
    """Return what a number format is applied to: a text, or the number of a value; None for any other kind."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float | int | str):
        return value if isinstance(value, str) else float(value)
    if isinstance(value, dt.date):
        value = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
        first = dt.datetime(1899, 12, 30 if value >= _FIRST_TRUE_DAY else 31)
        return (value - first) / dt.timedelta(days=1)
    return None


def choose_codes(codes: Mapping[int, str]) -> dict[int, tuple[Look, str]]:
    """Return, by style, the number formats that need a look, with which cells."""
    looks = ((style, choose_look(code), code) for style, code in codes.items())
    return {style: (look, code) for style, look, code in looks if look != "nothing"}
