"""What `qingdan --version` prints: the versions of the program and of Python, and which of its parts lack fixes."""

from __future__ import annotations

import pyexpat
import re
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

from toolkit.messages import say

_FIXES = Path(__file__).with_name("python_fixes.toml")
_DISTRIBUTION = "qingdan-toolkit"


def render_version() -> str:
    """Return a line with both versions, and one for each part of this Python that is older than its security fixes."""
    python = sys.version_info[:3]
    lines = [say("version.line", version=version(_DISTRIBUTION), python=_join_numbers(python))]
    fixed = find_missing_fix(python)
    if fixed:
        lines.append(say("version.unfixed", python=_join_numbers(python), fixed=fixed))
    expat = pyexpat.EXPAT_VERSION.removeprefix("expat_")
    fixed = find_missing_xml_fix(expat)
    if fixed:
        lines.append(say("version.unfixed_xml", expat=expat, fixed=fixed))
    return "\n".join(lines)


def find_missing_xml_fix(expat: str) -> str:
    """Return the first release of expat, Python's parser of XML, with the known fixes; empty where `expat` has them."""
    least = str(tomllib.loads(_FIXES.read_text(encoding="utf-8"))["xml"]["expat"])
    return least if _split_numbers(expat) < _split_numbers(least) else ""


def _split_numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"[0-9]+", version))


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
