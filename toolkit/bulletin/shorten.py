"""Cut long texts of units by rule: behind a whole clause, and nothing is added."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.messages import say

_OPENING = dict(zip("“‘《〈（(「『【〔[", "”’》〉）)」』】〕]", strict=True))
_CLOSING = frozenset(_OPENING.values())
# The end of a sentence or of a clause; in a number, a comma is no mark.
_MARK = re.compile(r"[。！？；，!?;\n]|,(?!\d)")
_STOPS = "。；，、：;,:\n "
_ENDS = f"{_STOPS}！？!?"
# What a sentence ends with, also before a closing quote.
_ENDED = re.compile(r"[。！？!?…][”’」』）)]?$")


def shorten_text(text: str, length: int) -> str:
    """Return a text of at most `length` characters: cut behind its last whole clause, with …… for what is left out.

    It is cut within no clause, quotes or brackets; a first clause that is longer stands whole. A full stop or comma at
    the end goes, since the sentence around the text has one of its own, and line breaks become spaces.
    """
    lines = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    kept = lines.rstrip(_STOPS)
    if len(kept) > length:
        cuts = [cut for cut in _find_cuts(lines) if kept[:cut].strip(_ENDS) and cut < len(kept)]
        within = [cut for cut in cuts if cut <= length]
        cut = within[-1] if within else min(cuts, default=len(kept))
        if cut < len(kept):
            kept = kept[:cut].rstrip(_ENDS) + say("bulletin.cut")
    return kept.replace("\n", " ")


def end_sentence(text: str) -> str:
    """Return a text with a full stop at its end, unless it is empty or has the end of a sentence already."""
    return text if not text or _ENDED.search(text) else text + say("bulletin.full_stop")


def _find_cuts(text: str) -> Iterator[int]:
    """Yield where a text may be cut: before the mark of a clause that stands within no quotes and no brackets."""
    spans = list(_find_spans(text))
    for mark in _MARK.finditer(text):
        if not any(start < mark.start() < end for start, end in spans):
            yield mark.start()


def _find_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where quotes and brackets begin and end; one without its partner encloses nothing."""
    opened: list[tuple[str, int]] = []
    straight = -1
    for place, character in enumerate(text):
        if character in _OPENING:
            opened.append((_OPENING[character], place))
        elif character in _CLOSING:
            start = next((at for closing, at in reversed(opened) if closing == character), None)
            if start is not None:
                opened = [each for each in opened if each[1] < start]
                yield start, place
        elif character == '"':
            if straight >= 0:
                yield straight, place
            straight = -1 if straight >= 0 else place
