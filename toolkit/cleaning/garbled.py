"""Recognise texts that were decoded with the wrong encoding, and their original where it can be told for certain.

Four ways are known: UTF-8 read as GBK, GBK or UTF-8 read as a Western code page, characters that an encoding did not
have (runs of question marks, U+FFFD), and U+FFFD read as GBK. A rare but honest character is none of them: what was
read wrongly spells, in its bytes, valid text of the other encoding, which honest Chinese does not.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_REPLACEMENT = "\ufffd"
_LOST = (_REPLACEMENT * 2).encode().decode("gb18030")[:2]  # what two of them become when UTF-8 is read as GBK
_UNKNOWN = 4  # this many question marks in a row
_LOUD = 8  # and this many even at the end of a sentence, where some ask loudly
_FEWEST = 2  # ideographs that a certain original must have
_FEWEST_PARTLY = 3  # in a row, of one of which some bytes are lost
_MOST = 0.5  # of the bytes of such a text, where fewer are in a row
_SHARE = 0.8  # of an original's ideographs are everyday ones
_LAST_EVERYDAY = 0xD7  # the first byte in GB2312 of the last of the 3,755 everyday ideographs
_COMMON = re.compile(r"[\u4e00-\u9fff]")
# The ideographs that the first two bytes of one in UTF-8 (E4 to E9, then 80 to BF) become when read as GBK.
_FIRST_BYTES = "".join(
    bytes((lead, trail)).decode("gb18030", "ignore") for lead in range(0xE4, 0xEA) for trail in range(0x80, 0xC0)
)
_UTF8_AS_GBK = re.compile(f"[{re.escape(_FIRST_BYTES)}]")
_AS_WESTERN = re.compile(r"[\u0080-\u00ff\u0152-\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{4}")
# A cheap look before the others; few texts have any of these.
_SUSPECT = re.compile(f"[{_REPLACEMENT}{_LOST[0]}?\u00a1-\u00ff{re.escape(_FIRST_BYTES)}]")
_IDEOGRAPHIC = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")


class Garbled(NamedTuple):
    """A text read with the wrong encoding; `original` is what was meant, empty where that is not certain."""

    original: str = ""


def find_garbling(text: str) -> Garbled | None:
    """Return what is known of a text that was read with the wrong encoding, None for an honest text."""
    if not _SUSPECT.search(text):
        return None
    if _REPLACEMENT in text or _LOST in text or _has_lost_characters(text):
        return Garbled()
    return _undo_gbk(text) or _undo_western(text)


def _has_lost_characters(text: str) -> bool:
    """Tell whether question marks stand for characters: many, and not just behind a sentence."""
    for run in re.finditer(rf"\?{{{_UNKNOWN},}}", text):
        behind_a_sentence = run.start() > 0 and run.end() == len(text.rstrip()) and len(run[0]) < _LOUD
        if not behind_a_sentence:
            return True
    return False


def _undo_gbk(text: str) -> Garbled | None:
    """Return the original of UTF-8 that was read as GBK."""
    if not _UTF8_AS_GBK.search(text):
        return None
    try:
        original = text.encode("gb18030").decode()
    except UnicodeError:
        return Garbled() if _is_partly_utf8(text) else None
    return Garbled(original) if _is_everyday(original) else None


def _is_partly_utf8(text: str) -> bool:
    """Tell whether the bytes of a text spell ideographs in UTF-8, some of whose bytes were lost."""
    written = "".join(c for c in text if not c.isascii()).encode("gb18030", "ignore")
    runs = _IDEOGRAPHIC.findall(written.decode(errors="replace"))
    found = "".join(runs)
    in_a_row = any(len(run) >= _FEWEST_PARTLY and _is_everyday(run) for run in runs)
    mostly = len(found) >= _FEWEST and len(found.encode()) >= _MOST * len(written)
    return in_a_row or (mostly and _is_everyday(found) and not _is_everyday(text))


def _is_everyday(original: str) -> bool:
    """Tell whether a text is Chinese of everyday ideographs, as the original of a garbled one is."""
    found = _COMMON.findall(original)
    everyday = sum(1 for c in found if c.encode("gb2312", "replace")[0] in range(0xB0, _LAST_EVERYDAY + 1))
    return len(found) >= _FEWEST and everyday >= _SHARE * len(found)


def _undo_western(text: str) -> Garbled | None:
    """Return the original of GBK or UTF-8 that was read as Latin-1 or its Windows relative."""
    if not _AS_WESTERN.search(text):
        return None
    for page in ("latin-1", "cp1252"):
        for encoding in ("utf-8", "gb18030"):
            try:
                original = text.encode(page).decode(encoding)
            except (UnicodeEncodeError, UnicodeDecodeError):
                continue
            if _is_everyday(original):
                return Garbled(original)
    return None
