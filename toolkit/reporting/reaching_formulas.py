"""Tell whether formulas of a workbook reach out of it, or run something, when they are computed."""

from __future__ import annotations

import re

from toolkit.ooxml import Package

_PARTS = re.compile(r"(?:^|/)(?:worksheets|macrosheets|chartsheets)/[^/]*\.xml$|(?:^|/)workbook\.xml$", re.IGNORECASE)
_FORMULA = re.compile(rb"<(?:\w+:)?(?:f|formula[12]?|definedName)\b[^<>]*>([^<]+)<")
# Functions that ask a server, a program or a library; and the bar between program and topic of a DDE formula.
_REACHING = re.compile(
    rb"(?:\b(?:WEBSERVICE|RTD|CALL|EXEC|REGISTER|REGISTER\.ID|DDE|IMAGE)\s*\()|[\w\])]\s*\|\s*['&\w]", re.IGNORECASE
)
_TEXT = re.compile(rb'"[^"]*"')


def holds_reaching_formula(content: bytes) -> bool:
    """Tell whether any cell, rule or name of a package has such a formula."""
    package = Package(content)
    for name in package.names:
        if not _PARTS.search(name):
            continue
        for formula in set(_FORMULA.findall(package.read_part(name))):
            if _REACHING.search(_TEXT.sub(b'""', formula.replace(b"&quot;", b'"'))):
                return True
    return False
