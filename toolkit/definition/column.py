"""One column of a list: its kind, its limits, and the rules that follow from them.

To add a column kind, say `percent`:

1. name it in `Kind` below, and in `TEXT_KINDS` or `SEVERAL_KINDS` where it belongs there;
2. understand what clerks write: `cleaning/cell.py` chooses by kind;
3. give its values a type in the tables of records, if they are no texts: `records/batch.py`;
4. help clerks to enter it: validation and cell format in `template/lists.py`;
5. recognise it under an unknown heading by its content: `reading/columns.py`;
6. tell its values: `targets.py` for figures and tables, `lint/rules.py` for rules, and `lint/lists.py` for the
   attributes that it does not use;
7. show it in the merged list: `summary/merged_lists.py`, `summary/plan_fields.py` and `summary/export.py`;
8. name it for people: `kind.<kind>` and `kind.how.<kind>` in the messages, and in workbook_templates/README.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from toolkit.rules import (
    BetweenRule,
    BoundedRule,
    LengthRule,
    OneOfRule,
    PatternRule,
    ReadableRule,
    RecordRule,
    ReferenceRule,
    RequiredRule,
    UniqueRule,
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
Later = Literal["fixed", "open", "office"]
Shown = Literal["always", "later", "office"]
TEXT_KINDS = frozenset({"text", "long_text"})
SEVERAL_KINDS = frozenset({"choices", "names", "units"})
# Choice lists whose values come from the campaign's roster; they differ from unit to unit.
ROSTER_CHOICES = ("@members", "@leaders", "@units")
# The days that an author may name: in figures, and in rules, where each record has the day that it counts from.
ANCHOR_DAYS = ("@today", "@meeting")
RULE_DAYS = (*ANCHOR_DAYS, "@listed")


class Frozen(BaseModel):
    """The base of all that is read from an author's files: unknown keys are mistakes, and values are frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(Frozen):
    """One column of a list, or one field of a form; the attributes are the keys of its table in the author's file."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str = Field(min_length=1)
    kind: Kind
    required: bool = False
    locked: bool = False
    choices: str | None = None
    # Whether the column exists only where its choice list has values.
    optional: bool = False
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
    # Who may change a cell of an issued row in later rounds: nobody, the unit, or the office alone (in every round).
    later: Later = "open"
    # In which workbooks the column stands: in all, from the second round on, or only in the office's own papers.
    shown: Shown = "always"
    # What of an item's history an office's column shows; `last.<field>` is the value of a field a round ago.
    fill: str = ""

    @property
    def closed_to_units(self) -> bool:
        """Whether no unit may fill in the column, in any round."""
        return self.locked or self.later == "office"

    @property
    def names(self) -> tuple[str, ...]:
        """Every heading that the column may have, the official one first."""
        return (self.label, *self.aliases)

    def format_number(self, position: int) -> str:
        """Return the running number at a position from 1, as `WT-001`."""
        mask = self.numbering or "#"
        digits = mask.count("#")
        return mask.replace("#" * digits, f"{position:0{digits}d}")

    def parse_number(self, text: str) -> int:
        """Return the position that a running number stands for; 0 where the text is none."""
        prefix, _, suffix = (self.numbering or "#").partition("#")
        digits = text.removeprefix(prefix).removesuffix(suffix.lstrip("#"))
        return int(digits) if digits.isdecimal() and self.format_number(int(digits)) == text else 0

    def build_implied_rules(self) -> tuple[RecordRule, ...]:
        """Return the rules implied by the column's attributes, in order of evaluation."""
        rules: list[RecordRule] = []
        key = self.key
        rules.append(ReadableRule(column=key))
        if self.required and not self.numbering:  # a row without a running number is given one
            rules.append(RequiredRule(column=key))
        if self.choices:
            rules.append(OneOfRule(column=key, choices=self.choices, severity="warning" if self.open else "error"))
        if self.numbering:
            rules.append(PatternRule(column=key, mask=self.numbering, severity="warning"))
            rules.append(UniqueRule(column=key))
        rules += self.build_bounds_rules()
        if self.refers:
            rules.append(ReferenceRule(column=key, to=self.refers))
        return tuple(rules)

    def build_bounds_rules(self) -> tuple[BoundedRule, ...]:
        """Return the implied rules on how large a number, or how long a text, may be."""
        rules: list[BoundedRule] = []
        if self.min is not None or self.max is not None:
            rules.append(BetweenRule(column=self.key, min=self.min, max=self.max))
        if self.min_length is not None or self.max_length is not None:
            rules.append(LengthRule(column=self.key, min=self.min_length, max=self.max_length))
        return tuple(rules)


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


_KeyedValue = TypeVar("_KeyedValue", bound=_Keyed)


def find_by_key(values: Iterable[_KeyedValue], key: str) -> _KeyedValue:
    """Return the value with a key; KeyError where there is none."""
    for value in values:
        if value.key == key:
            return value
    raise KeyError(key)
