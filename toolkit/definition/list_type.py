"""One list (清单): its columns, its rules, and its prefilled rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from toolkit.definition.choices import ChoiceList
from toolkit.definition.column import Column, Frozen, find_by_key
from toolkit.definition.followup import FollowUp
from toolkit.definition.pairs import PairsSpec
from toolkit.definition.path import split_path
from toolkit.definition.report import Countable
from toolkit.rules import AnyRule, RecordRule, RosterRule


class Prefill(Frozen):
    """The prefilled rows, by column key: one row for the leading team, then one per member.

    The values `@name` and `@post` stand for the member's name and post on the roster.
    """

    team: dict[str, str] = Field(default_factory=dict)
    member: dict[str, str] = Field(default_factory=dict)


class ListType(Countable):
    """One list, and what is counted over its records; the attributes are the keys of the author's file."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    order: int = 100
    rows: int = Field(default=100, ge=1, le=5000)
    # Where the columns of a list too wide for one page are cut: a page begins with each of these, if need be.
    print_breaks: tuple[str, ...] = ()
    # How many rows of a list issued blank print; where it is not given, as many as fill a page.
    print_rows: int | None = Field(default=None, ge=1, le=5000)
    optional: bool = False
    intro: str = ""
    prefill: Prefill = Prefill()
    columns: tuple[Column, ...] = Field(min_length=1)
    rules: tuple[AnyRule, ...] = ()
    # The columns in which a unit says that nothing changed in a row, and why it changed what was fixed.
    unchanged: str = ""
    change_note: str = ""
    followup: FollowUp | None = None
    # Which people should have met, in a list of meetings of two.
    pairs: PairsSpec | None = None
    # The docket's page of the list: its columns in print order, computed ones among them (several in brackets stand
    # one beneath the other in one column), its title, by which columns its records are sorted, and in which columns
    # equal neighbours become one cell.
    printed: tuple[str | Annotated[tuple[str, ...], Field(min_length=1)], ...] = ()
    printed_title: str = ""
    printed_order: tuple[str, ...] = ()
    printed_merged: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of the list, the official name first."""
        return (self.label, *self.aliases)

    def find_column(self, key: str) -> Column:
        """Return a column by key; KeyError where there is none."""
        return find_by_key(self.columns, key)

    def has_column(self, key: str) -> bool:
        """Tell whether a column of this key exists."""
        return any(column.key == key for column in self.columns)

    @property
    def number(self) -> Column | None:
        """The column of running numbers, if the list has one."""
        return next((column for column in self.columns if column.numbering), None)

    @property
    def printed_columns(self) -> tuple[tuple[str, ...], ...]:
        """What the docket prints: the keys that stand one beneath the other in each of its columns."""
        return tuple((each,) if isinstance(each, str) else each for each in self.printed)

    @property
    def inputs(self) -> tuple[Column, ...]:
        """The columns that the clerk fills in."""
        return tuple(column for column in self.columns if not column.closed_to_units)

    def select_issued_columns(self, *, later: bool) -> ListType:
        """Return the list as a unit's workbook shows it, in the first round or in a `later` one.

        The rules are those that such a workbook can break: columns that it does not show are blank in all its rows.
        Computed columns stay, though a path of theirs may lead to a column that is not shown.
        """
        shown = ("always", "later") if later else ("always",)
        return self._leave_out({each.key for each in self.columns if each.shown not in shown})

    def leave_out_optional(self, choice_lists: Mapping[str, ChoiceList]) -> ListType:
        """Return the list without the optional columns whose choice list has no values."""
        return self._leave_out(
            {
                each.key
                for each in self.columns
                if each.optional and not ((known := choice_lists.get(each.choices or "")) and known.options)
            }
        )

    def _leave_out(self, hidden: set[str]) -> ListType:
        """Return the list without some columns, and without what rules say of them."""
        if not hidden:
            return self
        rules = (rule.leave_out(lambda path: split_path(path)[0] in hidden) for rule in self.rules)
        update = {
            "columns": tuple(each for each in self.columns if each.key not in hidden),
            "rules": tuple(rule for rule in rules if rule is not None),
        }
        return self.model_copy(update=update)

    @property
    def record_rules(self) -> tuple[RecordRule, ...]:
        """The rules that judge records: implied ones of every column in column order, then the list's own."""
        implied = [rule for column in self.columns for rule in column.build_implied_rules()]
        return (*implied, *(rule for rule in self.rules if isinstance(rule, RecordRule)))

    @property
    def roster_rules(self) -> tuple[RosterRule, ...]:
        """The rules that judge the list as a whole: who must appear in it."""
        return tuple(rule for rule in self.rules if isinstance(rule, RosterRule))
