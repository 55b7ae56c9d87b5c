"""What `qingdan --version` answers: the program's version, its Python's, and whether that one lacks known fixes."""

from __future__ import annotations

import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

from toolkit.messages import say

_FIXES = Path(__file__).with_name("python_fixes.toml")
_DISTRIBUTION = "qingdan-toolkit"


def render_version() -> str:
    """Return one line with both versions, and a second one where this Python is older than its security fixes."""
    python = sys.version_info[:3]
    lines = [say("version.line", version=version(_DISTRIBUTION), python=_join_numbers(python))]
    fixed = find_missing_fix(python)
    if fixed:
        lines.append(say("version.unfixed", python=_join_numbers(python), fixed=fixed))
    return "\n".join(lines)


def find_missing_fix(python: tuple[int, int, int]) -> str:
    """Return the first release of the same Python version with the known fixes; empty where this one has them.

    Distributions mend their Python without a new number, so an old number is a reason to ask, no proof.
    """
    major, minor, patch = python
    least = tomllib.loads(_FIXES.read_text(encoding="utf-8"))["zip"].get(f"{major}.{minor}", 0)
    return _join_numbers((major, minor, least)) if patch < least else ""


def _join_numbers(numbers: tuple[int, ...]) -> str:
    return ".".join(str(number) for number in numbers)
