"""What one list is: its columns, rules, figures and tables."""

from __future__ import annotations

from pydantic import Field

from toolkit.definition.column import Column, Frozen, find_by_key
from toolkit.definition.report import Countable
from toolkit.rules import AnyRule, RecordRule, RosterRule


class Prefill(Frozen):
    """Rows issued already filled: one for the team, one per member; `@name` and `@post` come from the roster."""

    team: dict[str, str] = Field(default_factory=dict)
    member: dict[str, str] = Field(default_factory=dict)


class ListType(Countable):
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

    @property
    def names(self) -> tuple[str, ...]:
        """Every name the list goes by, the official one first."""
        return (self.label, *self.aliases)

    def find_column(self, key: str) -> Column:
        """Return a column by key; KeyError where there is none."""
        return find_by_key(self.columns, key)

    def has_column(self, key: str) -> bool:
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
    def record_rules(self) -> tuple[RecordRule, ...]:
        """The rules that judge records: implied ones of every column in column order, then the list's own."""
        implied = [rule for column in self.columns for rule in column.build_implied_rules()]
        return (*implied, *(rule for rule in self.rules if isinstance(rule, RecordRule)))

    @property
    def roster_rules(self) -> tuple[RosterRule, ...]:
        """The rules that judge the list as a whole: who must appear in it."""
        return tuple(rule for rule in self.rules if isinstance(rule, RosterRule))
