"""Tell our own lines in the notes on cells from what clerks wrote there.

Two kinds of notes are ours: the token on a heading of a workbook handed out, and the findings on the cells of a
workbook sent back.
"""

from __future__ import annotations

import re
from functools import cache

from toolkit.findings.finding import SEVERITIES
from toolkit.messages import say

END_OF_OURS = "\u2063"  # an invisible character that ends our part of a line
_TOKEN = "#"


def count_our_characters(line: str) -> int:
    """Return how many characters at the start of a note's line are ours; what follows them, the clerk wrote."""
    if not _build_line_pattern().match(line):
        return 0
    end = line.find(END_OF_OURS)
    return len(line) if end < 0 else end + len(END_OF_OURS)


@cache
def _build_line_pattern() -> re.Pattern[str]:
    openings = (say("annotation.mark", severity=say(f"severity.{grade}"), number="0") for grade in SEVERITIES)
    numbered = [re.escape(opening).replace("0", r"\d+") for opening in openings]
    others = [re.escape(say(key)) for key in ("annotation.row_mark", "annotation.more_mark")]
    return re.compile("|".join([*numbered, *others]))


def keep_clerks_words(note: str) -> str:
    """Return what a clerk wrote in a note: the note without our lines, empty where nothing else is left."""
    lines = _build_token_pattern().sub("", note.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(line[count_our_characters(line) :] for line in lines).strip()


@cache
def _build_token_pattern() -> re.Pattern[str]:
    """Return a pattern of the note that carries a token, with any token, and any white space for its line breaks."""
    before, after = say("annotation.token", token=_TOKEN).split(_TOKEN)
    return re.compile(r"\s+".join(map(re.escape, before.split())) + r"\s*[\w.\-]*\s*" + re.escape(after.strip()))
