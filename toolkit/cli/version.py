"""What `qingdan --version` prints: the versions of the program and of Python, and whether that Python lacks fixes."""

from __future__ import annotations

import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

from toolkit.messages import say

_FIXES = Path(__file__).with_name("python_fixes.toml")
_DISTRIBUTION = "qingdan-toolkit"


def render_version() -> str:
    """Return a line with both versions, and a second where this Python is older than its security fixes."""
    python = sys.version_info[:3]
    lines = [say("version.line", version=version(_DISTRIBUTION), python=_join_numbers(python))]
    fixed = find_missing_fix(python)
    if fixed:
        lines.append(say("version.unfixed", python=_join_numbers(python), fixed=fixed))
    return "\n".join(lines)


def find_missing_fix(python: tuple[int, int, int]) -> str:
    """Return the first release of the same Python version that has the known fixes; empty where `python` has them.

    Distributions patch their Python without a new number, so an old number is a reason to ask, not proof. The numbers
    are in python_fixes.toml.
    """
    major, minor, patch = python
    least = tomllib.loads(_FIXES.read_text(encoding="utf-8"))["zip"].get(f"{major}.{minor}", 0)
    return _join_numbers((major, minor, least)) if patch < least else ""


def _join_numbers(numbers: tuple[int, ...]) -> str:
    return ".".join(str(number) for number in numbers)
