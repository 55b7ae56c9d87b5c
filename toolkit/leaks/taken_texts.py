"""The texts of a workbook that came from outside: taken out of it by a worker, searched where the campaign is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from toolkit.leaks.text_locations import VISIBILITIES, LocatedText, Visibility

PlainTexts = Iterable[tuple[bytes, Visibility, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenTexts:
    """All texts of a copy (`collect_texts`), and what tells where they stand in it and in the file it was made from.

    The two functions return what `list_located_texts` does. They are called where the texts hold what is not the
    unit's, which is seldom. What they do not tell of counts as hidden.
    """

    texts: Iterable[bytes]
    locate: Callable[[], PlainTexts]
    locate_original: Callable[[], PlainTexts]


def select_located(texts: PlainTexts, wanted: Callable[[bytes], bool]) -> Iterable[LocatedText]:
    """Return the wanted ones of located texts, as they were located."""
    return (
        LocatedText(content=content, visibility=visibility, location=location)
        for content, visibility, location in texts
        if visibility in VISIBILITIES and wanted(content)
    )
