"""What is counted and how it is laid out: figures, tables, listings, named quantities, the lists of the bulletin.

A path in this file is a column (see `resolve`), a roll-up, a derived column, or `@unit`.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from toolkit.definition.column import Frozen
from toolkit.definition.derived import KEY, Derived, Paths, Rollup, wrap_in_tuple
from toolkit.definition.series import Series
from toolkit.rules import When

# The key of the count of all records, which every list has unless it defines a figure of this key.
COUNT = "count"
# The path to the unit that returned a record.
UNIT = "@unit"
# What is counted besides lists: the roster's units, and their members.
UNITS, MEMBERS = "@units", "@members"
Scope = Literal["lead", "all"]


# How a figure is shown: a whole number, a percentage, or a number with one decimal.
FigureKind = Literal["count", "rate", "average"]
# What a name of the bulletin stands for; a rate is a share, an average has one decimal; either is a dash where the
# denominator is 0.
NameKind: TypeAlias = FigureKind | Literal["text", "list", "picture"]


class FigureSpec(Frozen):
    """One figure over the records of a list.

    It is their number, the sum of the column `sum`, its `average` over the records where it is filled in, or the ratio
    `share` / `of`. `last` are the conditions under which the same figure counted a round ago.
    """

    key: str = Field(pattern=KEY)
    label: str = Field(min_length=1)
    when: When = Field(default_factory=dict)
    last: When = Field(default_factory=dict)
    sum: str | None = None
    average: str | None = None
    share: str | None = None
    of: str = COUNT
    # A sentence for the sheets that show the figure.
    note: str = ""

    @property
    def kind(self) -> FigureKind:
        """How the figure is shown."""
        if self.share is not None:
            return "rate"
        return "count" if self.average is None else "average"


class TableSpec(Frozen):
    """One table of the summary: records counted by the values of columns, each once, and further figures.

    A path is a column, a roll-up, a derived column, or `@unit` for the unit that returned the record.
    A figure of another list (`list.figure`) counts that list's records by its own paths of the same names.
    """

    key: str = Field(pattern=KEY)
    label: str = Field(min_length=1)
    # The sheet that the table is on; several tables may share a sheet.
    sheet: str = ""
    rows: Paths = Field(min_length=1, max_length=2)
    columns: Annotated[Paths, Field(max_length=2)] = ()
    figures: tuple[str, ...] = ()
    when: When = Field(default_factory=dict)
    scopes: Annotated[tuple[Scope, ...], BeforeValidator(wrap_in_tuple)] = ("all",)
    subtotals: bool = False
    # The share by which rows are ordered and grouped (see SummarySpec.grades).
    rank: str | None = None
    chart: Literal["stacked", "bar", "rate"] | None = None
    # Whether the table is on the summary's front page.
    front: bool = False
    # Whether the further figures with `last` stand beside what they were a round ago, and the difference.
    compare: bool = False

    @property
    def has_subtotals(self) -> bool:
        """Whether rows are added up by the first path; with a single path there is nothing to add up."""
        return self.subtotals and len(self.rows) > 1

    @property
    def sheet_name(self) -> str:
        """The sheet that the table is on."""
        return self.sheet or self.label


class ListingSpec(Frozen):
    """Records shown individually: which records, their columns, the number they are sorted by, and the sheet."""

    key: str = Field(pattern=KEY)
    label: str = Field(min_length=1)
    sheet: str = ""
    when: When = Field(default_factory=dict)
    show: tuple[str, ...] = Field(min_length=1)
    sort: str | None = None
    # Whether the listing stands on no sheet: a list of the bulletin takes its records from it.
    bulletin_only: bool = False

    @property
    def sheet_name(self) -> str:
        """The sheet that the listing is on."""
        return self.sheet or self.label


class Countable(Frozen):
    """What can be counted: a list or a roster, with its computed columns, figures, tables and listings."""

    rollups: tuple[Rollup, ...] = ()
    derived: tuple[Derived, ...] = ()
    figures: tuple[FigureSpec, ...] = ()
    tables: tuple[TableSpec, ...] = ()
    listings: tuple[ListingSpec, ...] = ()

    def find_figure(self, key: str) -> FigureSpec | None:
        """Return a figure by key, None where there is none."""
        return next((figure for figure in self.figures if figure.key == key), None)

    def find_worked_column(self, key: str) -> Rollup | Derived | None:
        """Return the roll-up or derived column of a key, None where there is none."""
        return next((column for column in (*self.rollups, *self.derived) if column.key == key), None)


class RosterSpec(Countable):
    """The roster as a table that can be counted: one row per unit, or per member."""

    label: str = Field(min_length=1)


class Quantity(Frozen):
    """Figures with names, for the front page, the bulletin and other programs.

    `by` names paths of closed sets: each value, and each pair of values, gets a quantity of its own, named
    `<name>_<value>`; with two paths, the unclear value of a single path is named `<name>_<path's name><unclear>`.
    `figures` adds figures under names: `<name><suffix>`. With `compare`, the quantity and its figures also have their
    value a round ago and the difference, under names of their own.
    """

    name: str = Field(min_length=1)
    label: str = ""
    list: str
    scope: Scope = "all"
    when: When = Field(default_factory=dict)
    by: dict[str, str] = Field(default_factory=dict, max_length=2)
    figure: str = COUNT
    figures: dict[str, str] = Field(default_factory=dict)
    compare: bool = False
    # Whether the lead unit is left out where `spare_lead` says so.
    spare: bool = False


class TrackingBlock(Frozen):
    """Some lines of the sheet of follow-up, one per figure; `columns` maps a heading to a quantity with `compare`.

    The quantities have the same figures, which are the lines.
    """

    label: str = Field(min_length=1)
    columns: dict[str, str] = Field(min_length=1, max_length=3)


class RoundsSpec(Frozen):
    """The table of all rounds on that sheet, and its chart: a column per figure, by heading the name of a quantity.

    In a bulletin, `picture` is the name of the chart, `series` that of the table's rows, `round` that of a round's name
    in them, and `number` that of the number of the round in progress.
    """

    label: str = Field(min_length=1)
    columns: dict[str, str] = Field(min_length=1, max_length=6)
    picture: str = ""
    series: str = ""
    round: str = ""
    number: str = ""


class TrackingSpec(Frozen):
    """The sheet of follow-up: every figure of this round beside that of the last, and some figures of all rounds."""

    sheet: str = Field(min_length=1)
    blocks: tuple[TrackingBlock, ...] = Field(min_length=1)
    rounds: RoundsSpec | None = None


class Grade(Frozen):
    """One group of ranked rows: those whose share is at least `least`."""

    label: str
    least: float = Field(ge=0, le=1)


class Attention(Frozen):
    """One line of the box on the front page: each `{}` in the text stands for a quantity; a link leads to the sheet."""

    text: str
    quantity: Annotated[tuple[str, ...], BeforeValidator(wrap_in_tuple)] = Field(min_length=1)
    sheet: str


class CoverageQuantities(Frozen):
    """The names of the quantities on coverage: how many units there are in all, and how many of each standing."""

    total: str
    returned: str
    faulty: str
    nil: str
    missing: str


class Annex(Frozen):
    """The table at the end of the bulletin, and the names that templates use for its columns and rows."""

    table: str
    columns: str
    heading: str
    rows: str
    labels: tuple[str, ...] = Field(min_length=1, max_length=2)
    numbers: str


class Texts(Frozen):
    """The names that templates use for texts; the one of the round is optional, and its text empty where unsaid.

    `named_missing` are the missing units that a circular may name (see `SummarySpec.spare_lead`).
    """

    title: str
    lead: str
    team: str
    as_of: str
    meeting_date: str
    missing: str
    named_missing: str = ""
    round: str = ""


class BulletinSpec(Frozen):
    """One bulletin: its Word template, the sheet with its sentences, and whether every round has it.

    A template that is not named here is written in every round.
    """

    file: str = Field(min_length=1)
    sheet: str = ""
    rounds: Literal["all", "first", "later"] = "all"


class SummarySpec(Frozen):
    """The content of summary.toml: rosters, named quantities, the front page, charts, and the bulletin's lists."""

    units: RosterSpec
    members: RosterSpec
    coverage: CoverageQuantities
    texts: Texts
    annex: Annex
    # Whether what goes out to all units leaves the lead unit out where it names units, or counts them to be named.
    spare_lead: bool = False
    pictures: dict[str, str] = Field(default_factory=dict)
    # Names that are 1 where the campaign uses a list, else 0.
    used: dict[str, str] = Field(default_factory=dict)
    quantities: tuple[Quantity, ...] = ()
    grades: tuple[Grade, ...] = ()
    key_figures: tuple[str, ...] = ()
    attention: tuple[Attention, ...] = ()
    charts: tuple[str, ...] = Field(default=(), max_length=3)
    series: tuple[Series, ...] = ()
    sheets: tuple[str, ...] = ()
    # The sheets that leaders read on paper, besides the first page.
    print: tuple[str, ...] = ()
    # How many records of a listing are on paper; the rest is in the summary.
    print_rows: int = Field(default=20, ge=1)
    tracking: TrackingSpec | None = None
    bulletins: tuple[BulletinSpec, ...] = ()

    @property
    def picture_names(self) -> tuple[str, ...]:
        """The names of all charts that a bulletin may show."""
        rounds = self.tracking.rounds if self.tracking else None
        return (*self.pictures, *([rounds.picture] if rounds and rounds.picture else []))
