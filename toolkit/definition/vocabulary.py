"""The words around the lists, as frozen values: vocabulary, choices, meetings, the cover and the campaign form."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from toolkit.definition.column import Column, Frozen

# The choice list that every meeting brings along.
ASPECTS = "aspects"


class Option(Frozen):
    """One value of a choice list, with a short name for tables and the ways it is also written."""

    value: str
    short: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The short name where there is one."""
        return self.short or self.value


class ChoiceList(Frozen):
    """One dropdown."""

    key: str
    options: tuple[Option, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The values in order."""
        return tuple(option.value for option in self.options)


class Meeting(Frozen):
    """One 民主生活会: its name and its aspects (方面)."""

    key: str
    label: str
    order: int = 0
    default: bool = False
    aspects: ChoiceList


class RowWords(Frozen):
    """Words that begin rows which are no records."""

    total: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    note: tuple[str, ...] = ()
    sample: tuple[str, ...] = ()


class DateWords(Frozen):
    """How days and months are written in words. Month parts give a day (0 the last), year parts a month."""

    year: str
    month: str
    month_tails: tuple[str, ...] = ()
    day: tuple[str, ...]
    month_parts: dict[str, int]
    year_parts: dict[str, int]
    before: tuple[str, ...] = ()
    zeros: str = ""
    digits: str = Field(min_length=9, max_length=9)
    ten: str


class NumberWords(Frozen):
    """Words that scale a number, and words that count things behind it."""

    scales: dict[str, int] = Field(default_factory=dict)
    counters: tuple[str, ...] = ()


class Affixes(Frozen):
    """What may stand before or after a choice, or beside a running number, without changing it."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    number: tuple[str, ...] = ()


class VersionWords(Frozen):
    """Words in a file's name that say how far along its content is."""

    final: tuple[str, ...] = ()
    draft: tuple[str, ...] = ()


class Vocabulary(Frozen):
    """Words the reader must understand in any list."""

    blanks: tuple[str, ...]
    yes: tuple[str, ...]
    separators: tuple[str, ...]
    titles: tuple[str, ...] = ()
    deadline_words: dict[str, tuple[str, ...]]
    rows: RowWords = RowWords()
    dates: DateWords
    numbers: NumberWords = NumberWords()
    affixes: Affixes = Affixes()
    versions: VersionWords = VersionWords()


class NilReturn(Frozen):
    """How a unit says that a list has nothing to report."""

    label: str
    aliases: tuple[str, ...] = ()
    value: str
    help: str = ""


class CoverField(Frozen):
    """One cell of the cover that the clerk fills in."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    help: str = ""


class Cover(Frozen):
    """The first sheet of every workbook handed out."""

    sheet: str
    fields: tuple[CoverField, ...]
    nil: NilReturn


class FormSheet(Frozen):
    """One table of the campaign workbook."""

    label: str
    columns: tuple[Column, ...]
    # Rows shown as examples; a row left exactly as it is counts for nothing.
    examples: tuple[dict[str, str], ...] = ()


class DecisionsSheet(FormSheet):
    """The table of what the operator decided once."""

    unused: str
    kinds: dict[Literal["spelling", "file", "column", "sheet"], str]


class SettingsSheet(Frozen):
    """The first sheet of the campaign workbook: one setting a row."""

    label: str
    heading: tuple[str, str, str]
    fields: tuple[Column, ...]


class CampaignForm(Frozen):
    """What 工作方案.xlsx looks like."""

    file: str
    settings: SettingsSheet
    units: FormSheet
    members: FormSheet
    options: FormSheet
    decisions: DecisionsSheet
