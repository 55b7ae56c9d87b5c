"""The operator's file of passwords: general passwords, and passwords of single units."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

# Full-width characters, which a Chinese keyboard writes, count as well.
_SEPARATOR = re.compile("[=,\t\uff1d\uff0c\uff1a]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passwords:
    """Passwords for files of any unit, and the password of each unit that has its own.

    `spare` are further passwords of such units, by which their files may open and under which none is handed out.
    `lines` are the numbers of the lines that name a unit, by its name there, and `file` is where all of it was read.
    """

    general: tuple[str, ...] = field(default=(), repr=False)
    spare: tuple[str, ...] = field(default=(), repr=False)
    by_unit: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    file: str = ""

    @property
    def all(self) -> tuple[str, ...]:
        """Every password once, general passwords first."""
        return tuple(dict.fromkeys((*self.general, *self.by_unit.values(), *self.spare)))


def pick_password(passwords: Sequence[str], place: int | None) -> str:
    """Return the password at a place that a worker told, empty where it told none, or no place at all."""
    return passwords[place] if place is not None and 0 <= place < len(passwords) else ""


def parse_passwords(text: str, file: str = "") -> Passwords:
    """Parse one password per line, or `单位 = 密码` (also with a tab or a comma); `#` starts a comment.

    Only the first separator counts, any other belongs to the password. A password without a unit before the
    separator is a general one, a unit's second password is a spare one.
    """
    general: list[str] = []
    spare: list[str] = []
    by_unit: dict[str, str] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        unit, password = _split_line(line)
        if unit and password and unit not in by_unit:
            by_unit[unit], lines[unit] = password, number
        elif password:
            (spare if unit else general).append(password)
    return Passwords(
        general=tuple(dict.fromkeys(general)),
        spare=tuple(dict.fromkeys(spare)),
        by_unit=MappingProxyType(by_unit),
        lines=MappingProxyType(lines),
        file=file,
    )


def _split_line(line: str) -> tuple[str, str]:
    separator = _SEPARATOR.search(line)
    if separator is None:
        return "", line.strip()
    return line[: separator.start()].strip(), line[separator.end() :].strip()
