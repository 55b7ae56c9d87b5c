"""What became of a set of changes, and the modes of what it made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondName:
    """A result that could not take its place: `path` is open in another program, so it lies at `actual`.

    `holder` says who has it open, in words, empty where nobody can tell.
    """

    path: Path
    actual: Path
    holder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """Where everything went: results under second names, what could not be removed, what was there already."""

    second_names: tuple[SecondName, ...] = ()
    kept_open: tuple[Path, ...] = ()
    existing: tuple[Path, ...] = ()

    def locate(self, path: Path) -> Path:
        """Return where a result lies: its path, or its second name."""
        return next((each.actual for each in self.second_names if each.path == path), path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Modes:
    """The modes of files and folders that are made."""

    file: int
    folder: int
