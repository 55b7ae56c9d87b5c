"""What the lists are, as frozen values: list types, columns, choices, meetings, vocabulary, cover and campaign form."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from toolkit.rules import (
    AnyRule,
    Between,
    Length,
    OneOf,
    Pattern,
    Readable,
    Reference,
    Required,
    Rule,
    Unique,
)

Kind = Literal[
    "text",
    "long_text",
    "integer",
    "date",
    "deadline",
    "choice",
    "choices",
    "names",
    "units",
    "reference",
    "code",
]
TEXT_KINDS = frozenset({"text", "long_text"})
SEVERAL_KINDS = frozenset({"choices", "names", "units"})
CONVERTED_KINDS = frozenset({"integer", "date", "deadline"})
# Choice lists that the campaign's roster fills in.
ROSTER_CHOICES = ("@members", "@leaders", "@units")
MOMENTS = ("@today", "@meeting")


class Frozen(BaseModel):
    """A value that refuses unknown keys and never changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(Frozen):
    """One column of a list, or one field of a form."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str = Field(min_length=1)
    kind: Kind
    required: bool = False
    locked: bool = False
    choices: str | None = None
    open: bool = False
    refers: str | None = None
    numbering: str | None = None
    min: float | None = None
    max: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    aliases: tuple[str, ...] = ()
    help: str = ""
    example: str = ""
    width: float = Field(default=12, gt=0, le=255)

    @property
    def names(self) -> tuple[str, ...]:
        """Every heading by which the column may be called, the official one first."""
        return (self.label, *self.aliases)

    def number(self, position: int) -> str:
        """Return the running number at a position from 1, as `WT-001`."""
        mask = self.numbering or "#"
        digits = mask.count("#")
        return mask.replace("#" * digits, f"{position:0{digits}d}")

    def implied_rules(self) -> tuple[Rule, ...]:
        """Return the rules that the column's attributes stand for, in order of evaluation."""
        rules: list[Rule] = []
        key = self.key
        if self.kind in CONVERTED_KINDS:
            rules.append(Readable(column=key))
        if self.required:
            rules.append(Required(column=key))
        if self.choices:
            rules.append(OneOf(column=key, choices=self.choices, severity="warning" if self.open else "error"))
        if self.numbering:
            rules.append(Pattern(column=key, mask=self.numbering, severity="warning"))
            rules.append(Unique(column=key))
        if self.min is not None or self.max is not None:
            rules.append(Between(column=key, min=self.min, max=self.max))
        if self.min_length is not None or self.max_length is not None:
            rules.append(Length(column=key, min=self.min_length, max=self.max_length))
        if self.refers:
            rules.append(Reference(column=key, to=self.refers))
        return tuple(rules)


class Prefill(Frozen):
    """Rows issued already filled: one for the team, one per member; `@name` and `@post` come from the roster."""

    team: dict[str, str] = Field(default_factory=dict)
    member: dict[str, str] = Field(default_factory=dict)


class Step(Frozen):
    """One step of a roll-up: its value holds if all, or any, of the referring rows are among some values."""

    value: str
    all: tuple[str, ...] | None = None
    any: tuple[str, ...] | None = None


class Rollup(Frozen):
    """A column computed for each row from the rows of another list that refer to it."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    of: str
    by: str
    steps: tuple[Step, ...] = ()
    otherwise: str | None = None
    take: Literal["latest", "earliest"] | None = None


class TableSpec(Frozen):
    """One table of the summary: rows and columns by the values of columns, every record counted once.

    A path is a column, a roll-up, or `@unit` for the unit that returned the record.
    """

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    rows: tuple[str, ...] = Field(min_length=1, max_length=2)
    columns: str
    # The table that stands on the summary's front page.
    front: bool = False


class Located(NamedTuple):
    """Where a path leads: the column, the list that holds it, and the reference it goes through."""

    list_key: str
    column: Column
    part: Literal["", "date"]
    through: Column | None


class ListType(Frozen):
    """One 清单: its columns, rules and tables."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    order: int = 100
    rows: int = Field(default=100, ge=1, le=5000)
    optional: bool = False
    intro: str = ""
    prefill: Prefill = Prefill()
    columns: tuple[Column, ...] = Field(min_length=1)
    rules: tuple[AnyRule, ...] = ()
    rollups: tuple[Rollup, ...] = ()
    tables: tuple[TableSpec, ...] = ()

    def column(self, key: str) -> Column:
        """Return a column by key; KeyError where there is none."""
        return next((c for c in self.columns if c.key == key), None) or _missing(key)

    def has(self, key: str) -> bool:
        """Tell whether a column of this key exists."""
        return any(c.key == key for c in self.columns)

    @property
    def number(self) -> Column | None:
        """The column of running numbers, if the list has one."""
        return next((c for c in self.columns if c.numbering), None)

    @property
    def inputs(self) -> tuple[Column, ...]:
        """The columns that the clerk fills in."""
        return tuple(c for c in self.columns if not c.locked)

    @property
    def all_rules(self) -> tuple[Rule, ...]:
        """Implied rules of every column in column order, then the list's own."""
        implied = [rule for column in self.columns for rule in column.implied_rules()]
        return (*implied, *self.rules)


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


class Vocabulary(Frozen):
    """Words the reader must understand in any list."""

    blanks: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    separators: tuple[str, ...]
    titles: tuple[str, ...] = ()
    deadline_words: dict[str, tuple[str, ...]]
    rows: RowWords = RowWords()
    dates: DateWords
    numbers: NumberWords = NumberWords()
    affixes: Affixes = Affixes()


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
    kinds: dict[Literal["spelling", "file"], str]


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


class Definition(Frozen):
    """Everything the other rooms know about the lists; what a template, a check or a table is computed from."""

    list_types: tuple[ListType, ...]
    choice_lists: dict[str, ChoiceList]
    meetings: tuple[Meeting, ...]
    vocabulary: Vocabulary
    cover: Cover
    campaign: CampaignForm

    def list_type(self, key: str) -> ListType:
        """Return a list by key; KeyError where there is none."""
        return next((one for one in self.list_types if one.key == key), None) or _missing(key)

    def has_list(self, key: str) -> bool:
        """Tell whether a list of this key exists."""
        return any(one.key == key for one in self.list_types)

    def meeting(self, key: str) -> Meeting:
        """Return a meeting by key; KeyError where there is none."""
        return next((one for one in self.meetings if one.key == key), None) or _missing(key)

    @property
    def default_meeting(self) -> Meeting:
        """The meeting used when nobody names one."""
        return next((one for one in self.meetings if one.default), self.meetings[0])

    @property
    def usual_lists(self) -> tuple[ListType, ...]:
        """The lists that are used unless the campaign says otherwise."""
        return tuple(one for one in self.list_types if not one.optional)

    def choice_list(self, key: str) -> ChoiceList:
        """Return a choice list by key; KeyError where there is none."""
        return self.choice_lists[key]

    def locate(self, list_key: str, path: str) -> Located:
        """Follow a path of one list; KeyError where it leads nowhere."""
        holder, through = self.list_type(list_key), None
        first, _, rest = path.partition(".")
        column = holder.column(first)
        if rest and column.refers and rest != "date":
            through = column
            holder = self.list_type(column.refers.partition(".")[0])
            second, _, rest = rest.partition(".")
            column = holder.column(second)
        if rest and not (rest == "date" and column.kind in ("date", "deadline")):
            _missing(path)
        return Located(holder.key, column, "date" if rest else "", through)

    def with_choices(self, *replaced: ChoiceList) -> Definition:
        """Return the definition with some choice lists replaced."""
        lists = {**self.choice_lists, **{one.key: one for one in replaced}}
        return self.model_copy(update={"choice_lists": lists})

    def digest(self) -> str:
        """Return a short fingerprint of what a returned workbook depends on: eight hexadecimal digits.

        Columns and choices count; rules, tables and help may change without making workbooks old.
        """
        kept = {"key", "label", "kind", "choices", "refers", "numbering"}
        columns = {one.key: [c.model_dump(include=kept) for c in one.columns] for one in self.list_types}
        used = {c.choices for one in self.list_types for c in one.columns}
        choices = {key: one.values for key, one in sorted(self.choice_lists.items()) if key in used}
        shape = {"columns": columns, "choices": choices}
        text = json.dumps(shape, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:8]


def _missing(key: str) -> Any:
    raise KeyError(key)
