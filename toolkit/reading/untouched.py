"""Tell which rows of a later round a unit filled in beyond what was issued.

By these rows a workbook sent back as it was issued is known from one that was filled in, and two files with different
rows of a list from two versions of it.
"""

from __future__ import annotations

from dataclasses import replace

from toolkit.campaign import Campaign
from toolkit.definition import UNCHANGED
from toolkit.followup import Closing, IssuedTexts, Item, RowComparer, sort_columns
from toolkit.reading.rows import collect_texts_by_number
from toolkit.records import FileContent, Section
from toolkit.text import fold


class IssuedRows:
    """The rows that units were issued in a later round, by unit, list and running number."""

    def __init__(self, campaign: Campaign, opening: Closing) -> None:
        issued = IssuedTexts(campaign)
        self.items: dict[tuple[str, str], dict[str, Item]] = {}
        for item in opening.items:
            self.items.setdefault((item.key.unit, item.key.list_key), {})[item.key.number] = item
        self.comparers = {each.key: RowComparer(sort_columns(each), issued) for each in campaign.issued_list_types}
        self.yes = {fold(word) for word in campaign.definition.vocabulary.yes}

    def count_filled(self, content: FileContent, unit: str) -> FileContent:
        """Return a unit's content in which only rows that say something new count as filled in.

        With the cover's tick that nothing changed every row says something.
        """
        if fold(content.cover.get(UNCHANGED, "")) in self.yes:
            return content
        sections = (
            self._count_section(section, self.items.get((unit, section.list_key), {})) for section in content.sections
        )
        return replace(content, sections=tuple(sections))

    def _count_section(self, section: Section, items: dict[str, Item]) -> Section:
        comparer = self.comparers.get(section.list_key)
        if comparer is None or not items:
            return section
        own = [record for record in section.records if comparer.says_anything(section, record, items)]
        texts = collect_texts_by_number(own, comparer.columns.list_type)
        return replace(section, filled=len(own), texts_by_number=texts)
