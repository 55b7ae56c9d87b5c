"""How often a workbook was handed out in its round, so that a return made from an earlier one is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedVersion:
    """One time that a workbook was handed out: for which time, counted from 1, on which day (ISO form).

    `changes` say what became different from the time before, in words; empty for the first time. `locked` tells
    whether it was handed out under a password; `sha256` is that of the workbook without one.
    """

    number: int
    day: str = ""
    changes: str = ""
    locked: bool = False
    sha256: str = ""


# Every time in order, by the unit's code and the list's key, or WHOLE for all lists together.
IssuedVersions = Mapping[tuple[str, str], tuple[IssuedVersion, ...]]
