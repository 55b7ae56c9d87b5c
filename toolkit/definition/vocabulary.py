"""The words that the reader must understand in any list, as defined by vocabulary.toml."""

from __future__ import annotations

from pydantic import Field

from toolkit.definition.column import Frozen


class RowWords(Frozen):
    """Words of rows that are no records: at the beginning, or as the class says.

    A `subtotal` word stands behind a group's name and a blank (即知即改 计数), a `seal` word before a colon or in
    brackets (主要负责人签字：).
    """

    total: tuple[str, ...] = ()
    subtotal: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    seal: tuple[str, ...] = ()
    note: tuple[str, ...] = ()
    sample: tuple[str, ...] = ()


class DateWords(Frozen):
    """How days and months are written in words.

    `month_parts` are words for a day of the month (0 is the last day), `year_parts` words for a month of the year;
    `digits` are the characters for 1 to 9, `zeros` those for 0.
    """

    year: str
    month: str
    month_tails: tuple[str, ...] = ()
    day: tuple[str, ...]
    month_parts: dict[str, int]
    year_parts: dict[str, int]
    before: tuple[str, ...] = ()
    # What may stand before a day (确保) and behind it (完成) without changing it.
    lead_ins: tuple[str, ...] = ()
    finish: tuple[str, ...] = ()
    # Words for a year by how many years it lies after the year of issue: 今年 0, 明年 1.
    years: dict[str, int] = Field(default_factory=dict)
    zeros: str = ""
    digits: str = Field(min_length=9, max_length=9)
    ten: str


class NumberWords(Frozen):
    """Words that multiply a number, and counting words that may follow one."""

    scales: dict[str, int] = Field(default_factory=dict)
    counters: tuple[str, ...] = ()


class Affixes(Frozen):
    """What may precede or follow a choice or a running number without changing its meaning."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    number: tuple[str, ...] = ()


class ErrorWords(Frozen):
    """What spreadsheet programs show where a formula failed; a code of three digits follows a word of `numbered`."""

    words: tuple[str, ...] = (
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#DIV/0!",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#SPILL!",
        "#CALC!",
    )
    numbered: tuple[str, ...] = ()


class HeadingWords(Frozen):
    """What a written heading may have besides its name: a number before it, and remarks; # is any number in one."""

    numerals: str = ""
    remarks: tuple[str, ...] = ()


class LastingWords(Frozen):
    """How it is said that something done goes on: the words, and what may join them to the words before."""

    words: tuple[str, ...] = ()
    joints: tuple[str, ...] = ()


class UnitWords(Frozen):
    """Words around and inside the names of units.

    `roles` are words for what a unit does in a task, `leading` those of the unit in charge; `inside` are separators
    that may stand inside a name; `levels` are endings of names, from the lowest units to the highest; `asides` may
    stand in brackets behind a name without making it another's.
    """

    roles: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    levels: tuple[tuple[str, ...], ...] = ()
    asides: tuple[str, ...] = ()

    @property
    def all_endings(self) -> tuple[str, ...]:
        """The endings of every level."""
        return tuple(ending for level in self.levels for ending in level)


class CaptionWords(Frozen):
    """What the title of a table consists of behind the name of its unit, and how places before the name end."""

    words: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


class VersionWords(Frozen):
    """Words in the name of a file that say whether its content is final or a draft."""

    final: tuple[str, ...] = ()
    draft: tuple[str, ...] = ()


class ReplyWords(Frozen):
    """Phrases that say of a doubt only that all is well (`empty`): alone or joined, they explain nothing."""

    empty: tuple[str, ...] = ()


class Vocabulary(Frozen):
    """Every word list of the reader; each table of the file is one field."""

    blanks: tuple[str, ...]
    yes: tuple[str, ...]
    separators: tuple[str, ...]
    titles: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    conjunctions: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    deadline_words: dict[str, tuple[str, ...]]
    rows: RowWords = RowWords()
    dates: DateWords
    numbers: NumberWords = NumberWords()
    affixes: Affixes = Affixes()
    lasting: LastingWords = LastingWords()
    units: UnitWords = UnitWords()
    versions: VersionWords = VersionWords()
    captions: CaptionWords = CaptionWords()
    errors: ErrorWords = ErrorWords()
    headings: HeadingWords = HeadingWords()
    replies: ReplyWords = ReplyWords()
