"""Find the unit that a sheet names behind 填报单位: the whole text counts, not what it begins with.

城关镇　中心学校 is not 城关镇. Only what surely is no part of a name is passed over: the next label on the line
(填报日期：…), a date, room for a signature, a seal in brackets, a sentence on how to fill in the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from toolkit.campaign import Unit
from toolkit.cleaning import format_plain_text
from toolkit.definition import Definition
from toolkit.formats import Grid
from toolkit.messages import say
from toolkit.reading.roster import CampaignRoster
from toolkit.text import fold, keep_visible

_DEEPEST_BANNER, _LONGEST_LABEL = 10, 20
_COLON = re.compile(r"[:：]")
_NEXT_LABEL = re.compile(r"[^\S\n]+(?=[^\s:：]{1,12}[:：])|\n")
_BRACKETS = re.compile(r"[(（\[【]([^)）\]】]*)[)）\]】]?")
_GAP = re.compile(r"[^\S\n]+")
_END_OF_SENTENCE = "\u3002"
_DATE = re.compile(r"[\d\s.\-/]+")


class LabelledText(NamedTuple):
    """What stands behind 填报单位, and whether a colon shows that the unit's name is meant, not a column."""

    text: str
    by_colon: bool


def find_labelled_texts(grids: Iterable[Grid]) -> tuple[LabelledText, ...]:
    """Return what stands behind 填报单位, or in the next filled cell, on every sheet."""
    return tuple(_find_labelled_texts(grids))


def find_units_in_cells(labelled_texts: Iterable[LabelledText], roster: CampaignRoster) -> Iterator[Unit]:
    """Yield the units that labelled texts name."""
    for labelled in labelled_texts:
        unit = _find_unit(labelled.text, roster)
        if unit is not None:
            yield unit


def find_seen_text(labelled_texts: Iterable[LabelledText], roster: CampaignRoster) -> str:
    """Return what stands where the unit's name should, empty where nothing does."""
    definition = roster.campaign.definition
    texts = (_cut_asides(labelled.text, definition) for labelled in labelled_texts)
    return next((text for text in texts if text), "")


def find_unmatched_text(labelled_texts: Iterable[LabelledText], roster: CampaignRoster) -> str:
    """Return the first text behind 填报单位： that names no unit of the roster; empty where there is none."""
    definition = roster.campaign.definition
    for labelled in labelled_texts:
        text = _cut_asides(labelled.text, definition)
        if labelled.by_colon and any(map(str.isalpha, text)) and _find_unit(labelled.text, roster) is None:
            return text
    return ""


def _find_unit(text: str, roster: CampaignRoster) -> Unit | None:
    bare = _cut_asides(text, roster.campaign.definition)
    return roster.find(format_plain_text(text)) or (roster.find(bare) if bare else None)


def _find_labelled_texts(grids: Iterable[Grid]) -> Iterator[LabelledText]:
    label = fold(say("cover.unit"))
    for grid in grids:
        for row in grid.rows[:_DEEPEST_BANNER]:
            if not any(cell.__class__ is str and _is_label(cell, label) for cell in row):
                continue  # most rows: only a label makes it worth while to look at the others
            texts = [cell for cell in row if isinstance(cell, str) and cell and format_plain_text(cell)]
            for index, text in enumerate(texts):
                if _is_label(text, label):
                    yield _read_label(text, texts[index + 1 : index + 2])


def _is_label(text: str, label: str) -> bool:
    return label[0] in text and fold(text[:_LONGEST_LABEL]).startswith(label)


def _read_label(text: str, following: list[str]) -> LabelledText:
    """Return what a label is followed by: in its own cell up to the next label, or else in the next cell."""
    _, colon, behind = keep_visible(text).replace("：", ":").partition(":")
    written = _NEXT_LABEL.split(behind.strip(), maxsplit=1)[0]
    if written or not following:
        return LabelledText(written, bool(colon))
    beside = keep_visible(following[0])
    return LabelledText("" if _COLON.search(beside) else beside, bool(colon))


def _cut_asides(text: str, definition: Definition) -> str:
    """Return a unit's name without what is no part of it: seal, date, room for a signature, our own sentences."""
    words = definition.vocabulary
    asides = {fold(word) for word in (*words.units.asides, *words.rows.signature, say("template.unit_blank"))}
    intros = {fold(list_type.intro) for list_type in definition.list_types if list_type.intro}
    behind = ((gap.start(), text[gap.end() :]) for gap in _GAP.finditer(text))
    text = next((text[:at] for at, rest in behind if _END_OF_SENTENCE in rest or fold(rest) in intros), text)

    def keep(found: re.Match[str]) -> str:
        return " " if not fold(found[1]) or fold(found[1]) in asides else found[0]

    kept = _BRACKETS.sub(keep, text).split()
    dates = {words.dates.year, words.dates.month, *words.dates.day}
    while kept and (fold(kept[-1]) in asides or _is_date(kept[-1], dates)):
        kept.pop()
    return " ".join(kept)


def _is_date(word: str, words: set[str]) -> bool:
    return bool(_DATE.fullmatch("".join(c for c in word if c not in words) or "0"))
