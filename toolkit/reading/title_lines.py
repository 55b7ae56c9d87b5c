"""Understand the title of a table that a unit made itself: 市教育局民主生活会问题台账 names the unit and the list.

A title stands alone in its row, near the top or above the headings. It names a unit where it is the unit's name, or
has the name at its beginning with nothing before it but a number (附件1：) or the place of the meeting, and behind it
nothing but words of titles; or where the name stands in brackets at its end. 城关镇中心学校问题台账 is not 城关镇's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from toolkit.campaign import Unit
from toolkit.cleaning import format_plain_text
from toolkit.definition import Definition, ListType
from toolkit.formats import CellValue, Grid
from toolkit.messages import say
from toolkit.reading.roster import CampaignRoster
from toolkit.text import fold

_DEEPEST, _LONGEST = 10, 80
_LONGEST_PLACE, _BARE_PLACE = 8, range(2, 5)
_NEAREST = 4  # rows above a header in which its title stands
_ATTACHED = re.compile(r"^[^：:]{0,6}\d*\s*[：:]\s*|^\d+\s*[.、．]\s*")
_BRACKETED = re.compile(r"[(（\[【]([^()（）\[\]【】]+)[)）\]】]")
_NUMERALS = re.compile(r"\d+")


def find_titles(grid: Grid, before: int = _DEEPEST) -> Iterator[str]:
    """Yield the texts that stand alone in their row, above the row `before` (from 0), at most ten rows down."""
    for row in grid.rows[: min(before, _DEEPEST)]:
        yield from _find_lone_text(row)


def find_titled_list(grid: Grid, header: int, list_types: Iterable[ListType]) -> str:
    """Return the key of the only list that the titles right above a header (from 0) name; empty for none or several.

    Of several names in one title the longest counts: 整改问题清单 is no 问题清单 where a list is called that.
    """
    rows = grid.rows[max(0, header - _NEAREST) : header]
    texts = [fold(text) for row in rows for text in _find_lone_text(row)]
    hits = {
        (len(name), each.key)
        for each in list_types
        for name in map(fold, each.names)
        for text in texts
        if name and name in text
    }
    keys = {key for length, key in hits if length == max(hits)[0]}
    return keys.pop() if len(keys) == 1 else ""


def _find_lone_text(row: Iterable[CellValue]) -> Iterator[str]:
    """Yield the text that stands alone in a row, a merged cell counting once; nothing where there are several."""
    filled = {text for cell in row if cell != "" and (text := format_plain_text(cell))}
    if len(filled) == 1 and len(text := next(iter(filled))) <= _LONGEST:
        yield text


def find_units_in_titles(titles: Iterable[str], roster: CampaignRoster) -> Iterator[Unit]:
    """Yield the units that titles name; none of which the meeting's own title speaks."""
    campaign, label = roster.campaign, fold(say("cover.unit"))
    words = _collect_title_words(campaign.definition, campaign.title)
    meeting = fold(campaign.title)
    for title in titles:
        if fold(title).startswith(label):
            continue
        unit = _find_unit(title, roster, words, meeting)
        if unit is not None and not any(fold(name) in meeting for name in unit.names):
            yield unit


def _find_unit(title: str, roster: CampaignRoster, words: tuple[str, ...], meeting: str) -> Unit | None:
    for bracketed in reversed(_BRACKETED.findall(title)):
        if unit := roster.find(bracketed.strip()):
            return unit
    bare = _BRACKETED.sub(" ", _ATTACHED.sub("", title))
    unit = roster.find_named_unit(bare)
    if unit is None:
        return None
    text = fold(bare)
    for name in sorted(map(fold, unit.names), key=len, reverse=True):
        place, found, rest = text.partition(name)
        if (
            found
            and _consists_of(rest, words)
            and (not place or place in meeting or _is_place(place, name, words, roster))
        ):
            return unit
    return None


def _is_place(text: str, name: str, words: tuple[str, ...], roster: CampaignRoster) -> bool:
    """Tell whether what stands before a unit's name ends as places do; the end may begin the name: 青岚 市教育局."""
    ends = tuple(map(fold, roster.campaign.definition.vocabulary.captions.places))
    spoken = tuple(word for word in words if len(word) > 1)
    if not ends or not text.isalpha() or text.startswith(spoken):
        return False
    if text.endswith(ends):
        return len(text) <= _LONGEST_PLACE
    return name.startswith(ends) and len(text) in _BARE_PLACE


def _consists_of(text: str, words: tuple[str, ...]) -> bool:
    """Tell whether a text is nothing but words of titles and numbers in a row."""
    text = _NUMERALS.sub("", text)
    ends = {0}
    for start in range(len(text)):
        if start in ends:
            ends |= {start + len(word) for word in words if text.startswith(word, start)}
    return len(text) in ends


def _collect_title_words(definition: Definition, title: str) -> tuple[str, ...]:
    """Return the words that titles consist of: those of the vocabulary, the lists' names, the meetings', this one's."""
    captions = definition.vocabulary.captions
    lists = (name for list_type in definition.list_types for name in list_type.names)
    meetings = (meeting.label for meeting in definition.meetings)
    words = (*captions.words, *lists, *meetings, title)
    folded = dict.fromkeys(_NUMERALS.sub("", fold(word)) for word in words)
    return tuple(word for word in folded if word)
